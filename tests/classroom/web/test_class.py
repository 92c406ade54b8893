"""A short exercise in a real browser: a facilitator at a desk, three players on phones, keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.classroom.needs import needs
from tests.classroom.web.room import RoomThere, server

pytestmark = needs("chromium")
PHONE, DESK = (360, 740), (1280, 900)
MOST_TABS = 250


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomThere]:
    with server(tmp_path, by_hand=True) as found:
        yield found


class Person:
    """Somebody with a device and no mouse: he goes from field to field with the tab key."""

    def __init__(self, chromium: Browser, size: tuple[int, int]) -> None:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type == "error" else None
        )

    def open(self, url: str) -> None:
        self.page.goto(url)

    def to(self, selector: str) -> None:
        """Tab until the focus is on what is meant; that it is there can be seen."""
        for _ in range(MOST_TABS):
            if self._at(selector):
                ring = self.page.evaluate(
                    "() => { const s = getComputedStyle(document.activeElement);"
                    " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
                )
                assert ring, f"{selector} has the focus and nobody can see it"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the tab key does not lead to {selector} on {self.page.url}")

    def _at(self, selector: str) -> bool:
        """Whether what has the focus is meant: a selector, with `:has-text('...')` at its end if need be."""
        css, _, text = selector.partition(":has-text('")
        told = self.page.evaluate(
            "css => document.activeElement.matches(css) ? document.activeElement.innerText : null",
            css,
        )
        return told is not None and text.removesuffix("')").lower() in told.lower()

    def write(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def pick(self, group: str, value: str) -> None:
        """Choose one of several with the arrow keys, as a browser has it."""
        self.to(f"input[name={group}]")
        for _ in range(60):
            if self.page.evaluate("() => document.activeElement.value") == value:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrow keys do not lead to {value}")

    def fair(self) -> None:
        """Nothing on the page keeps anybody out, and nothing lies beside the screen."""
        found = Axe().run(self.page).response["violations"]
        worst = [
            f"{v['id']}: {v['nodes'][0]['target']}"
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert worst == [], self.page.url
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"


REASON = "Kharkiv must be able to answer."
DISSENT = "Not before London has spoken."
PLACES = {
    "Ana": ("United States", "united-states/president"),
    "Ben": ("United States", "united-states/state"),
    "Chi": ("Government of Ukraine", "ukraine/president"),
}


def come_in(player: Person, room: RoomThere, name: str) -> None:
    team, place = PLACES[name]
    player.open(room.url)
    player.fair()
    player.write("input[name=code]", room.head.code.lower())
    player.page.keyboard.press("Enter")
    player.page.wait_for_selector("#seat-form")
    player.fair()
    player.write("input[name=name]", name)
    player.press(f"summary:has-text('{team}')")
    player.pick("place", place)
    player.page.keyboard.press("Enter")
    player.page.wait_for_url("**/play")
    player.fair()


def decide(lead: Person, ana: Person, ben: Person, chi: Person) -> None:
    """A move: an appeal, an order, a dissent; the order is hidden from the others."""
    lead.press("button:has-text('STARTEX')")
    expect(ana.page.locator("#order-form")).to_be_visible()
    assert ben.page.locator("#order-form").count() == 0
    appeal = "Let us answer where we are fired at from."
    chi.write("#order-form textarea[name=reason]", "They fire from behind the border.")
    chi.to("#order-form select[name=action]")
    chi.page.keyboard.type("appeal")
    chi.write("#order-form textarea[name=text]", appeal)
    chi.press("#order-send")
    expect(chi.page.get_by_text(appeal).first).to_be_visible()
    ana.pick("rung", "border-zone")
    ana.write("#order-form textarea[name=reason]", REASON)
    ana.press("#order-send")
    expect(ben.page.get_by_text(REASON).first).to_be_visible()
    expect(ben.page.locator("#advice-form")).to_be_visible()  # there is an order to endorse now
    ben.pick("verdict", "dissent")
    ben.to("#advice-form select[name=rung]")
    ben.page.keyboard.type("stay")
    ben.to("#advice-rung")
    ben.page.keyboard.type("stay")
    ben.write("#advice-form textarea[name=reason]", DISSENT)
    ben.press("#advice-send")
    expect(lead.page.get_by_text(DISSENT).first).to_be_attached()
    assert REASON not in chi.page.content()


def look_at_the_board(lead: Person, ana: Person, chi: Person) -> None:
    """The move is closed: all see where others stand, and a reason is still the team's own."""
    lead.press("button:has-text('Close move 1')")
    for each in (ana, chi):
        expect(each.page.get_by_text("border zone facing Kharkiv").first).to_be_visible()
        expect(each.page.get_by_text("24 Apr").first).to_be_visible()
    assert REASON not in chi.page.content()
    assert DISSENT not in chi.page.content()


def end(lead: Person, ana: Person) -> None:
    """ENDEX, a minute paper, the debrief, in which all is revealed."""
    lead.press("button:has-text('ENDEX')")
    expect(ana.page.locator("#paper")).to_be_visible()
    ana.write("#paper textarea", "That words bind.")
    ana.fair()
    ana.press("a[href^='/debrief']")
    ana.page.wait_for_url("**/debrief**")
    expect(ana.page.get_by_text(DISSENT).first).to_be_visible()


def test_a_short_exercise_from_the_code_to_the_debrief(chromium: Browser, room: RoomThere) -> None:
    lead = Person(chromium, DESK)
    lead.open(f"{room.url}/lead/{room.head.key('facilitator')}")
    lead.fair()
    players = {name: Person(chromium, PHONE) for name in PLACES}
    for name, player in players.items():
        come_in(player, room, name)
    ana, ben, chi = players.values()
    everybody = (lead, ana, ben, chi)
    expect(lead.page.get_by_text("Ana").first).to_be_visible()  # without a reload
    decide(lead, ana, ben, chi)
    for each in everybody:
        each.fair()
    look_at_the_board(lead, ana, chi)
    for each in everybody:
        each.fair()
    end(lead, ana)
    for each in everybody:
        each.fair()
        assert each.faults == []
