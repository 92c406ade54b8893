"""Exports: whole, of one student, under aliases; never a secret, never a formula."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.acts.injects import InjectMade
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Argued, Countered
from sim.classroom.acts.running import Adjudicating, Ended
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.debrief.export.hiding import Hiding, hiding
from sim.classroom.debrief.export.known import known
from sim.classroom.debrief.export.lines import lines
from sim.classroom.debrief.export.sought import SOMEBODY
from sim.classroom.debrief.export.tables import sheets
from sim.classroom.debrief.export.write import write_lines, write_tables
from sim.classroom.debrief.opened import Opened
from sim.classroom.debrief.people import people
from sim.classroom.rules.person import LEADER
from tests.classroom.debrief.classes import (
    AMARA,
    BEN,
    DARIA,
    HENRIK,
    PAPER,
    SECRET,
    head,
    scripted,
    told,
)
from tests.classroom.played import Play, order, said


def opened(play: Play) -> Opened:
    return Opened(head(), play.state(), tuple(play.told))


def exported(play: Play, **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (as of lines)
    return [json.loads(line) for line in lines(opened(play), **how)]


def hidden(play: Play) -> Hiding:
    return hiding(people(head(), play.state()), known(play.game))


Rows = list[dict[str, str]]


def tables(
    play: Play, folder: Path, *, student: str | None = None, anonymous: bool = False
) -> dict[str, Rows]:
    """The tables of a class as somebody reads them."""
    made = sheets(told(play), play.state(), student=student)
    if anonymous:
        made = tuple(each.hidden(hidden(play)) for each in made)
    found = {}
    for path in write_tables(folder, made):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def secrets(play: Play) -> list[str]:
    tokens = [seat.token for seat in play.state().seats.values()]
    return [SECRET, head().code, head().key("facilitator"), "token", "chain", *tokens]


# --- lines -------------------------------------------------------------------------------------


def test_the_log_is_whole_and_in_order() -> None:
    play = scripted()
    first, *rest = exported(play)
    assert first["kind"] == "exercise"
    assert [each["seq"] for each in rest] == list(range(1, len(play.told) + 1))
    assert [each["kind"] for each in rest] == [act.kind for _, act in play.told]
    assert {each["taken_back"] for each in rest} == {False}


def test_what_was_taken_back_is_there_and_marked() -> None:
    play = Play()
    play.undo(play.open())
    assert [each["taken_back"] for each in exported(play)[1:]] == [True, False]
    assert exported(play)[1]["body"]
    assert exported(play, hidden=hidden(play))[1]["body"] == {}  # under aliases only that it was


@pytest.mark.parametrize("student", [None, "s1"])
@pytest.mark.parametrize("anonymous", [False, True])
def test_no_secret_leaves_the_file(student: str | None, anonymous: bool, tmp_path: Path) -> None:
    play = scripted()
    how = hidden(play) if anonymous else None
    text = "\n".join(lines(opened(play), student=student, hidden=how))
    written = tables(play, tmp_path / "t", student=student, anonymous=anonymous)
    both = text + json.dumps(written)
    assert [each for each in secrets(play) if each in both] == []


def test_a_student_gets_only_what_is_the_students_own(tmp_path: Path) -> None:
    play = scripted()
    own = exported(play, student="s2")[1:]
    assert [each["kind"] for each in own] == ["seat-taken", "forecasted", "advised"]
    assert PAPER not in json.dumps(own)
    found = tables(play, tmp_path, student="s2")
    assert {name: len(rows) for name, rows in found.items()} == {
        "seats": 1, "orders": 0, "advice": 1, "statements": 0, "forecasts": 1, "notes": 0, "papers": 0,
        "arguments": 0,
    }  # fmt: skip
    mine = tables(play, tmp_path / "mine", student="s1")
    assert [row["answer"] for row in mine["papers"]] == [PAPER, "", ""]


# --- aliases -----------------------------------------------------------------------------------


def test_under_aliases_no_name_and_no_seat_is_left(tmp_path: Path) -> None:
    play = scripted()
    text = "\n".join(lines(opened(play), hidden=hidden(play)))
    both = text + json.dumps(tables(play, tmp_path, anonymous=True))
    for name in (AMARA, "Amara", "Okafor", DARIA, "Kovalenko", HENRIK, "Ben ", "Olsen"):
        assert name not in both
    assert BEN not in both
    for entry in map(json.loads, text.splitlines()):
        assert entry.get("by", "") not in play.state().seats
        assert entry.get("body", {}).get("seat", "") not in play.state().seats


def test_the_same_person_has_the_same_alias_everywhere(tmp_path: Path) -> None:
    play = scripted()
    alias = people(head(), play.state())["s1"].alias
    found = tables(play, tmp_path, anonymous=True)
    assert found["seats"][0]["seat"] == found["seats"][0]["name"] == alias
    assert found["orders"][0]["seat"] == alias
    assert found["advice"][0]["reason"] == f"{alias} waits too long."


def test_dates_and_choices_stay_as_they_are() -> None:
    play = scripted()
    whole = exported(play)[1:]
    aliased = exported(play, hidden=hidden(play), papers=True)[1:]
    for one, other in zip(whole, aliased, strict=True):
        assert (one["kind"], one["at"]) == (other["kind"], other["at"])
        for key in set(one["body"]) - {
            "chair",
            "seat",
            "name",
            "text",
            "reason",
            "message",
            "answers",
        }:
            assert one["body"][key] == other["body"][key]
    assert any(each["kind"] == Forecasted.kind and each["body"]["by"] for each in aliased)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Anna Berg", "ANNA and Berg's list; Annabel stays", "{} and {}'s list; Annabel stays"),
        ("José Núñez", "jose\u0301 nu\u0301n\u0303ez", "{}"),
        ("Li", "Li listens, li does not", "{} listens, li does not"),
        ("A", "A class", "A class"),
        ("Max von der Aa", "Max says der Plan", "{} says der Plan"),
        ("(.*)", "all (.*) is text", "all {} is text"),
        ("İpek Su", "İpek left", "{} left"),
        ("Anna  Berg", "Anna Berg", "{}"),
    ],
)
def test_names_are_found_in_what_people_wrote(name: str, text: str, left: str) -> None:
    play = Play()
    play.sit("ukraine", name=name)
    how = hidden(play)
    alias = how.people["s1"].alias
    expected = left.format(*[alias] * left.count("{}"))
    assert how.text(text) in {expected, expected.replace(alias, SOMEBODY)}


NASTY = ("Seán O'Brien", "李小龙", "Jürgen Müller", "Al", "Will Young")
TYPED = ("O’Brien", "sean", "小龙", "Muller", "Mueller", "Al ", "Will", "young")
TALK = "O’Brien, sean; 小龙错了, Muller or Mueller’s; Al said so; Will (young)."


def talked() -> Play:
    """A class with names that are typed otherwise than they are written, in every text there is."""
    play = Play()
    first = play.sit("united-states", name=NASTY[0])
    second = play.sit("ukraine", name=NASTY[1])
    third = play.sit(EVALUATORS, "evaluator", name=NASTY[2])
    for name in NASTY[3:]:
        play.sit("france", name=name)
    play.do(LEADER, Adjudicating(mode="free"))
    play.open()
    play.do(second, said(second, 0, text=TALK))
    play.do(first, order(first, 0, None, reason=TALK, scope=TALK, action="warn", text=TALK))
    argued = Argued(
        move=0, team="united-states", seat="s1", action=TALK, result=TALK, reasons=(TALK,)
    )
    play.do(first, argued)
    play.do(second, Countered(argument=1, team="ukraine", seat="s2", text=TALK))
    made = InjectMade(
        number=1000, move=0, sender="media", to=("ukraine",), mode="O’Brien", message=TALK
    )
    play.do(LEADER, made)
    play.do(third, Noted(seat="s3", objective="permit", rating="S", text=TALK))
    play.close()
    play.do(LEADER, Ended())
    play.do(first, PaperWritten(seat="s1", answers=(TALK, TALK, TALK)))
    return play


@pytest.mark.parametrize("student", [None, "s1"])
def test_no_spelling_of_a_name_is_left_in_any_text(student: str | None, tmp_path: Path) -> None:
    play = talked()
    text = "\n".join(lines(opened(play), student=student, hidden=hidden(play)))
    text += json.dumps(tables(play, tmp_path, student=student, anonymous=True), ensure_ascii=False)
    told = hidden(play).text(TALK)
    assert told.count("P-") == len(TYPED)
    assert told in text
    assert [name for name in (*TYPED, *NASTY) if name in text] == []
    assert not re.search(r"\bs\d+\b", text)
    assert people(head(), play.state())["s1"].alias in text


def test_the_head_counts_what_was_not_searched_and_names_nobody() -> None:
    play = Play()
    play.sit("ukraine", name="Kate Sullivan")
    first = exported(play, hidden=hidden(play))[0]
    assert first["names_not_searched"] == 1
    assert "Sullivan" not in json.dumps(first)


def test_a_name_that_two_have_is_nobodys() -> None:
    play = Play()
    play.sit("ukraine", name="Anna Berg")
    play.sit("france", name="Anna Holm")
    assert hidden(play).text("Anna Holm, or Anna?").endswith(f", or {SOMEBODY}?")


# --- spreadsheets ------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "'="])
def test_no_cell_begins_a_formula(start: str, tmp_path: Path) -> None:
    play = Play()
    who = play.sit("ukraine", name=f"{start}1+1")
    play.open()
    play.do(who, said(who, 0, text=f"{start}HYPERLINK(1)"))
    play.do(who, order(who, 0, None, reason=f"{start}cmd"))
    found = tables(play, tmp_path)
    for row in (
        found["seats"][0]["name"],
        found["statements"][0]["text"],
        found["orders"][0]["reason"],
    ):
        assert row.startswith("'")


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    rows = tables(scripted(), tmp_path)["forecasts"]
    assert [(row["probability"], row["brier"], row["days_off"]) for row in rows] == [
        ("0.3", "0.49", ""), ("1.0", "0.0", "0"), ("0.9", "0.01", "-3"),
    ]  # fmt: skip


def test_positions_say_who_decided(tmp_path: Path) -> None:
    rows = tables(scripted(), tmp_path)["positions"]
    states = [row for row in rows if row["party"] == "united-states"]
    assert [(row["rung"], row["by"]) for row in states] == [("0", ""), ("2", "team")]
    assert {row["by"] for row in rows if row["party"] == "nato"} <= {"", "model"}


def test_nothing_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    write_lines(path, ["{}"])
    with pytest.raises(FileExistsError):
        write_lines(path, ["{}"])
