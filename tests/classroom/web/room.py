"""An exercise that is served, for tests: in this process, or by a server of its own; and browsers for it.

    with served(tmp_path) as room:
        player = room.sit("united-states/president", "Ana")
        lead = room.lead()
        lead.get("/control")
        lead.send("/control/open", minutes="6")

    with server(tmp_path) as room:   # a process of its own on 127.0.0.1, for streams and load
        ...

A browser keeps cookies and fills in the forms that a page has: it sends what they hold (hidden fields,
what is chosen, what is written) with what the test puts in.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from fastapi import FastAPI

from sim.classroom.log.file import Log
from sim.classroom.session.head import Head, new_head, read_head
from sim.classroom.session.session import Session
from sim.classroom.web.addresses import LOOPBACK, listening
from sim.classroom.web.app import create_app
from sim.classroom.web.people import LEAD
from sim.classroom.web.served import Served
from sim.classroom.web.serving import serve
from sim.scenario.exercise.load import Class, load_exercise

SEED = 7
TOP = Path(__file__).parents[3]
PATIENCE = 20.0  # seconds for a server to begin or to end
T = TypeVar("T")
Fields = Mapping[str, str | list[str]]


@cache
def loaded(scenario: str = "may-2024") -> Class:
    """The exercise of a shipped scenario; read once for each test process."""
    return load_exercise(scenario)


def new_log(path: Path, *, seed: int = SEED, scenario: str = "may-2024", **options: object) -> Log:
    """A new exercise file, open for writing. `options` as in `Options`: by_hand, pace."""
    return Log.create(path, new_head(loaded(scenario), seed, options))


# --- pages -------------------------------------------------------------------------------------


@dataclass
class PageForm:
    """A form of a page: where it goes, and what it holds as it stands."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # every field there is, also those that are empty
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """The first value of a field or of a button, None where there is none."""
        return next((v for n, v in (*self.fields, *self.buttons) if n == name), None)

    def filled(self, given: Fields, press: str | None) -> list[tuple[str, str]]:
        """What a browser would send with some fields filled in and a button pressed."""
        unknown = set(given) - self.names - {name for name, _ in self.buttons}
        assert not unknown, f"{self.action} has no {sorted(unknown)}, only {sorted(self.names)}"
        kept = [(name, value) for name, value in self.fields if name not in given]
        for name, value in given.items():
            kept += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        if press is not None:
            kept += [next((n, v) for n, v in self.buttons if press in {n, v})]
        return kept


class _Forms(HTMLParser):
    """Reads the forms of a page as a browser would, radio buttons, lists and all."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select: tuple[str, bool, list[str], str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(found.get("method", "get").lower(), found.get("action", ""))
            self.forms.append(self._form)
        if self._form is None or "disabled" in found:
            return
        name = found.get("name", "")
        if tag == "input" and name:
            self._input(self._form, name, found)
        elif tag == "button" and found.get("type", "submit") == "submit" and name:
            self._form.buttons.append((name, found.get("value", "")))
        elif tag == "textarea" and name:
            self._form.names.add(name)
            self._text = (name, [])
        elif tag == "select" and name:
            self._form.names.add(name)
            self._select = (name, "multiple" in found, [], None)
        elif tag == "option" and self._select is not None:
            named, many, chosen, first = self._select
            value = found.get("value", "")
            if "selected" in found:
                chosen.append(value)
            self._select = (named, many, chosen, value if first is None else first)

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text is not None:
            name, text = self._text
            self._form.fields.append((name, "".join(text).removeprefix("\n")))
            self._text = None
        elif tag == "select" and self._select is not None:
            name, many, chosen, first = self._select
            if not chosen and not many and first is not None:
                chosen = [first]
            self._form.fields += [(name, each) for each in chosen]
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def _input(self, form: PageForm, name: str, found: dict[str, str]) -> None:
        sort = found.get("type", "text")
        if sort in {"submit", "image"}:
            form.buttons.append((name, found.get("value", "")))
            return
        form.names.add(name)
        if sort in {"radio", "checkbox"}:
            if "checked" in found:
                form.fields.append((name, found.get("value", "on")))
        elif sort != "file":
            form.fields.append((name, found.get("value", "")))


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page."""
    reader = _Forms()
    reader.feed(html)
    reader.close()
    return reader.forms


