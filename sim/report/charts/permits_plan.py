"""The permission grid laid out: its rows, the size of a cell, and a letter for each condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from sim.report import names
from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import WIDTH
from sim.report.charts.permit_dates import (
    PermitDate,
    area_name,
    note_said,
    targets_said,
    weapon_name,
)
from sim.report.history import History
from sim.scenario.permits import Cell

LEAST_CELL, MOST_CELL = 54.0, 92.0  # pixels across
GAP = 14  # pixels between grids
LINE = 12.5  # pixels of a line in a cell
LETTERS = 10  # font size in a cell


@dataclass(frozen=True)
class Line:
    """A row at the left: an actor's name, or one of its weapons; `top` and `bottom` in pixels."""

    text: str
    top: float
    bottom: float
    actor: str | None = None  # of an actor's own row
    key: tuple[str, str, str] | None = None  # actor, issue and weapon of a weapon's row


@dataclass(frozen=True)
class Plan:
    """What is where: `per_row` grids side by side, `head` pixels for the names of the areas."""

    history: History
    left: float
    cell: float
    per_row: int
    head: float
    lines: tuple[Line, ...]
    notes: Mapping[str, str]  # letter by note

    @property
    def height(self) -> float:
        """Pixels of a grid below the names of the areas."""
        return self.lines[-1].bottom


def planned(history: History, found: Sequence[PermitDate]) -> Plan:
    """As few rows of grids as the least cell allows, and then as large a cell."""
    areas = list(history.scenario.areas)
    left = charts.left_room(
        [weapon_name(history, cell.weapon) for cell in found[0].cells]
        + [names.party_name(history.scenario, cell.actor) for cell in found[0].cells]
    )
    room = WIDTH - left - 24
    most = max(1, int((room + GAP) // (LEAST_CELL * len(areas) + GAP)))
    per_row = ceil(len(found) / ceil(len(found) / most))
    cell = max(LEAST_CELL, min(MOST_CELL, (room - GAP * per_row) / per_row / len(areas)))
    notes: dict[str, str] = {}
    for date in found:
        for each in date.cells:
            note = note_said(history, each)
            if each.targets and note:
                notes.setdefault(note, _letter(len(notes)))
    lines = max(len(lines_in(history, each, cell, notes)) for date in found for each in date.cells)
    heads = [layout.wrapped(area_name(history, area), cell - 6, LETTERS) for area in areas]
    head = LINE * max(len(each) for each in heads) + 6
    side = _side(history, found[0].cells, lines * LINE + 13)
    return Plan(history, left, cell, per_row, head, side, notes)


def _letter(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)


def lines_in(history: History, cell: Cell, wide: float, notes: Mapping[str, str]) -> list[str]:
    """What stands in a cell: what may be struck, and the letter of its condition."""
    note = note_said(history, cell)
    letter = f" ({notes[note]})" if cell.targets and note else ""
    return layout.wrapped(f"{targets_said(history, cell)}{letter}", wide - 6, LETTERS)


def _side(history: History, cells: Sequence[Cell], high: float) -> tuple[Line, ...]:
    found: list[Line] = []
    y = 0.0
    actors: list[tuple[str, str]] = list(dict.fromkeys((cell.actor, cell.issue) for cell in cells))
    for actor, issue in actors:
        name = names.party_name(history.scenario, actor)
        if sum(each == actor for each, _ in actors) > 1:
            name = f"{name}: {names.issue_name(history.scenario, issue)}"
        found.append(Line(name, y, y + 22, actor=actor))
        y += 22
        mine = (cell.weapon for cell in cells if (cell.actor, cell.issue) == (actor, issue))
        for weapon in dict.fromkeys(mine):
            found.append(
                Line(weapon_name(history, weapon), y, y + high, key=(actor, issue, weapon))
            )
            y += high
        y += 6
    return tuple(found)
