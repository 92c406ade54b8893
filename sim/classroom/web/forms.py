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

from sim.classroom.acts import characters
from sim.classroom.acts.base import Act
from sim.classroom.rules.person import Refused
from sim.classroom.session.session import Session
from sim.classroom.web.guard import SLOWEST_BODY, same
from sim.classroom.web.people import token_for

A = TypeVar("A", bound=Act)
TOKEN, ONCE = "token", "once"  # hidden fields of every form
MOST_FIELDS = 200
LIMITS = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}  # ends of a range


@dataclass(frozen=True)
class Form:
    """A form that came from a page of ours. `key` is the same when the same form is sent again."""

    fields: FormData
    key: str

    def text(self, name: str, default: str = "") -> str:
        """A field as text that can be seen, without blanks around it; line ends as one character."""
        value = self.fields.get(name, default)
        text = value if isinstance(value, str) else default
        return characters.text(text)

    def maybe(self, name: str) -> str | None:
        """A field as text, None where it is empty."""
        return self.text(name) or None

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be ticked more than once."""
        values = self.fields.getlist(name)
        return tuple(characters.text(each) for each in values if isinstance(each, str) and each)

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
        lines = error.errors(include_url=False)
        raise Refused(" ".join(_told(act, line) for line in lines)) from None


def _told(act: type[Act], line: Any) -> str:  # noqa: ANN401 (a line of pydantic's)
    where = str(line["loc"][0]).replace("_", " ") if line["loc"] else "form"
    kind, context = line["type"], line.get("ctx", {})
    if kind == "string_too_long":
        return f"The {where} may have at most {context['max_length']:,} letters."
    if kind == "string_too_short":
        return f"The {where} is empty."
    if kind == "too_long":
        return f"The {where} may name at most {context['max_length']}."
    if LIMITS.keys() & context and (within := _range(act, str(line["loc"][0]))):
        return f"The {where} must be {within}."
    return f"The {where} cannot be read: choose one of those offered."


def _range(act: type[Act], name: str) -> str:
    """What a number of an act may be, in words; nothing for what is no number."""
    marks = act.model_fields[name].metadata if name in act.model_fields else []
    ends = {end: getattr(mark, end) for mark in marks for end in LIMITS if hasattr(mark, end)}
    return " and ".join(f"{LIMITS[end]} {ends[end]:,}" for end in LIMITS if end in ends)
