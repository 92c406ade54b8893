"""An interval shown in real time: SimPy's real-time environment keeps the pace, a day in so many seconds.

The engine has run the interval already, and exactly; what is paced is when the class gets to see it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

import simpy.rt

from sim.classroom.session.session import Session
from sim.classroom.world.happenings import happenings

BEAT = 0.5  # seconds between two looks whether to stop


class Pacing:
    """Shows one interval at a time, in a thread of its own."""

    def __init__(self) -> None:
        self._of: tuple[int, float] | None = None  # log number of the move's closing, seconds a day
        self._stop = threading.Event()
        self._until: float | None = None

    def follow(self, session: Session) -> None:
        """Begin, go on or stop, as the exercise is now."""
        state = session.state
        pace = float(session.head.options.get("pace", 0.0))
        showing = state.phase == "closed" and state.shown is not None and pace > 0.0
        of = (state.closed[-1].stamp.seq, pace) if showing and state.closed else None
        if of == self._of:
            return
        self.stop()
        self._of = of
        if of is None or state.shown is None:
            return
        world = session.world
        times = sorted({h.time for h in happenings(world) if h.time > state.shown} | {world.until})
        self._stop = threading.Event()
        paced = threading.Thread(
            target=self._run,
            args=(self._stop, state.shown, times, pace),
            name="pacing",
            daemon=True,
        )
        paced.start()

    def shown(self) -> float | None:
        """Up to which time the interval has been shown; None while none is."""
        return self._until

    def stop(self) -> None:
        """Show nothing more."""
        self._stop.set()
        self._until, self._of = None, None

    def _run(self, stop: threading.Event, since: float, times: list[float], pace: float) -> None:
        environment = simpy.rt.RealtimeEnvironment(initial_time=since, factor=pace, strict=False)

        def showing() -> Generator[simpy.Event, Any, None]:
            for time in times:
                yield environment.timeout(time - environment.now)
                if not stop.is_set():
                    self._until = time

        def beating() -> Generator[simpy.Event, Any, None]:
            while not stop.is_set():
                yield environment.timeout(BEAT / pace)

        shown = environment.process(showing())
        environment.process(beating())
        while not stop.is_set() and shown.is_alive:
            environment.step()
