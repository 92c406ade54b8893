"""What every model of the language shares: strict, frozen, and errors that name a way out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.types import Strict
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.scenario.problems import nearest

T = TypeVar("T")
Faults: TypeAlias = list[tuple[str, tuple[str | int, ...], object]]  # message, keys, what was found
KEY = "[key]"  # at the end of the keys: the key itself is meant, not what it holds
NAME = r"^[a-z0-9][a-z0-9._-]*$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"
Many = Annotated[tuple[T, ...], Strict(False)]  # a YAML list, kept as a tuple


def fault(message: str, at: tuple[str | int, ...] = (), found: object = None) -> ValidationError:
    """An error to raise inside a validator, placed at the keys `at` below the model's own place."""
    return faults([(message, at, found)])


def faults(found: Faults) -> ValidationError:
    """Several errors at once: (message, keys below the model, what was found)."""
    lines: list[InitErrorDetails] = [
        {"type": PydanticCustomError("scenario", _template(message)), "loc": at, "input": value}
        for message, at, value in found
    ]
    return ValidationError.from_exception_data("scenario", lines)


def _template(message: str) -> Any:  # noqa: ANN401 (pydantic wants a literal)
    """The message as pydantic's template; without a context nothing in it is filled in."""
    return message


class Strictly(BaseModel):
    """Base of all models: unknown keys are errors with the nearest valid key; values are frozen."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, populate_by_name=True, allow_inf_nan=False
    )

    @model_validator(mode="wrap")
    @classmethod
    def _name_a_way_out(
        cls,
        value: Any,  # noqa: ANN401
        handler: ModelWrapValidatorHandler[Self],
        info: ValidationInfo,
    ) -> Self:
        wrong = cls._internal(value) if info.context is not None else []
        try:
            model = handler(value)
        except ValidationError as error:
            lines = error.errors(include_url=False)
            raise faults(wrong + [cls._retold(line) for line in lines]) from None
        if wrong:
            raise faults(wrong)
        return model

    @classmethod
    def _internal(cls, value: object) -> Faults:
        """Names of fields that Python code may use and a file may not: it writes the alias."""
        return [
            (_unknown(name, cls.keys()), (name, KEY), None)
            for name, field in cls.model_fields.items()
            if isinstance(value, dict) and name in value and field.alias not in {None, name}
        ]

    @classmethod
    def _retold(cls, line: Any) -> tuple[str, tuple[str | int, ...], object]:  # noqa: ANN401
        """One pydantic error in the language's own words."""
        kind, loc, found, message = line["type"], line["loc"], line["input"], line["msg"]
        if kind == "extra_forbidden" and len(loc) == 1:
            return _unknown(loc[0], cls.keys()), (*loc, KEY), found
        if kind == "missing":
            return f"the key {loc[-1]!r} is missing", loc, None
        if kind == "literal_error":
            valid = re.findall("'([^']*)'", line["ctx"]["expected"])
            return f"found {shown(found)}{nearest(found, valid)}", loc, found
        if kind != "scenario":
            return (
                f"found {shown(found)}, {_expected(kind, message, line.get('ctx', {}))}",
                loc,
                found,
            )
        return message, loc, found

    @classmethod
    def keys(cls) -> list[str]:
        """The keys a file may write here."""
        return [field.alias or name for name, field in cls.model_fields.items()]


_EXPECTED = {  # pydantic's sorts of error in plain words
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "text (numbers and true or false are text only in quotes)",
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}
_PATTERNS = {
    NAME: "small letters, digits, '.', '_' and '-', a letter or digit first",
    CLOCK: "a time of day such as '14:30'",
}


def _expected(kind: str, message: str, context: dict[str, Any]) -> str:
    """What pydantic expected, in plain words."""
    if kind in _EXPECTED:
        return "expected " + _EXPECTED[kind].format(**context)
    if kind == "string_pattern_mismatch" and context["pattern"] in _PATTERNS:
        return "expected " + _PATTERNS[context["pattern"]]
    return (message[0].lower() + message[1:]).replace("input should be", "expected")


def listed(keys: Iterable[object]) -> str:
    """The keys of a mapping in words."""
    words = sorted(str(key) for key in keys)
    if len(words) < 2:  # noqa: PLR2004 (one word, or none)
        return f"only the key {words[0]!r}" if words else "no key"
    return "the keys " + " and ".join([", ".join(map(repr, words[:-1])), repr(words[-1])])


def _unknown(name: object, keys: list[str]) -> str:
    return f"unknown key {name!r}{nearest(name, keys)}"


def shown(found: object) -> str:
    """A value as an error shows it, cut to a readable length."""
    limit = 60
    if found is None or isinstance(found, bool):
        return "nothing" if found is None else str(found).lower()
    if isinstance(found, dict | list | tuple):
        return "a mapping" if isinstance(found, dict) else "a list"
    text = repr(found)
    return text if len(text) <= limit else text[: limit - 3] + "..."
