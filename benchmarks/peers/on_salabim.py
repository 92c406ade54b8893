"""The model on salabim: a component for each stance and cause, which holds until its time.

Salabim's `priority` orders components at one instant, so ties are broken by slot, as with us. Its
default, without `yield`, needs greenlet and takes as long (measured).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import salabim

from benchmarks.peers.rules import Rules, Told
from sim.model.program import Program


class Slot(salabim.Component):
    """What can come: a stance's step, a cause, its end ..."""

    def setup(self, rules: Planned, slot: int, due: float) -> None:
        """What it stands for."""
        self.rules, self.slot, self.due = rules, slot, due

    def process(self) -> Iterator[None]:
        """Wait for the time, which others may move, and come."""
        while True:
            if self.due == inf:
                yield self.passivate()
            else:
                yield self.hold(till=self.due, priority=self.slot)
            self.due = inf
            self.rules.come(self.slot, self.rules.clock.now())


class Planned(Rules):
    """The rules, planning through the components."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, seed, replication)
        self.clock = salabim.Environment(trace=False, yieldless=False, random_seed="*")
        self.slots: dict[int, Slot] = {}

    def plan(self, slot: int, time: float) -> None:
        """Move a component; the one at work sees its new time when it holds again."""
        if time >= self.program.horizon:
            time = inf
        if slot not in self.slots:
            if time < inf:
                self.slots[slot] = Slot(env=self.clock, rules=self, slot=slot, due=time)
            return
        component = self.slots[slot]
        component.due = time
        if component is not self.clock.current_component():
            component.activate(at=time, priority=slot)


def run(program: Program, seed: int, replication: int) -> list[Told]:
    """What happens in one replication."""
    rules = Planned(program, seed, replication)
    rules.begin()
    rules.clock.run(till=program.horizon)
    return rules.told
