"""One stance in plain Python: what it feels, its two clocks, its choice. Arithmetic is in sim.model."""

from __future__ import annotations

from math import inf

from sim.model.choice import OPEN, SHUT, SKIPPED, nearest_above, rung_above, rung_below
from sim.model.clock import wait, work_done
from sim.model.keys import CHOICE, DOWN, UP, WORK
from sim.model.philox import pack, uniform
from sim.model.pressure import relaxation_time, relaxed, relieved
from sim.model.program import NONE, Program
from sim.model.quantile import exponential_quantile, normal_quantile


class Clock:
    """One of a stance's two clocks."""

    __slots__ = ("background", "direction", "done", "needs", "step", "steps", "threshold", "total")

    def __init__(self, direction: int) -> None:
        self.direction = direction
        self.steps = self.step = 0
        self.threshold = inf

    def start(self, steps: int, needs: float) -> None:
        """Begin anew."""
        self.steps, self.step, self.needs = steps, 0, needs
        self.done = self.total = self.background = 0.0


class Stance:
    """A stance in motion."""

    def __init__(
        self, program: Program, index: int, values: list[float], seed: int, replication: int
    ) -> None:
        table = program.stances
        self.index, self.seed, self.replication = index, seed, replication
        self.word = table.word[index]
        self.rungs = table.rungs[index]
        self.acts = table.acts[index]
        self.level = table.level[index]
        self.skipped = table.skipped[index]
        self.steps = table.steps[index]
        self.settles = table.settles[index]
        self.ends_stage = table.ends_stage[index]
        self.reactions = table.reactions[index]
        self.standing = values[table.standing[index]]
        self.tau = relaxation_time(values[table.half_life[index]])
        self.tempo = values[table.tempo[index]]
        self.background = values[table.background[index]]
        self.sd = values[table.choice_sd[index]]
        self.relief = values[table.relief[index]]
        self.rest = values[table.rest[index]]
        first = table.resistance[index]
        self.theta = [-inf, values[first]]
        for step in range(1, self.rungs - 1):
            self.theta.append(self.theta[-1] + values[first + step])
        self.gives_up = [values[p] if p != NONE else None for p in table.gives_up[index]]
        self.rung = table.start[index]
        self.visits = [0] * self.rungs
        self.passable = [SKIPPED if skips else OPEN for skips in self.skipped]
        self.shut: list[tuple[int, int, tuple[int, ...]]] = []
        self.settled = -1
        self.held = False
        self.time = self.rest_until = self.x = self.b = 0.0
        self.up, self.down = Clock(UP), Clock(DOWN)
        self.first = self.up  # whose step is next

    def advance(self, now: float) -> None:
        """Bring pressure and work up to now."""
        if now <= self.time:
            return
        began = max(self.time, self.rest_until)
        if began < now:
            x, d = relaxed(self.x, self.b, self.tau, began - self.time), now - began
            self._work(self.up, x, self.b, d)
            self._work(self.down, -x, -self.b, d)
        self.x = relaxed(self.x, self.b, self.tau, now - self.time)
        self.time = now

    def _work(self, clock: Clock, x: float, b: float, d: float) -> None:
        if clock.steps:
            work = work_done(
                x, b, self.tau, clock.threshold, self.tempo, self.background, clock.steps, d
            )
            clock.done += work
            clock.total += work
            clock.background += clock.steps * self.background * d

    def due(self) -> float:
        """When the next step is done, and (in `first`) of which clock."""
        began = max(self.time, self.rest_until)
        x = relaxed(self.x, self.b, self.tau, began - self.time)
        up = self._wait(self.up, x, self.b, began)
        down = self._wait(self.down, -x, -self.b, began)
        self.first = self.down if down < up else self.up
        return min(up, down)

    def _wait(self, clock: Clock, x: float, b: float, began: float) -> float:
        if not clock.steps:
            return inf
        left = clock.needs - clock.done
        return began + wait(
            x, b, self.tau, clock.threshold, self.tempo, self.background, clock.steps, left
        )

    def aim(self) -> None:
        """Which rung the upward clock is for, and whether a shut gate holds it."""
        nearest = nearest_above(self.rung, self.rungs, self.passable)
        goal = nearest if self.settled < 0 else self.settled
        held = any(
            first <= self.up.step <= last and goal in rungs for first, last, rungs in self.shut
        )
        self.up.threshold = inf if nearest < 0 or held else self.theta[nearest]

    def gates(self, shut: list[tuple[int, int, tuple[int, ...]]]) -> None:
        """Take note of the shut gates."""
        self.shut = shut
        closed = {rung for _, _, rungs in shut for rung in rungs}
        self.passable = [
            SKIPPED if skips else SHUT if rung in closed else OPEN
            for rung, skips in enumerate(self.skipped)
        ]
        self.aim()

    def start(self) -> None:
        """Fresh clocks."""
        self.settled = -1
        gives_up = self.gives_up[self.rung]
        climbs = nearest_above(self.rung, self.rungs, self.passable) >= 0 and not self.held
        falls = self.rung > 0 and gives_up is not None and not self.held
        self.up.start(self.steps if climbs else 0, self.needs(UP, 0) if climbs else inf)
        self.down.start(self.steps if falls else 0, self.needs(DOWN, 0) if falls else inf)
        self.down.threshold = inf if gives_up is None else -gives_up
        self.aim()

    def needs(self, direction: int, step: int) -> float:
        """The work of a step."""
        return exponential_quantile(self._draw(WORK, direction, step))

    def choose(self, direction: int) -> int:
        """The rung."""
        accepts = self.x + self.sd * normal_quantile(self._draw(CHOICE, direction, 0))
        if direction == UP:
            return rung_above(accepts, self.rung, self.rungs, self.theta, self.passable)
        return rung_below(accepts, self.rung, self.theta, self.passable)

    def _draw(self, purpose: int, direction: int, step: int) -> float:
        code = pack(purpose, self.rung, direction, step, self.visits[self.rung])
        return uniform(self.seed, self.replication, self.word, code)

    def relieve(self) -> None:
        """Let off pressure."""
        self.x = relieved(self.x, self.b, self.relief)

    def arrive(self, rung: int, rest_until: float) -> None:
        """Stand on a rung."""
        self.rung = 0 if self.acts else rung
        self.visits[self.rung] += 1
        self.rest_until = rest_until
        self.start()
