"""The class's world beside the one in which the model took over from a past move on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sim.classroom.game import Game
from sim.classroom.rules.person import Refused
from sim.classroom.session.fork import cut
from sim.classroom.session.session import Session
from sim.classroom.world.world import World, world
from sim.engine.trace import FORCE
from sim.report import dates


@dataclass(frozen=True)
class Choice:
    """A past move and what can be done from it."""

    number: int  # from 1
    title: str
    span: str
    again: bool  # the class can play it again from its opening
    changed: bool  # or from its end, with its orders standing
    minutes: float  # on file


@dataclass(frozen=True)
class Step:
    """Somebody moved: when, whereto, and by whom it was decided."""

    at: datetime
    day: str
    party: str
    name: str
    rung: str
    ordered: bool  # by a team of the class
    index: int  # of the rung


@dataclass(frozen=True)
class End:
    """Where somebody stands at the end, in each world; `theirs` is None where the class has not come so far."""

    name: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether both worlds agree."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class Compared:
    """Two worlds side by side. `parts` says where they part, in a sentence."""

    move: int  # from 1, at which the model took over
    opens: str  # its first day
    until: str  # the last day that both have come to
    parts: str
    common: tuple[Step, ...]  # before the move
    ours: tuple[Step, ...]  # the class's, from the move on
    theirs: tuple[Step, ...]  # the model's, to the end of the last move
    ends: tuple[End, ...]  # on the last day that both have come to
    beyond: bool  # whether the model's world goes on after the class's


def choices(session: Session) -> tuple[Choice, ...]:
    """The moves that were played, newest first."""
    game, state = session.game, session.state
    found = []
    for k in range(state.move, -1, -1):
        plan = game.exercise.moves[k]
        found.append(
            Choice(
                number=k + 1,
                title=plan.title,
                span=dates.span(plan.begins.first, plan.until.first),
                again=_can(session, k, opened=True),
                changed=_can(session, k, opened=False),
                minutes=plan.minutes,
            )
        )
    return tuple(found)


def _can(session: Session, move: int, *, opened: bool) -> bool:
    try:
        return bool(cut(session.told, move, "opened" if opened else "closed"))
    except Refused:
        return False


def compared(session: Session, move: int) -> Compared:
    """The two worlds, from a move on. It runs the engine: not for the event loop."""
    game = session.game
    ours = session.world
    theirs = world(game, session.state, model_from=move, whole=True)
    begins = game.calendar.begin(move)
    until = ours.until
    early, late = _split(tuple(_steps(ours, until)), game.scenario.date(begins))
    _, model = _split(tuple(_steps(theirs, theirs.until)), game.scenario.date(begins))
    return Compared(
        move=move + 1,
        opens=dates.day(game.scenario.date(begins)),
        until=dates.day(game.scenario.date(max(until - 1e-6, 0.0))),
        parts=_parts(game, late, model, game.scenario.date(until)),
        common=early,
        ours=late,
        theirs=model,
        ends=_ends(ours, theirs, until),
        beyond=theirs.until > until + 1e-6,
    )


def _steps(of: World, until: float) -> Iterator[Step]:
    game, history = of.what.game, of.history
    found = [
        (event.time, stance, event)
        for stance in history.stances
        for event in of.moves_of(stance)
        if event.time <= until
    ]
    for time, stance, event in sorted(found, key=lambda each: each[:2]):
        at = of.scenario.date(time)
        party = history.actor_id(stance)
        yield Step(
            at=at,
            day=dates.short(at),
            party=party,
            name=game.name(party),
            rung=history.rungs(stance)[event.after],
            ordered=event.kind == FORCE,
            index=event.after,
        )


def _split(steps: tuple[Step, ...], at: datetime) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    return tuple(s for s in steps if s.at < at), tuple(s for s in steps if s.at >= at)


def _parts(game: Game, ours: tuple[Step, ...], theirs: tuple[Step, ...], until: datetime) -> str:
    """Where the worlds part: the first step that one has and the other has not."""
    one = {_key(step): step for step in ours}
    other = {_key(step): step for step in theirs if step.at <= until}
    only = [(step, "the class") for key, step in one.items() if key not in other]
    only += [(step, "the model") for key, step in other.items() if key not in one]
    if not only:
        return "As far as the class has come, the two worlds are the same."
    step, which = min(only, key=lambda each: (each[0].at, each[1]))
    world_of = "the class's world" if which == "the class" else "the model's world"
    called = game.called(step.party)
    other_one = "the model's" if which == "the class" else "the class's"
    return (
        f"The worlds part on {dates.day(step.at)}: in {world_of} {called} goes to "
        f"“{step.rung}”, in {other_one} it does not, or on another day."
    )


def _key(step: Step) -> tuple[str, str, int]:
    """What makes two steps the same for a class: who, whereto, on which day."""
    return step.party, f"{step.at:%Y-%m-%d}", step.index


def _ends(ours: World, theirs: World, until: float) -> tuple[End, ...]:
    return tuple(
        End(
            name=ours.what.game.name(ours.history.actor_id(stance)),
            ours=_stands(ours, stance, until),
            theirs=_stands(theirs, stance, until),
        )
        for stance in ours.history.stances
    )


def _stands(of: World, stance: int, until: float) -> str:
    """The rung somebody holds at a time, or of the last act, in words."""
    rung = of.trace.program.stances.start[stance]
    for event in of.moves_of(stance):
        if event.time <= until:
            rung = event.after
    return of.history.rungs(stance)[rung]
