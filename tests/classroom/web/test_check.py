"""Whether phones get here: the page that anybody may open, and what the dashboard makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.classroom.web.reached import MOST, note, short, told_of
from tests.classroom.web.room import Browser, RoomHere, served

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/125.0.0.0 Mobile Safari/537.36"
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, addresses=("http://192.168.7.5:8000", "http://10.0.0.2:8000")) as found:
        yield found


def phone(room: RoomHere, address: str = "192.168.7.44") -> Browser:
    return Browser(room.client(address))


def test_a_phone_gets_here_and_back(room: RoomHere) -> None:
    device = phone(room)
    device.client.headers["user-agent"] = PHONE
    device.get("/check")
    assert "This device reaches the laptop" in device.text
    assert not room.served.reached
    device.send("/check")
    assert "It works" in device.text
    page = room.lead().get("/control").text
    assert "yes, 1 so far" in page
    assert "192.168.7.44, Chrome on Android" in page
    device.client.close()


def test_nothing_of_the_exercise_is_told(room: RoomHere) -> None:
    device = phone(room)
    page = device.get("/check").text
    assert room.code not in page
    assert room.head.key("facilitator") not in page
    device.client.close()


def test_a_form_of_elsewhere_is_refused(room: RoomHere) -> None:
    device = phone(room)
    device.post("/check", {}, expect=409)
    assert not room.served.reached
    device.client.close()


def test_while_none_has_come_the_dashboard_says_what_to_do(room: RoomHere) -> None:
    page = room.lead().get("/control").text
    assert "not tried yet" in page
    assert "http://192.168.7.5:8000/check" in page
    assert "http://10.0.0.2:8000/check" in page
    for hint in ("hotspot", "firewall", "travel router", "One shared device", "tabletop pack"):
        assert hint in page


def test_the_laptop_itself_is_no_proof(room: RoomHere) -> None:
    for address in ("127.0.0.1", "::1", "192.168.7.5"):
        note(room.served, address, PHONE, NOW)
    assert told_of(room.served).others == 0
    assert "not tried yet" in room.lead().get("/control").text


def test_a_laptop_that_serves_itself_alone_is_told_so(tmp_path: Path) -> None:
    for k, addresses in enumerate([(), ("http://127.0.0.1:8000",), ("http://localhost:8000",)]):
        (tmp_path / str(k)).mkdir()
        with served(tmp_path / str(k), addresses=addresses) as room:
            page = room.lead().get("/control").text
            assert "this laptop only" in page
            assert "--lan" in page


def test_only_so_many_devices_are_remembered(room: RoomHere) -> None:
    for k in range(MOST + 20):
        note(room.served, f"10.1.{k // 250}.{k % 250}", "", NOW)
    assert len(room.served.reached) == MOST


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (PHONE, "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/125.0 Safari/537.36 Edg/125.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5) Firefox/126.0", "Firefox on macOS"),
        ("<script>", "browser on unknown system"),
    ],
)  # fmt: skip
def test_a_browser_in_two_words(agent: str, told: str) -> None:
    assert short(agent) == told
