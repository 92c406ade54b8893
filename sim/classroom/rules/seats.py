"""Who may sit where."""

from __future__ import annotations

from sim.classroom.acts.seats import (
    EVALUATORS,
    PenPassed,
    RoomLocked,
    SeatLeft,
    SeatReissued,
    SeatTaken,
    TeamHanded,
)
from sim.classroom.game import Game
from sim.classroom.rules.names import check_name
from sim.classroom.rules.person import Person, Refused, need, only_leader
from sim.classroom.state.state import State
from sim.scenario.problems import nearest

ADVISER = "adviser"  # a chair that is never full
EVALUATOR = "evaluator"  # the one chair of the evaluators' table, for any number
MOST_SEATS = 2_000  # of one exercise, those given up included


def take(game: Game, state: State, who: Person, act: SeatTaken) -> None:
    """A seat may be taken while the room is open, in a chair that is free, by a device without a seat."""
    need(who.leads or not state.locked, "The room is locked. Ask the facilitator to let you in.")
    need(state.phase != "ended", "The exercise is over; nobody can join any more.")
    need(len(state.seats) < MOST_SEATS, f"All {MOST_SEATS:,} seats of this exercise are used up.")
    need(act.seat not in state.seats, "That seat is taken. Try again.")
    need(act.token not in state.tokens, "That seat is taken. Try again.")
    check_name(game, act.name)
    if act.team == EVALUATORS:
        need(act.chair == EVALUATOR, f"Evaluators have one sort of chair, {EVALUATOR!r}.")
        return
    known = {*game.teams, EVALUATORS}
    need(act.team in known, f"There is no team {act.team!r}{nearest(act.team, known)}")
    if act.chair == ADVISER:
        return
    chairs = {seat.id for seat in game.teams[act.team].seats} | {ADVISER}
    need(act.chair in chairs, f"There is no chair {act.chair!r}{nearest(act.chair, chairs)}")
    taken = {seat.chair for seat in state.seats_of(act.team)}
    need(
        act.chair not in taken,
        "Somebody sits in that chair already. Choose another, or be an adviser.",
    )


def leave(_: Game, state: State, who: Person, act: SeatLeft) -> None:
    """Everybody may give up the own seat; the facilitator may empty any."""
    _there(state, act.seat)
    need(who.leads or who.name == act.seat, "Only the facilitator can empty somebody's seat.")


def reissue(_: Game, state: State, who: Person, act: SeatReissued) -> None:
    """The facilitator may move a seat to another device, also one that was given up."""
    only_leader(who, "give a seat to another device")
    need(act.seat in state.seats, "There is no such seat.")
    seat = state.seats[act.seat]
    taken = {each.chair for each in state.seats_of(seat.team) if each.id != seat.id}
    single = seat.team != EVALUATORS and seat.chair != ADVISER
    need(not (single and seat.chair in taken), "Somebody else sits in that chair by now.")


def pass_pen(_: Game, state: State, who: Person, act: PenPassed) -> None:
    """The pen is passed by who holds it, or by the facilitator."""
    _there(state, act.seat)
    need(state.seats[act.seat].team == act.team, "That seat is not at this team's table.")
    holds = state.pens.get(act.team) == who.name
    need(who.leads or holds, "Only who holds the pen can pass it on. Ask them, or the facilitator.")


def lock(_: Game, __: State, who: Person, ___: RoomLocked) -> None:
    """The facilitator locks the room."""
    only_leader(who, "lock the room")


def hand(game: Game, _: State, who: Person, act: TeamHanded) -> None:
    """The facilitator hands a team to the model or back."""
    only_leader(who, "hand a team to the model")
    need(act.team in game.teams, f"There is no team {act.team!r}{nearest(act.team, game.teams)}")


def _there(state: State, seat: str) -> None:
    if seat not in state.seats or state.seats[seat].left:
        raise Refused("There is nobody in that seat.")
