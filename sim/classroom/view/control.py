"""What the facilitator sees: everything, with what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sim.classroom.acts.orders import Advised, OrderGiven
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.rules.learning import forecasts_open
from sim.classroom.rules.running import next_move, next_number
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.view.judging import Weighed, arguments
from sim.classroom.view.picture import Picture, picture
from sim.classroom.view.said import fixed
from sim.classroom.view.table import Mate, Now, mates, now_of
from sim.classroom.view.trail import Trail, trail, who
from sim.classroom.view.undo import Back, back
from sim.classroom.world.fates import fates
from sim.classroom.world.played import Played
from sim.classroom.world.rows import Became, Listed, became, planned
from sim.report import dates
from sim.scenario.exercise.msel import Row
from sim.scenario.language.vocabulary import Standing


@dataclass(frozen=True)
class TeamSeen:
    """A team as the facilitator sees it."""

    party: str
    name: str
    mates: tuple[Mate, ...]
    played: bool  # by people, in this move
    to_model: bool  # handed to the model
    order: OrderGiven | None
    rung: str  # what was ordered, in words
    advice: tuple[Advised, ...]


@dataclass(frozen=True)
class RowSeen:
    """A row of the list with what became of it and what may be done with it."""

    row: Row
    date: str
    sender: str
    to: tuple[str, ...]
    status: str  # in words
    move: int  # from 1
    minute: float
    can: frozenset[str]  # release, schedule, skip, see
    suggested: str  # why a contingency inject is suggested; empty where it is not


@dataclass(frozen=True)
class NoteSeen:
    """An observation against an objective."""

    at: datetime
    by: str
    objective: str
    rating: str | None
    text: str
    seq: int


@dataclass(frozen=True)
class Desk:
    """All that the dashboard is made from."""

    now: Now
    picture: Picture  # with the newest statements
    said: int  # how many statements there are
    fixed: frozenset[int]  # statements that stay: the model has heard them
    foretold: tuple[str, ...]  # which forecast is open
    teams: tuple[TeamSeen, ...]
    evaluators: tuple[Seat, ...]
    gone: tuple[Seat, ...]  # seats given up, which can be given out again
    rows: tuple[RowSeen, ...]
    arguments: tuple[Weighed, ...]
    notes: tuple[NoteSeen, ...]  # newest first
    locked: bool
    undo: Back | None
    trail: tuple[Trail, ...]  # newest first
    next_number: int
    next_move: int  # from 0
    forecasts: tuple[int, int]  # how many first and last ones there are
    papers: int
    next_minutes: float  # on file for the move that comes next
    left_to_open: bool  # whether there is a move that can be opened
    waited_for: tuple[str, ...]  # teams of people that have not ordered in the open move
    seats: frozenset[str]  # of players
    short: bool  # whether the clock is nearly over
    coming: int  # injects of the open move that a closing would deliver with it


def desk(session: Session) -> Desk:
    """What the facilitator's dashboard is made from."""
    game, state = session.game, session.state
    found = fates(Played(game, state))
    rows, withheld = found.rows, found.withheld()
    teams = tuple(_team(session, party) for party in game.teams)
    following = next_move(game, state)
    now = now_of(game, state)
    return Desk(
        now=now,
        picture=picture(session, None, everything=True, most=NEWEST),
        said=len(state.statements),
        fixed=fixed(session),
        foretold=forecasts_open(game, state),
        teams=teams,
        evaluators=state.seats_of(EVALUATORS),
        gone=tuple(seat for seat in state.seats.values() if seat.left),
        rows=tuple(_row(session, each, rows, withheld) for each in rows),
        arguments=arguments(session),
        notes=_notes(session),
        locked=state.locked,
        undo=back(session),
        trail=trail(session),
        next_number=next_number(game, state),
        next_move=following,
        forecasts=(
            sum(1 for _, when in state.forecasts if when == "first"),
            sum(1 for _, when in state.forecasts if when == "last"),
        ),
        papers=len(state.papers),
        next_minutes=game.exercise.moves[following].minutes,
        left_to_open=state.phase in {"lobby", "closed"} and state.move + 1 < game.calendar.moves,
        waited_for=tuple(
            each.name
            for each in teams
            if state.phase == "open" and each.mates and not each.to_model and each.order is None
        ),
        seats=frozenset(mate.seat for each in teams for mate in each.mates),
        short=now.left is not None and now.left < SHORT,
        coming=sum(
            state.phase == "open" and each.row.number not in withheld
            for each in planned(rows, state.move)
        ),
    )


