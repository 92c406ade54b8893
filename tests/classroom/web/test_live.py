"""The class's pages in a browser: they change by themselves, lose nothing that is typed, fit every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.classroom.needs import needs
from tests.classroom.web.room import Browser, RoomThere, server

pytestmark = needs("chromium")
PHONE, LAPTOP = (360, 740), (1280, 800)
Open = Callable[..., Page]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomThere]:
    with server(tmp_path, by_hand=True) as found:
        yield found


@pytest.fixture
def opened(chromium: Chromium, room: RoomThere) -> Iterator[Open]:
    """Opens a page on a device of its own, with somebody's cookies."""
    contexts = []

    def opened(
        path: str,
        who: Browser | None = None,
        size: tuple[int, int] = PHONE,
        *,
        scripts: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
        )
        contexts.append(context)
        if who is not None:
            context.add_cookies(
                [{"name": n, "value": v, "url": room.url} for n, v in who.client.cookies.items()]
            )
        page = context.new_page()
        page.goto(f"{room.url}{path}")
        return page

    yield opened
    for each in contexts:
        each.close()


def startex(room: RoomThere) -> Browser:
    lead = room.lead()
    lead.get("/control")
    lead.send("/control/open")
    return lead


def say(who: Browser, text: str, audience: str = "public") -> None:
    who.get("/play")
    who.send("/play/say", audience=audience, text=text)


def test_what_arrives_is_there_without_reloading_and_typing_goes_on(
    room: RoomThere, opened: Open
) -> None:
    ana, olena = room.sit("united-states/president", "Ana"), room.sit("ukraine/president", "Olena")
    page = opened("/play", ana)
    page.evaluate("window.stays = true")
    startex(room)
    reason = page.locator("#order-reason")
    reason.click()
    reason.press_sequentially("Because they")
    say(olena, "We ask you.")
    expect(page.locator("#arrived")).to_contain_text("We ask you.")
    reason.press_sequentially(" fire.")
    expect(reason).to_have_value("Because they fire.")
    expect(reason).to_be_focused()
    expect(page.locator("#announced")).to_contain_text("new message")
    assert page.evaluate("window.stays")


def test_a_draft_survives_a_reload_and_ends_when_it_is_sent(room: RoomThere, opened: Open) -> None:
    ana = room.sit("united-states/president", "Ana")
    startex(room)
    page = opened("/play", ana)
    page.fill("#say-text", "Half a sentence")
    page.check("#say-audience [value=public]")
    page.reload()
    expect(page.locator("#say-text")).to_have_value("Half a sentence")
    expect(page.locator("#say-audience [value=public]")).to_be_checked()
    page.click("#say-send")
    expect(page.locator("#say-text")).to_have_value("")
    page.reload()
    expect(page.locator("#say-text")).to_have_value("")
    expect(page.locator("#messages")).to_contain_text("Half a sentence")


def test_a_refusal_comes_to_the_form_and_everything_stays(room: RoomThere, opened: Open) -> None:
    ana = room.sit("united-states/president", "Ana")
    startex(room)
    page = opened("/play", ana)
    page.check("#order-rung [value=border-zone]")
    page.fill("#order-reason", "They fire from there.")
    page.click("#order-more summary")
    page.select_option("#order-action", "warn")
    page.click("#order-send")
    told = page.locator("#order-form .faults")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Write what your team says.")
    expect(page.locator("#order-reason")).to_have_value("They fire from there.")
    expect(page.locator("#order-rung [value=border-zone]")).to_be_checked()
    say(ana, "Something else.")  # what comes in meanwhile does not empty the form
    expect(page.locator("#messages")).to_contain_text("Something else.")
    expect(page.locator("#order-reason")).to_have_value("They fire from there.")
    told.locator("a").click()
    expect(page.locator("#order-text")).to_be_focused()
    page.keyboard.type("Do not.")
    page.click("#order-send")
    expect(page.locator("#order-now")).to_contain_text("Handed in.")
    assert page.url.startswith(f"{room.url}/play")


def test_without_a_line_it_says_so_keeps_the_text_and_comes_back(
    room: RoomThere, opened: Open
) -> None:
    ana = room.sit("united-states/president", "Ana")
    startex(room)
    page = opened("/play", ana)
    page.fill("#say-text", "Not lost.")
    page.check("#say-audience [value=public]")
    page.context.set_offline(True)
    page.click("#say-send")
    expect(page.locator("#say-form .faults")).to_contain_text("there is no connection")
    expect(page.locator("#say-text")).to_have_value("Not lost.")
    page.context.set_offline(False)
    page.click("#say-send")
    expect(page.locator("#say-text")).to_have_value("")
    say(ana, "Another.")
    expect(page.locator("#messages")).to_contain_text("Another.")


def test_a_server_that_went_away_is_missed_in_words(room: RoomThere, opened: Open) -> None:
    ana = room.sit("united-states/president", "Ana")
    page = opened("/play", ana)
    expect(page.locator("#connection")).to_have_text("")
    room.stop()
    expect(page.locator("#connection")).to_contain_text(
        "Connection lost, trying again", timeout=15_000
    )


