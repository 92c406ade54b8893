"""Where two runs of one replication part: the events that differ between a baseline and its variant.

Draws are keyed by what they decide, so the two runs are the same to the last bit up to the first
thing that the change touches. Events are matched by what they are, never by their place in the order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sim.engine.trace import CAUSE, DATE, ENDS, FORCE, RELEASE, STAGE, Event, Trace
from sim.experiment.explain.changed import BEGIN_VISITS, CONDUCT, Worlds, is_held
from sim.model.keys import DOWN, UP
from sim.model.program import NONE, Program

ONLY_BASELINE, ONLY_VARIANT, EARLIER, LATER, OTHER_RUNG = 1, 2, 3, 4, 5  # how an event differs
WAYS = {
    ONLY_BASELINE: "only in the baseline",
    ONLY_VARIANT: "only in the variant",
    EARLIER: "earlier in the variant",
    LATER: "later in the variant",
    OTHER_RUNG: "to another rung",
}

Places = tuple[int | None, int | None]  # in the trace of the baseline, and of the variant


@dataclass(frozen=True, slots=True)
class Key:
    """What an event is in whichever world: much as the draws behind it are keyed.

    `rung` is the rung left (that to which it is put, of a force) and `number` the visit to it, or
    how often the like has happened before. `direction` is NONE but for stages and decisions.
    """

    kind: int
    subject: str  # the name of a cause, gate or stance
    rung: int = NONE
    number: int = 0
    direction: int = NONE
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that is not the same in both worlds, with its place in each trace (None: not there).

    `time` is the earlier of its two dates, in days: from there on the worlds differ in it. `given`
    says that it is part of the change itself.
    """

    key: Key
    way: int
    time: float
    given: bool
    baseline: int | None
    variant: int | None

    @property
    def places(self) -> Places:
        """Where it stands in either trace."""
        return self.baseline, self.variant

    @property
    def by_actor(self) -> bool:
        """Whether it is something that an actor did or left undone: a stage or a decision."""
        return not self.given and self.key.kind in CONDUCT


@dataclass(frozen=True)
class Divergence:
    """Two runs under the same draws, and all events that differ, in order of the date they do."""

    baseline: Trace
    variant: Trace
    differences: tuple[Difference, ...]

    @property
    def first(self) -> Difference | None:
        """The first event that differs; None where the runs are the same."""
        return next(iter(self.differences), None)

    @cached_property
    def change(self) -> Difference | None:
        """The first event that differs by the change itself; None where the change is no event."""
        return next((each for each in self.differences if each.given), None)

    @cached_property
    def conduct(self) -> Difference | None:
        """The first thing that an actor does differently; None where nobody does."""
        return next((each for each in self.differences if each.by_actor), None)

    def events(self, difference: Difference) -> tuple[Event | None, Event | None]:
        """The event in the baseline and in the variant."""
        return _events(self.baseline, self.variant, difference.places)

    def shift(self, difference: Difference) -> float | None:
        """Days by which it comes later in the variant; None if it is not in both."""
        ours, theirs = self.events(difference)
        return None if ours is None or theirs is None else theirs.time - ours.time


def diverge(baseline: Trace, variant: Trace) -> Divergence:
    """What differs between two runs; they must share seed and replication."""
    assert (baseline.seed, baseline.replication) == (variant.seed, variant.replication)
    worlds = Worlds(baseline.program, variant.program)
    ours, theirs = (
        {key: place for place, key in enumerate(keys(trace))} for trace in (baseline, variant)
    )
    found: list[tuple[float, int, int, Difference]] = []
    for key in {**ours, **theirs}:
        places = ours.get(key), theirs.get(key)
        way = _way(*_events(baseline, variant, places))
        if way:
            time, place, side = _when(baseline, variant, places)
            given = _given(worlds, (baseline, variant), key, way, time)
            found.append((time, place, side, Difference(key, way, time, given, *places)))
    found.sort(key=lambda each: each[:3])
    return Divergence(baseline, variant, tuple(each[-1] for each in found))


def keys(trace: Trace) -> tuple[Key, ...]:
    """What each event of a run is; no two of a run are the same."""
    before: Counter[Key | tuple[int, int]] = Counter()
    found: list[Key] = []
    for event in trace.events:
        key = _key(trace.program, event, before)
        found.append(key)
        if event.kind in BEGIN_VISITS:
            falls_back = event.kind != RELEASE and trace.program.stances.acts[event.subject]
            before[event.subject, 0 if falls_back else event.after] += 1
    return tuple(found)


def subjects(program: Program, kind: int) -> tuple[str, ...]:
    """The names of what an event of a kind may be about."""
    if kind in {CAUSE, ENDS}:
        return program.causes.name
    return program.gates.name if kind == DATE else program.stances.name


# --- one event ---------------------------------------------------------------------------------


def _key(program: Program, event: Event, before: Counter[Key | tuple[int, int]]) -> Key:
    name = subjects(program, event.kind)[event.subject]
    if event.kind in CONDUCT:
        up = event.kind == STAGE or event.after > event.before
        visit, way = before[event.subject, event.before], UP if up else DOWN
        return Key(event.kind, name, event.before, visit, way, _stage(program, event))
    like = Key(event.kind, name, event.after if event.kind == FORCE else NONE)
    before[like] += 1
    return Key(like.kind, like.subject, like.rung, before[like] - 1)


def _stage(program: Program, event: Event) -> str:
    if event.kind != STAGE:
        return ""
    table = program.stances
    return table.stages[event.subject][table.stage[event.subject][event.step]]


def _events(baseline: Trace, variant: Trace, places: Places) -> tuple[Event | None, Event | None]:
    ours, theirs = places
    return (
        None if ours is None else baseline.events[ours],
        None if theirs is None else variant.events[theirs],
    )


def _way(ours: Event | None, theirs: Event | None) -> int:
    """How an event differs; 0 if it does not."""
    if theirs is None:
        return ONLY_BASELINE
    if ours is None:
        return ONLY_VARIANT
    if ours.time != theirs.time:
        return EARLIER if theirs.time < ours.time else LATER
    return OTHER_RUNG if ours.after != theirs.after else 0


def _when(baseline: Trace, variant: Trace, places: Places) -> tuple[float, int, int]:
    """Since when it differs, with its place in the world where it comes first, and which that is."""
    sides = (
        (trace.events[place].time, place, side)
        for side, (trace, place) in enumerate(zip((baseline, variant), places, strict=True))
        if place is not None
    )
    return min(sides, key=lambda each: (each[0], each[2]))


def _given(worlds: Worlds, traces: tuple[Trace, Trace], key: Key, way: int, time: float) -> bool:
    """Whether a difference is part of the change itself: that what is held does nothing is so too."""
    if (key.kind, key.subject) not in worlds.alike:
        return True
    if key.kind not in CONDUCT or way not in {ONLY_BASELINE, ONLY_VARIANT}:
        return False
    return is_held(traces[1 if way == ONLY_BASELINE else 0], key.subject, time)
