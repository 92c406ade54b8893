"""A stance in two worlds at the moment in which it first does otherwise, and the two in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.engine.trace import STAGE, Event
from sim.experiment.explain.divergence import Difference, Key
from sim.experiment.explain.standing import Going, Standing, standing
from sim.model.keys import UP
from sim.report import dates
from sim.report.explain.pairs import WORLDS, Pair
from sim.report.explain.sections import Row
from sim.report.history import History
from sim.report.words import number, signed

MISSING = "-"
LEAST = 0.005  # pressure; two that differ by less look the same at two decimals


@dataclass(frozen=True)
class Side:
    """A stance in one of the worlds just before what it does otherwise, and the event that is.

    `clock` is None where it works on no such decision then, `step` where the stage is not there.
    """

    world: str
    history: History
    stance: int
    standing: Standing
    clock: Going | None
    step: int | None
    event: Event | None

    @property
    def happens(self) -> bool:
        """Whether it happens at this very moment in this world."""
        return self.event is not None and self.event.time <= self.standing.time

    @property
    def needed(self) -> float | None:
        """The step work from the beginning of the decision to what differs."""
        return None if self.clock is None or self.step is None else self.clock.needed(self.step)

    @property
    def over(self) -> float | None:
        """By how much the pressure drives the clock, below 0 where it does not; None behind a gate."""
        if self.clock is None or self.clock.threshold is None:
            return None
        over = self.standing.pressure - self.clock.threshold
        return over if self.clock.direction == UP else -over

    def parts(self) -> dict[str, float]:
        """The pressure by the name of the reaction it comes from; the standing level has none."""
        table = self.history.program
        reactions = table.stances.reactions[self.stance]
        names = ("", *(table.reactions.name[each] for each in reactions))
        return dict(zip(names, self.standing.parts, strict=True))

    def sources(self) -> dict[str, str]:
        """What the parts are called."""
        return dict(zip(self.parts(), self.history.parts(self.stance), strict=True))


def sides(pair: Pair, difference: Difference) -> tuple[Side, Side]:
    """The stance in both worlds, just before it first does otherwise in one of them."""
    events = pair.found.events(difference)
    ours, theirs = (
        _side(world, history, difference, event)
        for world, history, event in zip(WORLDS, pair.both, events, strict=True)
    )
    return ours, theirs


def _side(world: str, history: History, difference: Difference, event: Event | None) -> Side:
    key = difference.key
    stance = history.program.stances.name.index(key.subject)
    found = standing(history.trace, stance, difference.time)
    same = (found.rung, found.visit) == (key.rung, key.number)
    clock = found.clock(key.direction) if same else None
    return Side(world, history, stance, found, clock, _step(history, stance, key), event)


def _step(history: History, stance: int, key: Key) -> int | None:
    """The step at whose end it comes."""
    table = history.program.stances
    if key.kind != STAGE:
        return table.steps[stance] - 1
    if key.stage not in table.stages[stance]:
        return None
    stage = table.stages[stance].index(key.stage)
    return max(step for step, of in enumerate(table.stage[stance]) if of == stage)


# --- side by side -------------------------------------------------------------------------------


def table(ours: Side, theirs: Side) -> tuple[Row, ...]:
    """What is behind it, number by number: a name, then the baseline and the variant."""
    both = ours, theirs
    return (
        ("Pressure", *(number(side.standing.pressure) for side in both)),
        *_parts(ours, theirs),
        ("It tends to", *(number(side.standing.level) for side in both)),
        *((name, *(_told(side, tell) for side in both)) for name, tell in _CLOCK.items()),
    )


def _parts(ours: Side, theirs: Side) -> Iterator[Row]:
    """The sources of the pressure that bear anything in either world."""
    for reaction, source in {**theirs.sources(), **ours.sources()}.items():
        parts = [side.parts().get(reaction) for side in (ours, theirs)]
        if any(part is not None and abs(part) >= LEAST for part in parts):
            yield f"  {source}", *(MISSING if part is None else number(part) for part in parts)


def _told(side: Side, tell: Callable[[Side, Going], str]) -> str:
    return MISSING if side.clock is None else tell(side, side.clock)


def _faced(side: Side, clock: Going) -> str:  # noqa: ARG001 (as the other rows)
    return "a shut gate" if clock.threshold is None else number(clock.threshold)


def _lasts(side: Side, clock: Going) -> str:  # noqa: ARG001 (as the other rows)
    return dates.duration(1 / clock.speed) if clock.speed > 0.0 else MISSING


def _progress(side: Side, clock: Going) -> str:
    return MISSING if side.needed is None else f"{number(clock.total())} of {number(side.needed)}"


def _drawn(side: Side, clock: Going) -> str:
    steps = clock.needs if side.step is None else clock.needs[: side.step + 1]
    return " + ".join(number(each) for each in steps)


def _z(side: Side, clock: Going) -> str:
    return f"{signed(clock.z)} × {number(side.standing.sd)}"


_CLOCK: dict[str, Callable[[Side, Going], str]] = {
    "What it faces": _faced,
    "At its speed a decision takes about": _lasts,
    "Work done, of what it needs": _progress,
    "Work drawn for each step": _drawn,
    "Draw behind the rung: Z × its spread": _z,
}
