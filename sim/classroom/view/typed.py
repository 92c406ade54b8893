"""What the facilitator types in for people without a device: for which seats, and what came in so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Forecasted, PaperWritten
from sim.classroom.acts.seats import NO_DEVICE
from sim.classroom.rules.learning import forecasts_open
from sim.classroom.session.session import Session
from sim.classroom.state.fold import undone
from sim.classroom.state.state import Seat
from sim.classroom.view.places import places
from sim.classroom.view.table import Option, chair_name


@dataclass(frozen=True)
class Sitting:
    """A seat that is taken."""

    id: str
    name: str
    chair: str
    pen: bool
    on_paper: bool


@dataclass(frozen=True)
class Kept:
    """Something that came in of a seat, and its place in the log."""

    seq: int
    name: str
    text: str


@dataclass(frozen=True)
class Typed:
    """What the forms for people without a device at one table are made from."""

    team: str
    seats: tuple[Sitting, ...]
    chairs: tuple[Option, ...]  # that somebody else may take
    advises: bool
    move: int  # from 0, in which advice would count
    order: int  # the place in the log of the order that advice is about; 0 for none
    foretells: str  # which forecast is open: first, last or none
    days: tuple[date, date]  # the days a forecast may name
    forecasts: tuple[Kept, ...]
    questions: tuple[str, ...]  # of the minute paper, once it is written
    papers: tuple[Kept, ...]
    over: bool


def typed(session: Session, team: str) -> Typed:
    """The forms of a team, or of the evaluators."""
    game, state = session.game, session.state
    seats = tuple(_sitting(session, seat) for seat in state.seats_of(team))
    (table,) = (each for each in places(game, state) if each.party == team)
    open_ = forecasts_open(game, state)
    move = max(state.move, 0)
    placed = state.orders.get((move, team))
    forecasts, papers = _kept(session, team)
    return Typed(
        team=team,
        seats=seats,
        chairs=tuple(
            Option(each.id.partition("/")[2], each.name) for each in table.places if each.free
        )[::-1],
        advises=state.phase == "open" and placed is not None
        and any(not each.pen for each in seats) and team not in state.handed,
        move=move,
        order=0 if placed is None else placed.stamp.seq,
        foretells=open_[0] if open_ else "",
        days=(game.calendar.opens(0).date(), game.calendar.last.date()),
        forecasts=forecasts,
        questions=game.exercise.minute_paper if state.phase == "ended" else (),
        papers=papers,
        over=state.phase == "ended",
    )  # fmt: skip


def _sitting(session: Session, seat: Seat) -> Sitting:
    return Sitting(
        id=seat.id,
        name=seat.name,
        chair=chair_name(session.game, seat.team, seat.chair),
        pen=session.state.pens.get(seat.team) == seat.id,
        on_paper=seat.token.startswith(NO_DEVICE),
    )


def _kept(session: Session, team: str) -> tuple[tuple[Kept, ...], tuple[Kept, ...]]:
    """The forecasts and the minute papers of a table that stand; what is in a paper is not told."""
    gone = undone(session.told)
    seats = session.state.seats
    forecasts: dict[tuple[str, str], Kept] = {}
    papers: dict[str, Kept] = {}
    for stamp, act in session.told:
        if stamp.seq in gone or not _is_of(session, act, team):
            continue
        if isinstance(act, Forecasted):
            kept = Kept(stamp.seq, seats[act.seat].name, _in_words(act))
            forecasts[act.seat, act.when] = kept
        elif isinstance(act, PaperWritten):
            papers[act.seat] = Kept(stamp.seq, seats[act.seat].name, "")
    return tuple(forecasts.values()), tuple(papers.values())


def _is_of(session: Session, act: Act, team: str) -> bool:
    return isinstance(act, Forecasted | PaperWritten) and session.state.seats[act.seat].team == team


def _in_words(act: Forecasted) -> str:
    by = "" if act.by is None else f", by {act.by.day} {act.by:%B %Y}"
    return f"{act.when} forecast {round(act.probability * 100, 1):g} %{by}"
