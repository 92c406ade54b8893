"""A list of events edited as a person would: cells by header, in a workbook or in CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook, load_workbook

from sim.classroom.game import Game
from sim.classroom.pack.msel import write_csv, write_xlsx
from sim.classroom.pack.msel.values import Value

Sheet = list[list[Value]]


def sheet_of(game: Game, folder: Path) -> Sheet:
    """Our own list as rows of values."""
    path = folder / "ours.xlsx"
    write_xlsx(path, game)
    return [list(row) for row in load_workbook(path)["MSEL"].iter_rows(values_only=True)]


def at(sheet: Sheet, event: int, header: str, value: Value) -> Sheet:
    """The sheet with one cell changed."""
    column = sheet[0].index(header)
    return [
        [value if row[0] == event and n == column else cell for n, cell in enumerate(row)]
        for row in sheet
    ]


def save(sheet: Iterable[Iterable[Value]], path: Path, title: str = "MSEL") -> Path:
    """Write rows as a workbook, or as CSV by the ending of the path."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheet)
        return path
    book = Workbook()
    book.active.title = title
    for number, row in enumerate(sheet, 1):
        book.active.append(list(row))
        for cell in book.active[number]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(path)
    return path


WRITERS: dict[str, Callable[[Path, Game], None]] = {
    "msel.xlsx": write_xlsx,
    "msel.csv": write_csv,
}
