"""The screen in front: for who has its link, and without anything that is not for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.running import Adjudicating, Ended, MoveClosed, MoveOpened
from sim.classroom.session.audience import EVERYBODY, concerned
from sim.classroom.view.picture import picture
from sim.classroom.web.qr import picture_of
from tests.classroom.web.pupils import Pupils, pupils
from tests.classroom.web.room import served

ADDRESS = "http://192.0.2.7:8000"


@pytest.fixture
def class_(tmp_path: Path) -> Iterator[Pupils]:
    with served(tmp_path, addresses=(ADDRESS,), by_hand=True) as room:
        yield pupils(room)


def screen(class_: Pupils) -> str:
    return class_.room.browser().get(f"/projector/{class_.room.head.key('projector')}").text


def test_only_its_link_opens_it(class_: Pupils) -> None:
    browser = class_.room.browser()
    for key in ("", "x", class_.room.head.key("facilitator"), class_.room.code, "é"):
        browser.get(f"/projector/{key}", expect=404)
        browser.get(f"/projector/{key}/stream", expect=404)


def test_in_the_lobby_it_says_how_to_join(class_: Pupils) -> None:
    text = screen(class_)
    assert "192.0.2.7:8000" in text
    assert class_.room.code in text
    link = f"{ADDRESS}/?code={class_.room.code}"
    assert picture_of(link).replace("'", "&#39;") in text
    assert re.search(r"United States</b> <span class=\"number\">2<", text)
    assert "Ana" not in text  # how many, not who


def test_in_a_move_it_shows_the_clock_and_what_is_public(class_: Pupils) -> None:
    class_.lead(MoveOpened(move=0, minutes=6))
    class_.ana.get("/play")
    class_.ana.send("/play/order", rung="border-zone", reason="Our reason.", scope="GMLRS only.")
    class_.ana.send("/play/say", audience="public", text="We are thinking.")
    class_.olena.get("/play")
    class_.olena.send("/play/say", audience="actors", to=["united-states"], text="In private.")
    text = screen(class_)
    assert "data-countdown" in text
    assert "We are thinking." in text
    assert "prohibited inside Russia" in text
    for secret in ("In private.", "Our reason.", "GMLRS only.", class_.room.code):
        assert secret not in text
    class_.lead(MoveClosed(move=0))
    text = screen(class_)
    assert "What happened in move 1" in text
    assert "GMLRS only." in text
    assert "Our reason." not in text
    class_.lead(Ended())
    assert "ENDEX" in screen(class_)


def test_under_free_adjudication_it_shows_the_arguments_of_the_move_first(class_: Pupils) -> None:
    class_.lead(Adjudicating(mode="free"), MoveOpened(move=0, minutes=6))
    class_.ana.get("/play")
    class_.ana.send("/play/argue", action_="We convene.", result="All agree.", reason1="Trust.")
    class_.ana.send("/play/say", audience="public", text="We are thinking.")
    text = screen(class_)
    assert text.index("We convene.") < text.index("Latest messages to all")
    class_.lead(MoveClosed(move=0), MoveOpened(move=1, minutes=6))
    assert "We convene." not in screen(class_)  # it is of an earlier move


def test_it_shows_as_many_messages_as_there_is_room_for(class_: Pupils) -> None:
    class_.lead(MoveOpened(move=0, minutes=6))
    class_.ana.get("/play")
    for k in range(9):
        class_.ana.send("/play/say", audience="public", text=f"Short {k}.")
    short = screen(class_).count("data-item>")
    for k in range(9):
        class_.ana.send("/play/say", audience="public", text=f"Long {k}. " + "And more. " * 150)
    text = screen(class_)
    assert 0 < text.count("data-item>") < short < 9
    assert "Long 8." in text


def test_a_move_in_which_nothing_happened_says_so(class_: Pupils) -> None:
    for n, party in enumerate(("united-kingdom", "france", "nato", "russia")):
        class_.room.sit(f"{party}/adviser", f"Pupil {n}")
    quiet = []
    for move in range(4):
        class_.lead(MoveOpened(move=move, minutes=6), MoveClosed(move=move))
        happened = picture(class_.room.session, None).happened
        quiet.append(not any(each.move == move for each in happened))
        for text in (screen(class_), class_.ana.get("/play").text):
            assert f">What happened in move {move + 1}</h" in text
            first = text.partition(f">What happened in move {move + 1}</h")[2][:200]
            assert ("Nothing changed, as far as is known." in first) == quiet[-1]
    assert any(quiet)
    assert not all(quiet)


def test_it_names_no_key_but_its_own(class_: Pupils) -> None:
    text = screen(class_)
    assert class_.room.head.key("facilitator") not in text
    assert class_.room.head.secret not in text


def test_everybody_is_told_of_what_it_shows(class_: Pupils) -> None:
    class_.lead(MoveOpened(move=0, minutes=6))
    class_.ana.get("/play")
    class_.ana.send("/play/say", audience="public", text="To all.")
    session = class_.room.session
    said = session.state.statements[-1].said
    assert EVERYBODY in concerned(session.game, session.state, said)
    assert EVERYBODY not in concerned(
        session.game, session.state, said.model_copy(update={"audience": "team"})
    )
