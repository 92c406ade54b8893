"""Scripted people who play the exercise of May 2024 through its pages, and what must be seen on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.classroom.web.room import Browser, RoomHere, forms_of, until
from tests.classroom.web.test_security import escaped, strings

TEAMS = ("united-states", "united-kingdom", "france", "nato", "russia", "ukraine")
EVALUATORS = "evaluators"
REFUSED = 409
STAND = re.compile(r'class="stand-name"><b>(.*?)</b>.*?<span>([^<]*) <small>', re.DOTALL)
Fields = dict[str, str | list[str]]


@dataclass
class Bot:
    """Somebody in a seat."""

    team: str
    name: str
    browser: Browser

    @property
    def page(self) -> str:
        """The own page, fetched anew."""
        return self.browser.get("/evaluate" if self.team == EVALUATORS else "/play").text

    def send(self, form: str, /, **fields: str | list[str]) -> str:
        """Fill in a form of the own page; the page that came back."""
        assert self.page
        filled = self.browser.form(form).filled(fields, None)
        return self.browser.post(form, filled).text

    def refused(self, form: str, told: str, /, **fields: str | list[str]) -> None:
        """Send a form that is not accepted, and be told why; what was typed stands there still."""
        assert self.page
        filled = self.browser.form(form).filled(fields, None)
        text = self.browser.post(form, filled, expect=REFUSED).text
        assert told in text, (told, text)
        kept = [each for each in forms_of(text) if each.action == form]
        typed = fields.get("text") or fields.get("reason")
        if typed and kept:
            assert any(typed in {value for _, value in each.fields} for each in kept)

    def posted(self, path: str, /, **fields: str | list[str]) -> tuple[int, str]:
        """Send what no form of the page offers, with the token of one that it has; status and page."""
        page = self.page
        token = next(form.value("token") for form in forms_of(page) if form.value("token"))
        answer = self.browser.post(path, {**fields, "token": str(token)}, expect=None)
        return answer.status_code, answer.text

    def has(self, form: str) -> bool:
        """Whether the own page has a form to an address."""
        return any(each.action == form for each in forms_of(self.page))


@dataclass
class Lead:
    """The facilitator."""

    browser: Browser

    def page(self, path: str = "/control") -> str:
        """A page, fetched anew."""
        return self.browser.get(path).text

    def send(
        self, action: str, *, at: str = "/control", press: str | None = None, expect: int = 200,
        where: dict[str, str] | None = None, **fields: str | list[str],
    ) -> str:  # fmt: skip
        """Fill in a form of a page."""
        self.page(at)
        return self.browser.send(action, where=where, press=press, expect=expect, **fields).text


@dataclass
class Class:
    """Six teams with two seats each, an evaluator and the facilitator."""

    room: RoomHere
    lead: Lead
    pens: dict[str, Bot] = field(default_factory=dict)
    others: dict[str, Bot] = field(default_factory=dict)
    eva: Bot = field(init=False)

    def join(self) -> None:
        """Everybody takes a seat: the first two chairs of each team."""
        for party, team in self.room.session.game.teams.items():
            chairs = [seat.id for seat in team.seats[:2]]
            for chair, found in zip(chairs, (self.pens, self.others), strict=True):
                name = f"{party} {chair}"
                browser = self.room.sit(f"{party}/{chair}", name)
                found[party] = Bot(party, name, browser)
        self.eva = Bot(EVALUATORS, "Eva", self.room.sit("evaluators/evaluator", "Eva"))

    @property
    def players(self) -> list[Bot]:
        """All who play."""
        return [*self.pens.values(), *self.others.values()]

    @property
    def all(self) -> list[Bot]:
        """All in seats."""
        return [*self.players, self.eva]

    def seen_by(self, text: str) -> set[str]:
        """The teams on whose pages a text stands; both seats of a team see the same."""
        found = set()
        for each in self.all:
            if text in each.page:
                found.add(each.team)
        for team in found - {EVALUATORS}:
            assert text in self.pens[team].page
            assert text in self.others[team].page
        return found

    @property
    def public(self) -> str:
        """The screen in front."""
        return self.room.browser().get(f"/projector/{self.room.head.key('projector')}").text

    def stands(self, party: str, rung: str) -> bool:
        """Whether everybody sees a party on a rung."""
        game = self.room.session.game
        name, issue = game.name(party), game.teams[party].orders.issue
        wanted = escaped(game.rung_name(str(issue), rung))
        return all(dict(STAND.findall(each.page)).get(name) == wanted for each in self.all)

    def due(self, *numbers: int) -> None:
        """Wait for injects that the clock delivers."""
        rows = self.room.session.state.rows
        until(lambda: all(self.is_released(number) for number in numbers))
        assert rows is not None

    def is_released(self, number: int) -> bool:
        """Whether an inject was delivered."""
        row = self.room.session.state.rows.get(number)
        return row is not None and row.status == "released"

    def message(self, number: int) -> str:
        """The words of an inject as they stand on a page."""
        (text,) = strings(self.room.session.game.exercise.row(number).message)
        return text.splitlines()[0]

    def orders(self, rungs: dict[str, str], reason: str, skip: Iterable[str] = ()) -> None:
        """Every pen writes an order, and everybody else endorses it."""
        for team, bot in self.pens.items():
            if team in skip:
                continue
            more: dict[str, str | list[str]] = {}
            if team != "ukraine":
                more["rung"] = rungs.get(team, "stay")
            page = bot.send("/play/order", reason=f"{reason} of {team}", **more)
            assert f"{reason} of {team}" in page
        for team, bot in self.others.items():
            if team in skip:
                continue
            advice: dict[str, str | list[str]] = {
                "verdict": "endorse",
                "reason": f"Agreed, {team}.",
            }
            if team != "ukraine":
                advice["rung"] = rungs.get(team, "stay")
            bot.send("/play/advice", **advice)
