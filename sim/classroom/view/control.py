"""What the facilitator sees: everything, with what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.orders import Advised, OrderGiven
from sim.classroom.acts.running import Extended, MoveClosed, MoveOpened, Undone
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.rules.running import next_move, next_number
from sim.classroom.session.fork import began
from sim.classroom.session.session import Session
from sim.classroom.state.fold import undone, without
from sim.classroom.state.state import Seat, Stamp, State
from sim.classroom.view.judging import Weighed, arguments
from sim.classroom.view.picture import Picture, picture
from sim.classroom.view.table import Mate, Now, chair_name, mates, now_of
from sim.classroom.world.fates import fates
from sim.classroom.world.played import Played
from sim.classroom.world.rows import Listed, listed, met, planned
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
class Trail:
    """A line of the audit trail."""

    seq: int
    at: str  # HH:MM:SS, where the server is
    by: str
    what: str
    undone: bool


@dataclass(frozen=True)
class Back:
    """What "undo" takes back: the act, and what the exercise is like afterwards, in a sentence."""

    seq: int
    at: str
    by: str
    what: str
    then: str


@dataclass(frozen=True)
class NoteSeen:
    """An observation against an objective."""

    at: datetime
    by: str
    objective: str
    rating: str | None
    text: str


@dataclass(frozen=True)
class Desk:
    """All that the dashboard is made from."""

    now: Now
    picture: Picture
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
    rows = listed(game.exercise, game.calendar, state)
    withheld = fates(Played(game, state), rows).withheld()
    gone = undone(session.told)
    teams = tuple(_team(session, party) for party in game.teams)
    following = next_move(game, state)
    now = now_of(game, state)
    return Desk(
        now=now,
        picture=picture(session, None, everything=True),
        teams=teams,
        evaluators=state.seats_of(EVALUATORS),
        gone=tuple(seat for seat in state.seats.values() if seat.left),
        rows=tuple(_row(session, each, rows, withheld) for each in rows),
        arguments=arguments(session),
        notes=_notes(session),
        locked=state.locked,
        undo=_back(session),
        trail=tuple(_trail(session, *each, gone) for each in reversed(session.told)),
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
        return _expected(session, each, over)
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


def _expected(session: Session, each: Listed, over: set[int]) -> str:
    """What became of an expected action; of a team that the model plays nothing is expected."""
    state, move = session.state, each.move
    people = next((c.people for c in state.closed if c.move == move), None)
    by_people = (
        state.is_played(each.row.sender, move) if people is None else each.row.sender in people
    )
    if each.status is None and move in over and not by_people:
        return "the model plays"
    done = met(each, state, lambda standing: stood(session, standing, move))
    return "open" if done is None else ("done" if done else "missed")


def stood(session: Session, standing: Standing, move: int) -> bool:
    """Whether an actor had reached a rung by the end of a move that was run."""
    return session.world.has_reached(standing, session.game.calendar.end(move))


def _can(each: Listed, over: set[int], status: str, *, ended: bool) -> frozenset[str]:
    if ended:
        return frozenset()
    if each.row.type == "expected-action":
        fixed = each.row.cause is not None and each.move in over
        return frozenset() if fixed or status == "the model plays" else frozenset({"see"})
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
    number = expected.row.number
    if expected.move in {closed.move for closed in state.closed}:
        became = _expected(session, expected, {expected.move})
        if became == "the model plays":
            return f"Suggested: it tells what the model has done ({number})."
        return (
            f"Suggested: the expected action {number} has not been done."
            if became == "missed"
            else ""
        )
    if met(expected, state) or not state.is_played(expected.row.sender, expected.move):
        return ""
    begun = expected.move <= state.move
    return f"Suggested: the expected action {number} has not been done." if begun else ""


def _notes(session: Session) -> tuple[NoteSeen, ...]:
    texts = {each.id: each.text for each in session.game.exercise.objectives}
    return tuple(
        NoteSeen(
            at=stamp.at,
            by=_who(session, stamp.by),
            objective=texts[note.objective],
            rating=note.rating,
            text=note.text,
        )
        for stamp, note in reversed(session.state.notes)
    )


def _back(session: Session) -> Back | None:
    """What "undo" takes back; None where that was before this file began."""
    last = session.last_control
    through = (session.head.forked_from or {}).get("through")
    if last is None or last[0].seq <= began(session.told, through):
        return None
    stamp, act = last
    after = without(session.told, stamp.seq)
    return Back(
        seq=stamp.seq,
        at=f"{stamp.at.astimezone():%H:%M:%S}",
        by=_who(session, stamp.by),
        what=told_in_words(session, act),
        then=then(session, act, after),
    )


def then(session: Session, act: Act, after: State) -> str:
    """What the exercise is like once an act is taken back, in a sentence."""
    number = after.move + 1
    phases = {
        "lobby": "The exercise has then not begun.",
        "open": f"Move {number} is then open.",
        "closed": f"Move {number} is then closed.",
        "ended": "The exercise is then over.",
    }
    told = (
        []
        if after.phase == session.state.phase and after.move == session.state.move
        else [phases[after.phase]]
    )
    if isinstance(act, MoveClosed):
        told.append("What happened in it is gone until it closes again; orders stay as they are.")
    if isinstance(act, MoveOpened):
        told.append("What was ordered and said in it is kept for when it opens again.")
    if isinstance(act, InjectReleased):
        told.append(
            "It disappears from the pages. If its minute has come, it comes again: skip it then."
        )
    if after.clock is not None and isinstance(act, Extended):
        told.append(f"The clock then says {_clock(after)}.")
    return " ".join(told)


def _clock(state: State) -> str:
    left = 0.0 if state.clock is None else state.clock.left(datetime.now(UTC))
    if left <= 0.0:
        return "that time is over, and the move closes"
    return f"{int(left // 60)}:{int(left % 60):02d}"


def _trail(session: Session, stamp: Stamp, act: Act, gone: frozenset[int]) -> Trail:
    return Trail(
        seq=stamp.seq,
        at=f"{stamp.at.astimezone():%H:%M:%S}",
        by=_who(session, stamp.by),
        what=told_in_words(session, act),
        undone=stamp.seq in gone,
    )


def _who(session: Session, by: str) -> str:
    seat = session.state.seats.get(by)
    if seat is None:
        return by
    team = session.game.name(seat.team) if seat.team in session.game.teams else "Evaluators"
    return f"{seat.name} ({team})"


def told_in_words(session: Session, act: Act) -> str:
    """An act in a line for the audit trail."""
    if isinstance(act, Undone):
        taken = next((a for stamp, a in session.told if stamp.seq == act.seq), None)
        what = "" if taken is None else f": {told_in_words(session, taken)}"
        return f"took back {act.seq}{what}"
    words = act.kind.replace("-", " ")
    told = [
        f"{key.replace('_', ' ')} {_value(session, key, value)}"
        for key, value in act.model_dump(mode="json", exclude_none=True).items()
        if key in SHOWN and value not in ("", [], None)
    ]
    return f"{words}: {', '.join(told)}" if told else words


SHOWN = ("team", "seat", "move", "number", "minutes", "minute", "rung", "action", "mode", "to_model",
         "locked", "argument", "verdict", "when", "done", "file", "change")  # fmt: skip


def _value(session: Session, key: str, value: object) -> str:
    game, state = session.game, session.state
    if key == "team":
        return game.name(str(value)) if value in game.teams else str(value)
    if key == "seat" and value in state.seats:
        seat = state.seats[str(value)]
        return f"{seat.name} ({chair_name(game, seat.team, seat.chair)})"
    if key == "move" and isinstance(value, int):
        return str(value + 1)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
