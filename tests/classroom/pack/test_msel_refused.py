"""What is wrong with an edited list is told all at once, cell by cell; nonsense is refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sim.classroom.game import Game
from sim.classroom.pack.msel import edited, grid, imported, read_msel
from sim.classroom.pack.msel.values import Value
from sim.scenario.exercise.load import Class
from sim.scenario.problems import ScenarioError
from tests.classroom.pack.sheets import Sheet, at, save, sheet_of


@pytest.fixture
def sheet(small: Game, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    monkeypatch.chdir(tmp_path)  # errors name files below here by their short names
    return sheet_of(small, tmp_path)


def told(path: Path, loaded: Class) -> list[str]:
    """The problems of a file; with any the exercise is not made."""
    found = read_msel(path, loaded.exercise, loaded.case)
    if found.problems:
        with pytest.raises(ScenarioError):
            edited(loaded.exercise, found)
    return [str(problem) for problem in found.problems]


@pytest.mark.parametrize(
    ("event", "header", "value", "problem"),
    [
        (
            1,
            "From",
            "Ukrane",
            ":2:5: From: found the unknown party 'Ukrane'; did you mean 'ukraine'?",
        ),
        (1, "To", "All; Mars", ":2:6: To: found the unknown party 'Mars'"),
        (1, "To", None, ":2:6: To: the row is addressed to nobody, expected parties or 'all'"),
        (1, "Message", None, ":2:7: Message: the cell is empty"),
        (1, "Message", "#NAME?", ":2:7: Message: found #NAME?, a formula that failed"),
        (
            1,
            "Event Type",
            "Injekt",
            ":2:3: Event Type: found the unknown event type 'Injekt'; did you mean",
        ),
        (1, "Event Number", "one", ":2:1: Event Number: found 'one', expected a number"),
        (1, "Event Number", 1.5, ":2:1: Event Number: found 1.5, expected a whole number"),
        (1, "Event Number", None, ":2:1: Event Number: the cell is empty"),
        (1, "Event Number", 2, ":3:1: Event Number: 2 is written twice"),
        (
            1,
            "Designated Scenario Time",
            "soon",
            ":2:2: Designated Scenario Time: found 'soon', expected a date",
        ),
        (
            1,
            "Designated Scenario Time",
            None,
            ":2:2: Designated Scenario Time: found nothing, expected a date",
        ),
        (
            1,
            "Designated Scenario Time",
            True,
            ":2:2: Designated Scenario Time: found TRUE, expected a date",
        ),
        (
            1,
            "Designated Scenario Time",
            3,
            ":2:2: Designated Scenario Time: found 3, expected a date",
        ),
        (
            1,
            "Designated Scenario Time",
            "9999-12-31",
            ":2:2: Designated Scenario Time: found '9999-12-31'",
        ),
        (
            1,
            "Designated Scenario Time",
            "2024-05-30",
            ":2:2: Designated Scenario Time: lies outside the move",
        ),
        (1, "Exercise Objective", "7", ":2:9: Exercise Objective: found the unknown objective '7'"),
        (
            1,
            "Move",
            "Move 9",
            ":2:11: Move: found the unknown move 'Move 9'; expected one of: Move 1",
        ),
        (1, "Minute", "soon", ":2:14: Minute: found 'soon', expected a number"),
        (1, "Minute", -1, ":2:14: Minute: found -1.0, expected at least 0"),
        (
            1,
            "Cause",
            "offence",
            ":2:15: Cause: found the unknown cause 'offence'; did you mean 'offensive'?",
        ),
        (1, "Cause", "appeal", ":3:15: Cause: 'appeal' has a row already"),
        (1, "Cause", None, ":1:1: msel: the event 'offensive' of 2024-05-10 has no row"),
        (1, "Actions", "appeal", ":2:17: Actions: only an expected action takes 'actions'"),
        (
            2,
            "Actions",
            "apeal",
            ":3:17: Actions: found the unknown action 'apeal'; did you mean 'appeal'?",
        ),
        (2, "Actions", "warn", ":3:17: Actions: 'ukraine' is not offered 'warn'"),
        (
            3,
            "Instead Of",
            None,
            ":4:1: Event Number: a contingency inject names the expected action",
        ),
        (3, "Instead Of", 4711, ":4:19: Instead Of: found 4711, which is no expected action"),
        (
            4,
            "Rung",
            "United States: moon",
            ":5:18: Rung: found the unknown position 'United States: moon'",
        ),
        (1, "Sources", "wsj S1; nobody", ":2:20: Sources: cites the unknown source 'nobody'"),
        (1, "Sources", "assumed, so", ":2:20: Sources: found 'assumed' with the reason 'so'"),
        (1, "Message", "x" * 7000, ":2:7: Message: found 'xxx"),
    ],
)
@pytest.mark.parametrize("name", ["edited.xlsx", "edited.csv"])
def test_a_cell_is_told_with_its_place(  # noqa: PLR0917 (what a case is made of)
    event: int, header: str, value: Value, problem: str, name: str, sheet: Sheet, loaded: Class
) -> None:
    found = told(save(at(sheet, event, header, value), Path(name)), loaded)
    if name.endswith("csv") and value in {1.5, True, -1}:
        problem = problem.partition("found")[0]  # text in CSV
    assert any(line.startswith(f"{name}{problem}") for line in found), found


def test_all_problems_are_told_at_once(sheet: Sheet, loaded: Class) -> None:
    wrong = at(at(at(sheet, 1, "From", "Mars"), 1, "Minute", "soon"), 1, "Message", None)
    wrong = at(at(wrong, 3, "To", "Venus"), 5, "Designated Scenario Time", "never")
    found = told(save(wrong, Path("edited.xlsx")), loaded)
    places = [line.split(" ", 1)[0] for line in found]
    assert places == [
        "edited.xlsx:2:5:",
        "edited.xlsx:2:7:",
        "edited.xlsx:2:14:",
        "edited.xlsx:4:6:",
        "edited.xlsx:6:2:",
    ]


def test_a_date_that_may_be_two_days_is_asked_about(sheet: Sheet, loaded: Class) -> None:
    """5/8/2024 lies inside on either reading only if the exercise is that long."""
    long = loaded.exercise.model_copy(
        update={
            "moves": (
                loaded.exercise.moves[0],
                loaded.exercise.moves[1].model_copy(
                    update={
                        "until": loaded.exercise.moves[1].until.model_copy(
                            update={"last": loaded.exercise.moves[1].until.last.replace(month=9)}
                        )
                    }
                ),
            )
        }
    )
    path = save(at(sheet, 1, "Designated Scenario Time", "5/8/2024"), Path("edited.csv"))
    (found,) = read_msel(path, long, loaded.case).problems
    assert str(found) == (
        "edited.csv:2:2: Designated Scenario Time: found '5/8/2024', which may be 2024-08-05 or "
        "2024-05-08; write it as year-month-day"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"Event Number": "Evnt Nr"},
            "edited.xlsx:1:1: the column 'Event Number' is missing; is it 'Evnt Nr'?",
        ),
        ({"Message": "Zzz"}, "edited.xlsx:1:1: the column 'Message' is missing"),
        (
            {"Minute": "Minutes"},
            "edited.xlsx:1:14: Minutes: found the column 'Minutes'; did you mean 'Minute'?",
        ),
        (
            {"Status": "Message"},
            "edited.xlsx:1:12: Message: the column 'Message' is written twice (first in column 7)",
        ),
    ],
)
def test_headers_that_are_missing_misspelt_or_there_twice(
    change: dict[str, str], problem: str, sheet: Sheet, loaded: Class
) -> None:
    sheet[0] = [change.get(str(cell), cell) for cell in sheet[0]]
    assert told(save(sheet, Path("edited.xlsx")), loaded) == [problem]


def test_no_more_than_a_page_of_problems_is_told(
    sheet: Sheet, loaded: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported, "MOST_PROBLEMS", 3)
    wrong = [sheet[0], *([None, *row[1:]] for row in sheet[1:])]
    found = told(save(wrong, Path("edited.xlsx")), loaded)
    assert len(found) == 4
    assert "edited.xlsx: 2 more problems are not shown" in found


# --- files that are no list --------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def workbook(rows: list[list[Value]]) -> bytes:
    made, book = io.BytesIO(), Workbook()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def doctyped() -> bytes:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook([["Event Number"]]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[sheet]
    return packed(parts)


NONSENSE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty, expected a list of events"),
    "blank": (lambda: b"  \n\n ", "is empty, expected a list of events"),
    "noise": (lambda: bytes(range(128, 256)) * 9, "is neither a workbook nor UTF-8 text"),
    "nul": (lambda: b"Event Number\0,To\n", "is neither a workbook nor text"),
    "old Excel": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99,
        "is an old or a protected Excel file",
    ),
    "half a zip": (lambda: workbook([["Event Number"]])[:900], "is damaged"),
    "only the mark of a zip": (lambda: b"PK\x03\x04", "is damaged"),
    "a zip of something else": (
        lambda: packed({"a.txt": b"a"}),
        "is no Excel workbook that can be read",
    ),
    "a workbook of broken XML": (
        lambda: packed({"[Content_Types].xml": b"<x", "xl/workbook.xml": b"<"}),
        "is no Excel workbook",
    ),
    "a bomb": (lambda: packed({"xl/a.xml": b"0" * 61_000_000}), "unpacks to more than"),
    "entities": (doctyped, "declares a document type"),
    "a letter": (
        lambda: b"Dear colleague,\nhere is the list.\n",
        "has the header of a list of events",
    ),
    "another table": (
        lambda: workbook([["Name", "Age"], ["A", 3]]),
        "none of the sheets 'Sheet' has the header",
    ),
    "an empty workbook": (lambda: workbook([]), "none of the sheets 'Sheet' has the header"),
    "too many rows": (lambda: workbook([["x"]] * 2_001), "has more than 2,000 rows"),
    "too many columns": (
        lambda: workbook([["x"] * 121]),
        ":1:121: has 121 columns, expected at most 120",
    ),
    "a field without an end": (
        lambda: b'Event Number,To,Message\n"' + b"x" * 200_000,
        "is no CSV that can be read",
    ),
    "too large": (lambda: b"x" * 5_000_001, "is larger than 5,000,000 bytes"),
    "a page": (
        lambda: b"<html><table><tr><td>Event Number</td></tr></table></html>",
        "has the header of a list",
    ),
    "json": (lambda: b'{"msel": [1, 2, 3]}', "has the header of a list of events"),
}


@pytest.mark.parametrize("which", NONSENSE)
@pytest.mark.parametrize("ending", ["xlsx", "csv", "txt"])
def test_nonsense_is_refused_in_one_sentence(
    which: str, ending: str, loaded: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, problem = NONSENSE[which]
    path = Path(f"file.{ending}")
    path.write_bytes(make())
    (line,) = told(path, loaded)
    assert problem in line
    assert line.startswith(f"file.{ending}")
    assert len(line) < 400


def test_a_list_without_events_is_refused(sheet: Sheet, loaded: Class) -> None:
    assert told(save(sheet[:1], Path("edited.xlsx")), loaded) == [
        "edited.xlsx:1:1: the list has no events below its header"
    ]


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(loaded: Class, tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path, Path("a\0b.xlsx")):
        (line,) = told(path, loaded)
        assert "cannot be read" in line


def test_a_sheet_formatted_to_its_last_row_is_read(sheet: Sheet, loaded: Class) -> None:
    """Empty rows below the list, of which Excel keeps a million where a column was coloured."""
    found = told(save([*sheet, *([[""]] * 5_000)], Path("edited.csv")), loaded)
    assert found == []
    assert grid.MOST_ROWS < 5_000
