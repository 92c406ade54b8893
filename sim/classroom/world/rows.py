"""The White cell's list in play: which rows there are, what became of each, which are due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sim.classroom.state.state import RowState, RowStatus, State, Statement
from sim.classroom.world.calendar import Calendar, at
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.msel import ALL, Row
from sim.scenario.language.basis import Basis
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Standing

MADE = Basis(assumed="made by the facilitator during the exercise")


@dataclass(frozen=True)
class Listed:
    """A row with its move by number, and what became of it; `now` is None while it only stands there."""

    row: Row
    move: int
    now: RowState | None = None
    made_kind: str | None = None  # of a row made on the spot: the kind the model hears

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


def listed(exercise: Exercise, calendar: Calendar, state: State) -> tuple[Listed, ...]:
    """All rows, those made on the spot last."""
    moves = {move.id: k for k, move in enumerate(exercise.moves)}
    found = [Listed(row, moves[row.move], state.rows.get(row.number)) for row in exercise.msel]
    for _, act in state.made:
        row = Row.model_construct(
            number=act.number, move=exercise.moves[act.move].id, at=at(calendar.opens(act.move)),
            type="inject", mode=act.mode, sender=act.sender, to=act.to, message=act.message,
            expected="", objectives=(), notes=None, basis=MADE, minute=0.0, cause=None, when=None,
            actions=(), rung=None, instead_of=None,
        )  # fmt: skip
        found.append(Listed(row, act.move, state.rows.get(act.number), act.event_kind))
    return tuple(found)


def reached(rows: tuple[Listed, ...], has_reached: Callable[[Standing], bool]) -> Iterator[Listed]:
    """Conditional injects whose condition has come about in the world, and that were not skipped."""
    for each in rows:
        if each.row.when is not None and each.status is None and has_reached(each.row.when):
            yield each


def due(rows: tuple[Listed, ...], state: State, now: datetime) -> Iterator[Listed]:
    """Injects whose minute of the open move has come. Contingency and conditional ones wait for more."""
    if state.phase != "open" or state.clock is None or state.clock.paused_since is not None:
        return
    minutes = state.clock.run(now) / 60.0
    for each in rows:
        waiting = each.status in {None, "scheduled"} and each.in_move == state.move
        by_itself = each.status == "scheduled" or (
            each.row.type == "inject" and each.row.when is None and each.made_kind is None
            and each.row.basis is not MADE
        )  # fmt: skip
        if waiting and by_itself and each.minute <= minutes:
            yield each


def met(each: Listed, exercise: Exercise, scenario: Scenario, state: State) -> bool | None:
    """Whether an expected action was carried out; None while that is open.

    The facilitator's word counts; else what the team ordered and said in the move.
    """
    if each.status in {"done", "missed"}:
        return each.status == "done"
    move, row = each.move, each.row
    if any(_carries_out(row, state.formal_in(move))):
        return True
    if row.rung is not None and _ordered(row, exercise, scenario, state, move):
        return True
    over = any(closed.move == move for closed in state.closed)
    return False if over and (row.actions or row.rung is not None) else None


def _carries_out(row: Row, statements: Iterable[Statement]) -> Iterator[bool]:
    for each in statements:
        said = each.said
        if said.team != row.sender or said.action not in row.actions or said.audience == "team":
            continue
        yield said.audience == "public" or ALL in row.to or bool(set(said.to) & set(row.to))


def carried_out_by(row: Row, state: State, move: int) -> int | None:
    """The log number of the statement that carried an expected action out, if one did."""
    for each in state.formal_in(move):
        if any(_carries_out(row, (each,))):
            return each.stamp.seq
    return None


def _ordered(row: Row, exercise: Exercise, scenario: Scenario, state: State, move: int) -> bool:
    """Whether the order of the move stands at the expected rung or above."""
    assert row.rung is not None
    if row.rung.actor != row.sender:
        return False
    order = state.order(move, row.sender)
    if order is None or order.rung is None:
        return False
    ladder = scenario.issue(row.rung.issue)
    team = exercise.team(row.sender)
    return team.orders.issue == row.rung.issue and ladder.index(order.rung) >= ladder.index(
        row.rung.rung
    )
