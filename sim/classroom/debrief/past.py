"""Where the class parted from history: the first move in which somebody stood elsewhere, actor by actor.

A team's order takes effect at the start of its move, whatever the day in history; so the class is held
against history move by move, not day by day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.debrief import speaking
from sim.classroom.debrief.courses import Course
from sim.classroom.world.scenario import MADE, SAID
from sim.classroom.world.world import World
from sim.engine.trace import CAUSE, Trace
from sim.experiment.positions import Path, Step
from sim.report import dates
from sim.report.words import listed


@dataclass(frozen=True)
class Parted:
    """The first thing of an actor, or an event, that was not as in history; each side in words.

    `move` counts from 0; `time` is the earlier of the two, in days. `party` is empty for an event.
    """

    move: int
    time: float
    party: str
    name: str
    own: str
    history: str
    by: str  # whose doing: its team, the model, for an event why


def from_history(
    world: World, courses: tuple[Course, ...], history: Trace | None
) -> tuple[Parted, ...]:
    """The first difference of every actor and event, in order; empty where there is no record."""
    if history is None:
        return ()
    found = [each for course in courses if (each := _course(world, course)) is not None]
    found += _events(world, history)
    return tuple(sorted(found, key=lambda each: (each.move, each.time)))


def _course(world: World, course: Course) -> Parted | None:
    if course.history is None:
        return None
    for move, played in enumerate(course.played):
        if played is None:
            return None
        own, past = course.in_move(course.own, move), course.in_move(course.history, move)
        if _same(course, move, own, past):
            continue
        begins = world.calendar.begin(move)
        first = min([step.time for step in (*own, *past)], default=begins)
        return Parted(
            move=move,
            time=first,
            party=course.party,
            name=course.name,
            own=_told(world, course, course.own, own, move),
            history=_told(world, course, course.history, past, move),
            by="its team" if played else "the model",
        )
    return None


def _same(course: Course, move: int, own: tuple[Step, ...], past: tuple[Step, ...]) -> bool:
    """Whether the move ends on one rung; of acts, whether the same were done in it."""
    if course.acts:
        return sorted(step.rung for step in own) == sorted(step.rung for step in past)
    assert course.history is not None
    return course.stands(course.own, move) == course.stands(course.history, move)


def _told(world: World, course: Course, path: Path, steps: tuple[Step, ...], move: int) -> str:
    told = [
        f"“{course.rungs[step.rung]}” on {dates.short(world.scenario.date(step.time))}"
        for step in steps
    ]
    if told:
        return listed(told)
    if course.acts:
        return "no act"
    stands = course.stands(path, move)
    return "" if stands is None else f"stayed on “{course.rungs[stands]}”"


# --- events ------------------------------------------------------------------------------------


def _events(world: World, history: Trace) -> Iterator[Parted]:
    """Events on file that happened in another move, or in one of the two only."""
    end = world.until
    own = _when(world.trace, end)
    past = _when(history, end)
    for name in {**past, **own}:
        if name.startswith((SAID, MADE)):
            continue
        moves = [_move(world, found.get(name)) for found in (own, past)]
        if moves[0] == moves[1]:
            continue
        times = [found[name] for found in (own, past) if name in found]
        yield Parted(
            move=min(move for move in moves if move is not None),
            time=min(times),
            party="",
            name=_name(world, name),
            own="did not happen" if name not in own else _day(world, own[name]),
            history="did not happen" if name not in past else _day(world, past[name]),
            by=_by(world, name) if name in own else speaking.left_out(world, name),
        )


def _by(world: World, name: str) -> str:
    """Whose doing an event was that happened in the class."""
    if not speaking.deed(world, name):
        return "an event"
    return speaking.team(world.what.game, world.what.scenario.cause(name).source)


def _when(trace: Trace, end: float) -> dict[str, float]:
    """When each cause first happened before a time."""
    found: dict[str, float] = {}
    for event in trace.events:
        if event.kind == CAUSE and event.time < end:
            found.setdefault(trace.program.causes.name[event.subject], event.time)
    return found


def _move(world: World, time: float | None) -> int | None:
    return None if time is None else world.calendar.move_at(world.scenario.date(time))


def _day(world: World, time: float) -> str:
    return f"on {dates.short(world.scenario.date(time))}"


def _name(world: World, cause: str) -> str:
    found = next(each for each in world.what.scenario.causes if each.id == cause)
    return found.name or cause.replace("-", " ")
