"""The scenario to start from: written where asked, valid, and explained."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.outcomes import counted
from sim.scenario.files.load import load
from sim.scenario.files.schema import json_schema
from sim.scenario.files.template import new
from sim.scenario.files.tree import read
from sim.scenario.problems import ScenarioError


@pytest.mark.parametrize("name", ["my-case", "2024-case", "123", "null", "true", "1e3", "a.b_c"])
def test_a_new_scenario_is_valid_and_draws_no_warning(tmp_path: Path, name: str) -> None:
    path = new(name, tmp_path)
    assert path == tmp_path / name / "scenario.yaml"
    case = load(path)
    assert case.scenario.scenario == name
    assert case.warnings == ()


def test_it_runs_and_not_always_the_same_way(tmp_path: Path) -> None:
    case = load(new("x", tmp_path))
    runs = [sim.trace(case, replication=number) for number in range(40)]
    counts = [counted(case.scenario, run) for run in runs]
    for outcome in range(len(case.scenario.outcomes)):
        assert len({count[outcome].value for count in counts}) > 1


def test_it_shows_each_part_of_the_language(tmp_path: Path) -> None:
    scenario = load(new("x", tmp_path)).scenario
    assert {cause.form for cause in scenario.causes} == {"lasting", "dated"}
    assert any(cause.asks and cause.because for cause in scenario.causes)
    assert any(issue.acts for issue in scenario.issues)
    stances = [stance for actor in scenario.actors for stance in actor.stances]
    assert any(stance.requires for stance in stances)
    reactions = [reaction for stance in stances for reaction in stance.reactions]
    assert any(each.during and each.during.position_of for each in reactions)
    assert any(each.hears and each.hears.decision_of and each.wears for each in reactions)
    assert any(stage.public for stance in stances for stage in stance.stages)
    assert scenario.outcomes


def test_it_explains_every_key_at_the_top(tmp_path: Path) -> None:
    text = new("x", tmp_path).read_text(encoding="utf-8")
    lines = text.splitlines()
    for key in ("sources", "kinds", "others", "issues", "actors", "causes", "outcomes"):
        assert lines[lines.index(f"{key}:") - 1].startswith("#")


def test_it_fits_the_schema(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    plain = read(new("x", tmp_path)).plain()
    assert list(Draft202012Validator(json_schema("scenario")).iter_errors(plain)) == []


@pytest.mark.parametrize("name", ["", "My Case", "../x", "x/y", "-x", "x" * 81, "a\n", "ä"])
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="no name for a scenario, expected small letters"):
        new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = new("x", tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is there already; choose another name"):
        new("x", tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ScenarioError, match="cannot be written: Not a directory"):
        new("x", tmp_path / "file")
