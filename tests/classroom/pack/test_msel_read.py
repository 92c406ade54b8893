"""The list read again: our own exactly, an edited one with its edits, other people's columns kept."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sim.classroom.game import Game, game
from sim.classroom.pack.msel import Imported, edited, read_msel, write_csv, write_xlsx
from sim.classroom.pack.msel.values import Value
from sim.scenario.exercise.load import Class
from sim.scenario.language.moments import Moment
from tests.classroom.pack.sheets import WRITERS, Sheet, at, save, sheet_of


def read(path: Path, loaded: Class) -> Imported:
    return read_msel(path, loaded.exercise, loaded.case)


@pytest.fixture
def sheet(small: Game, tmp_path: Path) -> Sheet:
    return sheet_of(small, tmp_path)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("which", ["loaded", "shipped_class"])
def test_our_own_list_comes_back_exactly(
    name: str, which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    known: Class = request.getfixturevalue(which)
    WRITERS[name](tmp_path / name, game(known, 0))
    found = read(tmp_path / name, known)
    assert found.problems == ()
    assert found.rows == known.exercise.msel
    assert edited(known.exercise, found) == known.exercise


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("which", ["loaded", "shipped_class"])
def test_every_cell_can_be_read_without_knowing_what_it_was(
    name: str, which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Read into an exercise whose own list is empty: each value is read from its cell alone."""
    known: Class = request.getfixturevalue(which)
    WRITERS[name](tmp_path / name, game(known, 0))
    bare = known.exercise.model_copy(update={"msel": ()})
    found = read_msel(tmp_path / name, bare, known.case)
    assert found.problems == ()
    stripped = tuple(
        row.model_copy(update={"message": row.message.strip()}) for row in known.exercise.msel
    )
    assert found.rows == stripped


@pytest.mark.parametrize("name", ["edited.xlsx", "edited.csv"])
def test_edits_are_read(name: str, sheet: Sheet, loaded: Class, tmp_path: Path) -> None:
    told = at(sheet, 1, "Message", "Another message.\nIn two lines.")
    told = at(told, 1, "From", "government of  UKRAINE")
    told = at(told, 2, "To", "us, Russia")
    told = at(told, 2, "Exercise Objective", "2; choose")
    told = at(told, 3, "Minute", "7,5" if name.endswith("csv") else 7.5)
    told = at(told, 4, "Rung", "United States: deeper")
    told = at(told, 5, "Event Type", "INJECT")
    told = at(told, 5, "Notes", None)
    found = read(save(told, tmp_path / name), loaded)
    assert found.problems == ()
    first, second, third, fourth, fifth = found.rows
    assert first.message == "Another message.\nIn two lines."
    assert (first.sender, first.expected) == ("ukraine", "SECRET-EXPECTED-1")
    assert (second.to, second.objectives) == (("us", "ru"), ("signal", "choose"))
    assert third.minute == 7.5
    assert fourth.rung is not None
    assert fourth.rung.rung == "deeper"
    assert fifth == loaded.exercise.msel[4]


def test_rows_can_be_added_taken_out_and_moved(sheet: Sheet, loaded: Class, tmp_path: Path) -> None:
    added: list[Value] = [
        9, date(2024, 5, 17), "Inject", "Wire", "White cell", "All", "A message.", "An answer.",
    ]  # fmt: skip
    told = [sheet[0], added, *sheet[1:5]]  # without event 5
    found = read(save(told, tmp_path / "edited.xlsx"), loaded)
    assert found.problems == ()
    assert [row.number for row in found.rows] == [9, 1, 2, 3, 4]
    new = found.rows[0]
    assert new.move == "second"  # the move in which its day lies
    assert (new.minute, new.cause, new.objectives) == (0.0, None, ())
    assert new.basis.assumed == "added to the list of events by its facilitator"


def test_columns_may_stand_in_any_order_under_a_title(
    sheet: Sheet, loaded: Class, tmp_path: Path
) -> None:
    order = list(range(len(sheet[0])))
    random.Random(5).shuffle(order)  # noqa: S311 (no secret)
    told = [[row[n] for n in order] for row in sheet]
    told[0] = [str(cell).upper().replace(" ", "_") for cell in told[0]]
    whole: Sheet = [["The list of our class"], [], *told]
    found = read(save(whole, tmp_path / "edited.xlsx"), loaded)
    assert found.problems == ()
    assert found.rows == loaded.exercise.msel


def test_only_the_columns_of_hseep_are_enough(sheet: Sheet, loaded: Class, tmp_path: Path) -> None:
    found = read(save([row[:10] for row in sheet], tmp_path / "edited.xlsx"), loaded)
    assert found.problems == ()
    assert found.rows == loaded.exercise.msel  # what no column says stays as it is


