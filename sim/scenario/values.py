"""The values of the language: basis (where a number comes from), numbers, durations and moments."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.base import CLOCK, NAME, Many, Strictly, fault, faults, listed, shown
from sim.scenario.names import names_of
from sim.scenario.problems import nearest

Identifier = Annotated[str, Field(pattern=NAME, max_length=80)]

# --- basis -------------------------------------------------------------------------------------

FEWEST_WORDS = 3  # a reason of fewer words is not one
_ASSUMED = re.compile(r"^assumed\s*[,:;.-]?\s*(.*)$", re.DOTALL)


class Basis(Strictly):
    """Where a number or an event comes from: citations of the scenario's sources, or an assumption.

    Written `basis: wsj S14; itv-2024-05-06`, `basis: assumed, because ...`, or as a mapping.
    """

    cites: Many[str] = ()
    assumed: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, list):
            return {"cites": value}
        if not isinstance(value, str):
            return value
        assumed = _ASSUMED.match(value.strip())
        if assumed:
            return {"assumed": assumed.group(1)}
        return {"cites": [cite.strip() for cite in value.split(";") if cite.strip()]}

    @model_validator(mode="after")
    def _must_say(self, info: ValidationInfo) -> Self:
        if not self.cites and self.assumed is None:
            raise fault("the basis is empty, expected a citation of a source or 'assumed, <why>'")
        if self.assumed is not None and len(self.assumed.split()) < FEWEST_WORDS:
            raise fault(
                f"found 'assumed' with the reason {self.assumed!r}, expected at least "
                f"{FEWEST_WORDS} words that say why",
            )
        check_cites(self.cites, info)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return also(
            handler, schema, {"type": "string"}, {"type": "array", "items": {"type": "string"}}
        )


def check_cites(
    cites: tuple[str, ...], info: ValidationInfo, at: tuple[str | int, ...] = ()
) -> None:
    """Refuse a citation whose first word is not the id of a source."""
    names = names_of(info)
    if names is None:
        return
    wrong: list[tuple[str, tuple[str | int, ...], object]] = []
    for number, cite in enumerate(cites):
        source = cite.split()[0] if cite.split() else ""
        if source not in names.sources:
            way = (*at, number) if at else ()
            wrong.append(
                (f"cites the unknown source {source!r}{nearest(source, names.sources)}", way, cite)
            )
    if wrong:
        raise faults(wrong)


def also(
    handler: GetJsonSchemaHandler, schema: CoreSchema, *more: JsonSchemaValue
) -> JsonSchemaValue:
    """The JSON Schema of a mapping that may also be written in short forms."""
    return {"anyOf": [*more, handler(schema)]}


# --- numbers -----------------------------------------------------------------------------------

_DAY_SECONDS = 86_400
_UNITS = {"d": 86_400, "day": 86_400, "days": 86_400, "h": 3600, "min": 60, "s": 1, "w": 604_800}
_DURATION = re.compile(r"^([+-]?\d+(?:\.\d+)?)\s*([a-z]+)$")


def _real(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault(f"found {shown(value)}, expected a number", (), value)
    try:
        return float(value)
    except OverflowError:
        raise fault("found a number of more than 300 digits", (), value) from None


def days(value: Any) -> Any:  # noqa: ANN401
    """A duration in days, from a number of days or text such as `2 d`, `6 h`, `30 min`."""
    if isinstance(value, str):
        match = _DURATION.match(value.strip())
        if not match or match.group(2) not in _UNITS:
            raise fault(
                f"found {shown(value)}, expected days or a duration such as '2 d', '6 h', '30 min'"
            )
        return float(match.group(1)) * _UNITS[match.group(2)] / _DAY_SECONDS
    return _real(value)


# A uniform of 52 bits lies in [2**-53, 1 - 2**-53], so no draw goes further than this:
REACH = 8.3  # standard deviations of a normal (the quantile of 2**-53 is -8.21)
LONGEST_WAIT = 36.8  # means of an exponential (-ln 2**-53 is 36.74)

Real = Annotated[float, BeforeValidator(_real)]
Days = Annotated[
    float,
    BeforeValidator(days),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _DURATION.pattern}]}
    ),
]

SHAPES = ("value", "uniform", "normal", "lognormal", "triangular", "exponential")
_ARGUMENTS = {
    "uniform": "[low, high]",
    "normal": "[mean, standard deviation]",
    "lognormal": "[median, standard deviation of the logarithm]",
    "triangular": "[low, most likely, high]",
    "exponential": "mean",
}


class Number(Strictly):
    """A number, or a distribution from which it is drawn once per replication.

    Written `0.5` or `{normal: [0.5, 0.15], min: 0, basis: ...}`; `min` and `max` cut a distribution
    off (what lies beyond is not drawn, the rest keeps its shape).
    """

    value: Real | None = None
    uniform: Many[Real] | None = None
    normal: Many[Real] | None = None
    lognormal: Many[Real] | None = None
    triangular: Many[Real] | None = None
    exponential: Real | None = None
    min: Real | None = None
    max: Real | None = None
    basis: Basis | None = None

    unit: ClassVar[str] = "number"

    @model_validator(mode="before")
    @classmethod
    def _from_scalar(cls, value: Any) -> Any:  # noqa: ANN401
        return value if isinstance(value, dict | Number) else {"value": value}

    @model_validator(mode="after")
    def _must_be_one(self) -> Self:
        given = [shape for shape in SHAPES if getattr(self, shape) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise fault(f"found {found}, expected exactly one of: {', '.join(SHAPES)}")
        wrong = self._wrong()
        if wrong:
            raise fault(wrong, (given[0],), getattr(self, given[0]))
        return self

    def _wrong(self) -> str | None:
        if self.shape == "value":
            return "a single value takes no min or max" if self.cut else None
        return self._wrong_arguments() or self._wrong_cut()

    def _wrong_arguments(self) -> str | None:
        shape, args = self.shape, self.arguments
        count = _ARGUMENTS[shape].count(",") + 1
        if len(args) != count:
            return f"found {len(args)} in the list, expected {shape}: {_ARGUMENTS[shape]}"
        if shape in {"uniform", "triangular"} and not (
            list(args) == sorted(args) and args[0] < args[-1]
        ):
            return f"found {list(args)}, expected rising numbers {_ARGUMENTS[shape]}"
        if shape in {"normal", "lognormal"} and args[1] <= 0:
            return f"found the spread {args[1]}, expected more than 0"
        if shape in {"lognormal", "exponential"} and args[0] <= 0:
            return f"found {args[0]}, expected more than 0"
        return None

    def _wrong_cut(self) -> str | None:
        low, high = self._natural()
        least = low if self.min is None else self.min
        most = high if self.max is None else self.max
        if not least < most or least >= high or most <= low:
            return "min and max leave nothing to draw from"
        return None

    @property
    def shape(self) -> str:
        """Which of SHAPES this number is."""
        return next(shape for shape in SHAPES if getattr(self, shape) is not None)

    @property
    def arguments(self) -> tuple[float, ...]:
        """The numbers of the shape, durations in days."""
        given = getattr(self, self.shape)
        return given if isinstance(given, tuple) else (given,)

    @property
    def cut(self) -> bool:
        """Whether min or max cuts the distribution off."""
        return self.min is not None or self.max is not None

    def _natural(self) -> tuple[float, float]:
        args = self.arguments
        if self.shape == "normal":
            return args[0] - REACH * args[1], args[0] + REACH * args[1]
        if self.shape == "lognormal":
            return args[0] * math.exp(-REACH * args[1]), args[0] * math.exp(
                min(700.0, REACH * args[1])
            )
        if self.shape == "exponential":
            return 0.0, args[0] * LONGEST_WAIT
        return args[0], args[-1]

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest value that can be drawn."""
        low, high = self._natural()
        return (
            low if self.min is None else max(low, self.min),
            high if self.max is None else min(high, self.max),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        short: list[JsonSchemaValue] = [{"type": "number"}]
        if cls.unit == "days":
            short.append({"type": "string", "pattern": _DURATION.pattern})
        return also(handler, schema, *short)


class Duration(Number):
    """A Number of days; scalars may be written with a unit, as `2 d` or `6 h`."""

    value: Days | None = None
    uniform: Many[Days] | None = None
    normal: Many[Days] | None = None
    lognormal: Many[Days] | None = None
    triangular: Many[Days] | None = None
    exponential: Days | None = None
    min: Days | None = None
    max: Days | None = None

    unit: ClassVar[str] = "days"


def within(low: float, high: float = math.inf, *, above: bool = False) -> AfterValidator:
    """A validator: whatever can be drawn lies in [low, high] (or above `low`, if `above`)."""

    def check(number: Number) -> Number:
        least, most = number.support
        # the lower end of an exponential is never reached
        open_end = number.shape == "exponential" and number.min is None
        if least < low or (above and least == low and not open_end):
            wanted = f"{'more than' if above else 'at least'} {low:g}"
            raise fault(_outside(number, least, wanted, "min"), (), None)
        if most > high:
            raise fault(_outside(number, most, f"at most {high:g}", "max"), (), None)
        return number

    return AfterValidator(check)


def _outside(number: Number, extreme: float, wanted: str, cut: str) -> str:
    unit = " days" if number.unit == "days" else ""
    if number.shape == "value":
        return f"found {extreme:.6g}{unit}, expected {wanted}{unit}"
    article = "an" if number.shape == "exponential" else "a"
    found = f"{article} {number.shape} distribution that reaches to {extreme:.3g}{unit}"
    return f"found {found}, expected {wanted}{unit}: give it a '{cut}'"


# --- moments -----------------------------------------------------------------------------------

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
