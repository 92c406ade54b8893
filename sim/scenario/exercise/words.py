"""What the parts of an exercise file share: text of a bounded length, statements with a source."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.base import Strictly, fault
from sim.scenario.language.basis import Basis, also

CARD_WORDS = 120  # what fits on a phone and is read while the others sit down

Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(min_length=1, max_length=6_000)]


class Fact(Strictly):
    """Something a brief states as a fact, with its source; or a judgement, `assumed` with its reason."""

    text: Line
    basis: Basis


class Card(Strictly):
    """A text of at most 120 words, for a phone. May be written as the text alone."""

    text: Text

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _short(self) -> Card:
        words = len(self.text.split())
        if words > CARD_WORDS:
            raise fault(
                f"found {words} words, expected at most {CARD_WORDS}: the rest is the sheet's"
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return also(handler, schema, {"type": "string"})
