"""The list as CSV: UTF-8 with a mark at the front, so that Excel reads its letters right."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.classroom.game import Game
from sim.classroom.pack.msel.formulas import guarded
from sim.classroom.pack.msel.table import Unknown, listing
from sim.classroom.pack.msel.values import Value, text_of


def write_csv(path: Path, game: Game, unknown: Unknown | None = None) -> None:
    """Write the list of an exercise, with the columns that its readers added."""
    told = listing(game, unknown or {})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow([guarded(header) for header in told.header])
        sheet.writerows([_cell(value) for value in line] for line in told.lines)


def _cell(value: Value) -> str:
    return guarded(text_of(value)) if isinstance(value, str) else text_of(value)
