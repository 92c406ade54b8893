"""A line of the sheet as the values of a row: names become ids, text becomes dates and numbers.

A cell that says what we would write there keeps the value it stood for, so a list that nobody edited
comes back exactly as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sim.classroom.pack.msel import moments
from sim.classroom.pack.msel.cells import cells
from sim.classroom.pack.msel.values import Value, blank, text_of
from sim.classroom.pack.msel.words import Vocabulary, Words
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.msel import Row

ADDED = "assumed, added to the list of events by its facilitator"
_FAILED = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"}
_ASSUMED = re.compile(r"(?:^|;)\s*assumed\b\s*[,:;.-]?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^[+-]?\d{1,9}(?:[.,]\d{1,9})?$")


@dataclass(frozen=True)
class Reader:
    """How the lines of one file are read."""

    exercise: Exercise
    known: Vocabulary
    order: moments.Order | None  # of day and month in its dates

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last instant of the exercise."""
        return self.exercise.moves[0].begins.first, self.exercise.moves[-1].until.last

    def number(self, line: dict[str, Value]) -> int | None:
        """The event number of a line, if it has one that can be read."""
        try:
            return whole(line.get("number"))
        except ValueError:
            return None

    def values(self, line: dict[str, Value]) -> tuple[dict[str, Any], dict[str, str]]:
        """The values of a row by key, and what is wrong by key. `line` holds the columns there are."""
        before = self._before(self.number(line))
        told = cells(before, self.known) if before is not None else {}
        found: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for key, read in self._readers().items():
            if before is not None and (key not in line or text_of(line[key]) == text_of(told[key])):
                found[key] = getattr(before, {"from": "sender"}.get(key, key))
                continue
            try:
                value = read(line.get(key))
            except ValueError as error:
                wrong[key] = str(error)
                continue
            if value is not None:
                found[key] = value
        if "move" not in found and "move" not in wrong and "at" in found:
            found["move"] = self._move_of(found["at"].first)
        return found, wrong

    def _before(self, number: int | None) -> Row | None:
        return next((row for row in self.exercise.msel if row.number == number), None)

    def _move_of(self, instant: datetime) -> str:
        """The move in which an instant lies; the last that has begun, or the first."""
        begun = [move.id for move in self.exercise.moves if move.begins.first <= instant]
        return begun[-1] if begun else self.exercise.moves[0].id

    def _readers(self) -> dict[str, Callable[[Value], Any]]:
        known = self.known
        return {
            "number": whole,
            "at": lambda cell: moments.parsed(_sound(cell), self.order, self.span),
            "type": lambda cell: _one(known.types, cell),
            "mode": _text,
            "from": lambda cell: _one(known.parties, cell),
            "to": lambda cell: _several(known.parties, cell),
            "message": _text,
            "expected": _text,
            "objectives": lambda cell: _several(known.objectives, cell),
            "notes": _text,
            "move": lambda cell: _one(known.moves, cell),
            "minute": _minute,
            "cause": lambda cell: _one(known.causes, cell),
            "when": lambda cell: _position(known.positions, cell),
            "actions": lambda cell: _several(known.actions, cell),
            "rung": lambda cell: _position(known.positions, cell),
            "instead_of": whole,
            "basis": _basis,
            "any_move": _yes,
        }


def order_of(lines: Iterable[dict[str, Value]]) -> moments.Order | None:
    """Whether the dates of a file put the day or the month first."""
    return moments.order_of(line.get("at") for line in lines)


def whole(cell: Value) -> int | None:
    """A whole number, however the spreadsheet keeps it."""
    number = _number(cell)
    if number is None:
        return None
    if number != int(number):
        raise ValueError(f"found {text_of(cell)}, expected a whole number")
    return int(number)


def _yes(cell: Value) -> bool:
    text = text_of(_sound(cell)).casefold()
    if text not in {"", "no", "false", "0", "yes", "true", "1", "x"}:
        raise ValueError(f"found {text[:60]!r}, expected 'yes' or nothing")
    return text in {"yes", "true", "1", "x"}


def _minute(cell: Value) -> float | None:
    number = _number(cell)
    return None if number is None else float(number)


def _number(cell: Value) -> float | None:
    if blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    text = text_of(_sound(cell)).lstrip("#")
    if not isinstance(cell, str) or not _NUMBER.match(text):
        raise ValueError(f"found {text_of(cell)[:60]!r}, expected a number")
    return float(text.replace(",", "."))


def _sound(cell: Value) -> Value:
    """The cell, unless it is a formula that failed."""
    if isinstance(cell, str) and cell.strip() in _FAILED:
        raise ValueError(
            f"found {cell.strip()}, a formula that failed; write the text or value itself"
        )
    return cell


def _text(cell: Value) -> str | None:
    return text_of(_sound(cell)) or None


def _one(known: Words, cell: Value) -> str | None:
    text = text_of(_sound(cell))
    if not text:
        return None
    found = known.find(text)
    if found is None:
        raise ValueError(known.unknown(text))
    return found


def _several(known: Words, cell: Value) -> tuple[str, ...]:
    text = text_of(_sound(cell))
    found: list[str] = []
    for part in re.split(r"[;\n]", text):
        name = part.strip()
        if not name:
            continue
        whole_ = known.find(name)
        for each in [name] if whole_ is not None else re.split(r"\s*,\s*", name):
            one = known.find(each)
            if one is None:
                raise ValueError(known.unknown(each))
            found.append(one)
    return tuple(dict.fromkeys(found))


def _position(known: Words, cell: Value) -> dict[str, str] | None:
    found = _one(known, cell)
    if found is None:
        return None
    actor, issue, rung = found.split("/")
    return {"actor": actor, "issue": issue, "rung": rung}


def _basis(cell: Value) -> dict[str, Any] | str:
    """Citations, an assumption, or both; an event without either was added by whoever edits the list."""
    text = text_of(_sound(cell))
    if not text:
        return ADDED
    said = _ASSUMED.search(text)
    cited = text[: said.start()] if said else text
    cites = [each.strip() for each in re.split(r"[;\n]", cited) if each.strip()]
    basis: dict[str, Any] = {"cites": cites} if cites else {}
    return basis | ({"assumed": text[said.end() :]} if said else {})
