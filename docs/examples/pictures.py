"""Makes the pictures of docs/classroom.md: a class of four is served, played by a script, and looked at.

python docs/examples/pictures.py        # needs Debian's chromium, and the extras classroom and dev
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parents[1] / "pictures"
SEED = "3"
PHONE, DESK = (390, 800), (1200, 800)
PEOPLE = {
    "Ana": ("united-states/president", "United States"),
    "Ben": ("united-states/state", "United States"),
    "Chi": ("ukraine/president", "Government of Ukraine"),
    "Dan": ("united-kingdom/foreign-secretary", "United Kingdom"),
}


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """The links that `tabletop serve` prints, while it serves."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-c", "from sim.cli import main; main()", "serve", "may-2024",
            "--by-hand", "--seed", SEED, "--port", "0", "--file", f"{folder}/class.tabletop",
        ]  # fmt: skip
        process = subprocess.Popen(  # noqa: S603 (the program itself)
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        told = ""
        while "Ctrl-C" not in told:
            line = process.stdout.readline()
            if not line:
                sys.exit(told)
            told += line
        links = {
            "lead": re.search(r"http\S+/lead/\S+", told),
            "projector": re.search(r"http\S+/projector/\S+", told),
            "home": re.search(r"http://[^\s/]+", told),
        }
        code = re.search(r"code (\w+)", told)
        assert code, told
        assert all(links.values()), told
        try:
            yield {"code": code[1], **{name: found[0] for name, found in links.items() if found}}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def page_of(browser: Browser, size: tuple[int, int]) -> Page:
    """A page on a device of its own."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    return context.new_page()


def join(browser: Browser, links: dict[str, str], name: str) -> Page:
    """Somebody takes a seat."""
    place, team = PEOPLE[name]
    page = page_of(browser, PHONE)
    page.goto(f"{links['home']}/?code={links['code']}")
    page.get_by_role("button", name="Go on").click()
    page.fill("input[name=name]", name)
    page.locator("summary", has_text=team).click()
    page.check(f"input[value='{place}']")
    if name == "Dan":
        take(page, "join")
    page.get_by_role("button", name="Take this seat").click()
    page.wait_for_url("**/play")
    return page


def take(page: Page, name: str) -> None:
    """A picture of a page, once it has settled."""
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / f"{name}.png")


def order(page: Page, rung: str, reason: str) -> None:
    """A team hands in its order."""
    page.check(f"#order-form input[value='{rung}']")
    page.fill("#order-form textarea[name=reason]", reason)
    page.click("#order-send")
    page.wait_for_timeout(800)


def main() -> None:
    """Play the class and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with served() as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        lead = page_of(browser, DESK)
        lead.goto(links["lead"])
        front = page_of(browser, (1200, 675))
        front.goto(links["projector"])
        people = {name: join(browser, links, name) for name in PEOPLE}
        take(front, "front")
        lead.get_by_role("button", name="STARTEX").click()
        ana, ben = people["Ana"], people["Ben"]
        ana.wait_for_selector("#order-form")
        order(
            people["Dan"], "military-targets", "Somebody has to go first, and it would be lawful."
        )
        ana.check("#order-form input[value='border-zone']")
        ana.fill(
            "#order-form textarea[name=reason]",
            "Forces that fire from behind the border cannot be safe there.",
        )
        ana.locator("#order").scroll_into_view_if_needed()
        take(ana, "order")
        ana.click("#order-send")
        ben.wait_for_selector("#advice-form")
        ben.check("input[name=verdict][value=dissent]")
        ben.select_option("#advice-rung", "stay")
        ben.fill("#advice-form textarea[name=reason]", "Let London speak first.")
        ben.click("#advice-send")
        take(lead, "desk")
        lead.get_by_role("button", name="Close move 1").click()
        take(front, "board")
        for move in (2, 3, 4):
            lead.get_by_role("button", name=f"Open move {move}").click()
            lead.get_by_role("button", name=f"Close move {move}").click()
            lead.wait_for_timeout(500)
        lead.get_by_role("button", name="ENDEX").first.click()
        lead.wait_for_timeout(1000)
        ana.wait_for_selector("a[href='/debrief']")
        debrief = ana.context.new_page()
        debrief.set_viewport_size({"width": 1000, "height": 760})
        debrief.goto(f"{links['home']}/debrief")
        debrief.wait_for_selector("img")
        debrief.locator("h3", has_text="United States").first.scroll_into_view_if_needed()
        debrief.mouse.wheel(0, 300)
        take(debrief, "debrief")
        browser.close()


if __name__ == "__main__":
    main()
