"""What the acts of people at the tables, evaluators and the White cell do to the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.acts.seats import (
    EVALUATORS,
    PenPassed,
    RoomLocked,
    SeatLeft,
    SeatReissued,
    SeatTaken,
    TeamHanded,
)
from sim.classroom.state.state import (
    Argument,
    Ordered,
    RowState,
    Seat,
    Stamp,
    State,
    Statement,
    put,
    spoken,
)

Effect = Callable[[State, Stamp, Any], State]

# --- seats -------------------------------------------------------------------------------------


def _taken(state: State, stamp: Stamp, act: SeatTaken) -> State:
    seat = Seat(act.seat, act.team, act.chair, act.name, act.token, stamp.at)
    return replace(
        state,
        seats=put(state.seats, act.seat, seat),
        tokens=put(state.tokens, act.token, act.seat),
        pens=_with_pen(state, act.team, act.seat),
    )


def _with_pen(state: State, team: str, seat: str) -> Mapping[str, str]:
    """The pens, with one for a seat whose table has none."""
    has = team == EVALUATORS or team in state.pens
    return state.pens if has else put(state.pens, team, seat)


def _reissued(state: State, _: Stamp, act: SeatReissued) -> State:
    """The seat is taken again, and with it the pen if nobody at the table has it."""
    seat = state.seats[act.seat]
    return replace(
        state,
        seats=put(state.seats, act.seat, replace(seat, token=act.token, left=False)),
        tokens=put(_without(state.tokens, seat.token), act.token, act.seat),
        pens=_with_pen(state, seat.team, act.seat),
    )


def _left(state: State, _: Stamp, act: SeatLeft) -> State:
    """The pen goes to who has sat there longest."""
    seat = state.seats[act.seat]
    now = replace(
        state,
        seats=put(state.seats, act.seat, replace(seat, left=True)),
        tokens=_without(state.tokens, seat.token),
    )
    if state.pens.get(seat.team) != act.seat:
        return now
    rest = now.seats_of(seat.team)
    pens = put(now.pens, seat.team, rest[0].id) if rest else _without(now.pens, seat.team)
    return replace(now, pens=pens)


def _without(mapping: Any, key: Any) -> Any:  # noqa: ANN401 (any of the state's mappings)
    return MappingProxyType({k: v for k, v in mapping.items() if k != key})


def _pen(state: State, _: Stamp, act: PenPassed) -> State:
    return replace(state, pens=put(state.pens, act.team, act.seat))


def _locked(state: State, _: Stamp, act: RoomLocked) -> State:
    return replace(state, locked=act.locked)


def _handed(state: State, _: Stamp, act: TeamHanded) -> State:
    handed = state.handed | {act.team} if act.to_model else state.handed - {act.team}
    return replace(state, handed=handed)


# --- orders and words --------------------------------------------------------------------------


def _ordered(state: State, stamp: Stamp, act: OrderGiven) -> State:
    return replace(state, orders=put(state.orders, (act.move, act.team), Ordered(stamp, act)))


def _advised(state: State, stamp: Stamp, act: Advised) -> State:
    return replace(state, advice=put(state.advice, (act.move, act.seat), (stamp, act)))


def _said(state: State, stamp: Stamp, act: Said) -> State:
    return spoken(state, (Statement(stamp, act),))


def _argued(state: State, stamp: Stamp, act: Argued) -> State:
    number = len(state.arguments) + 1
    return replace(state, arguments=(*state.arguments, Argument(number, stamp, act)))


def _countered(state: State, stamp: Stamp, act: Countered) -> State:
    return _argument(
        state, act.argument, lambda a: replace(a, counters=(*a.counters, (stamp, act)))
    )


def _judged(state: State, _: Stamp, act: Judged) -> State:
    return _argument(state, act.argument, lambda a: replace(a, judged=act))


def _argument(state: State, number: int, change: Callable[[Argument], Argument]) -> State:
    arguments = tuple(change(a) if a.number == number else a for a in state.arguments)
    return replace(state, arguments=arguments)


# --- the White cell's list ---------------------------------------------------------------------


def _made(state: State, stamp: Stamp, act: InjectMade) -> State:
    return replace(state, made=(*state.made, (stamp, act)))


def _released(state: State, stamp: Stamp, act: InjectReleased) -> State:
    row = RowState("released", act.move, at=stamp.at, seq=stamp.seq)
    return replace(state, rows=put(state.rows, act.number, row))


def _scheduled(state: State, stamp: Stamp, act: InjectScheduled) -> State:
    row = RowState("scheduled", act.move, act.minute, seq=stamp.seq)
    return replace(state, rows=put(state.rows, act.number, row))


def _skipped(state: State, stamp: Stamp, act: InjectSkipped) -> State:
    row = RowState("skipped", state.move, at=stamp.at, seq=stamp.seq)
    return replace(state, rows=put(state.rows, act.number, row))


def _seen(state: State, stamp: Stamp, act: ActionSeen) -> State:
    row = RowState("done" if act.done else "missed", state.move, at=stamp.at, seq=stamp.seq)
    return replace(state, rows=put(state.rows, act.number, row))


# --- learning ----------------------------------------------------------------------------------


def _forecast(state: State, _: Stamp, act: Forecasted) -> State:
    return replace(state, forecasts=put(state.forecasts, (act.seat, act.when), act))


def _noted(state: State, stamp: Stamp, act: Noted) -> State:
    return replace(state, notes=(*state.notes, (stamp, act)))


def _paper(state: State, _: Stamp, act: PaperWritten) -> State:
    return replace(state, papers=put(state.papers, act.seat, act.answers))


EFFECTS: dict[type[Act], Effect] = {
    SeatTaken: _taken,
    SeatReissued: _reissued,
    SeatLeft: _left,
    PenPassed: _pen,
    RoomLocked: _locked,
    TeamHanded: _handed,
    OrderGiven: _ordered,
    Advised: _advised,
    Said: _said,
    Argued: _argued,
    Countered: _countered,
    Judged: _judged,
    InjectMade: _made,
    InjectReleased: _released,
    InjectScheduled: _scheduled,
    InjectSkipped: _skipped,
    ActionSeen: _seen,
    Forecasted: _forecast,
    Noted: _noted,
    PaperWritten: _paper,
}