def test_a_move_that_closes_does_not_take_what_is_being_typed(
    room: RoomThere, opened: Open
) -> None:
    ana = room.sit("united-states/president", "Ana")
    lead = startex(room)
    page = opened("/play", ana)
    page.fill("#order-reason", "Almost done")
    lead.get("/control")
    lead.send("/control/close")
    expect(page.locator("#bar")).to_contain_text("orders are closed")
    expect(page.locator("#picture")).to_contain_text("What happened in move 1")
    expect(page.locator("#order-reason")).to_have_value("Almost done")
    page.click("#order .newer button")
    expect(page.locator("#order-write")).to_contain_text("Orders are closed")
    note = page.locator(".unsent")
    expect(note).to_be_focused()  # the form is gone, and what was typed into it is not
    expect(note).to_contain_text("Almost done")
    page.reload()
    expect(note).to_contain_text("Almost done")
    note.locator("button").click()
    expect(note).to_have_count(0)
    page.reload()
    expect(note).to_have_count(0)


def test_an_order_sent_as_the_move_closes_comes_back_with_the_reason(
    room: RoomThere, opened: Open
) -> None:
    ana = room.sit("united-states/president", "Ana")
    lead = startex(room)
    page = opened("/play", ana)
    page.check("#order-rung [value=border-zone]")
    page.fill("#order-reason", "They fire from there.")
    lead.get("/control")
    lead.send("/control/close")
    page.click("#order-send")
    note = page.locator(".unsent")
    expect(note).to_be_focused()
    expect(note).to_contain_text("The order was not handed in")
    expect(note).to_contain_text("The orders of this move are closed.")
    expect(note).to_contain_text("They fire from there.")
    expect(note).to_contain_text("border zone facing Kharkiv")
    expect(page.locator("#order-form")).to_have_count(0)
    expect(page.locator("#order-write")).to_contain_text("Orders are closed")
    assert page.evaluate("getSelection().selectAllChildren(document.querySelector('.unsent dl'))"
                         " ?? getSelection().toString()").count("They fire from there.") == 1  # fmt: skip
    page.reload()  # it stays on this device until it is put away
    expect(note).to_have_count(1)
    expect(note).to_contain_text("They fire from there.")
    lead.get("/control")
    lead.send("/control/open")
    expect(page.locator("#order-form")).to_be_visible()
    expect(page.locator("#order-reason")).to_have_value("")
    expect(note).to_contain_text("They fire from there.")


def test_an_order_of_one_move_sent_in_the_next_is_looked_at_again(
    room: RoomThere, opened: Open
) -> None:
    ana = room.sit("united-states/president", "Ana")
    lead = startex(room)
    page = opened("/play", ana)
    page.check("#order-rung [value=border-zone]")
    page.fill("#order-reason", "They fire from there.")
    for step in ("/control/close", "/control/open"):
        lead.get("/control")
        lead.send(step)
    expect(page.locator("#bar")).to_contain_text("Move 2")
    page.click("#order-send")
    told = page.locator("#order-form .faults")
    expect(told).to_be_focused()
    expect(told).to_contain_text("This was written for move 1, which has closed.")
    expect(page.locator("#order-reason")).to_have_value("They fire from there.")
    expect(page.locator(".unsent")).to_have_count(0)
    page.click("#order-send")
    expect(page.locator("#order-now")).to_contain_text("Handed in.")
    expect(page.locator(".unsent")).to_have_count(0)
    page.reload()
    expect(page.locator(".unsent")).to_have_count(0)


def test_without_scripts_an_order_that_comes_late_is_not_lost(
    room: RoomThere, opened: Open
) -> None:
    ana = room.sit("united-states/president", "Ana")
    lead = startex(room)
    page = opened("/play", ana, scripts=False)
    page.check("#order-rung [value=border-zone]")
    page.fill("#order-reason", "They fire from there.")
    lead.get("/control")
    lead.send("/control/close")
    page.click("#order-send")
    note = page.locator("main > .unsent")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("The orders of this move are closed.")
    expect(note).to_contain_text("They fire from there.")


def test_a_double_click_says_it_once(room: RoomThere, opened: Open) -> None:
    ana, olena = room.sit("united-states/president", "Ana"), room.sit("ukraine/president", "Olena")
    startex(room)
    page = opened("/play", ana)
    page.fill("#say-text", "Once is enough.")
    page.check("#say-audience [value=public]")
    page.dblclick("#say-send")
    expect(page.locator("#say-text")).to_have_value("")
    assert olena.get("/play").text.count("data-item>") >= 1
    assert olena.text.count("Once is enough.") == 2  # under news and under all messages


def test_a_seat_that_is_taken_away_leads_back_to_the_start(room: RoomThere, opened: Open) -> None:
    ana = room.sit("united-states/president", "Ana")
    page = opened("/play", ana)
    lead = room.lead()
    lead.get("/control")
    lead.post(
        "/control/empty", {"seat": "s1", "token": str(lead.form("/control/lock").value("token"))}
    )
    expect(page.locator("h1")).to_have_text("Join the exercise")


