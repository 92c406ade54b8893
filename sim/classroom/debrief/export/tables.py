"""The class as tables: what was ordered, said, delivered, forecast and noted, and who stood where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sim.classroom.debrief.export.hiding import Hiding
from sim.classroom.debrief.found import Debrief
from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.view.table import cases
from sim.classroom.world.rows import listed

PAPERS = "papers"  # the table of minute papers
Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: its file's stem, its columns (moves count from 1, times are UTC), its rows.

    `seat` is the column that says whose a row is, if it is somebody's.
    """

    stem: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    seat: str = ""

    def of(self, student: str) -> Sheet:
        """The rows of one student."""
        at = self.columns.index(self.seat)
        rows = tuple(row for row in self.rows if row[at] == student)
        return Sheet(self.stem, self.columns, rows, self.seat)

    def hidden(self, hidden: Hiding) -> Sheet:
        """With aliases in place of names and seats."""
        rows = tuple(
            tuple(
                _cell(hidden.value(name, value))
                for name, value in zip(self.columns, row, strict=True)
            )
            for row in self.rows
        )
        return Sheet(self.stem, self.columns, rows, self.seat)


def _cell(value: object) -> Cell:
    assert value is None or isinstance(value, str | int | float | bool)
    return value


def hidden(made: Iterable[Sheet], how: Hiding, *, papers: bool = False) -> tuple[Sheet, ...]:
    """Tables under aliases. Minute papers are private: they are left out unless asked for."""
    return tuple(each.hidden(how) for each in made if papers or each.stem != PAPERS)


def sheets(found: Debrief, state: State, *, student: str | None = None) -> tuple[Sheet, ...]:
    """All tables, or what is one student's own."""
    game = found.game
    made = [
        Sheet(stem, columns, tuple(rows(found, game, state)), seat)
        for stem, columns, rows, seat in _SHEETS
    ]
    if student is None:
        return tuple(made)
    return tuple(each.of(student) for each in made if each.seat)


Rows = Callable[[Debrief, Game, State], Iterator[Row]]


def _seats(found: Debrief, _: Game, state: State) -> Iterator[Row]:
    for seat in state.seats.values():
        chair = found.people[seat.id].chair
        yield seat.id, seat.name, seat.team, chair, seat.since.isoformat(), seat.left


def _orders(_: Debrief, game: Game, state: State) -> Iterator[Row]:
    closed = {each.move: each.people for each in state.closed}
    for (move, team), placed in state.orders.items():
        order = placed.order
        name = "" if order.rung is None else _rung(game, team, order.rung)
        yield (
            move + 1, placed.stamp.at.isoformat(), team, order.seat, order.rung, name, order.reason,
            order.scope, order.action, " ".join(order.to), order.text, order.paper,
            team in closed.get(move, frozenset()),
        )  # fmt: skip


def _rung(game: Game, team: str, rung: str) -> str:
    return game.rung_name(str(game.teams[team].orders.issue), rung)


def _advice(_: Debrief, __: Game, state: State) -> Iterator[Row]:
    for (move, seat), (stamp, act) in state.advice.items():
        team = state.seats[seat].team
        yield move + 1, stamp.at.isoformat(), team, seat, act.verdict, act.rung, act.reason


def _statements(_: Debrief, __: Game, state: State) -> Iterator[Row]:
    for each in state.statements:
        said = each.said
        yield (
            said.move + 1, each.stamp.at.isoformat(), said.team, said.seat, said.audience,
            " ".join(said.to), said.action, said.text, each.order,
        )  # fmt: skip


def _injects(found: Debrief, game: Game, state: State) -> Iterator[Row]:
    for each in listed(game, state):
        at = None if each.now is None or each.now.at is None else each.now.at.isoformat()
        yield (
            each.row.number, each.in_move + 1, each.row.at.first.date().isoformat(), each.row.type,
            each.row.mode, each.row.sender, " ".join(each.row.to), each.row.message,
            found.expected.get(each.row.number) or each.status or "none", at,
        )  # fmt: skip


def _forecasts(found: Debrief, _: Game, __: State) -> Iterator[Row]:
    """Those of seats that were given up have no score: nobody counts twice."""
    scored = found.scored
    for each in (*scored.forecasters, *scored.left):
        for when, guess in (("first", each.first), ("last", each.last)):
            if guess is None:
                continue
            by = None if guess.by is None else guess.by.isoformat()
            score = (None, None) if each in scored.left else (round(guess.brier, 4), guess.days_off)
            yield each.seat, when, guess.probability, by, *score


def _notes(_: Debrief, __: Game, state: State) -> Iterator[Row]:
    for stamp, act in state.notes:
        yield stamp.at.isoformat(), act.seat, act.objective, act.task, act.rating, act.text


def _papers(_: Debrief, game: Game, state: State) -> Iterator[Row]:
    for seat, answers in state.papers.items():
        for question, answer in zip(game.exercise.minute_paper, answers, strict=False):
            yield seat, question, answer


def _positions(found: Debrief, game: Game, _: State) -> Iterator[Row]:
    date = game.scenario.date
    for each in found.courses:
        party, _slash, issue = each.stance.partition("/")
        start = each.own.start
        yield party, issue, date(0.0).isoformat(), start, each.rungs[start], ""
        for step in each.own.steps:
            by = "team" if each.played[game.calendar.move_at(date(step.time))] else "model"
            at = date(step.time).isoformat()
            yield party, issue, at, step.rung, each.rungs[step.rung], by


def _arguments(_: Debrief, game: Game, state: State) -> Iterator[Row]:
    moves = {each.number: each.argued for each in state.arguments}
    for each in reversed(cases(game, state)):
        argued = moves[each.number]
        dice = "" if each.dice is None else " ".join(map(str, each.dice))
        yield (
            each.number, argued.move + 1, each.team, argued.seat, each.action, each.result,
            " / ".join(each.reasons), dice, each.total, each.success,
        )  # fmt: skip


_SHEETS: tuple[tuple[str, tuple[str, ...], Rows, str], ...] = (
    ("seats", ("seat", "name", "team", "chair", "since", "left"), _seats, "seat"),
    (
        "orders",
        ("move", "at", "team", "seat", "rung", "rung_name", "reason", "scope", "action", "to", "text",
         "paper", "took_effect"),
        _orders,
        "seat",
    ),
    ("advice", ("move", "at", "team", "seat", "verdict", "rung", "reason"), _advice, "seat"),
    (
        "statements",
        ("move", "at", "team", "seat", "audience", "to", "action", "text", "with_order"),
        _statements,
        "seat",
    ),
    (
        "injects",
        ("number", "move", "date", "type", "mode", "sender", "to", "message", "status", "at"),
        _injects,
        "",
    ),
    ("forecasts", ("seat", "when", "probability", "by_day", "brier", "days_off"), _forecasts, "seat"),
    ("notes", ("at", "seat", "objective", "task", "rating", "text"), _notes, "seat"),
    (PAPERS, ("seat", "question", "answer"), _papers, "seat"),
    (
        "arguments",
        ("number", "move", "team", "seat", "action_text", "result", "reasons", "dice", "total",
         "succeeded"),
        _arguments,
        "seat",
    ),
    ("positions", ("party", "issue", "at", "rung", "rung_name", "by"), _positions, ""),
)  # fmt: skip

STEMS = tuple(stem for stem, *_ in _SHEETS)
