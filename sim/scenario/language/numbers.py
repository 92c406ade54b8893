"""Numbers and durations: fixed, or distributions drawn once per replication."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.base import Many, Strictly, fault, shown
from sim.scenario.language.basis import Basis, also

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

LARGEST = 1e12  # of any number: beyond it arithmetic could overflow, and nothing here is that large
NARROWEST = 1e-12  # spread of a distribution: below it, it is a number
WIDEST = 20.0  # standard deviation of a logarithm: beyond it draws would overflow

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
        given = (*self.arguments, *(cut for cut in (self.min, self.max) if cut is not None))
        far = next((each for each in given if abs(each) > LARGEST), None)
        if far is not None:
            return f"found {far:g}, expected a number between -{LARGEST:g} and {LARGEST:g}"
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
        if shape in {"lognormal", "exponential"} and args[0] <= 0:
            return f"found {args[0]}, expected more than 0"
        return self._wrong_spread() if shape in {"normal", "lognormal"} else None

    def _wrong_spread(self) -> str | None:
        spread = self.arguments[1]
        if spread <= 0:
            return f"found the spread {spread}, expected more than 0"
        if spread < NARROWEST:
            return (
                f"found the spread {spread:g}, expected at least {NARROWEST:g}, or a plain number"
            )
        if self.shape == "lognormal" and spread > WIDEST:
            return f"found the spread {spread:g}, expected at most {WIDEST:g} (of the logarithm)"
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
