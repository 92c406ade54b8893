"""Who gets to the facilitator's side: the one link, and nobody without its cookie."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from sim.classroom.web.people import LEAD
from sim.classroom.web.routes import ROUTERS
from tests.classroom.web.desk import sit
from tests.classroom.web.room import RoomHere, served

FILLED = {"{which}": "named", "{party}": "ukraine", "{number:int}": "1", "{number}": "1"}


def routes() -> list[tuple[str, str]]:
    """Every page and form of the facilitator's."""
    found = []
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.path.startswith("/control"):
                path = route.path
                for name, value in FILLED.items():
                    path = path.replace(name, value)
                found += [(method, path) for method in sorted(route.methods or ())]
    return found


def test_there_are_routes_to_look_at() -> None:
    assert len(routes()) > 25
    assert not [path for _, path in routes() if "{" in path]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> RoomHere:  # type: ignore[misc]
    with served(tmp_path_factory.mktemp("class")) as found:
        yield found


@pytest.mark.parametrize(("method", "path"), routes(), ids=str)
def test_every_route_is_refused_without_the_cookie(room: RoomHere, method: str, path: str) -> None:
    before = len(room.session.told)
    player = sit(room, "ukraine", f"Player {method} {path}").browser
    player.client.cookies.set(LEAD, "0" * 40)
    for device in (room.browser(), player):
        answer = device.client.request(method, path)
        assert answer.status_code == 403
        assert "ask the facilitator" in answer.text
    assert len(room.session.told) == before + 1  # the seat


def test_a_form_needs_its_token_too(room: RoomHere) -> None:
    lead = room.lead()
    lead.post("/control/lock", {"locked": "yes"}, expect=409)
    lead.post("/control/lock", {"locked": "yes", "token": "0" * 32}, expect=409)
    assert not room.session.state.locked


def test_the_link_sets_a_cookie_and_leaves_the_address_bar(room: RoomHere) -> None:
    key = room.head.key("facilitator")
    device = room.browser()
    answer = device.client.get(f"/lead/{key}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/control")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
    page = device.get("/control")
    assert key not in page.text
    assert str(page.url).endswith("/control")


@pytest.mark.parametrize("key", ["x", "0" * 40, "é", "%00"])
def test_another_key_opens_nothing(room: RoomHere, key: str) -> None:
    device = room.browser()
    device.get(f"/lead/{key}", expect=404)
    assert LEAD not in device.client.cookies


def test_the_key_is_on_no_page_that_others_see(room: RoomHere) -> None:
    key = room.head.key("facilitator")
    player, watcher = sit(room, "france", "Zoe"), sit(room, "evaluators", "Eva")
    screen = f"/projector/{room.head.key('projector')}"
    for device in (room.browser(), player.browser, watcher.browser):
        for path in ("/", "/check", "/play", "/evaluate", "/manual", "/debrief", screen):
            assert key not in device.get(path, expect=None).text


def test_pages_have_no_script_or_style_in_them(room: RoomHere) -> None:
    lead = room.lead()
    for path in ("/control", "/control/team/ukraine", "/control/inject/10", "/control/fork",
                 "/control/messages", "/control/evaluators"):  # fmt: skip
        page = lead.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count("></script>")
        assert "http://" not in page.replace("http://127.0.0.1:8000", "")


@pytest.mark.parametrize(
    "path",
    ["/control/team/nobody", "/control/inject/9", "/control/argument/1", "/control/fork/model/1"],
)
def test_what_is_not_there_is_told(room: RoomHere, path: str) -> None:
    room.lead().get(path, expect=404)
