"""Forms into acts: checked for where they come from, read within bounds, told in sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request

from sim.classroom.acts.base import Act
from sim.classroom.rules.person import Refused
from sim.classroom.session.session import Session
from sim.classroom.web.guard import SLOWEST_BODY, same
from sim.classroom.web.people import token_for

A = TypeVar("A", bound=Act)
TOKEN, ONCE = "token", "once"  # hidden fields of every form
MOST_FIELDS = 200


@dataclass(frozen=True)
class Form:
    """A form that came from a page of ours. `key` is the same when the same form is sent again."""

    fields: FormData
    key: str

    def text(self, name: str, default: str = "") -> str:
        """A field as text, without blanks around it; line ends as one character."""
        value = self.fields.get(name, default)
        text = value if isinstance(value, str) else default
        return plain(text)

    def maybe(self, name: str) -> str | None:
        """A field as text, None where it is empty."""
        return self.text(name) or None

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be ticked more than once."""
        return tuple(
            plain(value) for value in self.fields.getlist(name) if isinstance(value, str) and value
        )

    def number(self, name: str, default: float | None = None) -> float:
        """A field as a number. Raises Refused for text that is none."""
        text = self.text(name)
        if not text and default is not None:
            return default
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:  # noqa: PLR2004 (no number in a form is as large; NaN is not either)
            raise Refused(f"Found {text[:40]!r} for {name}, expected a number.")
        return value

    def whole(self, name: str) -> int:
        """A field as a whole number. Raises Refused."""
        value = self.number(name)
        if value != int(value):
            raise Refused(f"Found {value:g} for {name}, expected a whole number.")
        return int(value)


def plain(text: str) -> str:
    """Text without blanks around it, with one character for the end of a line, that can be kept anywhere."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\r\n", "\n").replace("\x00", "").strip()


async def read_form(request: Request, session: Session, cookie: str) -> Form:
    """The form of a request. Raises Refused for one that no page of ours gave to this person."""
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            fields = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except TimeoutError:
        raise Refused("The form came in too slowly. Send it again.") from None
    given = fields.get(TOKEN)
    if not isinstance(given, str) or not same(given, token_for(request, session, cookie)):
        raise Refused("This form is out of date. Go back, reload the page and send it again.")
    once = fields.get(ONCE, "")
    sorted_ = sorted((k, v) for k, v in fields.multi_items() if k != TOKEN and isinstance(v, str))
    content = repr((request.url.path, sorted_))
    key = f"{str(once)[:40]}-{sha256(content.encode()).hexdigest()[:16]}" if once else ""
    return Form(fields, key)


def made(act: type[A], fields: Mapping[str, Any]) -> A:
    """An act from a form's fields. Raises Refused with what is wrong, in a sentence."""
    try:
        return act.model_validate(dict(fields))
    except ValidationError as error:
        raise Refused(" ".join(_told(line) for line in error.errors(include_url=False))) from None


def _told(line: Any) -> str:  # noqa: ANN401 (a line of pydantic's)
    where = str(line["loc"][0]).replace("_", " ") if line["loc"] else "the form"
    kind, context = line["type"], line.get("ctx", {})
    if kind == "string_too_long":
        return f"The {where} may have at most {context['max_length']:,} letters."
    if kind == "string_too_short":
        return f"The {where} is empty."
    if kind == "too_long":
        return f"The {where} may name at most {context['max_length']}."
    return f"The {where} cannot be read: choose one of those offered."
