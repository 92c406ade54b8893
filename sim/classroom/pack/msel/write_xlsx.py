"""The list as an Excel workbook: a sheet to edit, and a key to what its cells may name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from sim.classroom.game import Game
from sim.classroom.pack.contents.events import TYPES
from sim.classroom.pack.msel.columns import BY_KEY, COLUMNS, HSEEP, SHEET
from sim.classroom.pack.msel.table import Listing, Unknown, listing
from sim.classroom.pack.msel.values import Value, text_of
from sim.classroom.pack.msel.write_key import write_key
from sim.classroom.pack.plain import printable

FONT = "Arial"
SIZE = 10
OWN_WIDTH = 18  # characters, of a column that the readers added
MOST_LETTERS = 32_767  # what a cell of Excel holds
VALIDATED = 2_000  # rows, as many as are read
LETTERS = 1.15  # of our font to a unit of width, less what breaking lines wastes
LINE = 12.75  # points
TALLEST = 400.0  # points, of a row; Excel has 409
_HEAD = PatternFill("solid", fgColor="1F3A4D")
_TYPES = {
    "Contingency Inject": PatternFill("solid", fgColor="FFF3D6"),
    "Expected Action": PatternFill("solid", fgColor="E8F0E8"),
}
_THIN = Side(style="thin", color="B5B5B5")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_xlsx(path: Path, game: Game, unknown: Unknown | None = None) -> None:
    """Write the list of an exercise, with the columns that its readers added."""
    told = listing(game, unknown or {})
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _head(sheet, told)
    for number, line in enumerate(told.lines, 2):
        _line(sheet, number, line)
    _validated(sheet)
    _printed(sheet, game, len(told.lines) + 1)
    write_key(book.create_sheet("Key"), game, told.known)
    book.properties.title = printable(f"MSEL: {game.exercise.title}")[:255]
    book.properties.creator, book.properties.language = "tabletop-sim", "en-GB"
    book.save(path)


def _head(sheet: Any, told: Listing) -> None:  # noqa: ANN401 (openpyxl is untyped)
    widths = [column.width for column in COLUMNS]
    for number, header in enumerate(told.header, 1):
        cell = put(sheet, 1, number, header)
        cell.font = Font(name=FONT, size=SIZE, bold=True, color="FFFFFF")
        cell.fill, cell.border = _HEAD, _GRID
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        width = widths[number - 1] if number <= len(widths) else OWN_WIDTH
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 42
    sheet.freeze_panes = "B2"
    last = get_column_letter(len(told.header))
    sheet.auto_filter.ref = f"A1:{last}{max(2, len(told.lines) + 1)}"


def _line(sheet: Any, row: int, line: tuple[Value, ...]) -> None:  # noqa: ANN401
    kind = line[[column.key for column in COLUMNS].index("type")]
    for number, value in enumerate(line, 1):
        cell = put(sheet, row, number, value)
        cell.font, cell.border = Font(name=FONT, size=SIZE), _GRID
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        if kind in _TYPES and number <= len(HSEEP):
            cell.fill = _TYPES[str(kind)]

    sheet.row_dimensions[row] = Fitted(sheet, index=row, ht=height(line))


class Fitted(RowDimension):  # type: ignore[misc]
    """A row of a height that fits its text, and that grows with it when somebody edits it."""

    customHeight = False  # noqa: N815 (openpyxl's name): not fixed by hand


def height(line: tuple[Value, ...]) -> float:
    """The points a line needs: nothing but Excel on a screen works that out by itself."""
    widths = [column.width for column in COLUMNS]
    most = 1
    for number, value in enumerate(line):
        width = widths[number] if number < len(widths) else OWN_WIDTH
        wrapped = [
            wrap(text, round(width * LETTERS)) or [""] for text in text_of(value).split("\n")
        ]
        most = max(most, sum(map(len, wrapped)))
    return min(TALLEST, most * LINE + 4)


def put(sheet: Any, row: int, column: int, value: Value) -> Any:  # noqa: ANN401
    """A value in its cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if value:
            cell.value = printable(value)[:MOST_LETTERS]
            cell.data_type, cell.quotePrefix = "s", value[0] in "=+-@"
        return cell
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss" if value.second else "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _validated(sheet: Any) -> None:  # noqa: ANN401
    """A list to choose the event type from."""
    letter = get_column_letter(1 + COLUMNS.index(BY_KEY["type"]))
    listed = DataValidation(
        type="list",
        formula1=f'"{",".join(TYPES.values())}"',
        allow_blank=False,
        showErrorMessage=True,
        errorTitle="Event Type",
        error=f"One of: {', '.join(TYPES.values())}.",
    )
    listed.add(f"{letter}2:{letter}{VALIDATED}")
    sheet.add_data_validation(listed)


def _printed(sheet: Any, game: Game, rows: int) -> None:  # noqa: ANN401
    """On paper: across, the columns of HSEEP alone, the header on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(len(HSEEP))}{rows}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    title = printable(game.exercise.title).replace("&", "&&")[:120]
    sheet.oddFooter.left.text = f"MSEL: {title}. For control only"
    sheet.oddFooter.right.text = "Page &P of &N"
