"""The dashboard in a browser: it changes by itself, keeps what is typed, fits every screen, and can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.classroom.needs import needs
from tests.classroom.web.room import RoomThere, server

pytestmark = needs("chromium")
SIZES = ((1280, 900), (1920, 1080), (360, 780))
PAGES = (
    "/control",
    "/control/team/ukraine",
    "/control/evaluators",
    "/control/messages",
    "/control/fork",
    "/control/inject/10",
    "/control/files",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomThere]:
    with server(tmp_path, by_hand=True) as found:
        yield found


def desk(chromium: Browser, room: RoomThere, size: tuple[int, int] = SIZES[0]) -> Page:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{room.url}/lead/{room.head.key('facilitator')}")
    assert page.url == f"{room.url}/control"
    return page


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody from using a page."""
    found = Axe().run(page).response["violations"]
    worst = [each for each in found if each["impact"] in {"serious", "critical"}]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in worst]


def test_a_class_comes_in_and_is_seen_without_reloading(chromium: Browser, room: RoomThere) -> None:
    page = desk(chromium, room)
    page.evaluate("window.stays = true")
    player = room.sit("ukraine/president", "Olena")
    expect(page.locator(".mates")).to_contain_text("Olena")
    device = chromium.new_page()
    device.context.add_cookies(
        [
            {"name": name, "value": value, "url": room.url}
            for name, value in player.client.cookies.items()
        ]
    )
    device.goto(f"{room.url}/play")
    expect(page.locator(".mates .dot.on")).to_have_count(1)
    device.close()
    expect(page.locator(".mates .dot.on")).to_have_count(0)
    assert page.evaluate("window.stays")
    page.close()


def test_buttons_keep_the_place_and_the_clock_runs(chromium: Browser, room: RoomThere) -> None:
    page = desk(chromium, room)
    page.evaluate("window.stays = true")
    page.fill("#top input[name=minutes]", "9")
    page.click("text=STARTEX: open move 1")
    clock = page.locator("#top .clock")
    expect(clock).to_have_text("8:58")
    page.click("button[aria-label='Extend by 3 minutes']")
    expect(clock).to_have_text("11:56")
    page.click("text=Pause")
    expect(page.locator("text=Resume")).to_be_visible()
    page.click("text=Take this back")
    expect(page.locator("#top >> text=Pause")).to_be_visible()
    assert page.evaluate("window.stays")
    page.close()


def test_what_is_refused_is_told_and_what_is_typed_stays(
    chromium: Browser, room: RoomThere
) -> None:
    page = desk(chromium, room)
    page.click("text=Make an inject")
    page.fill("#make textarea[name=message]", "A rumour spreads.")
    page.click("#make button.main")
    expect(page.locator(".toast")).to_contain_text("Choose who gets it")
    room.sit("nato/adviser", "Nil")
    expect(page.locator(".mates")).to_contain_text("Nil")
    assert page.input_value("#make textarea[name=message]") == "A rumour spreads."
    page.check("#make input[value=all]")
    page.dblclick("#make button.main")
    expect(page.locator("#list-live")).to_contain_text("A rumour spreads.")
    expect(page.locator(".toast")).to_have_count(0)
    assert page.input_value("#make textarea[name=message]") == ""
    assert page.locator("#list-live a:text('1001')").count() == 0
    page.close()


def test_every_button_works_without_scripts(chromium: Browser, room: RoomThere) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{room.url}/lead/{room.head.key('facilitator')}")
    page.click("text=STARTEX: open move 1")
    page.click("text=Pause")
    page.click("#top >> text=Resume")
    page.click("text=Close move 1 now")
    expect(page.locator("#top .clock")).to_have_text("Closed")
    context.close()


def test_pages_fit_and_can_be_read_in_every_state(chromium: Browser, room: RoomThere) -> None:
    room.sit("ukraine/president", "Olena-Wilhelmina Featherstonehaugh-Cholmondeley " + "x" * 25)
    lead = room.lead()
    faults = []
    for step in ("lobby", "/control/open", "/control/close", "/control/end"):
        if step != "lobby":
            lead.get("/control")
            lead.send(step)
        for size in SIZES:
            page = desk(chromium, room, size)
            for path in PAGES:
                page.goto(room.url + path)
                wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if wide > 0:
                    faults.append(f"{step} {path} at {size[0]}: {wide} px too wide")
                if size == SIZES[0] or (path == PAGES[0] and size == SIZES[2]):
                    faults += [f"{step} {path} at {size[0]}: {each}" for each in serious(page)]
            page.close()
    assert not faults


def test_the_check_page_tells_the_laptop_by_itself(chromium: Browser, room: RoomThere) -> None:
    page = chromium.new_page()
    page.goto(f"{room.url}/check")
    expect(page.locator("main")).to_contain_text("The laptop has noted this device")
    assert serious(page) == []
    page.close()
