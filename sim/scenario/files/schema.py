"""JSON Schemas of the files, generated from the models, for editors that complete and underline.

`python -m sim.scenario.files.schema` writes them to scenarios/schema.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema

from sim.scenario.exercise.exercise import Exercise
from sim.scenario.files import library
from sim.scenario.language.changes import Variant
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario

Which = Literal["scenario", "record", "variant", "exercise"]
MODELS: dict[Which, type[BaseModel]] = {
    "scenario": Scenario,
    "record": Record,
    "variant": Variant,
    "exercise": Exercise,
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """Without a title for each field: it would repeat the key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 (as in pydantic)
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ANN401 (as in pydantic)
        """Without `default: null`, which an editor would offer to write."""
        return {
            key: value for key, value in super().default_schema(schema).items() if key != "default"
        }

    def nullable_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ANN401 (as in pydantic)
        """A key left out and a key left empty are the same."""
        inner: CoreSchema = schema["schema"]
        return {"anyOf": [self.generate_inner(inner), {"type": "null"}]}


def json_schema(which: Which) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one sort of file."""
    model = MODELS[which]
    found = model.model_json_schema(by_alias=True, schema_generator=_Plain)
    shared = found.pop("$defs", {})
    description = found.pop("description", "")
    head = {"$schema": DIALECT, "title": f"A {which} file", "description": description}
    if which != "scenario":
        return {**head, **found, "title": head["title"], "$defs": shared}
    # A file that extends another gives only what differs; what it joins is validated on loading.
    keys = {key: {"description": f"As in a whole {which}."} for key in found["properties"]}
    shared["Whole"] = found
    shared["Extension"] = {"type": "object", "properties": keys, "additionalProperties": False}
    branch = {
        "if": {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/Whole"},
    }
    return {**head, "type": "object", **branch, "$defs": shared}


def text(which: Which) -> str:
    """The schema as the text of its file."""
    return json.dumps(json_schema(which), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write the schema files."""
    folder.mkdir(parents=True, exist_ok=True)
    for which in MODELS:
        (folder / f"{which}.json").write_text(text(which), encoding="utf-8")


if __name__ == "__main__":
    write(library.home() / "schema")
