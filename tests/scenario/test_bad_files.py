"""Every way to get a file wrong, with all that is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.scenario.files.load import load_text, load_variant, variant_of
from sim.scenario.files.tree import parse
from sim.scenario.problems import ScenarioError
from sim.scenario.variants.apply import apply_all
from tests.scenario.small import RECORD, SCENARIO, VARIANT, case, edited, problems

DATA = Path(__file__).parent


def table(name: str) -> list[Any]:
    rows: list[dict[str, Any]] = YAML(typ="safe").load(DATA / f"{name}.yaml")
    return [pytest.param(row, id=row["name"]) for row in rows]


def test_the_small_files_are_valid_and_say_nothing() -> None:
    assert problems(SCENARIO) == []
    assert problems(SCENARIO, RECORD) == []
    assert case().warnings == ()
    assert variant_of(parse(VARIANT, "variant.yaml"), case()).variant == "no-offensive"


@pytest.mark.parametrize("row", table("bad_scenarios"))
def test_a_bad_scenario(row: dict[str, Any]) -> None:
    assert problems(edited(SCENARIO, row["old"], row["new"])) == row["says"]


@pytest.mark.parametrize("row", table("bad_records"))
def test_a_bad_record(row: dict[str, Any]) -> None:
    if row.get("file") == "scenario":
        assert problems(edited(SCENARIO, row["old"], row["new"]), RECORD) == row["says"]
    else:
        assert problems(SCENARIO, edited(RECORD, row["old"], row["new"])) == row["says"]


@pytest.mark.parametrize("row", table("bad_variants"))
def test_a_bad_variant(row: dict[str, Any]) -> None:
    node = parse(edited(VARIANT, row["old"], row["new"]), "variant.yaml")
    with pytest.raises(ScenarioError) as caught:
        apply_all(case().scenario, variant_of(node, case()), node)
    assert [str(problem) for problem in caught.value.problems] == row["says"]


@pytest.mark.parametrize("row", table("odd_scenarios"))
def test_a_scenario_that_is_valid_and_probably_not_meant(row: dict[str, Any]) -> None:
    warnings = case(edited(SCENARIO, row["old"], row["new"]), None).warnings
    assert [str(warning) for warning in warnings] == row["says"]


def test_the_errors_of_both_files_come_at_once() -> None:
    scenario = edited(SCENARIO, "plover: ASSAULT", "plover: ASSALT")
    record = edited(RECORD, "confidence: low", "confidence: lowish")
    assert problems(scenario, record) == [
        "record.yaml:56:17: entries/us-signed/confidence: found 'lowish'; did you mean 'low'?",
        "scenario.yaml:9:21: kinds/assault/plover: found 'ASSALT'; did you mean 'ASSAULT'?",
    ]


def test_errors_come_in_the_order_of_the_file() -> None:
    text = SCENARIO.replace("plover: ", "plovr: ").replace("weight: ", "wait: ")
    lines = [int(problem.split(":")[1]) for problem in problems(text)]
    assert lines == sorted(lines)
    assert len(lines) == 14


def test_an_error_is_the_problems_line_by_line() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(edited(SCENARIO, "title: A small case\n", ""))
    assert str(caught.value) == "scenario.yaml:1:1: the key 'title' is missing"


def test_a_variant_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file, nor a variant of 'small'"):
        load_variant(tmp_path / "absent.yaml", case())


def test_too_many_rungs() -> None:
    rungs = ", ".join(f"{{id: r{n}}}" for n in range(256))
    found = problems(edited(SCENARIO, "[{id: silent}, {id: warning}]", f"[{rungs}]"))
    where = "scenario.yaml:27:12: issues/response/rungs"
    assert f"{where}: found 256 rungs, expected 2 to 255" in found
