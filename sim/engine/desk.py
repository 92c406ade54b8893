"""A stance in motion: its pressure, its two clocks, and the file on its desk (docs/model.md).

A desk is brought up to date only when something touches it, and knows the absolute time of its next
step until then. The compiled engine keeps the same state in arrays; the arithmetic is in sim.model.
"""

from __future__ import annotations

from math import inf

from sim.engine.noise import Noise
from sim.engine.trace import Choice, Clock, Knot
from sim.model import choice as choose
from sim.model.clock import wait, work_done
from sim.model.keys import DOWN, UP
from sim.model.pressure import relaxation_time, relaxed, relieved
from sim.model.program import NONE, Program
from sim.model.quantile import normal_quantile


class ClockState:
    """One clock of a visit: the step it is at, the work that step needs and has, and what was background."""

    __slots__ = ("background", "direction", "done", "needs", "step", "steps", "total")

    def __init__(self, direction: int) -> None:
        self.direction = direction
        self.begin(0, inf)

    def begin(self, steps: int, needs: float) -> None:
        """A fresh clock of `steps` steps whose first needs `needs`; no steps is no clock."""
        self.steps = steps
        self.step = 0
        self.needs = needs
        self.done = 0.0
        self.total = 0.0
        self.background = 0.0


class Desk:
    """The moving state of one stance. Its attributes are read by the engine and changed only here."""

    def __init__(
        self, program: Program, index: int, values: tuple[float, ...], noise: Noise, *, split: bool
    ) -> None:
        table = program.stances
        self.index = index
        self.noise = noise
        self.rungs = table.rungs[index]
        self.acts = bool(table.acts[index])
        self.level = table.level[index]
        self.steps = table.steps[index]
        self.settles = table.settles[index]
        self.skipped = table.skipped[index]
        self.standing = values[table.standing[index]]
        self.tau = relaxation_time(values[table.half_life[index]])
        self.tempo = values[table.tempo[index]]
        self.background = values[table.background[index]]
        self.sd = values[table.choice_sd[index]]
        self.relief = values[table.relief[index]]
        self.rest = values[table.rest[index]]
        first = table.resistance[index]
        thresholds = [-inf, values[first]]
        for step in range(1, self.rungs - 1):
            thresholds.append(thresholds[-1] + values[first + step])
        self.thresholds = tuple(thresholds)
        self.gives_up = tuple(values[p] if p != NONE else None for p in table.gives_up[index])
        self.held = False
        self.timed = True  # False while the record drives this stance
        self.rung = table.start[index]
        self.visits = [0] * self.rungs
        self.passable = [0 if skipped else 2 for skipped in self.skipped]
        self.shut: tuple[
            tuple[int, int, tuple[int, ...]], ...
        ] = ()  # (first step, last step, rungs)
        self.settled: Choice | None = None
        self.since = 0.0
        self.rest_until = 0.0
        self.stages: list[tuple[str, float]] = []
        self.time = 0.0
        self.x = self.b = 0.0
        self.split = split
        self.parts: list[float] = []
        self.part_levels: list[float] = []
        self.knots: list[Knot] = []
        self.up = ClockState(UP)
        self.down = ClockState(DOWN)
        self.up_threshold = inf
        self.due = inf
        self.due_clock = self.up

    # --- pressure -----------------------------------------------------------------------------

    def settle_in(self, levels: list[float]) -> None:
        """Begin at rest: the pressure at its level, the sum of standing level and lasting reactions."""
        self.tend_to(levels)
        self.x = self.b
        self.parts = list(self.part_levels)
        self.start_clocks()
        self.set_due()
        self.keep_knot()

    def tend_to(self, levels: list[float]) -> None:
        """Set the level: the standing level, then each reaction's lasting part, summed in order."""
        b = self.standing
        for level in levels:
            b += level
        self.b = b
        if self.split:
            self.part_levels = [self.standing, *levels]

    def advance(self, time: float) -> None:
        """Bring pressure and work up to `time`; no time changes nothing, to the bit."""
        if time <= self.time:
            return
        began = max(self.time, self.rest_until)
        if began < time:
            x = relaxed(self.x, self.b, self.tau, began - self.time)
            d = time - began
            for clock, y, level, threshold in (
                (self.up, x, self.b, self.up_threshold),
                (self.down, -x, -self.b, self.down_threshold),
            ):
                work = work_done(
                    y, level, self.tau, threshold, self.tempo, self.background, clock.steps, d
                )
                clock.done += work
                clock.total += work
                clock.background += clock.steps * self.background * d
        elapsed = time - self.time
        self.x = relaxed(self.x, self.b, self.tau, elapsed)
        if self.split:
            self.parts = [
                relaxed(part, level, self.tau, elapsed)
                for part, level in zip(self.parts, self.part_levels, strict=True)
            ]
        self.time = time

    def push(self, pulse: float, parts: dict[int, float]) -> None:
        """Add a pulse; `parts` splits it by reaction (numbered from 1 behind the standing level)."""
        self.x += pulse
        if self.split:
            for part, amount in parts.items():
                self.parts[part] += amount

    def relieve(self) -> None:
        """Let off the pressure above the level, after an upward decision."""
        if self.split and self.x > self.b:
            self.parts = [
                level + (1.0 - self.relief) * (part - level)
                for part, level in zip(self.parts, self.part_levels, strict=True)
            ]
        self.x = relieved(self.x, self.b, self.relief)

    def keep_knot(self) -> None:
        """Note the pressure as it now is."""
        if self.split:
            self.knots.append(
                Knot(self.time, self.x, self.b, tuple(self.parts), tuple(self.part_levels))
            )

    # --- clocks -------------------------------------------------------------------------------

    @property
    def down_threshold(self) -> float:
        """The threshold of the downward clock, signs turned; inf where the rung is never given up."""
        given = self.gives_up[self.rung]
        return inf if given is None else -given

    def aim(self) -> None:
        """Point the upward clock at the nearest rung and see whether a shut gate holds its stage."""
        nearest = choose.nearest_above(self.rung, self.rungs, self.passable)
        goal = nearest if self.settled is None else self.settled.rung
        holding = any(
            first <= self.up.step <= last and goal in rungs for first, last, rungs in self.shut
        )
        self.up_threshold = inf if nearest < 0 or holding else self.thresholds[nearest]

    def start_clocks(self) -> None:
        """Fresh clocks for a new visit to the present rung, with draws of their own."""
        self.settled = None
        self.stages = []
        self.since = max(self.time, self.rest_until)
        nearest = choose.nearest_above(self.rung, self.rungs, self.passable)
        self._begin(self.up, 0 if self.held or nearest < 0 else self.steps)
        falls = self.rung > 0 and self.gives_up[self.rung] is not None
        self._begin(self.down, self.steps if falls and not self.held else 0)
        self.aim()

    def _begin(self, clock: ClockState, steps: int) -> None:
        clock.begin(steps, self._needs(clock, 0) if steps else inf)

    def _needs(self, clock: ClockState, step: int) -> float:
        if not self.timed:
            return inf
        return self.noise.work(self.index, self.rung, clock.direction, self.visits[self.rung], step)

    def next_step(self, clock: ClockState) -> None:
        """The step in hand is done: take up the next."""
        clock.step += 1
        clock.done = 0.0
        clock.needs = self._needs(clock, clock.step)
        self.aim()

    def set_due(self) -> None:
        """Find the absolute time of the next step, and whose it is; the upward clock wins a tie."""
        began = max(self.time, self.rest_until)
        x = relaxed(self.x, self.b, self.tau, began - self.time)
        self.due, self.due_clock = self._due(self.up, x, self.b, self.up_threshold, began), self.up
        down = self._due(self.down, -x, -self.b, self.down_threshold, began)
        if down < self.due:
            self.due, self.due_clock = down, self.down

    def _due(self, clock: ClockState, x: float, b: float, threshold: float, began: float) -> float:
        if not clock.steps or not self.timed:
            return inf
        left = clock.needs - clock.done
        return began + wait(
            x, b, self.tau, threshold, self.tempo, self.background, clock.steps, left
        )

    def speed(self, clock: ClockState) -> float:
        """Decisions per day at which a clock runs now."""
        if not clock.steps or self.time < self.rest_until:
            return 0.0
        above = self.x - self.up_threshold if clock is self.up else -self.x - self.down_threshold
        return self.background + max(0.0, above) / self.tempo

    def running(self) -> tuple[Clock, ...]:
        """The clocks as they stand."""
        return tuple(
            Clock(clock.direction, self.rung, clock.done, clock.steps - clock.step, clock.steps)
            for clock in (self.up, self.down)
            if clock.steps
        )

    # --- rungs --------------------------------------------------------------------------------

    def shut_gates(self, shut: tuple[tuple[int, int, tuple[int, ...]], ...]) -> None:
        """Take note of which gates are shut."""
        self.shut = shut
        closed = {rung for _, _, rungs in shut for rung in rungs}
        self.passable = [
            choose.SKIPPED if self.skipped[s] else choose.SHUT if s in closed else choose.OPEN
            for s in range(self.rungs)
        ]
        self.aim()

    def choose(self, direction: int) -> Choice:
        """Settle the rung by the pressure as it is and the draw that belongs to this visit."""
        u = self.noise.choice(self.index, self.rung, direction, self.visits[self.rung])
        z = normal_quantile(u)
        accepts = self.x + self.sd * z
        if direction == UP:
            rung = choose.rung_above(accepts, self.rung, self.rungs, self.thresholds, self.passable)
        else:
            rung = choose.rung_below(accepts, self.rung, self.thresholds, self.passable)
        return self.chosen(rung, z, u)

    def chosen(self, rung: int, z: float | None = None, u: float | None = None) -> Choice:
        """The choice of a rung, with what it was made from."""
        return Choice(self.time, self.x, self.thresholds, tuple(self.passable), self.sd, rung, z, u)

    def arrive(self, rung: int) -> None:
        """Stand on a rung; an act falls back to the lowest at once."""
        self.rung = 0 if self.acts else rung
        self.begin_visit()

    def begin_visit(self) -> None:
        """Begin another visit to the present rung: its draws are new."""
        self.visits[self.rung] += 1
