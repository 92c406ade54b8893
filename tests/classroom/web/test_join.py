"""Joining: in a minute, with a code, by a form; never by a link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.running import Ended, MoveClosed, MoveOpened
from sim.classroom.acts.seats import RoomLocked
from sim.classroom.rules.person import LEADER
from sim.classroom.web.people import SEAT
from tests.classroom.web.room import RoomHere, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True) as found:
        yield found


def seats(room: RoomHere) -> list[str]:
    return [f"{seat.team}/{seat.chair}" for seat in room.session.state.seats.values()]


def test_a_code_a_chair_and_a_name_give_a_seat(room: RoomHere) -> None:
    student = room.browser()
    student.get(f"/?code={room.code}")
    student.send("/join")  # the code of the link is in the form
    student.send("/seat", place="france/president", name="Zoë")
    assert student.page is not None
    assert student.page.url.path == "/play"
    assert seats(room) == ["france/president"]
    student.get("/")
    assert student.page.url.path == "/play"  # reopening returns to the seat


def test_nothing_that_is_only_opened_takes_a_seat(room: RoomHere) -> None:
    student = room.browser()
    for path in (
        f"/?code={room.code}", f"/join?code={room.code}",
        f"/seat?code={room.code}&place=france/president&name=A", "/play", "/play/order", "/evaluate", "/manual",
    ):  # fmt: skip
        student.get(path)
        assert student.page is not None
        assert student.page.url.path == "/"
    assert seats(room) == []
    assert SEAT not in student.client.cookies


def test_a_wrong_code_is_told_at_its_field_and_stays_there(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code="WRONG<", expect=409)
    assert "That is not the code of this exercise" in student.text
    assert 'value="WRONG&lt;"' in student.text
    student.send("/join", code=room.code.lower()[:3] + " " + room.code.lower()[3:])
    assert "Take a seat" in student.text


def test_the_code_is_needed_for_the_seat_too(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    form = student.form("/seat")
    fields = dict(form.filled({"place": "france/president", "name": "A"}, None))
    student.post("/seat", {**fields, "code": "AAAAAA"}, expect=409)
    assert seats(room) == []


def test_a_taken_chair_is_refused_and_the_name_stays(room: RoomHere) -> None:
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code)
    room.sit("france/president", "Zoë")
    late.send("/seat", place="france/president", name="Yves <b>", expect=409)
    assert "Somebody sits in that chair already" in late.text
    assert 'value="Yves &lt;b&gt;"' in late.text
    assert "taken by Zoë" in late.text
    assert late.form("/seat").value("place") is None  # and cannot be chosen again
    late.send("/seat", place="france/adviser")
    assert seats(room) == ["france/president", "france/adviser"]


def test_what_is_missing_is_told_by_field(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    student.send("/seat", expect=409)
    assert 'href="#seat-name"' in student.text
    assert 'href="#seat-place"' in student.text
    student.send("/seat", place="france/president", expect=409)
    assert student.form("/seat").value("place") == "france/president"


def test_a_double_click_takes_one_seat(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    fields = student.form("/seat").filled({"place": "nato/adviser", "name": "A"}, None)
    student.post("/seat", fields)
    first = student.client.cookies[SEAT]
    student.post("/seat", fields)
    assert student.client.cookies[SEAT] == first
    assert seats(room) == ["nato/adviser"]


def test_any_number_sit_as_advisers_and_evaluators(room: RoomHere) -> None:
    for place in ("nato/adviser", "evaluators/evaluator"):
        for name in "AB":
            room.sit(place, name)
    assert len(seats(room)) == 4


def test_a_locked_room_lets_nobody_in(room: RoomHere) -> None:
    room.loop.wait_for(room.session.do(LEADER, RoomLocked(locked=True)))
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    assert "The room is locked" in student.text
    student.send("/seat", place="nato/adviser", name="A", expect=409)
    assert "The room is locked. Ask the facilitator" in student.text


def test_after_endex_nobody_joins(room: RoomHere) -> None:
    for act in (MoveOpened(move=0, minutes=5), MoveClosed(move=0), Ended()):
        room.loop.wait_for(room.session.do(LEADER, act))
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    student.send("/seat", place="nato/adviser", name="A", expect=409)
    assert "The exercise is over" in student.text


def test_a_browser_without_cookies_is_told_so(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.client.cookies.clear()
    student.send("/join", code=room.code, expect=409)
    assert "keeps no cookies" in student.text


def test_a_link_fills_in_no_more_than_a_code(room: RoomHere) -> None:
    student = room.browser()
    student.get("/?code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in student.text