def test_columns_of_others_survive_the_round_trip(
    sheet: Sheet, small: Game, loaded: Class, tmp_path: Path
) -> None:
    day = datetime(2024, 5, 1, 9, 30)  # noqa: DTZ001
    told = at(at(sheet, 1, "Status", "Ready"), 2, "Assigned To", "Controller 1")
    told = [[*row, extra, other] for row, extra, other in zip(
        told, ["Room", "A1", None, "=B2", 4, 5.5], ["Printed", day, True, None, "-", "x"], strict=True
    )]  # fmt: skip
    told.append([None] * 20)
    first = read(save(told, tmp_path / "edited.xlsx"), loaded)
    assert first.problems == ()
    assert first.unknown[1] == {
        "Status": "Ready",
        "Assigned To": None,
        "Room": "A1",
        "Printed": day,
    }
    write_xlsx(tmp_path / "again.xlsx", small, first.unknown)
    write_csv(tmp_path / "again.csv", small, first.unknown)
    again = read(tmp_path / "again.xlsx", loaded)
    assert again.rows == loaded.exercise.msel
    assert again.unknown == first.unknown
    plain = read(tmp_path / "again.csv", loaded)
    assert plain.rows == loaded.exercise.msel
    assert [plain.unknown[n]["Room"] for n in range(1, 6)] == ["A1", "", "=B2", "4", "5.5"]
    assert plain.unknown[1]["Printed"] == "2024-05-01 09:30"


def test_a_column_without_a_name_is_kept_too(sheet: Sheet, loaded: Class, tmp_path: Path) -> None:
    told = [[*row, "x" if n else None] for n, row in enumerate(sheet)]
    found = read(save(told, tmp_path / "edited.csv"), loaded)
    assert found.unknown[3]["Column 22"] == "x"


@pytest.mark.parametrize("sheet_name", ["MSEL", "Sheet1", "Tabelle1"])
def test_the_sheet_with_the_header_is_the_one(
    sheet_name: str, sheet: Sheet, loaded: Class, tmp_path: Path
) -> None:
    path = save(sheet, tmp_path / "edited.xlsx", sheet_name)
    assert read(path, loaded).rows == loaded.exercise.msel


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "with semicolons": lambda text: text.replace(",", ";").encode("utf-8-sig"),
    "with tabs, as Unicode text": lambda text: text.replace(",", "\t").encode("utf-16"),
    "with the line that Excel puts first": lambda text: (
        "sep=;\n" + text.replace(",", ";")
    ).encode(),
    "with ends of line of Windows": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_csv_as_spreadsheets_save_it(how: str, loaded: Class, tmp_path: Path) -> None:
    text = (
        "Event Number,Designated Scenario Time,Event Type,From,To,Message,"
        "Expected Participant Response\n"
        "1,5/10/2024,Inject,White cell,All,'=SECRET-MESSAGE-1,SECRET-EXPECTED-1\n"
        "2,5/13/2024 14:30,Expected Action,Government of Ukraine,us,An edit,SECRET-EXPECTED-2\n"
    )
    path = tmp_path / "edited.csv"
    path.write_bytes(SPELLINGS[how](text))
    found = read(path, loaded)
    assert found.problems == ()
    assert found.rows[0] == loaded.exercise.msel[0]
    assert found.rows[1].at == loaded.exercise.msel[1].at
    assert (found.rows[1].message, found.rows[1].to) == ("An edit", ("us",))


DAY = Moment.model_validate("2024-05-10")
CLOCK = Moment(
    first=datetime(2024, 5, 10, 14, 30, tzinfo=UTC), last=datetime(2024, 5, 10, 14, 30, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-10", DAY),
        ("10.05.2024", DAY),
        ("10.5.24", DAY),
        ("10 May 2024", DAY),
        ("May 10, 2024", DAY),
        ("10-May-24", DAY),
        ("2024/5/10", DAY),
        ("5/10/2024", DAY),  # 5 October lies outside the exercise
        ("10/5/2024", DAY),
        (45422, DAY),  # the day's number, of a cell that lost its format
        (date(2024, 5, 10), DAY),
        (datetime(2024, 5, 10), DAY),  # noqa: DTZ001
        ("2024-05-10 14:30", CLOCK),
        ("2024-05-10T14:30:00Z", CLOCK),
        ("5/10/2024 2:30 PM", CLOCK),
        ("10.05.2024 14:30", CLOCK),
        (datetime(2024, 5, 10, 14, 29, 59, 999_000), CLOCK),  # noqa: DTZ001
        ("2024-05-10 to 2024-05-11", Moment.model_validate("2024-05-10..2024-05-11")),
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(
    written: Value, meant: Moment, sheet: Sheet, loaded: Class, tmp_path: Path
) -> None:
    told = at(sheet, 1, "Designated Scenario Time", written)
    found = read(save(told, tmp_path / "edited.xlsx"), loaded)
    assert found.problems == ()
    assert found.rows[0].at == meant


def test_one_plain_date_settles_the_order_of_day_and_month(
    sheet: Sheet, loaded: Class, tmp_path: Path
) -> None:
    """8 May and 5 August; 12 May and 5 December: 5/16 shows that the month stands first."""
    told = at(sheet, 4, "Designated Scenario Time", "5/16/2024")
    told = at(told, 1, "Designated Scenario Time", "5/12/2024")
    found = read(save(told, tmp_path / "edited.csv"), loaded)
    assert found.rows[0].at == Moment.model_validate("2024-05-12")
