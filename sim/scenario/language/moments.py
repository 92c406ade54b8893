"""Moments: exact instants, windows of days, or a date plus a drawn delay."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.base import CLOCK, Strictly, fault, listed, shown
from sim.scenario.language.numbers import Duration

_DAY = r"\d{4}-\d{2}-\d{2}"
_DATED = re.compile(rf"^({_DAY})(?:[T ](\d{{2}}:\d{{2}}(?::\d{{2}})?)Z?)?$")
_RANGED = re.compile(rf"^({_DAY})\.\.({_DAY})$")
_FORMS = (
    "'2024-05-13', '2024-05-13T14:00', '2024-05-27..2024-05-29' or {date: ..., plus: <duration>}"
)
_DAY_LONG = timedelta(days=1)


class Moment(Strictly):
    """When something happens: an instant, a window (a day, a range of days), or a date plus a draw.

    `first` and `last` bound the window [first, last) in UTC; they are equal for an exact instant.
    """

    first: Annotated[datetime, Field(strict=False)]  # a resolved scenario is read again from JSON
    last: Annotated[datetime, Field(strict=False)]
    plus: Duration | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return _window(value)
        if isinstance(value, dict) and "first" not in value:
            unknown = [key for key in value if key not in {"date", "plus"}]
            if unknown or "date" not in value or "plus" not in value:
                raise fault(f"found {listed(value)}, expected {_FORMS}")
            return {**_window(value["date"]), "plus": value["plus"]}
        if isinstance(value, Moment | dict):
            return value
        raise fault(f"found {shown(value)}, expected {_FORMS}")

    @property
    def exact(self) -> bool:
        """Whether the instant is known and nothing is drawn."""
        return self.first == self.last and self.plus is None

    @property
    def centre(self) -> datetime:
        """The middle of the window."""
        return self.first + (self.last - self.first) / 2

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = {
            "type": "string",
            "pattern": rf"^{_DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}})?Z?|\.\.{_DAY})?$",
        }
        drawn = {"type": "object", "required": ["date", "plus"]}
        return {"anyOf": [text, drawn], "description": f"One of {_FORMS.replace(chr(39), '')}"}


def _window(value: Any) -> dict[str, datetime]:  # noqa: ANN401
    """First and last instant of a written date. Raises for text that is no date."""
    text = value if isinstance(value, str) else ""
    if text[:1] == "0" and text[4:5] == "-":
        raise fault(f"found {value!r}, expected a year from 1000 to 9998")
    ranged, dated = _RANGED.match(text), _DATED.match(text)
    try:
        if ranged:
            first, last = _day(ranged.group(1)), _day(ranged.group(2)) + _DAY_LONG
            if first >= last:
                raise fault(f"found {value!r}, a range that ends before it begins")
            return {"first": first, "last": last}
        if dated and dated.group(2):
            instant = datetime.fromisoformat(f"{dated.group(1)}T{dated.group(2)}").replace(
                tzinfo=UTC
            )
            return {"first": instant, "last": instant}
        if dated:
            return {"first": _day(dated.group(1)), "last": _day(dated.group(1)) + _DAY_LONG}
    except OverflowError:
        pass
    except ValueError as error:
        if "found" in str(error):
            raise
    if ranged or dated:
        raise fault(f"found {value!r}, which is no day or time of the calendar")
    raise fault(f"found {shown(value)}, expected {_FORMS}")


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _sort(value: object) -> str:
    """Whether a bound is written as a word; what begins with a digit is meant as a date."""
    return "word" if isinstance(value, str) and not value[:1].isdigit() else "moment"


def _word(word: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value != word:
            raise fault(f"found {shown(value)}, expected {word!r}, {_FORMS}")
        return value

    return BeforeValidator(check)


Begins = Annotated[
    Annotated[Moment, Tag("moment")] | Annotated[Literal["start"], _word("start"), Tag("word")],
    Discriminator(_sort),
]
Until = Annotated[
    Annotated[Moment, Tag("moment")] | Annotated[Literal["ongoing"], _word("ongoing"), Tag("word")],
    Discriminator(_sort),
]
Clock = Annotated[str, Field(pattern=CLOCK)]
