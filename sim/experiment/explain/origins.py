"""What each difference between two runs came from: the path from the change to the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE, Event, Trace
from sim.experiment.explain.changed import CONDUCT
from sim.experiment.explain.divergence import Difference, Divergence
from sim.model import program as p
from sim.model.program import NONE, Program

How = Literal["own", "heard", "watched", "gate", "trigger", "begins"]
OWN = CONDUCT | {FORCE, HOLD, RELEASE}  # the kinds of events of which a stance is the subject


@dataclass(frozen=True, slots=True)
class Origin:
    """An earlier difference that a difference came from, by its number, and the way it came.

    `own`: it is the same stance's, which went on from there. `heard` and `watched`: a pulse or
    lasting reaction to it; `gate`: a gate that waits for it; `through` has the name of the reaction or
    gate. `trigger`: it set a cause off; `begins`: it is the beginning of what ends.
    """

    number: int
    how: How
    through: str = ""


def origins(divergence: Divergence) -> tuple[tuple[Origin, ...], ...]:
    """For each difference what it came from, nearest last; empty where it is the change's own doing.

    A stance takes over its own last difference, so what it felt before that is told there and not here.
    """
    return tuple(tuple(_of(divergence, number)) for number in range(len(divergence.differences)))


def _of(divergence: Divergence, number: int) -> Iterator[Origin]:
    difference = divergence.differences[number]
    kind, subject = difference.key.kind, difference.key.subject
    if difference.given:
        return
    if kind == ENDS and (begun := _last(divergence, number, {CAUSE}, subject)) is not None:
        yield Origin(begun, "begins")
    elif kind in {CAUSE, ENDS}:
        yield from _triggers(divergence, number)
    elif kind in OWN:
        own = _last(divergence, number, OWN, subject)
        if own is not None:
            yield Origin(own, "own")
        since = tuple(_since(divergence, number, side) for side in (0, 1))
        for earlier in range(number):
            yield from _felt(divergence, earlier, difference, since)


def _last(
    divergence: Divergence, number: int, kinds: set[int] | frozenset[int], subject: str
) -> int | None:
    """The last difference before one that is of these kinds and about the same thing."""
    earlier = range(number - 1, -1, -1)
    found = (divergence.differences[each].key for each in earlier)
    matches = (
        each
        for each, key in zip(earlier, found, strict=True)
        if key.kind in kinds and key.subject == subject
    )
    return next(matches, None)


def _triggers(divergence: Divergence, number: int) -> Iterator[Origin]:
    """The move that set a cause off."""
    name = divergence.differences[number].key.subject
    for earlier in range(number - 1, -1, -1):
        for trace, event in _sides(divergence, divergence.differences[earlier]):
            causes = trace.program.causes
            if event.kind in {DECISION, FORCE} and name in causes.name:
                cause = causes.name.index(name)
                rung = causes.trigger_rung[cause]
                if causes.trigger[cause] == event.subject and event.after >= rung > event.before:
                    yield Origin(earlier, "trigger")
                    return


def _sides(divergence: Divergence, difference: Difference) -> Iterator[tuple[Trace, Event]]:
    """The event of a difference in each world in which it happens."""
    traces = divergence.baseline, divergence.variant
    for trace, event in zip(traces, divergence.events(difference), strict=True):
        if event is not None:
            yield trace, event


# --- what a stance feels -----------------------------------------------------------------------


def _since(divergence: Divergence, number: int, side: int) -> int:
    """Where in a world's trace a stance did the last thing that differs before a difference; else -1."""
    subject = divergence.differences[number].key.subject
    for earlier in range(number - 1, -1, -1):
        difference = divergence.differences[earlier]
        place = difference.places[side]
        if place is not None and difference.key.kind in OWN and difference.key.subject == subject:
            return place
    return -1


def _felt(
    divergence: Divergence, number: int, difference: Difference, since: tuple[int, ...]
) -> Iterator[Origin]:
    """The ways in which an earlier difference touched the stance of a later one, in either world."""
    traces = divergence.baseline, divergence.variant
    places = divergence.differences[number].places
    seen: dict[Origin, None] = {}
    for trace, place, last in zip(traces, places, since, strict=True):
        names = trace.program.stances.name
        if place is None or place <= last or difference.key.subject not in names:
            continue
        event = trace.events[place]
        if event.time <= difference.time:
            ways = _ways(trace, event, names.index(difference.key.subject))
            seen |= dict.fromkeys(Origin(number, how, through) for how, through in ways)
    yield from seen


def _ways(trace: Trace, event: Event, stance: int) -> Iterator[tuple[How, str]]:
    felt = next((each for each in event.felt if each.stance == stance), None)
    if felt is None:
        return
    program, reactions = trace.program, trace.program.reactions
    for reaction in felt.pulses:
        yield "heard", reactions.name[reaction]
    for reaction in _watching(program, event):
        if reactions.stance[reaction] == stance:
            yield "watched", reactions.name[reaction]
    for gate in program.stances.gates[stance]:
        if _waits_for(program, gate, event):
            yield "gate", program.gates.name[gate]


def _watching(program: Program, event: Event) -> tuple[int, ...]:
    """The lasting reactions that an event may change."""
    if event.kind in {CAUSE, ENDS}:
        return program.listeners.cause_lasting[event.subject]
    moves = event.kind in {DECISION, FORCE} and not program.stances.acts[event.subject]
    return program.listeners.position[event.subject] if moves else ()


def _waits_for(program: Program, gate: int, event: Event) -> bool:
    """Whether an event makes a condition of a gate true or false."""
    if event.kind in {STAGE, HOLD, RELEASE}:
        return False
    table, subject = program.gates, event.subject
    if event.kind == DATE:
        return subject == gate
    conditions = zip(table.kind[gate], table.subject[gate], table.rung[gate], strict=True)
    if event.kind in {CAUSE, ENDS}:
        about = {p.IN_FORCE, p.HAPPENED} if event.kind == CAUSE else {p.IN_FORCE}
        return any(kind in about and each == subject for kind, each, _ in conditions)
    stands = (
        (each, rung) for kind, each, rung in conditions if kind == p.STANDING and each != NONE
    )
    return any(
        each == subject and (event.before >= rung) != (event.after >= rung) for each, rung in stands
    )
