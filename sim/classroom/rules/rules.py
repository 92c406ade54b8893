"""The one place that says whether an act is accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.classroom.acts import injects, learning, orders, running, seats
from sim.classroom.acts.base import Act
from sim.classroom.game import Game
from sim.classroom.rules import learning as may_learn
from sim.classroom.rules import orders as may_order
from sim.classroom.rules import running as may_run
from sim.classroom.rules import seats as may_sit
from sim.classroom.rules.person import Person, Refused
from sim.classroom.state.state import State

Rule = Callable[[Game, State, Person, Any], None]

RULES: dict[type[Act], Rule] = {
    seats.SeatTaken: may_sit.take,
    seats.SeatLeft: may_sit.leave,
    seats.SeatReissued: may_sit.reissue,
    seats.PenPassed: may_sit.pass_pen,
    seats.RoomLocked: may_sit.lock,
    seats.TeamHanded: may_sit.hand,
    orders.OrderGiven: may_order.order,
    orders.Advised: may_order.advise,
    orders.Said: may_order.say,
    orders.Argued: may_order.argue,
    orders.Countered: may_order.counter,
    orders.Judged: may_order.judge,
    running.MoveOpened: may_run.open_move,
    running.MoveClosed: may_run.close_move,
    running.Paused: may_run.pause,
    running.Resumed: may_run.resume,
    running.Extended: may_run.extend,
    running.Shown: may_run.show,
    running.Ended: may_run.end,
    running.Adjudicating: may_run.adjudicate,
    running.Forked: may_run.fork,
    injects.InjectReleased: may_run.release,
    injects.InjectScheduled: may_run.schedule,
    injects.InjectSkipped: may_run.skip,
    injects.InjectMade: may_run.make,
    injects.ActionSeen: may_run.see,
    learning.Forecasted: may_learn.forecast,
    learning.Noted: may_learn.note,
    learning.PaperWritten: may_learn.paper,
}


def check(game: Game, state: State, who: Person, act: Act) -> None:
    """Raises Refused, with a sentence for who tried, unless the act is accepted now."""
    rule = RULES.get(type(act))
    if rule is None:
        raise Refused("This cannot be done here.")
    if who.seat is not None and who.seat.left:
        raise Refused("Your seat was given up. Join again.")
    rule(game, state, who, act)
