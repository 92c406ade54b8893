"""Phones that cost little: HTTP over asyncio, forms filled in without reading a page. For load and kills.

The browsers of tests.classroom.web.room read pages as people do; a few hundred of them would measure
themselves. A phone knows the exercise's head, so it can make the token that a page's form would carry.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sim.classroom.session.head import Head
from sim.classroom.web.guard import form_token
from sim.classroom.web.people import LEAD, PASS, PASSES, SEAT, VISITOR, pass_of

HOST = "127.0.0.1"
Values = Mapping[str, str | list[str]]


class Dropped(Exception):  # noqa: N818 (what happened to a phone)
    """The server went away in the middle."""


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes


@dataclass
class Phone:
    """A device with its cookies and one line to the server, kept open."""

    head: Head
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Fetch a page. Raises Dropped."""
        return await self._asked(f"GET {path} HTTP/1.1\r\n{self._headers()}\r\n".encode())

    async def post(self, path: str, fields: Values, *, as_: str = SEAT, once: str = "") -> Answer:
        """Send a form as the person behind a cookie; `once` is the form's own number. Raises Dropped."""
        token = form_token(self.head.secret, f"{as_} {self.cookies.get(as_, '')}")
        told = urlencode({**fields, "token": token, "once": once}, doseq=True).encode()
        head = (
            f"POST {path} HTTP/1.1\r\n{self._headers()}Content-Length: {len(told)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return await self._asked(head.encode() + told)

    async def sit(self, place: str, name: str, once: str = "1") -> Answer:
        """Take a seat."""
        visitor = self.cookies.setdefault(VISITOR, f"visitor {name}".replace(" ", "-"))
        self.cookies[PASS] = pass_of(self.head.secret, visitor, int(time.time()) + PASSES)
        fields = {"place": place, "name": name}
        answer = await self.post("/seat", fields, as_=VISITOR, once=once)
        self.cookies.update(answer.cookies)
        return answer

    def lead(self) -> Phone:
        """Make this the facilitator's."""
        self.cookies[LEAD] = self.head.key("facilitator")
        return self

    async def stream(self, path: str = "/play/stream") -> AsyncIterator[str]:
        """The names of the events of a stream, on a line of its own, until it ends. Raises Dropped."""
        reader, writer = await self._dialled()
        try:
            writer.write(f"GET {path} HTTP/1.1\r\n{self._headers()}\r\n".encode())
            status = (await reader.readline()).split()
            if len(status) < 2 or status[1] != b"200":
                raise Dropped(status)
            while line := await reader.readline():
                if line.startswith(b"event:"):
                    yield line.partition(b":")[2].strip().decode()
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Dropped from error
        finally:
            writer.close()

    def hang_up(self) -> None:
        """Close the line."""
        if self._line is not None:
            self._line[1].close()
            self._line = None

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: {HOST}:{self.port}\r\nCookie: {cookies}\r\n"

    async def _dialled(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            return await asyncio.open_connection(HOST, self.port)
        except OSError as error:
            raise Dropped from error

    async def _asked(self, request: bytes) -> Answer:
        """Ask on the line that is open, and once more on a new one if the server had closed it."""
        if self._line is not None:
            try:
                return await self._asked_on(self._line, request)
            except Dropped:
                pass
        self._line = await self._dialled()
        return await self._asked_on(self._line, request)

    async def _asked_on(
        self, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes
    ) -> Answer:
        try:
            line[1].write(request)
            return await _answer(line[0])
        except (OSError, asyncio.IncompleteReadError) as error:
            self.hang_up()
            raise Dropped from error
        except asyncio.CancelledError:
            self.hang_up()  # half an answer may be on it
            raise


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
        if name.lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            cookies[key] = rest.partition(";")[0]
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(int(head[0].split()[1]), headers, cookies, body)
