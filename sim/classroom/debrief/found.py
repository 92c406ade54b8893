"""The debrief as data: everything that pages, reports and exports tell of a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sim.classroom.debrief.background import Background
from sim.classroom.debrief.courses import Course, courses
from sim.classroom.debrief.expected import expected
from sim.classroom.debrief.forecasts import Scored, scored
from sim.classroom.debrief.knowing import Known, knowing
from sim.classroom.debrief.noted import Objective, objectives
from sim.classroom.debrief.parting import FromModel, from_model
from sim.classroom.debrief.past import Parted, from_history
from sim.classroom.debrief.people import Person, given_up, people
from sim.classroom.debrief.revealed import Order, arguments, orders
from sim.classroom.game import Game
from sim.classroom.session.digest import digest
from sim.classroom.session.head import Head
from sim.classroom.session.session import Session
from sim.classroom.state.fold import Told
from sim.classroom.state.state import State
from sim.classroom.view.table import Case
from sim.classroom.world.world import World, world
from sim.report import dates


@dataclass(frozen=True)
class Run:
    """A move: its number from 0, and who played in it; `closed` is None where it was not run."""

    move: int
    title: str
    span: str
    closed: datetime | None
    people: tuple[str, ...]  # names of parties


@dataclass(frozen=True)
class Debrief:
    """A class as it is debriefed. It holds no secret; minute papers are private and only counted."""

    game: Game
    program: str
    created: datetime
    started: datetime | None
    ended: datetime | None
    phase: str
    digest: str
    runs: tuple[Run, ...]
    people: Mapping[str, Person]  # by seat
    courses: tuple[Course, ...]
    from_model: FromModel
    from_history: tuple[Parted, ...]
    no_history: str
    background: Background | None
    knowing: tuple[Known, ...]
    orders: tuple[Order, ...]
    arguments: tuple[Case, ...]
    expected: Mapping[int, str]  # what became of expected actions, by number
    scored: Scored
    objectives: tuple[Objective, ...]
    papers: int

    @property
    def over(self) -> bool:
        """Whether ENDEX has come: nothing of this is for players before."""
        return self.phase == "ended"

    @property
    def played(self) -> tuple[Run, ...]:
        """The moves that were run."""
        return tuple(run for run in self.runs if run.closed is not None)

    def called(self, seat: str | None, *, names: bool) -> str:
        """Somebody in a seat, by name or alias; the facilitator has none."""
        if seat is None:
            return "the facilitator"
        return self.people[seat].called(names=names)


def of_session(session: Session, background: Background | None = None) -> Debrief:
    """The debrief of an exercise that is served."""
    return debrief(session.head, session.state, session.told, background, session.world)


def debrief(
    head: Head,
    state: State,
    told: Iterable[Told],
    background: Background | None = None,
    made: World | None = None,
) -> Debrief:
    """The debrief of a class. Without `background` history and the model's worlds are left out.

    `made` is the class's world, where it has been worked out.
    """
    game, acts = head.game, tuple(told)
    run = world(game, state) if made is None else made
    found = courses(game, state, run, background)
    history = None if background is None else background.history
    return Debrief(
        game=game,
        program=head.program,
        created=head.created,
        started=state.started,
        ended=state.ended,
        phase=state.phase,
        digest=digest(game, acts, run),
        runs=_runs(game, state),
        people=people(head, state),
        courses=found,
        from_model=from_model(run),
        from_history=from_history(run, found, history),
        no_history="" if background is None else background.no_history,
        background=background,
        knowing=knowing(run),
        orders=orders(game, state),
        arguments=arguments(game, state),
        expected=expected(run),
        scored=scored(run, background, given_up(acts)),
        objectives=objectives(game, state),
        papers=len(state.papers),
    )


def _runs(game: Game, state: State) -> tuple[Run, ...]:
    closed = {each.move: each for each in state.closed}
    return tuple(
        Run(
            move=number,
            title=move.title,
            span=dates.span(move.begins.first, move.until.first),
            closed=None if number not in closed else closed[number].stamp.at,
            people=()
            if number not in closed
            else tuple(game.name(team) for team in game.teams if team in closed[number].people),
        )
        for number, move in enumerate(game.exercise.moves)
    )
