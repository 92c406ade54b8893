"""Bodies that are too large, too slow or no forms, and text that is none: refused or kept, never a fault."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from sim.classroom.acts import characters
from sim.classroom.acts.orders import Said
from sim.classroom.acts.running import Adjudicating, MoveOpened
from sim.classroom.acts.seats import SeatLeft, SeatTaken
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER
from sim.classroom.session.session import told
from sim.classroom.web import acting, forms
from sim.classroom.web.guard import LARGEST_BODY, form_token
from sim.classroom.web.people import LEAD, SEAT, VISITOR, hashed
from sim.classroom.web.rate import Allowance, Limits, Rate, Store
from tests.classroom.web.phones import Phone
from tests.classroom.web.room import Browser, RoomHere, RoomThere, served, server
from tests.classroom.web.routed import cookie_of, posts
from tests.classroom.web.test_security import GOOD

MUCH = LARGEST_BODY + 1
FORM = "application/x-www-form-urlencoded"


@contextmanager
def playing(folder: Path) -> Iterator[RoomHere]:
    """A class in its first move."""
    with served(folder, by_hand=True) as found:
        for act in (Adjudicating(mode="free"), MoveOpened(move=0, minutes=60.0)):
            found.loop.wait_for(found.session.do(LEADER, act))
        often = 10**6  # wrong codes are tried here by the hundred, and seats taken
        found.served.rate = Rate(Limits(often, often, often, often))
        found.served.seats = Allowance(
            dict.fromkeys(("browser", "address", "room"), Store(often, often))
        )
        yield found


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    with playing(tmp_path_factory.mktemp("class")) as found:
        yield found


@pytest.fixture(scope="module")
def ana(room: RoomHere) -> Browser:
    return room.sit("united-states/president", "Ana")


def acts(room: RoomHere) -> int:
    """How many acts people did; the clock delivers injects meanwhile."""
    return sum(stamp.by != "clock" for stamp, _ in room.session.told)


def token(room: RoomHere, browser: Browser, cookie: str) -> str:
    value = browser.client.cookies.get(cookie) or ""
    return form_token(room.head.secret, f"{cookie} {value}")


def sent(room: RoomHere, ana: Browser, body: bytes, kind: str = FORM) -> httpx.Response:
    """A body sent to a form; with a token in it wherever `@TOKEN@` stands."""
    body = body.replace(b"@TOKEN@", token(room, ana, SEAT).encode())
    return ana.client.post("/play/say", content=body, headers={"Content-Type": kind})


# --- bodies ------------------------------------------------------------------------------------


def test_a_body_that_says_it_is_large_is_not_read(room: RoomHere, ana: Browser) -> None:
    for path in posts(room.head):
        assert ana.client.post(path, content=b"x" * MUCH).status_code == 413


def test_a_body_that_does_not_say_how_large_it_is_is_read_no_further(
    room: RoomHere, ana: Browser
) -> None:
    """Through the whole of it, as chunks of a body without a length would come."""
    head = b"token=@TOKEN@&audience=public&text=".replace(
        b"@TOKEN@", token(room, ana, SEAT).encode()
    )
    for most in (MUCH, 100 * MUCH):
        taken, status = chunked(room, ana, head, most)
        assert status == 413
        assert taken < 3 * LARGEST_BODY
    before = len(room.session.told)
    _, status = chunked(room, ana, head, 100)
    assert status == 303
    assert len(room.session.told) == before + 1


def chunked(room: RoomHere, ana: Browser, head: bytes, size: int) -> tuple[int, int]:
    """Send a body in chunks without a length; how many bytes were taken, and the status."""
    pieces = [head, *([b"x" * 1024] * (size // 1024)), b"x" * (size % 1024)]
    taken, statuses = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        piece = pieces.pop(0)
        taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:  # noqa: ANN401 (ASGI)
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    room.loop.wait_for(room.loop.app(scope(ana, FORM), receive, send))
    return taken, statuses[0]


def scope(ana: Browser, kind: str) -> dict[str, Any]:
    """A form to /play/say, as a server passes it on."""
    cookie = f"{SEAT}={ana.client.cookies[SEAT]}"
    headers = {"host": "127.0.0.1:8000", "cookie": cookie, "content-type": kind}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": "/play/say", "raw_path": b"/play/say", "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


def test_a_body_that_comes_too_slowly_is_given_up(
    room: RoomHere, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "SLOWEST_BODY", 0.2)
    monkeypatch.setattr(acting, "ALREADY_READ", 0.1)
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message: Any) -> None:  # noqa: ANN401 (ASGI)
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    began, before = time.monotonic(), acts(room)
    room.loop.wait_for(room.loop.app(scope(ana, FORM), receive, send))
    assert time.monotonic() - began < 5
    assert statuses == [409]
    assert acts(room) == before


BOUNDARY = b"--B\r\nContent-Disposition: form-data; name="
STRANGE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", FORM),
    "no form": (b"\x00\xff\xfe" * 100, FORM),
    "json": (b'{"token": "@TOKEN@", "text": "x"}', "application/json"),
    "no kind": (b"token=@TOKEN@&text=x", ""),
    "a strange kind": (b"token=@TOKEN@", "text/\xe9\x01;;;=;"),
    "many fields": (b"token=@TOKEN@&" + b"&".join(b"f%d=1" % k for k in range(300)), FORM),
    "many fields in parts": (
        b"".join(BOUNDARY + b'"f%d"\r\n\r\n1\r\n' % k for k in range(300)) + b"--B--\r\n",
        "multipart/form-data; boundary=B",
    ),
    "one field many times": (b"token=@TOKEN@&" + b"to=france&" * 150, FORM),
    "a file": (
        BOUNDARY + b'"text"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--\r\n',
        "multipart/form-data; boundary=B",
    ),
    "no boundary": (b"--B\r\n", "multipart/form-data"),
    "another boundary": (b"--C\r\n\r\n--C--", "multipart/form-data; boundary=B"),
    "an empty boundary": (b"----\r\n\r\n", "multipart/form-data; boundary="),
    "a long boundary": (b"--B", "multipart/form-data; boundary=" + "B" * 5000),
    "half a part": (BOUNDARY + b'"text"\r\n\r\nx', "multipart/form-data; boundary=B"),
    "a part without a name": (
        b"--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n",
        "multipart/form-data; boundary=B",
    ),
    "a part without headers": (b"--B\r\n\r\nx\r\n--B--\r\n", "multipart/form-data; boundary=B"),
    "a header without an end": (
        b"--B\r\n" + b"X" * 30_000 + b"\r\n--B--",
        "multipart/form-data; boundary=B",
    ),
    "semicolons and equals": (b";;;===&&&=;&=&=", FORM),
    "half an escape": (b"token=@TOKEN@&text=%&audience=%4", FORM),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_body_is_refused_and_no_fault(room: RoomHere, ana: Browser, name: str) -> None:
    before = acts(room)
    body, kind = STRANGE[name]
    for path in ("/play/say", "/join", "/seat", "/check"):
        filled = body.replace(b"@TOKEN@", token(room, ana, cookie_of(path)).encode())
        headers = httpx.Headers({"Content-Type": kind}, encoding="latin-1")
        answer = ana.client.post(path, content=filled, headers=headers)
        assert answer.status_code in {303, 400, 409, 415}, (path, answer.status_code)
        assert "Traceback" not in answer.text
    assert acts(room) == before


@pytest.mark.parametrize(
    "charset",
    ["unicode_escape", "utf-7", "utf-16", "rot13", "idna", "base64", "nonsense", "ascii\x00"],
)
def test_a_form_in_another_alphabet_is_no_fault(room: RoomHere, ana: Browser, charset: str) -> None:
    """Some decoders of Python make half a character out of plain ones, or do other things than decode."""
    part = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    fields = {"token": token(room, ana, SEAT), "audience": "team", "text": "\\ud800 +2AA- \\x00"}
    body = "".join("--B\r\n" + part.format(*each) for each in fields.items()) + "--B--\r\n"
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    answer = sent(room, ana, body.encode("ascii"), kind)
    assert answer.status_code == 415
    assert ana.get("/play").status_code == 200
    assert room.lead().get("/control").status_code == 200


# --- text --------------------------------------------------------------------------------------

WEIRD = {
    "NUL": "a%00b", "CRLF": "a%0d%0aSet-Cookie:%20seat=x%0d%0a%0d%0ab", "half a character": "%ED%A0%80",
    "no UTF-8": "%ff%fe%80", "overlong": "%c0%af", "a byte order mark": "%EF%BB%BFa",
    "right to left": quote_plus("\u202eabc\u202c\u2066x"), "marks": quote_plus("Z" + "\u0301" * 60),
    "beyond the plane": quote_plus("\U0001f469\u200d\U0001f680" * 12), "controls": "%01%02%1b%5b31m%7f%c2%85",
    "separators": quote_plus("a\u2028b\u2029c\u0000"), "blanks": "+++%09%0a%e3%80%80", "long": "x" * 3000,
    "many bytes": quote_plus("\U0001f680" * 2100), "no character": quote_plus("\ufffe\uffff\U0010ffff"),
    "a number": "1e309", "minus": "-1", "no number": "NaN", "digits": quote_plus("٣"), "huge": "9" * 400,
    "braces": "%7b%7b7*7%7d%7d", "percent": "%25s%25n%25(x)s", "path": "..%2f..%2fetc%2fpasswd",
    "quote": "%27%3b+DROP+TABLE+entries%3b--", "formula": "=1%2b1", "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("name", WEIRD)
def test_weird_text_in_every_field_of_every_form_is_refused_or_kept(
    tmp_path: Path, name: str
) -> None:
    """Each field alone, among good ones, and all of them at once."""
    with playing(tmp_path) as room:
        everywhere(room, name)
        kept_as_it_was(room)


def everywhere(room: RoomHere, name: str) -> None:
    """Send a weird text in every field of every form."""
    lead, ana = room.lead(), room.sit("united-states/president", "Ana")
    eva = room.sit("evaluators/evaluator", "Eva")
    for path in posts(room.head):
        if path in {"/control/end", "/control/close", "/control/fork/class", "/play/leave"}:
            continue  # these would end what is tested
        browser = lead if path.startswith("/control") else eva if "evaluate" in path else ana
        cookie = cookie_of(path)
        if cookie == VISITOR:
            browser = room.browser()
            browser.get("/")
            browser.send("/join", code=room.code)
        own = {**GOOD, "code": room.code, "token": token(room, browser, cookie), "file": "other"}
        for number, weird in enumerate((None, *own, *PLACES)):
            share = (
                number + len(path) + len(name)
            ) % 4 == 0  # each field of some, else it takes minutes
            if weird == "token" or not (weird is None or share):
                continue
            fields = {**own, **dict.fromkeys(PLACES, "")}
            chosen = {key for key in fields if key != "token"} if weird is None else {weird}
            body = "&".join(
                f"{key}={WEIRD[name] if key in chosen else quote_plus(value)}"
                for key, value in fields.items()
                if value or key in chosen
            )
            body += f"&once={quote_plus(name)}-{weird}"
            answer = browser.client.post(path, content=body, headers={"Content-Type": FORM})
            assert answer.status_code in GOOD_STATUS, (path, weird, answer.status_code)
            assert "Traceback" not in answer.text
            assert (answer.cookies.get(SEAT) or "") != "x"
            if cookie == VISITOR and SEAT in browser.client.cookies:
                gets_up(room, browser)
    for browser, path in (
        (ana, "/play"),
        (eva, "/evaluate"),
        (lead, "/control"),
        (lead, "/control/trail"),
    ):
        assert browser.get(path, expect=None).status_code in {200, 303}


def gets_up(room: RoomHere, browser: Browser) -> None:
    """Give up the seat that a device has, so that it can take another."""
    seat = room.session.state.tokens[hashed(browser.client.cookies[SEAT])]
    room.loop.wait_for(room.session.do(LEADER, SeatLeft(seat=seat)))
    browser.client.cookies.delete(SEAT)


PLACES = ("objective", "task", "rating", "scope", "by", "event_kind", "whom", "paper", "change", "to_model",
          "reason2", "reason3")  # fmt: skip


GOOD_STATUS = {200, 303, 400, 409, 413}


def kept_as_it_was(room: RoomHere) -> None:
    """The log holds, is checked, and gives the same acts again, in characters that any file can hold."""
    before = list(room.session.told)
    with Log.open(room.path, read_only=True) as log:
        assert [told(entry) for entry in log.entries()] == before
    for _, act in before:
        if isinstance(act, Said):
            assert "\x00" not in act.text
            act.text.encode("utf-8")
        if isinstance(act, SeatTaken):
            assert act.name == characters.name(act.name) != ""
            act.name.encode("utf-8")


@pytest.mark.parametrize(
    "query",
    ["code=%0d%0aX:%20y", "code=%00", "code=%ff", "code=" + "A" * 9000,
     "code=<script>", "for=%ED%A0%80", "%00=%00", "&&&=", "code=1&code=2"],
)  # fmt: skip
def test_weird_addresses_are_no_fault(room: RoomHere, ana: Browser, query: str) -> None:
    for path in ("/", "/play", "/debrief", "/check", "/nothing"):
        for browser in (ana, room.browser()):
            answer = browser.client.get(f"{path}?{query}")
            assert answer.status_code < 500
            assert "<script>" not in answer.text
            assert "x" not in answer.headers


@pytest.mark.parametrize(
    "cookie",
    ["seat", "seat=", "seat=\x01", "=", ";;;", "seat=é", "seat=" + "x" * 9000, 'seat="a\\"b"', "visitor=é",
     "lead=é", "lead=" + "a" * 40],
)  # fmt: skip
def test_weird_cookies_are_no_fault(room: RoomHere, cookie: str) -> None:
    browser = room.browser()
    for path in ("/", "/play", "/control", "/evaluate", "/play/stream"):
        headers = httpx.Headers({"Cookie": cookie}, encoding="utf-8")
        assert browser.client.get(path, headers=headers).status_code in {200, 303, 403}
        body = {"text": "x", "token": "é"}
        assert browser.client.post("/play/say", data=body, headers=headers).status_code == 409


# --- on the wire -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomThere]:
    with server(tmp_path_factory.mktemp("there"), by_hand=True) as found:
        yield found


def wire(there: RoomThere, data: bytes, *, wait: float = 3.0) -> bytes:
    """Send bytes to the server and read what comes until it closes, or nothing comes for a while."""
    host, _, port = there.url.removeprefix("http://").partition(":")
    found = b""
    with socket.create_connection((host, int(port)), wait) as line:
        line.sendall(data)
        try:
            while piece := line.recv(65_536):
                found += piece
        except (TimeoutError, ConnectionError):
            pass
    return found


HOST = b"Host: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (b"POST /play/say HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n", {b"413"}),
        (b"POST /play/say HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n\r\n", {b"400"}),
        (
            b"POST /play/say HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
            {b"409"},
        ),
        (
            b"POST /play/say HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 9\r\n\r\nabc",
            {b"400"},
        ),
        (
            b"POST /play/say HTTP/1.1\r\n" + HOST
            + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            {b"400", b"409"},
        ),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 200_000 + b"\r\n\r\n", {b"400", b"431"}),
        (b"GET / HTTP/1.1\r\n\r\n", {b"400", b"421"}),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {b"421"}),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", {b"400"}),
        (b"GET /\x00 HTTP/1.1\r\n" + HOST + b"\r\n", {b"400", b"404"}),
        (b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n", {b"200", b"400", b"404", b"421"}),
        (b"\x16\x03\x01\x02\x00\x01\x00", {b"400"}),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {b"400", b"405", b"404", b"505", b"421"}),
    ],
)  # fmt: skip
def test_what_is_no_request_of_a_browser_is_refused(
    there: RoomThere, request_: bytes, statuses: set[bytes]
) -> None:
    answer = wire(there, request_, wait=1.0)
    assert answer.startswith(b"HTTP/1.1 "), answer[:200]
    assert answer.split(b" ")[1] in statuses, answer[:200]
    assert b"Traceback" not in answer
    assert b"uvicorn" not in answer.lower()
    assert httpx.get(f"{there.url}/").status_code == 200  # and goes on


def test_a_chunked_body_without_end_is_given_up(there: RoomThere) -> None:
    head = b"POST /join HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Type: "
    head += FORM.encode() + b"\r\nCookie: visitor=x\r\n\r\n"
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    answer = wire(there, head + chunk * 40, wait=2.0)
    assert answer.split(b" ")[1] == b"413"


def test_lines_that_say_nothing_do_not_keep_others_out(there: RoomThere) -> None:
    """Sixty half requests that are never finished, and a class that goes on meanwhile."""
    host, _, port = there.url.removeprefix("http://").partition(":")
    lines = [socket.create_connection((host, int(port))) for _ in range(60)]
    try:
        for number, line in enumerate(lines):
            half = b"POST /join HTTP/1.1\r\n" + HOST + b"Content-Length: 5000\r\n\r\nhalf"
            line.sendall(half if number % 2 else b"GET / HT")
        began = time.monotonic()
        browser = there.sit("nato/adviser", "Nia")
        assert browser.status == 200
        assert time.monotonic() - began < 5
    finally:
        for line in lines:
            line.close()


def test_a_phone_that_hangs_up_at_any_moment_is_no_fault(there: RoomThere) -> None:
    async def hangs_up(seconds: float) -> None:
        phone = Phone(there.head, int(there.url.rpartition(":")[2]))
        phone.cookies[VISITOR] = "x" * 40
        try:
            async with asyncio.timeout(seconds):
                await phone.get("/")
                await phone.post("/join", {"code": there.code}, as_=VISITOR)
        except TimeoutError:
            pass
        phone.hang_up()

    async def all_() -> None:
        await asyncio.gather(*(hangs_up(k * 0.0004) for k in range(60)))

    asyncio.run(all_())
    assert httpx.get(f"{there.url}/", headers={"Cookie": f"{LEAD}=x"}).status_code == 200
