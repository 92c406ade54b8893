"""Writes an export: one file of lines, or a folder of tables that spreadsheets open as they are."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from sim.classroom.debrief.export.tables import Cell, Sheet
from sim.classroom.pack.msel.formulas import guarded


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write JSON Lines. Raises FileExistsError: nothing is replaced."""
    with path.open("x", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def write_tables(folder: Path, sheets: Iterable[Sheet]) -> list[Path]:
    """Write a CSV file for each table into a new or empty folder. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in sheets:
        path = folder / f"{sheet.stem}.csv"
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            out.writerow(sheet.columns)
            out.writerows([_text(cell) for cell in row] for row in sheet.rows)
        written.append(path)
    return written


def _text(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return guarded(cell) if isinstance(cell, str) else cell
