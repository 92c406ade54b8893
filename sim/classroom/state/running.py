"""What the acts that run an exercise do to its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.classroom.acts.base import Act
from sim.classroom.acts.orders import Said
from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    MoveClosed,
    MoveOpened,
    Paused,
    Resumed,
    Shown,
)
from sim.classroom.state.state import Clock, Closed, Stamp, State, Statement, spoken

Effect = Callable[[State, Stamp, Any], State]


def _opened(state: State, stamp: Stamp, act: MoveOpened) -> State:
    return replace(
        state,
        phase="open",
        move=act.move,
        clock=Clock(stamp.at, act.minutes * 60.0),
        started=state.started or stamp.at,
        shown=None,
    )


def _closed(state: State, stamp: Stamp, act: MoveClosed) -> State:
    """The orders of the move take effect; what they say is said now."""
    teams = {seat.team for seat in state.seats.values() if seat.plays}
    teams |= {team for move, team in state.orders if move == act.move} | state.voices(act.move)
    people = frozenset(team for team in teams if state.is_played(team, act.move))
    words = tuple(
        Statement(stamp, said, order=True)
        for team in sorted(people)
        if (said := _words(state, act.move, team)) is not None
    )
    return replace(
        spoken(state, words),
        phase="closed",
        clock=None,
        closed=(*state.closed, Closed(act.move, stamp, people, state.rows)),
        shown=None,
    )


def _words(state: State, move: int, team: str) -> Said | None:
    """The action of an order as a statement."""
    order = state.order(move, team)
    if order is None or order.action is None:
        return None
    return Said(
        move=move,
        team=team,
        seat=order.seat,
        audience="actors" if order.to else "public",
        to=order.to,
        text=order.text or order.reason,
        action=order.action,
    )


def _paused(state: State, stamp: Stamp, _: Paused) -> State:
    if state.clock is None or state.clock.paused_since is not None:
        return state
    return replace(state, clock=replace(state.clock, paused_since=stamp.at))


def _resumed(state: State, stamp: Stamp, _: Resumed) -> State:
    clock = state.clock
    if clock is None or clock.paused_since is None:
        return state
    stood = (stamp.at - clock.paused_since).total_seconds()
    return replace(state, clock=replace(clock, paused_since=None, paused=clock.paused + stood))


def _extended(state: State, _: Stamp, act: Extended) -> State:
    if state.clock is None:
        return state
    return replace(state, clock=replace(state.clock, limit=state.clock.limit + act.minutes * 60.0))


def _shown(state: State, _: Stamp, act: Shown) -> State:
    return replace(state, shown=act.until)


def _ended(state: State, stamp: Stamp, _: Ended) -> State:
    return replace(state, phase="ended", clock=None, ended=stamp.at, shown=None)


def _adjudicating(state: State, _: Stamp, act: Adjudicating) -> State:
    return replace(state, adjudication=act.mode)


EFFECTS: dict[type[Act], Effect] = {
    MoveOpened: _opened,
    MoveClosed: _closed,
    Paused: _paused,
    Resumed: _resumed,
    Extended: _extended,
    Shown: _shown,
    Ended: _ended,
    Adjudicating: _adjudicating,
}
