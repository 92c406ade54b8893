"""What every model of the language shares: strict, frozen, and errors that name a way out."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.types import Strict
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.scenario.problems import nearest

T = TypeVar("T")
Many = Annotated[tuple[T, ...], Strict(False)]  # a YAML list, kept as a tuple


def fault(message: str, at: tuple[str | int, ...] = (), found: object = None) -> ValidationError:
    """An error to raise inside a validator, placed at the keys `at` below the model's own place."""
    return faults([(message, at, found)])


def faults(found: list[tuple[str, tuple[str | int, ...], object]]) -> ValidationError:
    """Several errors at once: (message, keys below the model, what was found)."""
    lines: list[InitErrorDetails] = [
        {"type": PydanticCustomError("scenario", _literal(message)), "loc": at, "input": value}
        for message, at, value in found
    ]
    return ValidationError.from_exception_data("scenario", lines)


def _literal(message: str) -> Any:  # noqa: ANN401 (pydantic wants a literal template)
    """The message as a pydantic template without fields."""
    return message.replace("{", "{{").replace("}", "}}")


class Strictly(BaseModel):
    """Base of all models: unknown keys are errors with the nearest valid key; values are frozen."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, populate_by_name=True, allow_inf_nan=False
    )

    @model_validator(mode="wrap")
    @classmethod
    def _name_a_way_out(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401
        try:
            return handler(value)
        except ValidationError as error:
            raise faults([cls._retold(line) for line in error.errors(include_url=False)]) from None

    @classmethod
    def _retold(cls, line: Any) -> tuple[str, tuple[str | int, ...], object]:  # noqa: ANN401
        """One pydantic error in the language's own words."""
        kind, loc, found, message = line["type"], line["loc"], line["input"], line["msg"]
        if kind == "extra_forbidden" and len(loc) == 1:
            return f"unknown key {loc[0]!r}{nearest(loc[0], cls.keys())}", (*loc, "[key]"), found
        if kind == "missing":
            return f"the key {loc[-1]!r} is missing", loc, None
        if kind in {"model_type", "model_attributes_type", "dict_type"}:
            return f"found {_shown(found)}, expected a mapping of keys", loc, found
        if kind in {"tuple_type", "list_type"}:
            return f"found {_shown(found)}, expected a list", loc, found
        if kind != "scenario":
            told = message[0].lower() + message[1:]
            told = told.replace("input should be", "expected")
            return f"found {_shown(found)}, {told}", loc, found
        return message, loc, found

    @classmethod
    def keys(cls) -> list[str]:
        """The keys a file may write here."""
        return [field.alias or name for name, field in cls.model_fields.items()]


def _shown(found: object) -> str:
    """A value as an error shows it, cut to a readable length."""
    limit = 60
    text = repr(found)
    return text if len(text) <= limit else text[: limit - 3] + "..."
