"""Joining: in a minute, with a code, by a form; never by a link."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sim.classroom.acts.running import Ended, MoveClosed, MoveOpened
from sim.classroom.acts.seats import EVALUATORS, RoomLocked, SeatLeft
from sim.classroom.log.errors import DiskFull
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER
from sim.classroom.web import acting, forms
from sim.classroom.web.claims import claim
from sim.classroom.web.people import PASS, SEAT, VISITOR, hashed, pass_of
from tests.classroom.web.room import Browser, RoomHere, served


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
    del student.client.cookies[PASS]
    student.post("/seat", {**fields, "code": "AAAAAA"}, expect=409)
    assert "Write the code first" in student.text
    assert seats(room) == []


def test_a_taken_chair_is_refused_and_the_name_stays(room: RoomHere) -> None:
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code)
    room.sit("france/president", "Zoë")
    late.send("/seat", place="france/president", name="Yves <b>", expect=409)
    assert "Somebody sits in that chair already" in late.text
    assert 'value="Yves &lt;b&gt;"' in late.text
    assert "taken by <bdi>Zoë</bdi>" in late.text
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


# --- without the code --------------------------------------------------------------------------

GIVEN = ["nothing", "a wrong code", "no visitor", "an old pass", "another's pass", "a forged pass"]


@pytest.mark.parametrize("token", ["none", "wrong", "right"])
@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("path", ["/join", "/seat"])
def test_who_does_not_know_the_code_learns_neither_it_nor_who_is_there(
    room: RoomHere, path: str, given: str, token: str
) -> None:
    room.sit("france/president", "Anastasia")
    thief = room.browser()
    thief.get("/")
    forged = {
        "an old pass": pass_of(room.head.secret, thief.client.cookies[VISITOR], int(time.time())),
        "another's pass": pass_of(room.head.secret, "another", int(time.time()) + 100),
        "a forged pass": f"{int(time.time()) + 100}-{'0' * 32}",
    }
    if given in forged:
        thief.client.cookies.set(PASS, forged[given])
    fields = {"place": "nato/adviser", "name": "Thief", "once": "1"}
    fields |= {
        "none": {},
        "wrong": {"token": "x"},
        "right": {"token": thief.form("/join").value("token") or ""},
    }[token]
    fields |= {"a wrong code": {"code": "AAAAAA"}}.get(given, {})
    if given == "no visitor":
        thief.client.cookies.clear()
    learnt = [
        thief.client.post(path, data=fields),
        thief.client.get("/seat", follow_redirects=True),
    ]
    assert learnt[0].status_code == 409
    for answer in learnt:
        nothing_told(room, answer.content)
    assert seats(room) == ["france/president"]


def nothing_told(room: RoomHere, body: bytes) -> None:
    """What nobody is told without the code."""
    assert room.code.encode() not in body
    assert b"Anastasia" not in body
    assert b"france" not in body


@pytest.mark.parametrize("path", ["/join", "/seat"])
def test_a_form_that_comes_slowly_is_told_nothing_either(
    room: RoomHere, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    room.sit("france/president", "Anastasia")
    monkeypatch.setattr(forms, "SLOWEST_BODY", 0.01)
    monkeypatch.setattr(acting, "ALREADY_READ", 0.01)
    thief = room.browser()
    thief.get("/")
    answer = slowly(room, thief, path)
    nothing_told(room, answer)
    assert seats(room) == ["france/president"]


def slowly(room: RoomHere, browser: Browser, path: str) -> bytes:
    """What is answered to a form that never ends."""
    headers = {
        "host": "127.0.0.1:8000", "content-type": "application/x-www-form-urlencoded",
        "cookie": f"{VISITOR}={browser.client.cookies[VISITOR]}",
    }  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    found: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message: Any) -> None:  # noqa: ANN401 (ASGI)
        found.append(message)

    room.loop.wait_for(room.loop.app(scope, receive, send))
    assert found[0]["status"] == 409
    return b"".join(each.get("body", b"") for each in found)


def test_no_page_holds_the_code_but_as_it_was_typed(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    assert room.code not in student.text
    student.post("/seat", {"token": "x", "place": "nato/adviser", "name": "A"}, expect=409)
    assert "out of date" in student.text
    assert room.code not in student.text


# --- one device, one seat ----------------------------------------------------------------------


def live(room: RoomHere) -> list[str]:
    return [
        f"{seat.team}/{seat.chair}" for seat in room.session.state.seats.values() if not seat.left
    ]


def test_going_back_and_loading_again_are_harmless(room: RoomHere) -> None:
    """The tables are a page that was fetched, not the answer to a form."""
    student = room.browser()
    student.get("/")
    answer = student.client.post(
        "/join", data=dict(student.form("/join").filled({"code": room.code}, None))
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/seat")
    student.get("/seat")
    form = student.form("/seat").filled({"place": "france/president", "name": "Ana"}, None)
    student.post("/seat", form)
    student.get("/seat")  # back
    assert "You have a seat already" in student.text
    assert student.form("/seat").value("place") is None
    before = len(room.session.told)
    student.get("/seat")
    student.post("/seat", form)  # from what a browser kept of the page
    assert student.page is not None
    assert student.page.url.path == "/play"
    assert len(room.session.told) == before


@pytest.mark.parametrize("forget", [False, True])
def test_a_second_form_takes_no_second_seat(room: RoomHere, forget: bool) -> None:
    """Sent from another tab, also before the answer to the first has come."""
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    first = student.form("/seat").filled({"place": "france/president", "name": "Ana"}, None)
    student.get("/seat")
    second = student.form("/seat").filled({"place": "russia/president", "name": "Ana"}, None)
    student.post("/seat", first)
    cookie = student.client.cookies[SEAT]
    if forget:
        del student.client.cookies[SEAT]
    student.post("/seat", second)
    assert "You have a seat already" in student.text
    assert student.client.cookies[SEAT] == cookie
    assert live(room) == seats(room) == ["france/president"]
    student.post("/join", {"code": room.code})
    assert "You have a seat already" in student.text


def test_forms_sent_at_one_moment_take_one_seat(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    forms_ = []
    for place in ("france/president", "russia/president", "nato/adviser"):
        student.get("/seat")
        forms_.append(student.form("/seat").filled({"place": place, "name": "Ana"}, None))
    cookies = "; ".join(f"{name}={value}" for name, value in student.client.cookies.items())

    async def all_() -> list[httpx.Response]:
        transport = httpx.ASGITransport(room.loop.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000"
        ) as client:
            sent = [
                client.post("/seat", data=dict(form), headers={"Cookie": cookies})
                for form in forms_ * 2
            ]
            return await asyncio.gather(*sent)

    answers = room.loop.wait_for(all_())
    assert {answer.status_code for answer in answers} == {303}
    assert len(live(room)) == len(seats(room)) == 1
    assert len({answer.cookies[SEAT] for answer in answers}) == 1


def test_a_seat_is_changed_for_another_in_one_step(room: RoomHere) -> None:
    ana = room.sit("france/president", "Ana")
    ben = room.sit("france/adviser", "Ben")
    old = ana.client.cookies[SEAT]
    ana.get("/seat")
    assert ana.form("/seat").value("name") == "Ana"
    form = ana.form("/seat").filled({"place": "russia/president"}, None)
    ana.post("/seat", form)
    assert ana.page is not None
    assert ana.page.url.path == "/play"
    assert live(room) == ["france/adviser", "russia/president"]
    state = room.session.state
    assert state.pens == {"france": "s2", "russia": "s3"}
    assert hashed(old) not in state.tokens
    acts = [(stamp.by, act.kind) for stamp, act in room.session.told[-2:]]
    assert acts == [("s1", "seat-left"), ("s1", "seat-taken")]
    before = len(room.session.told)
    ana.post("/seat", form)  # pressed twice
    assert ana.page.url.path == "/play"
    assert len(room.session.told) == before
    ben.get("/seat")
    ben.send("/seat", place="evaluators/evaluator")
    assert ben.page is not None
    assert ben.page.url.path == "/evaluate"
    assert [seat.name for seat in room.session.state.seats_of(EVALUATORS)] == ["Ben"]


def test_a_change_that_is_refused_leaves_the_seat(room: RoomHere) -> None:
    room.sit("russia/president", "Rada")
    ana = room.sit("france/president", "Ana")
    ana.get("/seat")
    form = ana.form("/seat").filled({}, None)
    ana.post("/seat", [*form, ("place", "russia/president")], expect=409)
    assert "Somebody sits in that chair already" in ana.text
    assert "You have a seat already" in ana.text
    assert live(room) == ["russia/president", "france/president"]
    room.loop.wait_for(room.session.do(LEADER, RoomLocked(locked=True)))
    ana.get("/seat")
    ana.send("/seat", place="nato/adviser", expect=409)
    assert "The room is locked" in ana.text
    assert live(room) == ["russia/president", "france/president"]


def test_a_name_is_mended_in_the_same_chair(room: RoomHere) -> None:
    ana = room.sit("france/president", "Amn")
    ana.get("/seat")
    ana.send("/seat", place="france/president", name="Ana")
    assert live(room) == ["france/president"]
    assert [seat.name for seat in room.session.state.seats_of("france")] == ["Ana"]


def test_a_form_of_a_seat_that_is_gone_needs_the_code_again(room: RoomHere) -> None:
    ana = room.sit("france/president", "Ana")
    ana.get("/seat")
    form = ana.form("/seat").filled({"place": "nato/adviser"}, None)
    room.loop.wait_for(room.session.do(LEADER, SeatLeft(seat="s1")))
    del ana.client.cookies[PASS]
    ana.post("/seat", form, expect=409)
    assert "Write the code first" in ana.text
    assert live(room) == []
    ana.send("/join", code=room.code)
    ana.send("/seat", place="nato/adviser", name="Ana")
    assert live(room) == ["nato/adviser"]


def test_a_device_that_claims_a_seat_gives_up_the_one_it_has(room: RoomHere) -> None:
    old = room.sit("france/president", "Ana")
    new = room.sit("nato/adviser", "Ana again")
    word = claim(room.session, room.session.state.seats["s1"], time.time())
    new.get(f"/claim/{word}")
    assert "gives up the seat that it has now, that of <bdi>Ana again</bdi>" in new.text
    new.send(f"/claim/{word}")
    assert new.page is not None
    assert new.page.url.path == "/play"
    assert live(room) == ["france/president"]
    assert old.get("/play").url.path == "/"


def test_after_endex_a_seat_is_kept(room: RoomHere) -> None:
    ana = room.sit("france/president", "Ana")
    for act in (MoveOpened(move=0, minutes=5), MoveClosed(move=0), Ended()):
        room.loop.wait_for(room.session.do(LEADER, act))
    assert ana.get("/seat").url.path == "/play"


def test_who_changes_seats_all_the_time_is_told_to_wait(room: RoomHere) -> None:
    ana = room.sit("france/adviser", "Ana")
    for team in ("nato", "russia", "france", "nato", "russia"):
        ana.get("/seat")
        ana.send("/seat", place=f"{team}/adviser")
    ana.get("/seat")
    ana.send("/seat", place="france/adviser", expect=409)
    assert "You have changed seats often" in ana.text
    assert live(room) == ["russia/adviser"]


def test_a_class_behind_one_address_sits_down_at_once(room: RoomHere) -> None:
    for number in range(40):
        room.sit(
            ("france/adviser", "nato/adviser", "evaluators/evaluator")[number % 3],
            f"Student {number}",
        )
    assert len(live(room)) == 40


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["\u200b", "\u202e \u2066", "\u3164", "\u2800\u00ad", "\x00\x07", "\ufeff"]
)
def test_a_name_of_nothing_that_shows_is_no_name(room: RoomHere, name: str) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    student.send("/seat", place="nato/adviser", name=name, expect=409)
    assert "Write a name or an alias" in student.text
    assert seats(room) == []


def test_what_turns_the_line_is_left_out_of_a_name_and_names_stand_by_themselves(
    room: RoomHere,
) -> None:
    room.sit("nato/adviser", "\u202eAna\u200b  \n B\x07.")
    assert room.session.state.seats["s1"].name == "Ana B."
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code)
    assert "<bdi>Ana B.</bdi>" in late.text


def test_the_second_of_one_name_at_a_table_is_told_apart(room: RoomHere) -> None:
    for place, name in (
        ("nato/adviser", "Ana"), ("nato/adviser", "ANA"), ("nato/adviser", "Ana"), ("russia/adviser", "Ana"),
        ("nato/adviser", "x" * 80), ("nato/adviser", "x" * 80),
    ):  # fmt: skip
        room.sit(place, name)
    names = [seat.name for seat in room.session.state.seats.values()]
    ana = room.sit("nato/adviser", "Ana")
    ana.get("/seat")
    ana.send("/seat", place="france/adviser")  # where there is none yet
    assert [seat.name for seat in room.session.state.seats_of("france")] == ["Ana"]
    assert names == ["Ana", "ANA (2)", "Ana (3)", "Ana", "x" * 80, f"{'x' * 76} (2)"]


def test_a_name_that_is_a_partys_or_the_facilitators_is_refused_politely(room: RoomHere) -> None:
    student = room.browser()
    student.get("/")
    student.send("/join", code=room.code)
    student.send("/seat", place="nato/adviser", name="Facilitator", expect=409)
    assert "Take your own name, or another alias." in student.text
    assert student.form("/seat").value("place") == "nato/adviser"
    student.send("/seat", name="Fatima")
    assert seats(room) == ["nato/adviser"]


# --- what else is told -------------------------------------------------------------------------


def test_a_number_in_an_address_that_is_none_is_no_page(room: RoomHere) -> None:
    ana = room.sit("france/president", "Ana")
    answer = ana.post("/play/counter/abc", {}, expect=404)
    assert "There is no such page." in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_where_the_file_lies_only_the_facilitator_is_told(
    room: RoomHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, lead = room.sit("france/president", "Ana"), room.lead()
    late = room.browser()
    late.get("/")
    late.send("/join", code=room.code)
    lead.get("/control")

    def full(*_: object) -> None:
        raise DiskFull(f"the disk of {room.path} is full; make room and send again")

    monkeypatch.setattr(Log, "write", full)
    ana.get("/play")
    ana.send("/play/forecast", probability="50", expect=503)
    late.send("/seat", place="nato/adviser", name="Late", expect=503)
    for browser in (ana, late):
        assert "its disk is full" in browser.text
        assert "it does not count" in browser.text
        assert str(room.path.parent) not in browser.text
        assert room.path.name not in browser.text
    lead.send("/control/lock", locked="yes", expect=503)
    assert str(room.path) in lead.text
    assert seats(room) == ["france/president"]
