"""What somebody with bad intent on the classroom's network can do: nothing, and learn nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectMade
from sim.classroom.acts.learning import Noted
from sim.classroom.acts.running import MoveClosed, MoveOpened
from sim.classroom.rules.person import LEADER
from sim.classroom.rules.seats import MOST_SEATS
from sim.classroom.web.guard import HEADERS, as_sent, form_token
from sim.classroom.web.people import LEAD, PASS, SEAT, VISITOR, hashed
from sim.classroom.web.rate import SEATS, Allowance, Limits, Rate
from tests.classroom.web.room import Browser, RoomHere, served
from tests.classroom.web.routed import STREAMS, cookie_of, filled, gets, posts, routes

SECRETS = {  # who may read what was written in private in the class below
    "US-TO-FRANCE": {"united-states", "france"},
    "WITHIN-US": {"united-states"},
    "US-REASON": {"united-states"},
    "US-SCOPE": {"united-states"},
    "BEN-ADVICE": {"united-states"},
    "RUSSIA-REASON": {"russia"},
    "EVA-NOTE": {"evaluators"},
    "LEAD-NOTE": set(),
    "INJECT-TO-COME": set(),
}


@dataclass
class Class:
    """A class in its second move, with people at three tables and secrets between them."""

    room: RoomHere
    people: dict[str, Browser]
    lead: Browser

    def do(self, act: Act) -> None:
        """What the facilitator does."""
        self.room.loop.wait_for(self.room.session.do(LEADER, act))

    @property
    def entries(self) -> int:
        """How many entries the log has."""
        return len(self.room.session.told)

    def token(self, browser: Browser, cookie: str) -> str:
        """The token that a form of this browser would carry."""
        value = browser.client.cookies.get(cookie) or ""
        return form_token(self.room.head.secret, f"{cookie} {value}")


@pytest.fixture(scope="module")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    with served(tmp_path_factory.mktemp("class"), by_hand=True) as room:
        people = {
            "united-states": room.sit("united-states/president", "Ana"),
            "ben": room.sit("united-states/state", "Ben"),
            "france": room.sit("france/president", "Cem"),
            "russia": room.sit("russia/president", "Rada"),
            "evaluators": room.sit("evaluators/evaluator", "Eva"),
        }
        found = Class(room, people, room.lead())
        played(found)
        yield found


def played(class_: Class) -> None:
    """The first move, and the second so far."""
    us, russia = class_.people["united-states"], class_.people["russia"]
    class_.do(MoveOpened(move=0, minutes=60.0))
    for each in class_.people.values():
        each.get("/")
    us.send("/play/order", rung="border-zone", reason="US-REASON")
    us.get("/play")
    us.send("/play/say", audience="actors", to="france", text="US-TO-FRANCE")
    us.send("/play/say", audience="team", text="WITHIN-US")
    class_.people["evaluators"].send("/evaluate/note", about="decide/reason", text="EVA-NOTE")
    class_.do(Noted(seat=None, objective="decide", text="LEAD-NOTE"))
    class_.do(MoveClosed(move=0))
    class_.do(MoveOpened(move=1, minutes=60.0))
    class_.do(
        InjectMade(
            number=1000, move=1, sender="white-cell", to=("all",), mode="paper", message="INJECT-TO-COME"
        )
    )  # fmt: skip
    us.get("/play")
    us.send("/play/order", rung="long-range", reason="US-REASON again", scope="US-SCOPE")
    russia.get("/play")
    russia.send("/play/order", rung="stay", reason="RUSSIA-REASON")
    class_.people["ben"].get("/play")
    class_.people["ben"].send("/play/advice", verdict="dissent", rung="stay", reason="BEN-ADVICE")


def pages_of(class_: Class, browser: Browser) -> Iterator[httpx.Response]:
    """Everything that a device can fetch, as it comes."""
    for path in gets(class_.room.head):
        if not path.startswith("/projector"):
            yield browser.client.get(path)


# --- what is in the bytes ----------------------------------------------------------------------


@pytest.mark.parametrize("team", ["united-states", "france", "russia", "evaluators", "nobody"])
def test_a_device_is_sent_nothing_that_is_not_for_it(class_: Class, team: str) -> None:
    browser = class_.people.get(team) or class_.room.browser()
    bytes_ = "".join(page.text for page in pages_of(class_, browser))
    assert bytes_
    for secret, readers in SECRETS.items():
        assert (secret in bytes_) is (team in readers), secret
    head, game = class_.room.head, class_.room.session.game
    keys = [head.secret, head.key("facilitator"), head.key("projector")]
    tokens = [seat.token for seat in class_.room.session.state.seats.values()]
    cookies = [each.client.cookies[SEAT] for each in class_.people.values()]
    assert not [each for each in (*keys, *tokens, *cookies) if each in bytes_]
    briefs = [
        text
        for party, other in game.teams.items()
        if party != team
        for text in strings(other.brief.model_dump(mode="json"))
    ]
    own = (
        set(strings(game.teams[team].brief.model_dump(mode="json")))
        if team in game.teams
        else set()
    )
    assert len(briefs) > 20
    assert not [text for text in briefs if text not in own and len(text) > 40 and text in bytes_]
    released = {n for n, row in class_.room.session.state.rows.items() if row.status == "released"}
    to_come = [row for row in game.exercise.msel if row.number not in released]
    assert len(to_come) > 10
    assert not [row.number for row in to_come if escaped(row.message)[:60] in bytes_]
    expected = [row.expected for row in game.exercise.msel if row.expected]
    assert not [text for text in expected if len(text) > 30 and escaped(text)[:60] in bytes_]


def escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401 (plain data)
    """Every text in plain data, as it stands on a page."""
    if isinstance(value, str):
        yield escaped(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def test_the_facilitators_pages_show_what_the_others_may_not_see(class_: Class) -> None:
    """The opposite: were the secrets on no page at all, the test above would say nothing."""
    team = filled("/control/team/{party}", class_.room.head).replace("france", "united-states")
    bytes_ = "".join(class_.lead.get(path).text for path in ("/control", team))
    for secret in ("US-TO-FRANCE", "US-REASON", "BEN-ADVICE", "INJECT-TO-COME"):
        assert secret in bytes_, secret
    assert class_.room.head.secret not in bytes_
    assert class_.room.head.key("facilitator") not in bytes_


def test_the_screen_in_front_shows_no_secret(class_: Class) -> None:
    page = class_.room.browser().get(f"/projector/{class_.room.head.key('projector')}").text
    assert not [secret for secret in SECRETS if secret in page]
    assert class_.room.head.key("facilitator") not in page


# --- fetching changes nothing ------------------------------------------------------------------


@pytest.mark.parametrize("who", ["united-states", "evaluators", "lead", "nobody"])
def test_fetching_changes_nothing(class_: Class, who: str) -> None:
    """A link preview, a crawler and a browser that fetches ahead take no seat and do no act."""
    browser = {**class_.people, "lead": class_.lead}.get(who) or class_.room.browser()
    before, state = class_.entries, class_.room.session.state
    for path in gets(class_.room.head):
        answer = browser.client.get(path)
        assert answer.status_code < 500, path
        assert browser.client.request("HEAD", path).status_code < 500, path
    assert class_.entries == before
    assert class_.room.session.state is state


def test_every_route_is_among_those_tried() -> None:
    paths = {path for _, path in routes()}
    assert paths >= {"/", "/play", "/play/order", "/control", "/debrief", *STREAMS}
    assert {method for method, _ in routes()} == {"GET", "POST"}
    assert len(routes()) > 50


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW"]
)
def test_other_methods_are_not_understood(class_: Class, method: str) -> None:
    before = class_.entries
    for path in {*gets(class_.room.head), *posts(class_.room.head), "/static/class.css"}:
        assert class_.lead.client.request(method, path).status_code == 405, path
    assert class_.entries == before


def test_a_form_is_not_sent_by_a_link(class_: Class) -> None:
    """Addresses of forms, fetched with all their fields: nothing comes about."""
    before = class_.entries
    us = class_.people["united-states"]
    for path in posts(class_.room.head):
        query = {
            "text": "by link",
            "audience": "public",
            "token": class_.token(us, SEAT),
            "once": "1",
        }
        for browser in (us, class_.lead):
            assert browser.client.get(path, params=query).status_code < 500
    assert class_.entries == before


# --- headers and cookies -----------------------------------------------------------------------


def test_every_answer_has_the_headers_that_keep_a_browser_in_bounds(class_: Class) -> None:
    us, nobody = class_.people["united-states"], class_.room.browser()
    head = class_.room.head
    answers = [us.client.get(path) for path in gets(head)]
    answers += [nobody.client.get(path) for path in gets(head)]
    answers += [us.client.post(path, data={"text": "x"}) for path in posts(head)]
    answers += [us.client.get("/static/class.css"), us.client.get("/static/nothing.css")]
    answers += [us.client.get("/nothing"), us.client.put("/play"), us.client.get("/play/counter/x")]
    answers += [us.client.get("/", headers={"Host": "evil.example"})]
    answers += [us.client.post("/play/say", content=b"x" * 300_000)]
    answers += [us.client.post("/play/say", headers={"Origin": "http://evil.example"})]
    seen = {answer.status_code for answer in answers}
    assert seen >= {200, 303, 403, 404, 405, 409, 413, 421}
    for answer in answers:
        told = (answer.status_code, str(answer.request.url))
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy":
                policy = answer.headers[name]
                assert "default-src 'none'" in policy, told
                assert "frame-ancestors 'none'" in policy, told
                assert "unsafe-eval" not in policy, told
                continue
            assert answer.headers.get(name) == value, (name, *told)


def test_a_fault_of_the_program_shows_nothing_of_it(
    class_: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault with US-REASON in it")

    monkeypatch.setattr("sim.classroom.web.routes.play.player", broken)
    transport = httpx.ASGITransport(class_.room.loop.app, raise_app_exceptions=False)

    async def asked() -> httpx.Response:
        cookies = {SEAT: class_.people["france"].client.cookies[SEAT]}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies=cookies
        ) as client:
            return await client.get("/play")

    answer = class_.room.loop.wait_for(asked())
    assert answer.status_code == 500
    assert "US-REASON" not in answer.text
    assert "Traceback" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert [name for name in HEADERS if name not in answer.headers] == []


def test_cookies_are_kept_from_scripts_and_other_sites(class_: Class) -> None:
    browser = class_.room.browser()
    browser.get("/")
    code = browser.form("/join").filled({"code": class_.room.code}, None)
    entered = browser.client.post("/join", data=dict(code))
    browser.get("/seat")
    form = browser.form("/seat").filled({"place": "nato/adviser", "name": "Nia"}, None)
    answers = [
        entered,
        class_.room.browser().client.get("/"),
        browser.client.post("/seat", data=dict(form)),
        class_.room.browser().client.get(f"/lead/{class_.room.head.key('facilitator')}"),
    ]
    names = set()
    for answer in answers:
        (cookie,) = answer.headers.get_list("set-cookie")
        names.add(cookie.partition("=")[0])
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert not [part for part in parts if part.startswith("domain")]
        value = cookie.partition("=")[2].partition(";")[0]
        assert len(value) >= 32
    assert names == {VISITOR, PASS, SEAT, LEAD}


def test_pages_run_no_script_and_load_nothing_but_their_own(class_: Class) -> None:
    class Loaded(HTMLParser):
        found: list[str]
        own: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            self.own += [name for name, _ in attrs if name.startswith("on") or name == "style"]
            if tag in {
                "script",
                "link",
                "img",
                "iframe",
                "object",
                "embed",
                "form",
                "base",
                "meta",
            }:
                for name in ("src", "href", "action", "data", "srcset"):
                    if given.get(name):
                        self.found.append(str(given[name]))
            if tag == "script":
                assert given.get("src"), "a script in the page"
            assert tag not in {"iframe", "object", "embed", "base", "style"} or tag == "style"

    browsers = [*class_.people.values(), class_.lead, class_.room.browser()]
    seen = 0
    for browser in browsers:
        for page in pages_of(class_, browser):
            if "text/html" not in page.headers.get("content-type", "") or "/debrief" in str(
                page.url
            ):
                continue
            reader = Loaded()
            reader.found, reader.own = [], []
            reader.feed(page.text)
            assert reader.own == [], page.url
            assert not [each for each in reader.found if not re.match(r"/[^/]|data:|\?", each)]
            seen += len(reader.found)
    assert seen > 100


# --- another's seat ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/play?seat=s1", "/play?token=s1", "/play?team=united-states", "/play/s1", "/play?id=1",
        "/evaluate?seat=s1", "/?seat=s1", "/play/united-states", "/play;s1", "/play%2Fs1", "//play",
    ],
)  # fmt: skip
def test_no_address_gives_anothers_seat(class_: Class, address: str) -> None:
    for browser in (class_.people["russia"], class_.room.browser()):
        answer = browser.client.get(address, follow_redirects=True)
        assert answer.status_code < 500
        assert "US-REASON" not in answer.text
        assert "Ana" not in answer.text or browser is class_.people["russia"] is None


def test_no_cookie_but_the_one_that_was_given_opens_a_seat(class_: Class) -> None:
    seat = class_.room.session.state.seats["s1"]
    good = class_.people["united-states"].client.cookies[SEAT]
    assert hashed(good) == seat.token
    tries = ["s1", seat.token, hashed(seat.token), good[:-1], good.upper(), f"{good} ", "", "é" * 40,
             "x" * 5000, f"{good}; seat={good}x"]  # fmt: skip
    for value in tries:
        browser = class_.room.browser()
        header = {"Cookie": f"{SEAT}={value}"}
        answer = browser.client.get("/play", headers=httpx.Headers(header, encoding="utf-8"))
        if value == f"{good} " or value.startswith(f"{good};"):
            continue  # a browser may pad; the value is the same, or given twice
        assert (answer.status_code, answer.headers.get("location")) == (303, "/"), value


def test_a_seat_that_moved_to_another_device_is_closed_to_the_old_one(class_: Class) -> None:
    old = class_.room.sit("ukraine/president", "Olena")
    name = next(s.id for s in class_.room.session.state.seats.values() if s.name == "Olena")
    old.get("/play")
    form = old.form("/play/say").filled({"audience": "public", "text": "FROM-THE-OLD"}, None)
    class_.lead.get("/control/team/ukraine")
    page = class_.lead.send("/control/reissue", where={"seat": name})
    link = re.search(r"/claim/[\w-]+", page.text)
    assert link is not None
    new = class_.room.browser()
    new.get(link.group())
    new.send(link.group())
    assert new.page is not None
    assert new.page.url.path == "/play"
    before = class_.entries
    assert old.client.get("/play").headers["location"] == "/"
    assert old.client.post("/play/say", data=dict(form)).status_code == 409
    assert old.client.get("/play/stream").status_code == 403
    assert class_.entries == before
    third = class_.room.browser()  # and the link is worth nothing any more
    assert third.client.get(link.group()).status_code == 409
    new.client.cookies.clear()


# --- guessing ----------------------------------------------------------------------------------


def guessed(browser: Browser, code: str) -> int:
    """The status of a code that a browser tries."""
    browser.get("/")
    form = browser.form("/join").filled({"code": code}, None)
    return browser.client.post("/join", data=dict(form)).status_code


def test_a_browser_guesses_only_so_often(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        browser = room.browser()
        assert [guessed(browser, f"AAAA{n:02d}") for n in range(13)] == [409] * 10 + [429] * 3
        assert guessed(browser, room.code) == 429  # the right one, too
        browser.get("/")
        assert "Wait a minute" in browser.send("/join", code=room.code, expect=429).text
        assert guessed(room.browser(), room.code) == 303  # from the same address
        assert room.session.told == []


def test_a_school_behind_one_address_is_not_shut_out_by_one_who_guesses(tmp_path: Path) -> None:
    """Every guess from a new browser: wrong codes are told to wait, the right one passes, up to a limit."""
    with served(tmp_path) as room:
        statuses = [guessed(room.browser(), f"AAA{n:03d}") for n in range(40)]
        assert statuses == [409] * 30 + [429] * 10
        assert guessed(room.browser(), room.code) == 303
        for _ in range(60):
            room.served.rate.failed("127.0.0.1")
        assert guessed(room.browser(), room.code) == 429
        elsewhere = Browser(room.client("192.168.1.77"))
        assert guessed(elsewhere, room.code) == 303
        for n in range(100):
            room.served.rate.failed(f"192.168.2.{n}")
        assert guessed(elsewhere, room.code) == 429  # 200 in all
        elsewhere.client.close()


def test_guesses_are_forgotten_after_a_while_and_counted_in_all() -> None:
    now = [0.0]
    limits = Limits(browser=2, strains=3, address=4, all=6)
    rate = Rate(limits, window=60.0, clock=lambda: now[0])
    for browser in ("x", "x", "y"):
        assert not rate.refuses("a", browser)
        assert not rate.strained("a")
        rate.failed("a", browser)
    assert rate.refuses("a", "x")
    assert not rate.refuses("a", "y")
    assert rate.strained("a")
    rate.failed("a", "z")
    assert rate.refuses("a", "new")
    assert not rate.refuses("b")
    for address in ("b", "c"):
        rate.failed(address)
    assert rate.refuses("e")  # six in all
    now[0] = 60.1
    assert not rate.refuses("a", "x")
    assert not rate.strained("a")
    assert not rate.refuses("e")


def test_seats_are_taken_only_so_often_and_what_is_refused_costs_none() -> None:
    now = [0.0]
    allowance = Allowance(SEATS, clock=lambda: now[0])
    taken = [allowance.takes(browser="x", address="a", room="") for _ in range(8)]
    assert taken == [""] * 6 + ["browser"] * 2
    allowance.gives_back(browser="x", address="a", room="")
    assert allowance.takes(browser="x", address="a", room="") == ""
    now[0] = 30.0  # one more in half a minute
    assert allowance.takes(browser="x", address="a", room="") == ""
    assert allowance.takes(browser="x", address="a", room="") == "browser"


def test_a_class_sits_down_and_no_program_uses_up_the_seats_in_a_lesson() -> None:
    now = [0.0]
    allowance = Allowance(SEATS, clock=lambda: now[0])
    lecture = [allowance.takes(browser=f"{n}", address="school", room="") for n in range(300)]
    assert lecture == [""] * 300
    got = 0
    for minute in range(240):
        now[0] = minute * 60.0
        for n in range(300):
            who = {"browser": f"{minute} {n}", "address": f"10.0.0.{n}", "room": ""}
            if allowance.takes(**who):
                break
            got += 1
    assert got + 300 < MOST_SEATS


def test_a_claim_is_guessed_as_seldom(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit("france/president", "Cem")
        thief = room.browser()
        statuses = [
            thief.client.get(f"/claim/s1-AAAA-AAAA-AA{n:02d}").status_code for n in range(33)
        ]
        assert set(statuses[:30]) == {409}
        assert set(statuses[30:]) == {429}
        assert len(room.session.told) == 1


# --- forged forms ------------------------------------------------------------------------------

GOOD = {
    "move": "1", "minutes": "5", "text": "FORGED", "audience": "public", "rung": "stay",
    "reason": "FORGED", "verdict": "endorse", "number": "50", "minute": "1", "locked": "yes",
    "team": "france", "to_model": "yes", "seat": "s1", "sure": "yes", "when": "first",
    "probability": "50", "mode": "free", "objective": "decide", "about": "decide", "seq": "1",
    "argument": "1", "strong_for": "0", "strong_against": "0", "sender": "white-cell", "to": "all",
    "message": "FORGED", "done": "yes", "place": "nato/adviser", "name": "Forger", "action": "FORGED",
    "result": "FORGED", "reason1": "FORGED", "reasons": "FORGED", "answer0": "a", "answer1": "b",
    "answer2": "c", "before": "opened", "file": "class.tabletop", "once": "1",
}  # fmt: skip


def senders(class_: Class, path: str) -> list[Browser]:
    """The devices that may send a form to an address."""
    if path.startswith("/control"):
        return [class_.lead]
    if path.startswith("/evaluate"):
        return [class_.people["evaluators"]]
    return [class_.people["united-states"], class_.people["ben"], class_.people["russia"]]


def test_a_form_without_its_token_or_with_anothers_is_refused(class_: Class) -> None:
    state, before = class_.room.session.state, class_.entries
    fields = {**GOOD, "code": class_.room.code}
    for path in posts(class_.room.head):
        cookie = cookie_of(path)
        for browser in senders(class_, path):
            others = [b for b in (*class_.people.values(), class_.lead) if b is not browser]
            tokens = [None, "", "0" * 32, class_.token(class_.room.browser(), cookie)]
            tokens += [class_.token(other, SEAT) for other in others[:2]]
            for token in tokens:
                data = fields if token is None else {**fields, "token": token}
                status = browser.client.post(path, data=data).status_code
                assert status in {303, 409}, (
                    path,
                    status,
                )  # 303: a seat in an evaluator's hands ...
                assert class_.entries == before, (path, token)
    assert class_.room.session.state is state


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused_even_with_a_token(
    class_: Class, headers: dict[str, str]
) -> None:
    before = class_.entries
    for path in posts(class_.room.head):
        for browser in senders(class_, path):
            data = {
                **GOOD,
                "code": class_.room.code,
                "token": class_.token(browser, cookie_of(path)),
            }
            assert browser.client.post(path, data=data, headers=headers).status_code == 403, path
    assert class_.entries == before


def test_a_form_of_ones_own_page_passes(class_: Class) -> None:
    """The opposite, so that the two tests above refuse for the reason they say."""
    us = class_.people["united-states"]
    before = class_.entries
    data = {
        "audience": "team",
        "text": "A plain word.",
        "token": class_.token(us, SEAT),
        "once": "own",
    }
    for headers in ({"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}, {}):
        assert us.client.post("/play/say", data=data, headers=headers).status_code == 303
    assert class_.entries == before + 1


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8000", True), ("192.168.1.20:8000", True), ("localhost", True), ("[::1]:8000", True),
        ("teacher.local:8000", True), ("evil.example", False), ("evil.example:8000", False),
        ("127.0.0.1.evil.example", False), ("localhost.evil.example", False), ("", False), ("[", False),
        ("local", False), ("a b", False), ("127.0.0.1@evil.example", False), ("evil.example#.local", False),
        ("evil.example/.local", False),
    ],
)  # fmt: skip
def test_a_name_that_somebody_else_points_here_is_refused(
    class_: Class, host: str, known: bool
) -> None:
    us = class_.people["united-states"]
    assert (us.client.get("/play", headers={"Host": host}).status_code == 200) is known


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Ä.example", {"xn--4ca.example"}),
        ("Klasse.Straße.de", {"klasse.strasse.de", "klasse.xn--strae-oqa.de"}),
        ("CLASS.example.org", {"class.example.org"}), ("a..b", {"a..b"}), ("ä" * 70, set()),
    ],
)  # fmt: skip
def test_a_name_beyond_ascii_is_known_as_browsers_send_it(name: str, sent: set[str]) -> None:
    assert as_sent(name) >= sent
    assert all(each.isascii() for each in as_sent(name))


# --- markup ------------------------------------------------------------------------------------

EVIL = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>",
    "</textarea><script>alert(2)</script>", "</title><script>x</script>", "{{ 7 * 7 }}{% raw %}",
    "<!--", "javascript:alert(1)", "&lt;b&gt;", "\u202eabc", "]]>", "<a href=//evil.example>x</a>",
)  # fmt: skip


def test_what_people_write_is_text_on_every_page(tmp_path: Path) -> None:
    """In every text field of every form, read on every page that shows it."""
    evil = " ".join(EVIL)
    with served(tmp_path, by_hand=True) as room:
        name = evil[:80]
        us, france = room.sit("united-states/president", name), room.sit("france/president", name)
        eva, lead = room.sit("evaluators/evaluator", name), room.lead()
        lead.get("/control")
        lead.send("/control/adjudicate", mode="free")
        lead.send("/control/open", minutes="60")
        us.get("/play")
        us.send(
            "/play/order", rung="border-zone", reason=evil, scope=evil, action="warn", text=evil
        )
        us.send("/play/say", audience="public", text=evil)
        us.send("/play/argue", action=evil, result=evil, reason1=evil)
        france.get("/play")
        france.send("/play/counter/1", text=evil)
        eva.get("/evaluate")
        eva.send("/evaluate/note", about="decide", text=evil)
        lead.get("/control")
        lead.send(
            "/control/make",
            sender="white-cell",
            to="all",
            mode=evil[:200],
            message=evil,
            when="now",
        )
        lead.get("/control")
        lead.send("/control/close")
        browsers = (us, france, eva, lead)
        texts = [evil_free(room, browser) for browser in browsers]
        lead.get("/control")
        lead.send("/control/end")
        us.get("/play")
        us.send("/play/paper", answer0=evil)
        texts += [evil_free(room, browser) for browser in browsers]
        assert all("&lt;script&gt;alert(1)&lt;/script&gt;" in text for text in texts)


def links_of(html: str) -> list[str]:
    """Where a page leads."""
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag
            found.extend(value or "" for name, value in attrs if name in {"href", "src", "action"})

    Links().feed(html)
    return found


def evil_free(room: RoomHere, browser: Browser) -> str:
    """All pages of a device; fails where anything is markup that somebody typed."""
    found = []
    for path in (*gets(room.head), f"/projector/{room.head.key('projector')}"):
        page = browser.client.get(path, follow_redirects=True)
        if "text/html" not in page.headers.get("content-type", ""):
            continue
        for raw in (
            "<script>alert",
            "<img src=x",
            "<svg/onload",
            "</textarea><script",
            "<a href=//",
            "49{",
        ):
            assert raw not in page.text, (path, raw)
        for link in links_of(page.text):
            assert not link.lower().startswith(("javascript:", "//")), (path, link)
        found.append(page.text)
    return "".join(found)


# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/....//app.py",
        "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..\\app.py", "/static/%5c..%5capp.py",
        "/static/../../../../../../etc/passwd", "/static/class.css%00.py", "/static/.", "/static/",
        "/static", "/control/files/log/..%2f..%2fx", "/static/~root", "/static/%c0%ae%c0%ae/app.py",
        "/static/" + "a" * 5000,
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder_of_static_files(class_: Class, path: str) -> None:
    for browser in (class_.room.browser(), class_.lead):
        url = httpx.URL("http://127.0.0.1:8000").copy_with(raw_path=path.encode())
        answer = browser.client.get(url)
        assert answer.status_code in {303, 307, 400, 403, 404, 405}, (path, answer.status_code)
        assert "create_app" not in answer.text
        assert "root:" not in answer.text


def test_a_file_to_go_back_to_is_one_of_the_exercises_own(class_: Class) -> None:
    before = class_.room.session.path
    token = class_.token(class_.lead, LEAD)
    for name in ("../x.tabletop", "/etc/passwd", "other.tabletop", "", "class.tabletop", "\x00"):
        data = {"file": before.name, "to": name, "token": token}
        assert class_.lead.client.post("/control/fork/back", data=data).status_code in {303, 409}
    assert class_.room.session.path == before
