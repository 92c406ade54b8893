"""What somebody in a seat sees: the picture of his team, its brief, its order, his own papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sim.classroom.acts.learning import Forecasted
from sim.classroom.acts.orders import Advised, OrderGiven
from sim.classroom.acts.seats import EVALUATORS, NO_DEVICE
from sim.classroom.game import Game
from sim.classroom.rules.learning import forecasts_open
from sim.classroom.rules.orders import spoken_to
from sim.classroom.rules.seats import ADVISER
from sim.classroom.session.session import Session
from sim.classroom.state.state import Argument, Phase, Seat, State
from sim.classroom.view.picture import Picture, picture
from sim.classroom.world.dice import dice, succeeds, total
from sim.classroom.world.scenario import kind_of
from sim.report import dates
from sim.scenario.exercise.moves import Move
from sim.scenario.exercise.teams import Action, Brief


@dataclass(frozen=True)
class Now:
    """Where the exercise is. `move` counts from 1, 0 before STARTEX; `left` in seconds while it runs."""

    title: str
    phase: Phase
    move: int
    moves: int
    move_title: str
    span: str
    left: float | None
    paused: bool
    adjudication: str
    plan: Move | None


@dataclass(frozen=True)
class Option:
    """Something that may be chosen in a form."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Mate:
    """Somebody at the same table."""

    seat: str
    name: str
    chair: str
    pen: bool
    me: bool
    advice: Advised | None
    advised: int | None  # the place of the advice in the log
    earlier: bool  # whether the advice was given on an order that has been changed since
    on_paper: bool  # without a device: the facilitator types in what comes


@dataclass(frozen=True)
class Case:
    """A matrix-game argument as all may read it."""

    number: int
    team: str
    name: str
    move: int  # from 1, in which it was made
    action: str
    result: str
    reasons: tuple[str, ...]
    counters: tuple[tuple[str, str], ...]  # team, text
    dice: tuple[int, int] | None
    total: int | None
    success: bool | None


@dataclass(frozen=True)
class OrderForm:
    """What a team may order now, and what it has ordered so far."""

    rungs: tuple[Option, ...]
    standing: str  # the rung held, in words; empty for a team without a position
    actions: tuple[Option, ...]  # `note` says whether the model hears it
    addressees: tuple[Option, ...]
    spoken_to: frozenset[str]  # whom the team has formally addressed, `all` for the public
    scope: bool
    order: OrderGiven | None
    number: int  # of the order in the log; 0 where there is none


@dataclass(frozen=True)
class Table:
    """All that a page for one seat is made from."""

    now: Now
    seat: Seat
    team: str
    chair: str
    writes: bool  # holds the pen
    task: str
    brief: Brief | None
    picture: Picture
    form: OrderForm | None
    mates: tuple[Mate, ...]
    advice: Advised | None
    earlier: bool  # whether the advice was given on an order that has been changed since
    cases: tuple[Case, ...]
    argues: bool  # free adjudication, and the team has not argued in this move
    forecasts: tuple[str, ...]  # which are open: first, last
    forecast: dict[str, Forecasted]
    papers: tuple[str, ...]
    with_model: bool


def now_of(game: Game, state: State, at: datetime | None = None) -> Now:
    """Where the exercise is."""
    plan = game.exercise.moves[state.move] if state.move >= 0 else None
    clock = state.clock
    when = datetime.now(UTC) if at is None else at
    return Now(
        title=game.exercise.title,
        phase=state.phase,
        move=state.move + 1,
        moves=game.calendar.moves,
        move_title="" if plan is None else plan.title,
        span="" if plan is None else dates.span(plan.begins.first, plan.until.first),
        left=None if clock is None else clock.left(when),
        paused=clock is not None and clock.paused_since is not None,
        adjudication=state.adjudication,
        plan=plan,
    )


def table(session: Session, seat: Seat, *, most: int | None = None) -> Table:
    """What a player's or evaluator's page is made from. `most` bounds the statements in its picture."""
    game, state = session.game, session.state
    plays = seat.team != EVALUATORS
    team = game.teams[seat.team] if plays else None
    move = max(state.move, 0)
    advice = state.advice.get((move, seat.id))
    seen = picture(session, seat.team if plays else None, most=most)
    return Table(
        now=now_of(game, state),
        seat=seat,
        team=game.name(seat.team) if plays else "Evaluators",
        chair=chair_name(game, seat.team, seat.chair),
        writes=state.pens.get(seat.team) == seat.id,
        task=_task(game, seat),
        brief=None if team is None else team.brief,
        picture=seen,
        form=order_form(session, seat.team, seen) if plays else None,
        mates=mates(game, state, seat.team, seat.id) if plays else (),
        advice=None if advice is None else advice[1],
        earlier=advice is not None and on_an_earlier_order(state, advice[1]),
        cases=cases(game, state),
        argues=plays and _may_argue(state, seat.team),
        forecasts=forecasts_open(game, state),
        forecast={
            when: state.forecasts[seat.id, when]
            for when in ("first", "last")
            if (seat.id, when) in state.forecasts
        },
        papers=state.papers.get(seat.id, ()),
        with_model=seat.team in state.handed,
    )


