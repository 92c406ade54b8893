"""What the facilitator may take back by itself: what people ordered, said, argued, forecast and wrote."""

from __future__ import annotations

from collections.abc import Sequence

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Advised, Argued, Countered, OrderGiven, Said
from sim.classroom.game import Game
from sim.classroom.rules.person import Person, Refused, need, only_leader
from sim.classroom.state.fold import Told, undone, without
from sim.classroom.state.state import State
from sim.classroom.world.rows import carrying_out, listed
from sim.classroom.world.scenario import kind_of

ALONE = (OrderGiven, Advised, Said, Argued, Countered, Forecasted, Noted, PaperWritten)
RUN = "It counted when its move closed, and its move has been run: take back the closing first."


def take_back(game: Game, state: State, told: Sequence[Told], who: Person, seq: int) -> None:
    """One thing is taken back, at any time, unless that would change what has been run."""
    only_leader(who, "take something back")
    act = next((act for stamp, act in told if stamp.seq == seq), None)
    if act is None:
        raise Refused("There is no such act.")
    need(
        isinstance(act, ALONE),
        "This is not taken back by itself: Undo takes back the last act, and then the one before it.",
    )
    need(seq not in undone(told), "This has been taken back already.")
    need(not counted(game, state, seq, act), RUN)
    need(not _made_people_play(state, told, seq, act), RUN)


def counted(game: Game, state: State, seq: int, act: Act) -> bool:
    """Whether an act had its part in a move that was run: an order, a formal word, a judged argument."""
    if not isinstance(act, OrderGiven | Said | Argued) or act.move not in _over(state):
        return False
    if isinstance(act, Said):
        return act.action is not None and _was_heard(game, state, seq, act)
    if isinstance(act, Argued):
        return any(each.stamp.seq == seq and each.judged is not None for each in state.arguments)
    return True


def _was_heard(game: Game, state: State, seq: int, act: Said) -> bool:
    """Whether the model hears a statement, or it carried out what the list expected of its team."""
    if kind_of(game.exercise, act.team, act.action) is not None:
        return True
    formal = state.formal_in(act.move)
    done = (
        carrying_out(each.row, formal)
        for each in listed(game, state)
        if each.row.type == "expected-action" and each.move == act.move
    )
    return any(each is not None and each.stamp.seq == seq for each in done)


def _made_people_play(state: State, told: Sequence[Told], seq: int, act: Act) -> bool:
    """Whether a team counted as played by people in a move that was run only because of an act."""
    if not isinstance(act, Said | Argued) or act.move not in _over(state):
        return False
    later = without(told, seq)
    return [each.people for each in later.closed] != [each.people for each in state.closed]


def _over(state: State) -> frozenset[int]:
    return frozenset(closed.move for closed in state.closed)