SHORT = 60.0  # seconds
MODEL = "the model plays"  # a team, so that nothing is expected of it
NEWEST = 6  # statements on the dashboard, which is fetched again and again; the others have a page


def _team(session: Session, party: str) -> TeamSeen:
    game, state = session.game, session.state
    move = max(state.move, 0)
    order = state.order(move, party)
    issue = game.teams[party].orders.issue
    rung = ""
    if order is not None:
        rung = "stays" if order.rung is None else game.rung_name(str(issue), order.rung)
    return TeamSeen(
        party=party,
        name=game.name(party),
        mates=mates(game, state, party),
        played=state.is_played(party, move),
        to_model=party in state.handed,
        order=order,
        rung=rung,
        advice=tuple(
            advice
            for (of, seat), (_, advice) in state.advice.items()
            if of == move and state.seats[seat].team == party
        ),
    )


def _row(
    session: Session, each: Listed, rows: tuple[Listed, ...], withheld: Mapping[int, int]
) -> RowSeen:
    game, state = session.game, session.state
    over = {closed.move for closed in state.closed}
    status = _status(session, each, over, withheld)
    return RowSeen(
        row=each.row,
        date=dates.day(each.row.at.first),
        sender=game.name(each.row.sender),
        to=("everybody",) if "all" in each.row.to else tuple(map(game.name, each.row.to)),
        status=status,
        move=each.in_move + 1,
        minute=each.minute,
        can=_can(each, over, status, ended=state.phase == "ended"),
        suggested=_suggested(session, each, rows),
    )


def _status(session: Session, each: Listed, over: set[int], withheld: Mapping[int, int]) -> str:
    if each.row.type == "expected-action":
        found = _became(session, each)
        return MODEL if found == "model" else found
    if each.row.number in withheld and each.in_move not in over:
        leader = withheld[each.row.number]
        return f"waits for {leader}" if leader else "waits for what it came of"
    if each.status is None:
        if each.row.type == "inject" and each.move in over:
            return "not delivered"
        if each.row.type == "contingency-inject":
            return "in reserve"
        return "waits for its condition" if each.row.when is not None else "planned"
    return each.status


def _became(session: Session, each: Listed) -> Became:
    return became(each, session.state, lambda standing: stood(session, standing, each.move))


def stood(session: Session, standing: Standing, move: int) -> bool:
    """Whether an actor had reached a rung by the end of a move that was run."""
    return session.world.has_reached(standing, session.game.calendar.end(move))


def _can(each: Listed, over: set[int], status: str, *, ended: bool) -> frozenset[str]:
    if ended:
        return frozenset()
    if each.row.type == "expected-action":
        fixed = each.row.cause is not None and each.move in over
        return frozenset() if fixed or status == MODEL else frozenset({"see"})
    if each.status == "released":
        return frozenset()
    can = {"release", "schedule"}
    if each.in_move not in over and each.status != "skipped":
        can.add("skip")
    return frozenset(can)


def _suggested(session: Session, each: Listed, rows: tuple[Listed, ...]) -> str:
    """Why a contingency inject that is in reserve is suggested, once its move has begun."""
    state = session.state
    if each.row.instead_of is None or each.status is not None or state.phase == "ended":
        return ""
    expected = next(r for r in rows if r.row.number == each.row.instead_of)
    number, found = expected.row.number, _became(session, expected)
    if found == "model":
        return f"Suggested: it tells what the model has done ({number})."
    over = any(closed.move == expected.move for closed in state.closed)
    begun = expected.move <= state.move and state.is_played(expected.row.sender, expected.move)
    if found == "missed" if over else found != "done" and begun:
        return f"Suggested: the expected action {number} has not been done."
    return ""


def _notes(session: Session) -> tuple[NoteSeen, ...]:
    texts = {each.id: each.text for each in session.game.exercise.objectives}
    return tuple(
        NoteSeen(
            at=stamp.at,
            by=who(session, stamp.by),
            objective=texts[note.objective],
            rating=note.rating,
            text=note.text,
            seq=stamp.seq,
        )
        for stamp, note in reversed(session.state.notes)
    )
