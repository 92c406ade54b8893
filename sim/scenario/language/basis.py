"""Where a number or an event comes from: citations, or an assumption with its reason."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.base import NAME, Many, Strictly, fault, faults
from sim.scenario.language.names import names_of
from sim.scenario.problems import nearest

Identifier = Annotated[str, Field(pattern=NAME, max_length=80)]

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
