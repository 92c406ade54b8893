"""The sheet beside the list: what its columns hold and what their cells may name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.styles import Alignment, Font

from sim.classroom.game import Game
from sim.classroom.pack.contents.told import move_dates
from sim.classroom.pack.msel.columns import COLUMNS
from sim.classroom.pack.msel.words import Vocabulary, Words
from sim.classroom.pack.plain import printable

HOW = (
    "Columns may stand in any order, and you may add your own: they are kept. Save as Excel workbook "
    "or as CSV UTF-8, and give the file back with --msel."
)


def write_key(sheet: Any, game: Game, known: Vocabulary) -> None:  # noqa: ANN401 (openpyxl is untyped)
    """Write the key."""
    for number, (name, about, head) in enumerate(_lines(game, known), 1):
        for column, text in ((1, name), (2, about)):
            cell = sheet.cell(number, column)
            cell.value = printable(text) or None
            if text:
                cell.data_type = "s"
            cell.font = Font(name="Arial", size=10, bold=head or column == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 86
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _lines(game: Game, known: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    yield "How to edit this list", HOW, True
    yield "", "", False
    yield "Columns", "What they hold", True
    for column in COLUMNS:
        yield column.header, column.about, False
    moves = {move.id: move_dates(move) for move in game.exercise.moves}
    objectives = {each.id: each.text for each in game.exercise.objectives}
    yield from _section("Moves", known.moves, moves)
    yield from _section("Exercise Objectives", known.objectives, objectives)
    yield from _section("Parties", known.parties, {})
    yield from _section("Causes", known.causes, {})
    yield from _section("Positions", known.positions, {})
    yield from _section("Actions", known.actions, {})


def _section(title: str, known: Words, about: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    yield "", "", False
    yield title, "Also understood" if not about else "", True
    for name, shown in known.shown.items():
        yield shown, about.get(name, name if name != shown else ""), False
