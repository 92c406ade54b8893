"""A spreadsheet's file as rows of values. Nothing in it is trusted: size and shape are bounded."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.classroom.pack.msel.formulas import unguarded
from sim.classroom.pack.msel.values import Value, blank
from sim.scenario.problems import Mark, Problem, ScenarioError

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000  # bytes of a workbook that is packed small
MOST_ROWS = 2_000
MOST_COLUMNS = 120
_OLD = b"\xd0\xcf\x11\xe0"  # begins .xls, and a workbook with a password
SAVE_AS = "save it as an Excel workbook (.xlsx) or as CSV UTF-8"
Rows = list[list[Value]]


@dataclass(frozen=True)
class Grid:
    """A sheet: its name in errors, and its rows without the empty cells at their ends."""

    file: str
    name: str  # of the sheet; empty for CSV
    rows: Rows


def read_grids(path: Path, shown: str) -> list[Grid]:
    """The sheets of a file, in order. Raises ScenarioError for what is no spreadsheet, or too big."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or error
        raise refused(shown, f"cannot be read: {why}") from None
    if len(raw) > MOST_BYTES:
        raise refused(shown, f"is larger than {MOST_BYTES:,} bytes, too large for a list of events")
    if not raw.strip():
        raise refused(shown, "is empty, expected a list of events")
    if raw.startswith(_OLD):
        raise refused(shown, f"is an old or a protected Excel file; {SAVE_AS}")
    if raw.startswith(b"PK"):
        return _workbook(raw, shown)
    return [Grid(shown, "", list(_bounded(_lines(raw, shown), shown)))]


def refused(shown: str, message: str) -> ScenarioError:
    """A file that is refused as a whole."""
    return ScenarioError([Problem(Mark(shown), "", message)])


# --- Excel -------------------------------------------------------------------------------------


def _workbook(raw: bytes, shown: str) -> list[Grid]:
    from openpyxl import load_workbook

    _unpacks(raw, shown)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions of Excel that a list has no use for
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            return [
                Grid(shown, sheet.title, list(_bounded(sheet.iter_rows(values_only=True), shown)))
                for sheet in book.worksheets
            ]
    except ScenarioError:
        raise
    except Exception as error:  # noqa: BLE001 (a broken workbook breaks openpyxl in any way it likes)
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise refused(shown, f"is no Excel workbook that can be read ({why}); {SAVE_AS}") from None


def _unpacks(raw: bytes, shown: str) -> None:
    """Refuse a package that is none, unpacks too large, or declares entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refused(shown, f"unpacks to more than {MOST_UNPACKED:,} bytes")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(part):
                    raise refused(shown, "declares a document type, which no spreadsheet does")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise refused(shown, f"is damaged ({error}); {SAVE_AS}") from None
    except Exception as error:
        if isinstance(error, ScenarioError):
            raise
        raise refused(shown, f"is damaged ({type(error).__name__}); {SAVE_AS}") from None


# --- CSV ---------------------------------------------------------------------------------------


def _lines(raw: bytes, shown: str) -> Iterator[list[Value]]:
    text = _decoded(raw, shown)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        text = "\n" + rest  # the line still counts
        delimiter = first.strip()[-1]
    else:
        delimiter = _delimiter(first)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [unguarded(cell) for cell in line]
    except csv.Error as error:
        raise refused(shown, f"is no CSV that can be read ({error}); {SAVE_AS}") from None


def _decoded(raw: bytes, shown: str) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise refused(shown, f"is neither a workbook nor UTF-8 text; {SAVE_AS}") from None
    if "\0" in text:
        raise refused(shown, f"is neither a workbook nor text; {SAVE_AS}")
    return text


def _delimiter(first: str) -> str:
    """Comma, semicolon or tab: whichever divides the first line into the most parts."""
    return max(",;\t", key=lambda each: len(next(csv.reader([first], delimiter=each), [])))


# --- both --------------------------------------------------------------------------------------


def _bounded(rows: Iterable[Iterable[object]], shown: str) -> Iterator[list[Value]]:
    """The rows up to the last that says something, each without the empty cells at its end."""
    held: list[list[Value]] = []  # empty rows count, once something follows them
    for number, row in enumerate(rows, 1):
        cells: list[Value] = list(row)  # type: ignore[arg-type]
        while cells and blank(cells[-1]):
            cells.pop()
        if not cells:
            if number <= MOST_ROWS:
                held.append([])
            continue
        if number > MOST_ROWS:
            raise refused(shown, f"has more than {MOST_ROWS:,} rows")
        if len(cells) > MOST_COLUMNS:
            message = f"has {len(cells)} columns, expected at most {MOST_COLUMNS}"
            raise ScenarioError([Problem(Mark(shown, number, len(cells)), "", message)])
        yield from held
        held = []
        yield cells
