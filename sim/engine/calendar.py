"""SimPy's calendar with absolute times and an explicit order of what happens at one instant."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush

import simpy
from simpy.events import EventPriority

Act = Callable[[simpy.Event], None]


class Calendar(simpy.Environment):
    """SimPy's environment in which events stand at absolute times and in slots.

    `schedule` of SimPy adds a delay to the present, which rounds; times here are kept as they are.
    """

    def at(self, time: float, slot: int) -> simpy.Event:
        """An event at an absolute time; at one instant lower slots come first."""
        event = simpy.Event(self)
        event._ok = True  # noqa: SLF001 (as simpy.Timeout does)
        event._value = None  # noqa: SLF001
        heappush(self._queue, (time, EventPriority(slot), next(self._eid), event))
        return event

    def on(self, time: float, slot: int, act: Act) -> simpy.Event:
        """An event at an absolute time that does one thing."""
        event = self.at(time, slot)
        assert event.callbacks is not None
        event.callbacks.append(act)
        return event
