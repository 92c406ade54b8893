"""What is refused before a page is asked: foreign hosts, forms of other sites, bodies too large."""

from __future__ import annotations

import hmac
import ipaddress
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = (
    256 * 1024
)  # bytes; the longest form has a few texts of 2,000 letters, of up to 12 each
SLOWEST_BODY = 20.0  # seconds for a body to come in
FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(sent for host in hosts for sent in as_sent(host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a bounded body and with the security headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _with_headers(refusal, scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    found.setdefault(name, value)
            await send(message)

        await self._app(scope, _bounded(receive), sending)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = _host(headers.get("host", ""))
        if not self._known(host):
            return PlainTextResponse("This address is not that of the exercise.", 421)
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return PlainTextResponse("Only GET and POST are understood.", 405)
        return _refused_form(headers) if scope["method"] == "POST" else None

    def _known(self, host: str) -> bool:
        """Whether a name is this machine's: numbers always, else names that were given (no rebinding)."""
        if host in {"localhost", "testserver", *self._hosts} or host.endswith(".local"):
            return True
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True


def _refused_form(headers: Headers) -> PlainTextResponse | None:
    """What is answered to a form that is too large, is none, or comes from another site."""
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
        return PlainTextResponse("That is more than a form here may send.", 413)
    if not _is_form(headers.get("content-type", "")):
        return PlainTextResponse("That is not a form of this exercise.", 415)
    origin = headers.get("origin")
    foreign = origin is not None and _place(origin) != headers.get("host", "").lower()
    if foreign or headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return PlainTextResponse("A form of another site was refused.", 403)
    return None


def _host(text: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{text}").hostname or "").lower()
    except ValueError:
        return ""


def as_sent(host: str) -> set[str]:
    """A name as browsers send it: letters beyond ASCII stand in Punycode, by the older rule or the newer."""
    lower = unicodedata.normalize("NFC", host.lower())
    newer = ".".join(
        part if part.isascii() else f"xn--{part.encode('punycode').decode()}"
        for part in lower.split(".")
    )
    try:
        return {newer, host.encode("idna").decode().lower()}
    except UnicodeError:
        return {newer}  # a name that no browser would send


def _is_form(kind: str) -> bool:
    """Whether a Content-Type is that of a browser's form, in UTF-8.

    In other alphabets of Python's, plain letters can stand for half a character, which no page can show.
    """
    sort, _, rest = kind.lower().partition(";")
    plain = rest.replace('"', "").replace(" ", "")
    own = plain.replace("charset=utf-8", "", 1)
    return sort.strip() in FORMS and "charset" not in own and own.isprintable()


def _place(origin: str) -> str:
    """The host and port of an Origin header; something that is no host for one that cannot be read."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return "?"


class TooLarge(Exception):  # noqa: N818 (a verdict on the body)
    """A body that says it is small and is not."""


def _bounded(receive: Receive) -> Receive:
    total = 0

    async def bounded() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > LARGEST_BODY:
                raise TooLarge
        return message

    return bounded


async def _with_headers(
    response: PlainTextResponse, scope: Scope, receive: Receive, send: Send
) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Connection"] = "close"
    await response(scope, receive, send)


# --- forms and secrets -------------------------------------------------------------------------


def form_token(secret: str, cookie: str) -> str:
    """The token that a form of this person must carry; another site cannot know it."""
    return hmac.new(bytes.fromhex(secret), f"form {cookie}".encode(), sha256).hexdigest()[:32]


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far they agree."""
    return hmac.compare_digest(one.encode(), other.encode())
