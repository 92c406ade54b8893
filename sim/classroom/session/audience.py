"""Whom an act concerns: which pages have to be looked at again. Names no content."""

from __future__ import annotations

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Advised, OrderGiven, Said
from sim.classroom.acts.running import Forked
from sim.classroom.acts.seats import SeatLeft, SeatReissued, SeatTaken
from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.rows import listed
from sim.scenario.exercise.msel import ALL

EVERYBODY = "everybody"
CONTROL = "control"
PUBLIC = "public"  # the screen in front, which also shows who has come
QUIET = {  # what players are not to notice
    each.kind
    for each in (
        ActionSeen, Forecasted, Forked, InjectMade, InjectScheduled, InjectSkipped, Noted, PaperWritten,
    )
}  # fmt: skip


def concerned(game: Game, state: State, act: Act) -> frozenset[str]:
    """The channels to tell: parties, `control`, or `everybody` (which takes in all others)."""
    if act.kind in QUIET:
        return frozenset({CONTROL})
    if isinstance(act, SeatTaken | SeatLeft | SeatReissued):
        seat = state.seats.get(act.seat)
        return frozenset({CONTROL, PUBLIC} | ({seat.team} if seat is not None else set()))
    parties = _parties(game, state, act)
    return frozenset({EVERYBODY}) if parties is None else parties | {CONTROL}


def _parties(game: Game, state: State, act: Act) -> frozenset[str] | None:
    """The parties that an act concerns; None where it is all."""
    if isinstance(act, OrderGiven):
        return frozenset({act.team})
    if isinstance(act, Advised):
        seat = state.seats.get(act.seat)
        return frozenset() if seat is None else frozenset({seat.team})
    if isinstance(act, Said) and act.audience != "public":
        return frozenset({act.team, *act.to})
    if isinstance(act, InjectReleased):
        rows = listed(game, state)
        to = next((each.row.to for each in rows if each.row.number == act.number), (ALL,))
        return None if ALL in to else frozenset(to)
    return None