def chair_name(game: Game, team: str, chair: str) -> str:
    """A chair in words: the person and the role."""
    if team not in game.teams:
        return "Evaluator"
    for seat in game.teams[team].seats:
        if seat.id == chair:
            if seat.person is None:
                return f"{seat.name}, {seat.role}" if seat.name != seat.role else str(seat.name)
            person = game.scenario.actor(team).people[seat.person]
            return f"{person.name}, {person.role}" if person.role else person.name
    return "Adviser" if chair == ADVISER else chair


def _task(game: Game, seat: Seat) -> str:
    if seat.team not in game.teams:
        return "Watch, note what you see against the objectives, and do not coach."
    for each in game.teams[seat.team].seats:
        if each.id == seat.chair:
            return each.task
    return "Advise: read what comes in, propose, and endorse or dissent in writing."


def mates(game: Game, state: State, team: str, me: str | None = None) -> tuple[Mate, ...]:
    """Who sits at a table, and what each said of the order of the move."""
    move = max(state.move, 0)
    found = []
    for seat in state.seats_of(team):
        advice = state.advice.get((move, seat.id))
        found.append(
            Mate(
                seat=seat.id,
                name=seat.name,
                chair=chair_name(game, team, seat.chair),
                pen=state.pens.get(team) == seat.id,
                me=seat.id == me,
                advice=None if advice is None else advice[1],
                advised=None if advice is None else advice[0].seq,
                earlier=advice is not None and on_an_earlier_order(state, advice[1]),
                on_paper=seat.token.startswith(NO_DEVICE),
            )
        )
    return tuple(found)


def on_an_earlier_order(state: State, advice: Advised) -> bool:
    """Whether a team's order is another by now than the one that was endorsed or dissented from."""
    placed = state.orders.get((advice.move, state.seats[advice.seat].team))
    return placed is None or placed.stamp.seq != advice.order


def order_form(session: Session, party: str, seen: Picture | None = None) -> OrderForm:
    """The form of a team's order for the open move; `seen` is its picture, where that is at hand."""
    game, state = session.game, session.state
    team = game.teams[party]
    issue = team.orders.issue
    move = max(state.move, 0)
    positions = (seen or picture(session, party, most=0)).positions
    standing = next((p.here for p in positions if p.party == party), "")
    others = {p: game.name(p) for p in (*game.teams, *(a.id for a in game.scenario.actors))}
    others.pop(party, None)
    placed = state.orders.get((move, party))
    return OrderForm(
        rungs=tuple(Option(r, game.rung_name(str(issue), r)) for r in game.rungs(team)),
        standing=standing if issue is not None else "",
        actions=tuple(
            Option(action, ACTIONS[action], HEARD if kind_of(game.exercise, party, action) else "")
            for action in team.orders.actions
        ),
        addressees=tuple(Option(id_, name) for id_, name in others.items()),
        spoken_to=spoken_to(game, state, move, party),
        scope=team.orders.scope,
        order=None if placed is None else placed.order,
        number=0 if placed is None else placed.stamp.seq,
    )


HEARD = "the model hears it"
ACTIONS: dict[Action, str] = {
    "lobby": "lobby (press in private for a decision)",
    "appeal": "appeal (ask for something)",
    "assure": "assure (promise something)",
    "warn": "warn (of consequences)",
    "refuse": "refuse (say no to what was asked)",
    "clarify": "clarify (say what is meant, and what is not)",
    "demonstrate": "demonstrate (show resolve by a visible step)",
}


def cases(game: Game, state: State) -> tuple[Case, ...]:
    """The arguments of the exercise, newest first."""
    return tuple(_case(game, each) for each in reversed(state.arguments))


def _case(game: Game, each: Argument) -> Case:
    judged = each.judged
    return Case(
        number=each.number,
        team=each.argued.team,
        name=game.name(each.argued.team),
        move=each.argued.move + 1,
        action=each.argued.action,
        result=each.argued.result,
        reasons=each.argued.reasons,
        counters=tuple((game.name(c.team), c.text) for _, c in each.counters),
        dice=None if judged is None else dice(game.seed, each.number),
        total=None if judged is None else total(game.seed, judged),
        success=None if judged is None else succeeds(game.seed, judged),
    )


def _may_argue(state: State, team: str) -> bool:
    earlier = any((a.argued.move, a.argued.team) == (state.move, team) for a in state.arguments)
    return state.phase == "open" and state.adjudication == "free" and not earlier
