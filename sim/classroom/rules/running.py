"""What the facilitator may do with the clock, the moves and the White cell's list."""

from __future__ import annotations

from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    Forked,
    MoveClosed,
    MoveOpened,
    Paused,
    Resumed,
    Shown,
)
from sim.classroom.game import Game
from sim.classroom.rules.person import Person, Refused, need, only_leader
from sim.classroom.state.state import State
from sim.classroom.world.rows import Listed, listed
from sim.scenario.exercise.msel import ALL, WHITE
from sim.scenario.problems import nearest

ENDED = "The exercise is over: nothing more happens in it. Undo ENDEX to go on."
FIRST_MADE = 1_000  # rows made on the spot are numbered from here, or above what is on file


def open_move(game: Game, state: State, who: Person, act: MoveOpened) -> None:
    """Moves are opened in their order, each when the one before is closed."""
    only_leader(who, "open a move")
    need(state.phase != "open", "A move is open already: close it first.")
    need(state.phase != "ended", "The exercise is over. Undo ENDEX to go on.")
    need(act.move < game.calendar.moves, "There is no further move: end the exercise.")
    need(act.move == state.move + 1, f"The next move is number {state.move + 2}.")


def close_move(_: Game, state: State, who: Person, act: MoveClosed) -> None:
    """The open move is closed."""
    only_leader(who, "close a move")
    need(state.phase == "open" and act.move == state.move, "That move is not open.")


def pause(_: Game, state: State, who: Person, __: Paused) -> None:
    """A running clock is paused."""
    only_leader(who, "pause the clock")
    need(state.clock is not None and state.clock.paused_since is None, "The clock is not running.")


def resume(_: Game, state: State, who: Person, __: Resumed) -> None:
    """A paused clock goes on."""
    only_leader(who, "start the clock")
    need(
        state.clock is not None and state.clock.paused_since is not None, "The clock is not paused."
    )


def extend(_: Game, state: State, who: Person, __: Extended) -> None:
    """An open move gets more time."""
    only_leader(who, "change the time")
    need(state.clock is not None, "No move is open.")


def show(_: Game, state: State, who: Person, act: Shown) -> None:
    """The clock shows what happened bit by bit."""
    only_leader(who, "show what happened")
    need(state.phase == "closed" and act.move == state.move, "There is nothing to show.")
    need(state.shown is None or act.until >= state.shown, "That has been shown.")


def end(_: Game, state: State, who: Person, __: Ended) -> None:
    """ENDEX, at any time after STARTEX."""
    only_leader(who, "end the exercise")
    need(state.phase != "lobby", "The exercise has not begun.")
    need(state.phase != "ended", "The exercise is over already.")
    need(state.phase != "open", "A move is open: close it first, so that its orders take effect.")


def adjudicate(_: Game, state: State, who: Person, act: Adjudicating) -> None:
    """The facilitator switches the way of judging."""
    only_leader(who, "change the adjudication")
    need(act.mode != state.adjudication, f"Adjudication is {act.mode} already.")


def fork(_: Game, __: State, who: Person, ___: Forked) -> None:
    """The facilitator forks."""
    only_leader(who, "fork the exercise")


# --- the list ----------------------------------------------------------------------------------


def release(game: Game, state: State, who: Person, act: InjectReleased) -> None:
    """A row is delivered once, in the open move or, between moves, in the next."""
    only_leader(who, "release an inject")
    need(state.phase != "ended", ENDED)
    each = _row(game, state, act.number)
    need(
        each.row.type != "expected-action",
        "An expected action is done by players; it is not released.",
    )
    need(not each.released, f"Inject {act.number} has been released.")
    need(
        act.move == next_move(game, state),
        "An inject is released in the move that is open, or that comes next.",
    )


def schedule(game: Game, state: State, who: Person, act: InjectScheduled) -> None:
    """A row not yet delivered is put at a minute of a move to come."""
    only_leader(who, "schedule an inject")
    need(state.phase != "ended", ENDED)
    each = _row(game, state, act.number)
    need(
        each.row.type != "expected-action",
        "An expected action is done by players; it is not scheduled.",
    )
    need(not each.released, f"Inject {act.number} has been released.")
    need(
        next_move(game, state) <= act.move < game.calendar.moves,
        "That move is over, or there is none such.",
    )


def skip(game: Game, state: State, who: Person, act: InjectSkipped) -> None:
    """A row not yet delivered is left out."""
    only_leader(who, "skip an inject")
    need(state.phase != "ended", ENDED)
    each = _row(game, state, act.number)
    need(
        each.row.type != "expected-action",
        "An expected action cannot be skipped: say whether it was done.",
    )
    need(not each.released, f"Inject {act.number} has been released: undo that first.")
    over = {closed.move for closed in state.closed}
    need(each.in_move not in over, "Its move has been run: what happened in it stands.")


def make(game: Game, state: State, who: Person, act: InjectMade) -> None:
    """An inject made on the spot has a free number; one that the model hears comes from a party."""
    only_leader(who, "make an inject")
    need(state.phase != "ended", ENDED)
    need(
        act.number == next_number(game, state),
        f"The next free number is {next_number(game, state)}.",
    )
    parties = {*game.teams, *(a.id for a in game.scenario.actors), *game.scenario.others}
    need(
        act.sender in parties | {WHITE},
        f"Found {act.sender!r}{nearest(act.sender, parties | {WHITE})}",
    )
    need(bool(act.to), "Choose who gets it.")
    for each in act.to:
        need(each in parties | {ALL}, f"Found {each!r}{nearest(each, parties | {ALL})}")
    need(
        act.move == next_move(game, state),
        "It is made for the move that is open, or that comes next.",
    )
    if act.event_kind is not None:
        last = len(state.closed) == game.calendar.moves
        need(not last, "No move is left in which the model could hear it: leave the kind out.")
        kinds = game.scenario.kinds
        need(
            act.event_kind in kinds,
            f"Found the unknown kind {act.event_kind!r}{nearest(act.event_kind, kinds)}",
        )
        need(
            act.sender != WHITE,
            "What the model hears comes from a party: choose who is said to have done it.",
        )


def see(game: Game, state: State, who: Person, act: ActionSeen) -> None:
    """The facilitator says whether an expected action was done, before or after its move is run."""
    only_leader(who, "judge an expected action")
    each = _row(game, state, act.number)
    need(each.row.type == "expected-action", "Only an expected action is judged done or missed.")
    over = {closed.move for closed in state.closed}
    fixed = each.row.cause is not None and each.move in over
    need(
        not fixed, "Its move has been run, and the model has heard it or not: undo the move first."
    )


def next_number(game: Game, state: State) -> int:
    """The number of the next inject made on the spot."""
    highest = max((row.number for row in game.exercise.msel), default=0)
    return max(FIRST_MADE, highest + 1) + len(state.made)


def next_move(game: Game, state: State) -> int:
    """The open move, or else the one that comes next; the last where none does."""
    move = state.move if state.phase == "open" else state.move + 1
    return min(move, game.calendar.moves - 1)


def _row(game: Game, state: State, number: int) -> Listed:
    for each in listed(game, state):
        if each.row.number == number:
            return each
    raise Refused(f"There is no inject {number}.")