class Browser:
    """A device: it keeps cookies, follows redirects, and remembers the page it is on."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.page: httpx.Response | None = None

    @property
    def text(self) -> str:
        """The page as it came."""
        assert self.page is not None
        return self.page.text

    @property
    def status(self) -> int:
        """The status of the page."""
        assert self.page is not None
        return self.page.status_code

    def get(self, path: str, *, expect: int | None = 200) -> httpx.Response:
        """Open a page. `expect` is the status it must have; None for any."""
        return self._seen(self.client.get(path, follow_redirects=True), expect)

    def post(
        self, path: str, fields: Fields | list[tuple[str, str]], *, expect: int | None = 200
    ) -> httpx.Response:
        """Send fields as they are, whatever the page has. Follows the redirect."""
        data: dict[str, list[str]] = {}
        for name, value in fields.items() if isinstance(fields, Mapping) else fields:
            data.setdefault(name, []).extend([value] if isinstance(value, str) else value)
        return self._seen(self.client.post(path, data=data, follow_redirects=True), expect)

    def forms(self, action: str = "") -> list[PageForm]:
        """The forms of the page that go to an address."""
        found = forms_of(self.text)
        return [each for each in found if not action or each.action.split("?")[0] == action]

    def form(self, action: str, where: Fields | None = None) -> PageForm:
        """The form of the page that goes to an address and holds some values (`number` is 3 ...)."""
        wanted = dict(where or {})
        for each in self.forms(action):
            if all(each.value(name) == value for name, value in wanted.items()):
                return each
        there = sorted({each.action for each in forms_of(self.text)})
        raise AssertionError(f"no form to {action} with {wanted} on {self.page}; there are {there}")

    def send(
        self,
        action: str,
        /,
        *,
        where: Fields | None = None,
        press: str | None = None,
        expect: int | None = 200,
        **fields: str | list[str],
    ) -> httpx.Response:
        """Fill in a form of the page and send it; the page is then what came back.

        `press` is the name or value of the button. A field written `from_` is the field `from`.
        """
        form = self.form(action, where)
        given = {name.rstrip("_"): value for name, value in fields.items()}
        return self.post(form.action, form.filled(given, press), expect=expect)

    def join(self, code: str, place: str, name: str, *, expect: int | None = 200) -> httpx.Response:
        """Take a seat as a student does: the code, then a place such as `ukraine/president`."""
        self.get("/")
        self.send("/join", code=code)
        self.send("/seat", place=place, name=name, expect=expect)
        assert self.page is not None
        return self.page

    def _seen(self, response: httpx.Response, expect: int | None) -> httpx.Response:
        self.page = response
        told = f"{response.request.method} {response.request.url}: {response.status_code}\n"
        assert response.status_code < 500 or response.status_code == 503, (
            told + response.text[:3000]
        )
        assert "Traceback" not in response.text, told + response.text[:3000]
        if expect is not None:
            assert response.status_code == expect, told + _plain(response.text)
        return response


def _plain(html: str) -> str:
    """A page's main words, for a message."""
    words: list[str] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_data = words.append  # type: ignore[method-assign,assignment]
    reader.feed(html)
    return " ".join(" ".join(words).split())[:1500]


# --- an exercise -------------------------------------------------------------------------------


