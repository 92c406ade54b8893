"""The JSON Schemas: current, valid as schemas, and admitting what the loader admits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.scenario.files import library
from sim.scenario.files.load import load, variants
from sim.scenario.files.schema import DIALECT, MODELS, Which, json_schema, text, write
from sim.scenario.files.tree import parse, read
from tests.scenario.small import RECORD, SCENARIO, VARIANT, edited

SHIPPED = sorted(library.shipped())


def faults(which: Which, plain: Any) -> list[str]:  # noqa: ANN401 (plain data)
    return [error.message for error in Draft202012Validator(json_schema(which)).iter_errors(plain)]


@pytest.mark.parametrize("which", MODELS)
def test_a_schema_is_a_schema(which: Which) -> None:
    schema = json_schema(which)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["title"] == f"A {which} file"
    assert schema["description"]
    assert "$id" not in schema


@pytest.mark.parametrize("which", MODELS)
def test_the_committed_schemas_are_current(which: Which) -> None:
    path = library.home() / "schema" / f"{which}.json"
    assert path.read_text(encoding="utf-8") == text(which), (
        "run: python -m sim.scenario.files.schema (and commit what it writes)"
    )


def test_the_schemas_are_written_as_text(tmp_path: Path) -> None:
    write(tmp_path / "schema")
    for which in MODELS:
        assert (tmp_path / "schema" / f"{which}.json").read_text(encoding="utf-8") == text(which)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_fit_their_schema(name: str) -> None:
    case = load(name)
    assert faults("scenario", read(library.shipped()[name]).plain()) == []
    for path in (each for each in case.files if each.name == "record.yaml"):
        assert faults("record", read(path).plain()) == []
    for path in variants(case).values():
        assert faults("variant", read(path).plain()) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_name_their_schema(name: str) -> None:
    folder = library.shipped()[name].parent
    named = {"scenario.yaml": "../schema/scenario.json", "record.yaml": "../schema/record.json"}
    for file, schema in named.items():
        if (folder / file).is_file():
            first = (folder / file).read_text(encoding="utf-8").splitlines()[0]
            assert first == f"# yaml-language-server: $schema={schema}"
    for path in folder.glob("variants/*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../../schema/variant.json"


@pytest.mark.parametrize(
    ("which", "valid"), [("scenario", SCENARIO), ("record", RECORD), ("variant", VARIANT)]
)
def test_the_small_files_fit(which: Which, valid: str) -> None:
    assert faults(which, parse(valid, "f").plain()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("standing: 0.1", "standing: {normal: [0.1, 0.1], basis: 'assumed, a b c'}"),
        ("half_life: 10 d", "half_life: {uniform: [2 d, 3], min: 60 h}"),
        ("basis: wsj S1}", "basis: [wsj S1, wsj S2]}"),
        ("basis: wsj S1}", "basis: {assumed: for want of data}}"),
        ("while: offensive", "while: {cause: offensive}"),
        ("on: 2024-05-13", "on: {date: 2024-05-13, plus: 2 d}"),
        ("on: 2024-05-13", "on: 2024-05-13T14:00"),
        ("on: 2024-05-13", "on: 2024-05-13..2024-05-14"),
        ("until: ongoing", "until: 2024-05-20"),
        ("others:\n  ukraine: {name: Ukraine}", "others: [ukraine]"),
        ("areas: {border: The border zone, deep: Beyond it}", "areas: [border, deep]"),
        ("title: A small case\n", "extends: other\n"),
    ],
)
def test_short_forms_are_admitted(old: str, new: str) -> None:
    assert faults("scenario", parse(edited(SCENARIO, old, new), "f").plain()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "titel:"),
        ("title: A small case", "title: 5"),
        ("plover: ASSAULT", "plover: ASSALT"),
        ("standing: 0.1", "standing: high"),
        ("half_life: 10 d", "half_life: ten days"),
        ("on: 2024-05-13", "on: 13 May"),
        ("until: ongoing", "until: forever"),
        ("while: offensive", "during: offensive"),
        ("areas: all", "areas: every"),
    ],
)
def test_slips_are_underlined(old: str, new: str) -> None:
    assert faults("scenario", parse(edited(SCENARIO, old, new), "f").plain())


def test_a_drop_may_name_its_cause_alone_or_say_what_to_keep() -> None:
    keep = edited(VARIANT, "drop: offensive", "drop: {cause: offensive, keep: {appeal: It may}}")
    assert faults("variant", parse(keep, "f").plain()) == []
    assert faults("variant", parse(edited(VARIANT, "drop: offensive", "drop: 5"), "f").plain())
