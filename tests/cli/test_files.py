"""The verbs about files: validate, schema, list, variants, new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.scenario.files.library import home
from tests.cli.program import tabletop

SHIPPED = sorted(path.stem for path in Path("scenarios/may-2024/variants").glob("*.yaml"))

# --- validate ----------------------------------------------------------------------------------


def test_valid_scenarios_are_told_so(small: Path) -> None:
    done = tabletop("validate", "may-2024", "tanks-2023", small)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"may-2024: valid\ntanks-2023: valid\n{small}: valid\n"


def test_a_variant_is_checked_by_itself_against_the_scenario_it_is_of(
    small: Path, here: Path
) -> None:
    inside = small / "variants" / "no-offensive.yaml"
    outside = here / "mine.yaml"
    text = (home() / "may-2024" / "variants" / "no-request.yaml").read_text(encoding="utf-8")
    outside.write_text(text, encoding="utf-8")
    done = tabletop("validate", inside, outside)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{inside}: valid\n{outside}: valid\n"
    outside.write_text(text.replace("drop: ukrainian-request", "drop: ukrainian-requst"))
    done = tabletop("validate", outside)
    assert (done.code, done.out) == (2, f"{outside}: 1 problem\n")
    assert "did you mean 'ukrainian-request'?" in done.err
    outside.write_text(text.replace("of: may-2024", "of: may-2025"))
    assert "did you mean 'may-2024'?" in tabletop("validate", outside).err


def test_every_problem_of_every_file_is_told_at_once(small: Path) -> None:
    spoil(small / "scenario.yaml", "plover: ASSAULT", "plover: ASSALT")
    spoil(small / "record.yaml", "confidence: low", "confidence: lowish")
    done = tabletop("validate", "may-2024", small, "absent")
    assert done.code == 2
    assert done.out.splitlines() == ["may-2024: valid", f"{small}: 2 problems", "absent: 1 problem"]
    told = done.err.splitlines()
    assert len(told) == 3
    assert "record.yaml:56:17: entries/us-signed/confidence: found 'lowish'" in told[0]
    assert (
        "scenario.yaml:10:21: kinds/assault/plover: found 'ASSALT'; did you mean 'ASSAULT'?"
        in told[1]
    )
    assert "'absent': no such file" in told[2]


def test_a_variant_that_does_not_apply_is_a_problem(small: Path) -> None:
    spoil(small / "variants" / "no-offensive.yaml", "drop: offensive", "drop: ofensive")
    done = tabletop("validate", small, "--json")
    assert done.code == 2
    (row,) = done.json
    assert set(row) == {"scenario", "valid", "errors", "warnings"}
    assert row["valid"] is False
    assert "did you mean 'offensive'?" in row["errors"][0]
    assert "no-offensive.yaml:" in row["errors"][0]


def test_a_warning_is_told_and_is_no_error(small: Path) -> None:
    spoil(
        small / "scenario.yaml", "gives_up_below: {border: 0.05}", "gives_up_below: {border: 0.9}"
    )
    done = tabletop("validate", small)
    assert (done.code, done.out) == (0, f"{small}: valid, 1 warning\n")
    assert done.err.startswith("warning: ")
    assert "would undo itself" in done.err
    assert "would undo itself" in tabletop("run", small, "--no-report").err


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_validate_needs_something_to_validate() -> None:
    done = tabletop("validate")
    assert (done.code, done.out) == (2, "")
    assert "Missing argument" in done.err


# --- schema ------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["scenario", "record", "variant"])
def test_a_schema_is_printed_as_the_one_for_editors(which: str) -> None:
    done = tabletop("schema", which)
    assert done.code == 0
    assert done.out == (home() / "schema" / f"{which}.json").read_text(encoding="utf-8")
    assert done.json["$schema"].startswith("https://json-schema.org/")


def test_the_schema_is_the_scenarios_unless_named() -> None:
    assert tabletop("schema").out == tabletop("schema", "scenario").out


def test_an_unknown_schema_is_refused() -> None:
    done = tabletop("schema", "scenaro")
    assert (done.code, done.out) == (2, "")
    assert done.err == "schema: found 'scenaro'; did you mean 'scenario'?\n"


# --- list and variants -------------------------------------------------------------------------


def test_the_list_names_what_is_shipped() -> None:
    done = tabletop("list")
    assert (done.code, done.err) == (0, "")
    for told in ("may-2024", "tanks-2023", "2024-04-24 to 2024-06-30", "Western tanks for Ukraine"):
        assert told in done.words
    rows = {row["name"]: row for row in tabletop("list", "--json").json}
    assert set(rows) == {"may-2024", "tanks-2023"}
    assert rows["may-2024"]["variants"] == SHIPPED
    assert rows["may-2024"]["record_entries"] > 80
    assert (rows["may-2024"]["starts"], rows["may-2024"]["ends"]) == ("2024-04-24", "2024-06-30")
    assert "united-states" in rows["may-2024"]["actors"]


def test_variants_are_told_with_what_they_change() -> None:
    done = tabletop("variants", "may-2024")
    assert (done.code, done.err) == (0, "")
    assert "holds united-kingdom/use" in done.words
    rows = {row["variant"]: row for row in tabletop("variants", "may-2024", "--json").json}
    assert sorted(rows) == SHIPPED
    texts = {"reason", "minimal", "cotenable", "otherwise", "teacher"}
    assert set(rows["no-request"]) == {"variant", "title", "changes"} | texts
    assert rows["no-request"]["changes"] == "drops ukrainian-request"


def test_variants_in_full_are_told_with_what_their_authors_say() -> None:
    short, full = tabletop("variants", "may-2024"), tabletop("variants", "may-2024", "--full")
    assert (full.code, full.err) == (0, "")
    for heading in ("Why ask.", "Can it stand beside the rest.", "For a class."):
        assert full.words.count(heading) == len(SHIPPED)
        assert heading not in short.words


def test_a_scenario_without_variants_says_so(bare: Path) -> None:
    done = tabletop("variants", bare)
    assert (done.code, done.out) == (0, f"bare has no variants (none in {bare / 'variants'})\n")
    assert tabletop("variants", bare, "--json").json == []


def test_the_variants_of_nothing_are_refused() -> None:
    done = tabletop("variants", "may-2042")
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'may-2024'?" in done.err


# --- new ---------------------------------------------------------------------------------------


def test_a_new_scenario_validates_and_runs(here: Path) -> None:
    done = tabletop("new", "harbour", "--in", "cases")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "wrote cases/harbour/scenario.yaml\n"
        "next: tabletop validate cases/harbour; tabletop run cases/harbour\n"
    )
    assert tabletop("validate", "cases/harbour").out == "cases/harbour: valid\n"
    told = tabletop("run", "cases/harbour", "--no-report", "--json")
    assert (told.code, told.json["scenario"]) == (0, "harbour")


@pytest.mark.parametrize("name", ["Harbour", "two words", "../up", "-x", ""])
def test_a_name_that_is_no_id_is_refused(here: Path, name: str) -> None:
    done = tabletop("new", "--", name)
    assert done.code == 2
    assert "no name for a scenario" in done.err
    assert list(here.iterdir()) == []


def test_what_is_there_is_left_alone(bare: Path) -> None:
    before = (bare / "scenario.yaml").read_text(encoding="utf-8")
    done = tabletop("new", "bare")
    assert (done.code, done.err) == (2, "bare: is there already; choose another name\n")
    assert (bare / "scenario.yaml").read_text(encoding="utf-8") == before


def test_a_folder_that_cannot_be_written_is_told(here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    done = tabletop("new", "harbour", "--in", "file")
    assert done.code != 0
    assert done.err == "file/harbour/scenario.yaml: cannot be written: Not a directory\n"


def test_json_is_json_for_words_of_every_language(small: Path) -> None:
    spoil(small / "scenario.yaml", "title: A small case", 'title: "Ein Fall: «größer» 大"')
    told = tabletop("run", small, "--no-report", "--json")
    assert json.loads(told.out)["scenario"] == "small"
