"""Which events of two worlds differ because of the change itself, and which because of what actors do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE, Trace
from sim.model.program import NONE, TRIGGERED, Program

CONDUCT = frozenset({STAGE, DECISION})  # the kinds of events that actors make
BEGIN_VISITS = frozenset({DECISION, FORCE, RELEASE})  # the kinds after which a visit begins

Sort = tuple[int, str]  # a kind of event, and the name of its cause, gate or stance


@dataclass(frozen=True)
class Worlds:
    """The programs of a baseline and of a variant of it, which share names but not indices."""

    baseline: Program
    variant: Program

    @property
    def both(self) -> tuple[Program, Program]:
        """The baseline, then the variant."""
        return self.baseline, self.variant

    @cached_property
    def alike(self) -> frozenset[Sort]:
        """The sorts of events that mean the same in both: what differs in them has come of the change.

        Those of a stance that is in both, of a cause that is triggered alike, of a hold or force
        that is made in both. All others differ by the change itself.
        """
        ours, theirs = (frozenset(_sorts(program)) for program in self.both)
        return frozenset((kind, name) for kind, name, _ in ours & theirs)


def is_held(trace: Trace, name: str, time: float) -> bool:
    """Whether a stance is held just after whatever holds and ends of holds come at a time, in days."""
    stances, held = trace.program.stances.name, int(starts_held(trace.program, name))
    for event in trace.events:
        if event.time > time:
            break
        if event.kind in {HOLD, RELEASE} and stances[event.subject] == name:
            held += 1 if event.kind == HOLD else -1
    return held > 0


def starts_held(program: Program, name: str) -> bool:
    """Whether a stance is held from the start."""
    table = program.interventions
    held = zip(table.held, table.held_from, strict=True)
    return any(program.stances.name[each] == name and since == NONE for each, since in held)


def _sorts(program: Program) -> Iterator[tuple[int, str, object]]:
    """The sorts of events that may mean the same in both worlds, with what must be alike for that."""
    stances, causes, table = program.stances.name, program.causes, program.interventions
    for name in stances:
        yield from ((kind, name, None) for kind in CONDUCT)
    for cause, form in enumerate(causes.form):
        if form == TRIGGERED and causes.trigger[cause] != NONE:
            how = _triggered(program, cause)
            yield from ((kind, causes.name[cause], how) for kind in (CAUSE, ENDS))
    for stance in set(table.held):
        for kind, moments in ((HOLD, table.held_from), (RELEASE, table.held_until)):
            own = zip(table.held, moments, strict=True)
            yield kind, stances[stance], tuple(_moment(program, at) for s, at in own if s == stance)
    for stance in set(table.forced):
        forced = zip(table.forced, table.forced_rung, table.forced_at, strict=True)
        how = tuple((rung, _moment(program, at)) for each, rung, at in forced if each == stance)
        yield FORCE, stances[stance], how


def _triggered(program: Program, cause: int) -> tuple[object, ...]:
    """What triggers a cause, after which delay and for how long."""
    causes = program.causes
    numbers = tuple(_number(program, each) for each in (causes.delay[cause], causes.lasts[cause]))
    return program.stances.name[causes.trigger[cause]], causes.trigger_rung[cause], *numbers


def _number(program: Program, index: int) -> tuple[float, ...]:
    """A number as it was written: its distribution, not its value in a replication."""
    table = program.parameters
    if index == NONE:
        return ()
    return (
        table.shape[index], table.a[index], table.b[index], table.c[index],
        table.low[index], table.high[index],
    )  # fmt: skip


def _moment(program: Program, index: int) -> tuple[object, ...]:
    """A date as it was written."""
    table = program.moments
    if index == NONE:
        return ()
    after = table.after[index]
    return (
        table.low[index],
        table.high[index],
        _number(program, table.plus[index]),
        _moment(program, after),
    )