class Room:
    """An exercise that is served, and how to come in."""

    def __init__(self, path: Path, head: Head, opened: Callable[[], httpx.Client]) -> None:
        self.path = path
        self.head = head
        self._opened = opened
        self._open: list[httpx.Client] = []

    @property
    def code(self) -> str:
        """The room code."""
        return self.head.code

    def browser(self) -> Browser:
        """A new device."""
        self._open.append(self._opened())
        return Browser(self._open[-1])

    def leave(self) -> None:
        """Close all devices."""
        for each in self._open:
            each.close()

    def sit(self, place: str, name: str) -> Browser:
        """A new device that joins: on its own page (/play or /evaluate) when this returns."""
        browser = self.browser()
        browser.join(self.code, place, name)
        return browser

    def lead(self) -> Browser:
        """The facilitator's device."""
        browser = self.browser()
        browser.client.get(f"/lead/{self.head.key('facilitator')}")
        assert LEAD in browser.client.cookies
        return browser


class Loop:
    """An event loop in a thread, in which an application is served; requests come from other threads."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._life = app.router.lifespan_context(app)

    def wait_for(self, what: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop and give back what it gives."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(PATIENCE)

    def __enter__(self) -> Self:
        self._thread.start()
        self.wait_for(self._life.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.wait_for(self._life.__aexit__(None, None, None))
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(PATIENCE)
            self.loop.close()


class Wire(httpx.BaseTransport):
    """Requests straight to the application. A stream has to end before its response is seen."""

    def __init__(self, loop: Loop, address: str = "127.0.0.1") -> None:
        self._loop = loop
        self._app = httpx.ASGITransport(loop.app, client=(address, 50_000))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.wait_for(self._handled(request))

    async def _handled(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        response = await self._app.handle_async_request(asked)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)


class RoomHere(Room):
    """An exercise served in this process; its session can be looked at."""

    def __init__(self, path: Path, loop: Loop) -> None:
        self.loop = loop
        super().__init__(path, self.session.head, self.client)

    @property
    def served(self) -> Served:
        """What is served."""
        served: Served = self.loop.app.state.served
        return served

    @property
    def session(self) -> Session:
        """The session; a fork puts another in its place."""
        return self.served.session

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """A new device, at an address."""
        return httpx.Client(transport=Wire(self.loop, address), base_url="http://127.0.0.1:8000")


@contextmanager
def served(
    folder: Path, *, log: Log | None = None, seed: int = SEED, scenario: str = "may-2024",
    addresses: tuple[str, ...] = (), **options: object,
) -> Iterator[RoomHere]:  # fmt: skip
    """An exercise in this process: a new one in `folder`, or `log` as it is."""
    log = log or new_log(folder / "class.tabletop", seed=seed, scenario=scenario, **options)
    with Loop(create_app(log, addresses=addresses)) as loop:
        room = RoomHere(log.path, loop)
        try:
            yield room
        finally:
            room.leave()


class RoomThere(Room):
    """An exercise served by a process of its own on 127.0.0.1."""

    def __init__(self, path: Path, head: Head, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(path, head, lambda: httpx.Client(base_url=self.url, timeout=PATIENCE))

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """End the process; its exit code."""
        if self.process.poll() is None:
            os.kill(self.process.pid, sign)
        return self.process.wait(PATIENCE)


@contextmanager
def server(
    folder: Path, *, path: Path | None = None, seed: int = SEED, scenario: str = "may-2024",
    **options: object,
) -> Iterator[RoomThere]:  # fmt: skip
    """An exercise in a process of its own: a new one in `folder`, or the file `path` as it is."""
    if path is None:
        path = folder / "class.tabletop"
        new_log(path, seed=seed, scenario=scenario, **options).close()
    with Log.open(path, read_only=True) as log:
        head = read_head(log.head)
    room: RoomThere | None = None
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.classroom.web.room", str(path)],
        cwd=TOP, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline() or "0")
        assert port, "the server did not begin"
        room = RoomThere(path, head, process, port)
        yield room
    finally:
        if room is not None:
            room.leave()
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()


def main(path: Path) -> None:
    """Serve a file on a free port of 127.0.0.1, and print the port when it can be asked."""
    sock = listening(LOOPBACK, 0)

    def ready(_: Served) -> None:
        sys.stdout.write(f"{sock.getsockname()[1]}\n")
        sys.stdout.flush()

    serve(Log.open(path), sock, ready=ready)


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fails when it takes too long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
