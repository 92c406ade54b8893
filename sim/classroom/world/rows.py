"""The White cell's list in play: which rows there are, what became of each, which are due."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sim.classroom.game import Game
from sim.classroom.state.state import RowState, RowStatus, State, Statement
from sim.classroom.world.calendar import at
from sim.scenario.exercise.msel import ALL, Row
from sim.scenario.language.basis import Basis
from sim.scenario.language.vocabulary import Standing

MADE = Basis(assumed="made by the facilitator during the exercise")


@dataclass(frozen=True)
class Listed:
    """A row with its move by number, and what became of it; `now` is None while it only stands there."""

    row: Row
    move: int
    now: RowState | None = None
    made_kind: str | None = None  # of a row made on the spot: the kind the model hears
    since: int = 0  # of a row made on the spot: its place in the log

    @property
    def status(self) -> RowStatus | None:
        """What became of it."""
        return None if self.now is None else self.now.status

    @property
    def released(self) -> bool:
        """Whether it was delivered."""
        return self.status == "released"

    @property
    def in_move(self) -> int:
        """The move in which it was released, or is to be."""
        waits = self.now is not None and self.now.status in {"released", "scheduled"}
        return self.now.move if waits and self.now is not None else self.move

    @property
    def minute(self) -> float:
        """The minute of its move at which it is to be delivered."""
        scheduled = self.now is not None and self.now.status == "scheduled"
        return self.now.minute if scheduled and self.now is not None else self.row.minute


def listed(game: Game, state: State) -> tuple[Listed, ...]:
    """All rows, those made on the spot last."""
    exercise, calendar = game.exercise, game.calendar
    moves = {move.id: k for k, move in enumerate(exercise.moves)}
    found = [Listed(row, moves[row.move], state.rows.get(row.number)) for row in exercise.msel]
    for stamp, act in state.made:
        row = Row.model_construct(
            number=act.number, move=exercise.moves[act.move].id, at=at(calendar.opens(act.move)),
            type="inject", mode=act.mode, sender=act.sender, to=act.to, message=act.message,
            expected="", objectives=(), notes=None, basis=MADE, minute=0.0, cause=None, when=None,
            any_move=False, actions=(), rung=None, instead_of=None,
        )  # fmt: skip
        now = state.rows.get(act.number)
        if now is not None and now.seq < stamp.seq:
            now = None  # of an earlier inject under this number, whose making was taken back
        found.append(Listed(row, act.move, now, act.event_kind, stamp.seq))
    return tuple(found)


def reached(
    rows: tuple[Listed, ...], state: State, now: datetime, has_reached: Callable[[Standing], bool]
) -> Iterator[Listed]:
    """Conditional injects whose time and condition have come, and that were not skipped or put off."""
    for each in rows:
        waits = each.row.when is not None and each.status is None
        if waits and (each.row.any_move or _time_has_come(each, state, now)):
            assert each.row.when is not None
            if has_reached(each.row.when):
                yield each


def _time_has_come(each: Listed, state: State, now: datetime) -> bool:
    """Whether the minute of a row's own move has come."""
    if state.move != each.move or state.phase != "open" or state.clock is None:
        return state.move >= each.move
    return each.minute <= state.clock.run(now) / 60.0


def due(
    rows: tuple[Listed, ...], state: State, now: datetime, withheld: Container[int] = ()
) -> Iterator[Listed]:
    """Injects whose minute of the open move has come. Contingency and conditional ones wait for more.

    Those `withheld` came of an event that has not happened: only a person delivers them.
    """
    if state.phase != "open" or state.clock is None or state.clock.paused_since is not None:
        return
    minutes = state.clock.run(now) / 60.0
    for each in planned(rows, state.move):
        if each.minute <= minutes and each.row.number not in withheld:
            yield each


def planned(rows: tuple[Listed, ...], move: int) -> Iterator[Listed]:
    """Injects that come by themselves in a move and have not come."""
    for each in rows:
        waiting = each.status in {None, "scheduled"} and each.in_move == move
        by_itself = each.status == "scheduled" or (
            each.row.type == "inject" and each.row.when is None and each.since == 0
        )
        if waiting and by_itself:
            yield each


def met(
    each: Listed, state: State, has_reached: Callable[[Standing], bool] | None = None
) -> bool | None:
    """Whether an expected action was carried out; None while that is open.

    The facilitator's word counts; else what the team said in the move, or where it stood by its end
    (`has_reached`, once the move was run).
    """
    if each.status in {"done", "missed"}:
        return each.status == "done"
    move, row = each.move, each.row
    if carrying_out(row, state.formal_in(move)) is not None:
        return True
    over = any(closed.move == move for closed in state.closed)
    if row.rung is not None and over and has_reached is not None and has_reached(row.rung):
        return True
    return False if over and (row.actions or row.rung is not None) else None


Became = Literal["open", "done", "missed", "model"]


def became(each: Listed, state: State, has_reached: Callable[[Standing], bool]) -> Became:
    """What became of an expected action; of a team that the model played nothing was expected."""
    people = next((c.people for c in state.closed if c.move == each.move), None)
    if each.status is None and people is not None and each.row.sender not in people:
        return "model"
    done = met(each, state, has_reached)
    return "open" if done is None else "done" if done else "missed"


def carrying_out(row: Row, statements: Iterable[Statement]) -> Statement | None:
    """The first statement that carries an expected action out.

    What is expected in front of all is carried out by public words only; what is expected towards some,
    by words to any of them.
    """
    for each in statements:
        said = each.said
        if said.team != row.sender or said.action not in row.actions or said.audience == "team":
            continue
        if said.audience == "public" or (ALL not in row.to and set(said.to) & set(row.to)):
            return each
    return None
