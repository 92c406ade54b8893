"""The list as it is written: HSEEP's columns in their order, text that stays text, a sheet to print."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sim.classroom.game import Game
from sim.classroom.pack.msel import write_csv, write_xlsx
from tests.classroom.pack.sheets import sheet_of

HEADER = [
    "Event Number",
    "Designated Scenario Time",
    "Event Type",
    "Inject Mode",
    "From",
    "To",
    "Message",
    "Expected Participant Response",
    "Exercise Objective",
    "Notes",
    "Move",
    "Status",
    "Assigned To",
    "Minute",
    "Cause",
    "When",
    "Actions",
    "Rung",
    "Instead Of",
    "Sources",
    "Any Move",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(small: Game, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 (openpyxl)
    path = tmp_path_factory.mktemp("msel") / "msel.xlsx"
    write_xlsx(path, small)
    return load_workbook(path)


def test_the_columns_are_those_of_hseep_then_the_usual_then_ours(
    small: Game, tmp_path: Path
) -> None:
    assert sheet_of(small, tmp_path)[0] == HEADER
    write_csv(tmp_path / "msel.csv", small)
    assert (tmp_path / "msel.csv").read_bytes().startswith(b"\xef\xbb\xbfEvent Number,")
    with (tmp_path / "msel.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == HEADER


def test_the_cells_speak_to_a_facilitator(small: Game, tmp_path: Path) -> None:
    first, second = sheet_of(small, tmp_path)[1:3]
    assert first == [
        1, datetime(2024, 5, 10), "Inject", "Wire", "White cell", "All", "=SECRET-MESSAGE-1",  # noqa: DTZ001
        "SECRET-EXPECTED-1", "1 (choose); 2 (signal)", "'-SECRET-NOTE-1", "Move 1: The first", None,
        None, 1.5, "offensive", None, None, None, None, "wsj S1; wsj S2", None,
    ]  # fmt: skip
    assert second[1:6] == [
        datetime(2024, 5, 13, 14, 30),  # noqa: DTZ001
        "Expected Action",
        "Order form",
        "Government of Ukraine",
        "United States; Russia",
    ]


def test_the_sheet_is_made_for_work_and_for_paper(book: Any) -> None:  # noqa: ANN401
    sheet = book["MSEL"]
    assert book.sheetnames == ["MSEL", "Key"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:U6"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'MSEL'!$A$1:$J$6"
    assert sheet.page_setup.orientation == "landscape"
    assert all(cell.alignment.wrap_text for row in sheet["A1:U6"] for cell in row)
    assert sheet.column_dimensions["G"].width >= 40
    (listed,) = sheet.data_validations.dataValidation
    assert listed.formula1 == '"Inject,Contingency Inject,Expected Action"'
    assert str(listed.sqref) == "C2:C2000"


def test_nothing_is_a_formula(book: Any, small: Game, tmp_path: Path) -> None:  # noqa: ANN401
    for sheet in book:
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert book["MSEL"]["G2"].quotePrefix
    write_csv(tmp_path / "msel.csv", small)
    with (tmp_path / "msel.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


def test_the_key_names_what_cells_may_say(book: Any) -> None:  # noqa: ANN401
    told = {row[0]: row[1] for row in book["Key"].iter_rows(values_only=True)}
    assert {*HEADER, "Moves", "Exercise Objectives", "Parties", "Causes", "Positions"} <= set(told)
    assert told["2 (signal)"] == "=1+1 is no formula."
    assert told["Move 1: The first"] == "8 to 14 May 2024"
    assert told["United States: border"] == "us/use/border"


def test_rows_are_as_high_as_their_text(shipped: Game, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "msel.xlsx", shipped)
    sheet = load_workbook(tmp_path / "msel.xlsx")["MSEL"]
    heights = [sheet.row_dimensions[n].height for n in range(2, sheet.max_row + 1)]
    assert min(heights) > 20
    assert max(heights) < 409