def test_without_scripts_every_step_works(room: RoomThere, opened: Open) -> None:
    page = opened(f"/?code={room.code}", scripts=False)
    page.click("#code-send")
    page.fill("#seat-name", "Ana")
    page.click("summary:has-text('United States')")
    page.check("[value='united-states/president']")
    page.click("#seat-send")
    assert page.url == f"{room.url}/play"
    startex(room)
    page.reload()
    page.check("#order-rung [value=border-zone]")
    page.fill("#order-reason", "They fire from there.")
    page.click("#order-more summary")
    page.select_option("#order-action", "warn")
    page.click("#order-send")
    expect(page.locator("#order-form .faults")).to_contain_text("Write what your team says.")
    expect(page.locator("#order-reason")).to_have_value("They fire from there.")
    page.fill("#order-text", "Do not.")
    page.click("#order-send")
    assert page.url == f"{room.url}/play#order"
    expect(page.locator("#order-now")).to_contain_text("Handed in.")


def test_the_screen_in_front_counts_who_comes_and_then_shows_the_move(
    room: RoomThere, opened: Open
) -> None:
    page = opened(f"/projector/{room.head.key('projector')}", size=LAPTOP)
    room.sit("nato/adviser", "A")
    expect(page.locator("#fill")).to_contain_text("NATO 1")
    startex(room)
    expect(page.locator(".digits")).to_be_visible()
    expect(page.locator("#join-here")).to_have_count(0)
    expect(page.locator("#latest")).to_contain_text("WASHINGTON", timeout=10_000)


LONG = "Against launchers and batteries that fire on the Kharkiv region, in a zone of 100 km; " * 20
BELOW = """() => [...document.querySelectorAll("main h2, main p, main li, main tr, main img")]
  .map((each) => [each.getBoundingClientRect(), each])
  .filter(([box]) => box.height > 0 && box.left < innerWidth && box.bottom > innerHeight)
  .map(([, each]) => each.textContent.slice(0, 60))"""


def everybody_talks(room: RoomThere, players: dict[str, Browser]) -> None:
    """A long order, long messages and a long argument of every team."""
    for party, who in players.items():
        who.get("/play")
        form = who.form("/play/order")
        fields: dict[str, str | list[str]] = {
            "reason": "So.", "text": LONG, "whom": "public", "action": "assure",
        }  # fmt: skip
        if "rung" in form.names:
            fields["rung"] = "warning" if party == "russia" else "stay"
        if "scope" in form.names:
            fields |= {"scope": LONG, "rung": "border-zone"}
        who.post("/play/order", form.filled(fields, None))
        for text in (LONG, "Short.", LONG):
            say(who, text)
        if who.forms("/play/argue"):
            who.send("/play/argue", action_=LONG, result=LONG, reason1=LONG)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_nothing_on_the_screen_in_front_is_below_its_edge(
    room: RoomThere, opened: Open, size: tuple[int, int]
) -> None:
    parties = ("united-states", "united-kingdom", "france", "nato", "russia", "ukraine")
    players = {each: room.sit(f"{each}/adviser", f"Pupil {n}") for n, each in enumerate(parties)}
    page = opened(f"/projector/{room.head.key('projector')}", size=size)
    lead = room.lead()

    def look(what: str, *texts: str) -> None:
        page.reload()
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1], what
        assert page.evaluate(BELOW) == [], what
        for text in texts:
            expect(page.get_by_text(text).first).to_be_in_viewport(ratio=1)

    def step(name: str, press: str | None = None) -> None:
        lead.get("/control")
        lead.send(f"/control/{name}", press=press)

    look("lobby", room.code, "Who is here")
    step("open")
    everybody_talks(room, players)
    look("open", "Latest messages to all", "Short.")
    step("close")
    look("closed", "What happened in move 1")
    step("adjudicate", "free")
    step("open")
    everybody_talks(room, players)
    look("arguments", "Arguments", "6. ")
    step("close")
    look("closed again", "What happened in move 2", "Arguments")
    step("end")
    look("endex", "ENDEX", "Latest messages to all")


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_pages_can_be_read_by_everybody_on_every_screen(
    room: RoomThere, opened: Open, size: tuple[int, int]
) -> None:
    ana, eva = room.sit("united-states/president", "Ana"), room.sit("evaluators/evaluator", "Eva")
    paths = [("/", None), ("/play", ana), ("/manual", ana), ("/evaluate", eva),
             (f"/projector/{room.head.key('projector')}", None)]  # fmt: skip
    lead = room.lead()
    for step in ("", "/control/open", "/control/close", "/control/end"):
        if step:
            lead.get("/control")
            lead.send(step)
        for path, who in paths:
            page = opened(path, who, size)
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
            )
            if size == PHONE or path == "/play":  # a second look at the others finds the same
                found = Axe().run(page).response["violations"]
                assert [f"{path} {each['id']}: {each['nodes'][0]['html']}" for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
            page.context.close()
