"""Which column of a sheet holds what: headers are found, matched, and questioned where one is close."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.pack.msel.columns import BY_HEADER, BY_KEY, COLUMNS, NEEDED, SHEET, Column, plain
from sim.classroom.pack.msel.grid import Grid
from sim.classroom.pack.msel.values import Value, blank, text_of
from sim.scenario.problems import Mark, Problem

SEARCHED = 15  # rows from the top, in which a title or a note may stand above the header
FEWEST = 3  # known headers that make a row the header
CLOSE = 0.8  # of difflib's ratio: a slip of the keyboard


@dataclass(frozen=True)
class Headers:
    """Where the header stands (row from 1), and the columns by place (from 1): ours, and others."""

    grid: Grid
    row: int
    ours: dict[str, int]  # by key
    others: dict[str, int]  # by header; the usual additions among them

    def mark(self, row: int, column: int) -> Mark:
        """A cell of the sheet."""
        return Mark(self.grid.file, row, max(1, column))


def headers(grids: list[Grid], shown: str) -> tuple[Headers | None, list[Problem]]:
    """The header of the first sheet that has one, the sheet called MSEL before others."""
    ordered = sorted(grids, key=lambda grid: grid.name.casefold() != SHEET.casefold())
    for grid in ordered:
        for number, row in enumerate(grid.rows[:SEARCHED], 1):
            if sum(_known(cell) is not None for cell in row) >= FEWEST:
                return _read(grid, number, row)
    sheets = ", ".join(repr(grid.name) for grid in grids if grid.name)
    where = f"none of the sheets {sheets}" if sheets else "none of its rows"
    wanted = ", ".join(BY_KEY[key].header for key in NEEDED)
    message = f"{where} has the header of a list of events; expected the columns {wanted}"
    return None, [Problem(Mark(shown), "", message)]


def _read(grid: Grid, number: int, row: list[Value]) -> tuple[Headers, list[Problem]]:
    ours: dict[str, int] = {}
    others: dict[str, int] = {}
    problems = []
    width = max(len(each) for each in grid.rows)
    for place in range(1, width + 1):
        cell = row[place - 1] if place <= len(row) else None
        column, header = _known(cell), text_of(cell)
        if blank(cell):
            if _used(grid, number, place):
                others[f"Column {place}"] = place
            continue
        key = header if column is None else column.key or column.header
        held = ours if column is not None and column.key is not None else others
        name = column.header if column is not None and column.key is None else key
        if name in held:
            message = f"the column {header!r} is written twice (first in column {held[name]})"
            problems.append(Problem(Mark(grid.file, number, place), header, message))
        held.setdefault(name, place)
    found = Headers(grid, number, ours, others)
    return found, [*problems, *_missing(found), *_questioned(found)]


def _known(cell: Value) -> Column | None:
    return BY_HEADER.get(plain(text_of(cell))) if isinstance(cell, str) else None


def _used(grid: Grid, header: int, place: int) -> bool:
    return any(place <= len(row) and not blank(row[place - 1]) for row in grid.rows[header:])


def _missing(found: Headers) -> Iterator[Problem]:
    others = {plain(header): header for header in found.others}
    for key in NEEDED:
        if key not in found.ours:
            header = BY_KEY[key].header
            close = difflib.get_close_matches(plain(header), others, n=1)
            hint = f"; is it {others[close[0]]!r}?" if close else ""
            place = found.others[others[close[0]]] if close else 1
            yield Problem(
                found.mark(found.row, place), "", f"the column {header!r} is missing{hint}"
            )


def _questioned(found: Headers) -> Iterator[Problem]:
    """Headers that are nearly one of ours: their cells would be kept and not read."""
    free = {
        plain(c.header): c.header for c in COLUMNS if c.key is not None and c.key not in found.ours
    }
    needed = {plain(BY_KEY[key].header) for key in NEEDED}
    for header, place in found.others.items():
        close = difflib.get_close_matches(plain(header), free, n=1, cutoff=CLOSE)
        if close and close[0] not in needed and header not in {c.header for c in COLUMNS}:
            message = f"found the column {header!r}; did you mean {free[close[0]]!r}?"
            yield Problem(found.mark(found.row, place), header, message)
