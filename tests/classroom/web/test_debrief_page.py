"""The debrief over the web: who gets which, when, and what to take home."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.learning import Noted
from sim.classroom.acts.running import Ended, MoveClosed, MoveOpened
from tests.classroom.web.desk import do, sit
from tests.classroom.web.room import RoomHere, served

NOTE = "Nobody asked what stays prohibited."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    with served(tmp_path_factory.mktemp("class"), by_hand=True) as found:
        do(found, MoveOpened(move=0, minutes=7.0))
        yield found


def test_before_endex_it_is_the_facilitators_and_after_it_everybodys(room: RoomHere) -> None:
    ana, eva = sit(room, "france", "Anastasia"), sit(room, "evaluators", "Evangelina")
    eva.do(Noted(seat=eva.seat, objective="permit", rating="S", text=NOTE))
    do(room, MoveClosed(move=0))
    for device in (ana.browser, eva.browser):
        device.get("/debrief", expect=409)
        assert "after ENDEX" in device.text
    lead = room.lead()
    lead.get("/debrief?for=class", expect=409)
    own = lead.get("/debrief").text
    assert "Anastasia" in own
    assert NOTE in own
    do(room, Ended())
    for device in (ana.browser, eva.browser):
        page = device.get("/debrief").text
        assert "For the class, after ENDEX" in page
        assert "Anastasia" not in page
        assert NOTE not in page
        assert page.replace("&#39;", "'") == lead.get("/debrief?for=class").text.replace(
            "&#39;", "'"
        )
    room.browser().get("/debrief", expect=403)


def test_it_may_have_styles_in_it_and_nothing_else(room: RoomHere) -> None:
    answer = room.lead().get("/debrief")
    policy = answer.headers["content-security-policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script" not in policy
    assert "<script" not in answer.text
    assert "'unsafe-inline'" not in room.lead().get("/control").headers["content-security-policy"]


def test_it_follows_every_act(room: RoomHere) -> None:
    lead = room.lead()
    lead.get("/control")
    assert "A late note." not in lead.get("/debrief").text
    do(room, Noted(seat=None, objective="decide", text="A late note."))
    assert "A late note." in lead.get("/debrief").text


def test_the_log_is_taken_home_with_and_without_names(room: RoomHere) -> None:
    lead = room.lead()
    assert "/control/files" in lead.get("/control").text
    lead.get("/control/files")
    named = lead.get("/control/files/log/named")
    hidden = lead.get("/control/files/log/anonymous")
    assert 'filename="class.jsonl"' in named.headers["content-disposition"]
    assert 'filename="class-anonymous.jsonl"' in hidden.headers["content-disposition"]
    assert "Anastasia" in named.text
    assert "Anastasia" not in hidden.text
    for answer in (named, hidden):
        acts = [json.loads(line) for line in answer.text.splitlines()]
        assert len(acts) == len(room.session.told) + 1
        for secret in (room.head.secret, room.head.code, '"token"'):
            assert secret not in answer.text
    lead.get("/control/files/log/other", expect=404)


def test_the_report_is_a_document(room: RoomHere) -> None:
    answer = room.lead().get("/control/files/report.docx")
    assert zipfile.is_zipfile(io.BytesIO(answer.content))


def test_pressing_endex_begins_with_it(tmp_path: Path) -> None:
    with served(tmp_path, by_hand=True) as room:
        do(room, MoveOpened(move=0, minutes=7.0))
        do(room, MoveClosed(move=0))
        lead = room.lead()
        lead.get("/control")
        lead.send("/control/end")
        assert "Debrief for the class" in lead.text
        lead.get("/debrief?for=class")
        assert "For the class, after ENDEX" in lead.text
