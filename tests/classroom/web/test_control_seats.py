"""Who sits where, by the dashboard: locking, handing over, the pen, emptying, another device."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.running import MoveOpened
from sim.classroom.acts.seats import SeatLeft
from sim.classroom.web.claims import LASTS, claim, claimed
from sim.classroom.web.people import SEAT
from tests.classroom.web.desk import Player, do, sit
from tests.classroom.web.room import Browser, RoomHere, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, addresses=("http://192.168.7.5:8000",)) as found:
        yield found


def at(room: RoomHere, path: str = "/control") -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def test_the_room_is_locked_and_opened(room: RoomHere) -> None:
    lead = at(room)
    lead.send("/control/lock")
    assert room.session.state.locked
    assert "nobody else can join" in lead.text
    lead.send("/control/lock")
    assert not room.session.state.locked


def test_a_team_is_handed_to_the_model_and_back(room: RoomHere) -> None:
    sit(room, "nato", "Nil")
    lead = at(room)
    assert room.session.state.is_played("nato", 0)
    lead.send("/control/hand", where={"team": "nato"})
    assert not room.session.state.is_played("nato", 0)
    assert "the model plays" in lead.text
    lead.send("/control/hand", where={"team": "nato"})
    assert room.session.state.is_played("nato", 0)


def test_the_pen_is_passed(room: RoomHere) -> None:
    first, second = sit(room, "france", "Ann"), sit(room, "france", "Ben")
    assert room.session.state.pens["france"] == first.seat
    lead = at(room, "/control/team/france")
    lead.send("/control/pen", where={"seat": second.seat})
    assert room.session.state.pens["france"] == second.seat


def test_a_seat_is_emptied_and_the_class_is_not_held_up(room: RoomHere) -> None:
    first, second = sit(room, "france", "Ann"), sit(room, "france", "Ben")
    assert first.is_in()
    lead = at(room, "/control/team/france")
    lead.send("/control/empty", where={"seat": first.seat})
    assert not first.is_in()
    assert room.session.state.pens["france"] == second.seat
    assert "Seats given up (1)" in lead.text


# --- another device ------------------------------------------------------------------------------


def link_for(room: RoomHere, player: Player, path: str = "/control/team/france") -> str:
    lead = at(room, path)
    lead.send("/control/reissue", where={"seat": player.seat})
    (found,) = set(re.findall(r"http://192\.168\.7\.5:8000(/claim/[^<\"]+)", lead.text))
    assert 'src="data:image/svg+xml' in lead.text
    return str(found)


def test_a_seat_moves_to_another_device(room: RoomHere) -> None:
    player = sit(room, "france", "Ann")
    link = link_for(room, player)
    assert player.is_in()  # until the new device takes it
    new = room.browser()
    new.get(link)
    new.get(link)
    assert "Continue as <bdi>Ann</bdi>" in new.text
    assert player.is_in()  # a GET takes nothing
    assert SEAT not in new.client.cookies
    answer = new.client.post(link, data=dict(new.form(link).fields), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert not player.is_in()
    assert Player(room, player.seat, "", new).is_in()


def test_a_link_works_once_but_a_button_pressed_twice_does_no_harm(room: RoomHere) -> None:
    player = sit(room, "france", "Ann")
    link = link_for(room, player)
    new, thief = room.browser(), room.browser()
    new.get(link)
    thief.get(link)
    form, late = new.form(link), thief.form(link)
    for _ in range(2):
        new.client.post(link, data=dict(form.fields))
    assert Player(room, player.seat, "", new).is_in()
    thief.client.post(link, data=dict(late.fields))
    assert not Player(room, player.seat, "", thief).is_in()
    assert Player(room, player.seat, "", new).is_in()
    thief.get(link, expect=409)
    assert "used, or is too old" in thief.text
    kinds = [act.kind for _, act in room.session.told]
    assert kinds.count("seat-reissued") == 1


def test_a_claim_ends_with_time_and_is_for_one_seat(room: RoomHere) -> None:
    one, other = sit(room, "france", "Ann"), sit(room, "france", "Ben")
    session, now = room.session, time.time()
    word = claim(session, one.now, now)
    assert claimed(session, word, now) == one.now
    assert claimed(session, word.lower().replace("s1-", "s1-"), now + LASTS - 1) == one.now
    assert claimed(session, word, now + 2 * LASTS) is None
    assert claimed(session, word.replace("s1", "s2"), now) is None
    assert claimed(session, claim(session, other.now, now), now) == other.now
    for text in ("", "s1", "s1-", "s9-ABCD-EFGH-JKMN", "é", "s1-" + "A" * 12, "-" * 90):
        assert claimed(session, text, now) is None


def test_guessing_is_slowed_down(room: RoomHere) -> None:
    device = room.browser()
    found = {
        device.get(f"/claim/s1-AAAA-BBBB-CC{k:02d}", expect=None).status_code for k in range(40)
    }
    assert found == {409, 429}


def test_a_seat_given_up_is_given_back(room: RoomHere) -> None:
    player = sit(room, "france", "Ann", "president")
    do(room, SeatLeft(seat=player.seat))
    link = link_for(room, player, "/control")
    new = room.browser()
    new.get(link)
    new.client.post(link, data=dict(new.form(link).fields))
    assert Player(room, player.seat, "", new).is_in()
    assert not room.session.state.seats[player.seat].left


def test_a_chair_that_somebody_else_has_by_now_is_not_given_back(room: RoomHere) -> None:
    player = sit(room, "france", "Ann", "president")
    do(room, SeatLeft(seat=player.seat))
    sit(room, "france", "Ben", "president")
    at(room).send("/control/reissue", where={"seat": player.seat}, expect=409)


def test_an_evaluator_gets_another_device_too(room: RoomHere) -> None:
    watcher = sit(room, "evaluators", "Eva")
    link = link_for(room, watcher, "/control")
    new = room.browser()
    new.get(link)
    answer = new.client.post(link, data=dict(new.form(link).fields), follow_redirects=False)
    assert answer.headers["location"] == "/evaluate"


def test_names_that_people_write_are_only_text(room: RoomHere) -> None:
    sit(room, "france", "<script>alert(1)</script>")
    do(room, MoveOpened(move=0, minutes=5.0))
    lead = at(room)
    for path in ("/control", "/control/team/france", "/control/trail"):
        assert "<script>alert" not in lead.get(path).text
        assert "&lt;script&gt;" in lead.text
