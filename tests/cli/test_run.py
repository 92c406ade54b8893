"""`tabletop run`: one traced run, or many."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.program import tabletop
from tests.scenario.small import VARIANT

# --- one run -----------------------------------------------------------------------------------

KEYS = {
    "scenario", "seed", "replication", "digest", "limits", "parameters", "events", "outcomes",
}  # fmt: skip


def one(*arguments: str | Path) -> dict[str, object]:
    told = tabletop("run", *arguments, "--no-report", "--json").json
    assert isinstance(told, dict)
    return told


def test_one_run_prints_what_happened_and_why() -> None:
    done = tabletop("run", "may-2024", "--no-report")
    assert (done.code, done.err) == (0, "")
    for told in (
        "One run from the causes alone, seed 0, 24 April 2024 to 30 June 2024.",
        "Kharkiv offensive begins",
        "Draw behind the rung",
        "One run is one possible course among many; --runs N says how many go which way.",
        "The order of moves is evidence, not cause.",
    ):
        assert told in done.words
    assert not Path("results").exists()


def test_the_json_of_a_run_holds_its_events_and_outcomes() -> None:
    told = one("may-2024")
    assert set(told) >= KEYS
    assert told["seed"] == 0
    assert told["scenario"] == "may-2024"
    assert isinstance(told["outcomes"], dict)
    assert set(told["outcomes"]) >= {"us-border", "uk-before-us", "us-end"}


def test_the_same_seed_gives_the_same_run_and_another_another() -> None:
    assert one("may-2024", "--seed", "7") == one("may-2024", "--seed", "7")
    assert one("may-2024", "--seed", "7")["digest"] != one("may-2024", "--seed", "8")["digest"]


def test_a_run_until_a_date_ends_with_that_day() -> None:
    whole, short = one("may-2024"), one("may-2024", "--until", "2024-05-13")
    told = [event["date"] for event in events(short)]
    assert told == [each["date"] for each in events(whole) if each["date"] < "2024-05-14"]
    assert told[-1].startswith("2024-05-13")


def events(told: dict[str, object]) -> list[dict[str, str]]:
    found = told["events"]
    assert isinstance(found, list)
    return found


def test_a_variant_is_run_by_its_name_and_by_its_file(small: Path) -> None:
    causes = [each.get("cause") for each in events(one("may-2024", "--variant", "no-kharkiv"))]
    assert "kharkiv-offensive" not in causes
    assert "atacms-disclosed" in causes
    elsewhere = small.parent / "mine.yaml"
    elsewhere.write_text(VARIANT, encoding="utf-8")
    by_name, by_file = (one(small, "--variant", each) for each in ("no-offensive", elsewhere))
    assert by_name == by_file
    assert by_name["digest"] != one(small)["digest"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["may-204"], "did you mean 'may-2024'?"),
        (["may-2024", "--variant", "no-kharkov"],
         "'no-kharkov': no such file, nor a variant of 'may-2024'; did you mean 'no-kharkiv'?"),
        (["may-2024", "--until", "soon"],
         "--until: found 'soon', expected a date such as 2024-05-30 or 2024-05-30T14:00"),
        (["may-2024", "--until", "2024-02-31"], "--until: found '2024-02-31', expected a date"),
        (["may-2024", "--until", "2024-04-23"],
         "--until: found 2024-04-23, expected a date from 2024-04-24 to 2024-06-30"),
        (["may-2024", "--until", "2024-07-01"], "expected a date from 2024-04-24 to 2024-06-30"),
        (["may-2024", "--runs", "0"], "--runs"),
        (["may-2024", "--runs", "lots"], "--runs"),
        (["may-2024", "--seed", "-1"], "--seed"),
        (["may-2024", "--seed", str(2**64)], "--seed"),
        ([], "Missing argument 'SCENARIO'"),
    ],
)  # fmt: skip
def test_wrong_input_is_told(arguments: list[str], told: str) -> None:
    done = tabletop("run", *arguments, "--no-report")
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_variant_of_another_scenario_is_refused(small: Path) -> None:
    path = small / "variants" / "no-offensive.yaml"
    done = tabletop("run", "may-2024", "--variant", path, "--no-report")
    assert done.code == 2
    assert "found 'small', expected 'may-2024', the scenario it is used with" in done.err


# --- many --------------------------------------------------------------------------------------


def test_many_runs_print_shares_dates_and_the_words_beside_them() -> None:
    done = tabletop("run", "may-2024", "--runs", "40", "--no-report")
    assert done.code == 0
    assert re.search(
        r"^ US reaches the border zone or higher +\d+\.\d \(.+ to .+\) ", done.out, re.MULTILINE
    )
    assert re.search(
        r"^ US reaches long range .* not yet +not yet +not yet ?$", done.out, re.MULTILINE
    )
    assert re.search(r"^ border zone facing Kharkiv +\d+\.\d \(", done.out, re.MULTILINE)
    for told in (
        "40 runs from the causes alone, seed 0",
        "the date by which that share of all runs had got there",
        "Shares restate the file's assumptions; they overlap and do not sum to 100.",
    ):
        assert told in done.words


def test_the_json_of_many_runs_holds_shares_with_their_intervals() -> None:
    told = tabletop("run", "may-2024", "--runs", "40", "--no-report", "--json").json
    assert set(told) >= {"scenario", "seed", "runs", "failed", "limits", "outcomes"}
    assert (told["runs"], told["failed"]) == (40, [])
    by_name = {each["outcome"]: each for each in told["outcomes"]}
    share = by_name["us-border"]["share"]
    assert share["value"] == share["count"] / share["runs"]
    assert share["low"] < share["value"] < share["high"]
    assert set(by_name["us-border"]["quantiles"]) == {"0.1", "0.25", "0.5", "0.75", "0.9"}
    assert by_name["us-long-range"]["quantiles"]["0.9"] is None
    assert sum(each["count"] for each in by_name["us-end"]["rungs"].values()) == 40


def test_many_runs_follow_seed_date_and_variant() -> None:
    def shares(*arguments: str) -> dict[str, int]:
        told = tabletop("run", "may-2024", "--runs", "60", "--no-report", "--json", *arguments).json
        return {
            each["outcome"]: each["share"]["count"] for each in told["outcomes"] if "share" in each
        }

    base = shares()
    assert shares("--seed", "0") == base
    assert shares("--seed", "1") != base
    assert shares("--until", "2024-05-12")["us-border"] < base["us-border"]
    assert shares("--variant", "no-kharkiv")["us-border"] < base["us-border"]


FEUD = """\
scenario: feud
title: Two who answer each other
question: Who stops first?
starts: 2024-01-01
ends: 2024-03-01
kinds: {incident: {plover: none}}
others: [world]
issues: [{id: reply, acts: true, rungs: [{id: silence}, {id: warning}, {id: strike}]}]
actors:
  - id: ru
    name: One
    stances:
      - issue: reply
        starts_at: silence
        standing: 0
        half_life: 2 d
        tempo: 0.1
        resistance: {first: 0.2, steps: [0.2]}
        basis: assumed, for a test only
        reactions:
          - {id: blow, hears: blow, weight: 3, basis: "assumed, for a test only"}
          - {id: cn, hears: {decision_of: cn, issue: reply}, weight: 4, basis: "assumed, for a test only"}
  - id: cn
    name: Other
    stances:
      - issue: reply
        starts_at: silence
        standing: 0
        half_life: 2 d
        tempo: 0.1
        resistance: {first: 0.2, steps: [0.2]}
        basis: assumed, for a test only
        reactions:
          - {id: blow, hears: blow, weight: 3, basis: "assumed, for a test only"}
          - {id: ru, hears: {decision_of: ru, issue: reply}, weight: 4, basis: "assumed, for a test only"}
causes:
  - {id: blow, on: 2024-01-05, kind: incident, source: world, basis: "assumed, for a test only"}
outcomes:
  - {id: highest, highest: {actor: ru, issue: reply}}
"""


@pytest.fixture
def feud(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario that runs away, with a bound that is met at once."""
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 200)
    path = here / "feud.yaml"
    path.write_text(FEUD, encoding="utf-8")
    return path


def test_a_run_that_runs_away_has_failed(feud: Path) -> None:
    done = tabletop("run", feud, "--no-report")
    assert (done.code, done.out) == (1, "")
    assert "warning: " in done.err
    assert "acts that feed each other" in done.err
    assert "the run failed: stopped after 200 events at day " in done.err


def test_many_runs_that_fail_are_told_and_part_of_no_share(feud: Path) -> None:
    done = tabletop("run", feud, "--runs", "5", "--no-report")
    assert done.code == 1
    assert "0 runs from the causes alone" in done.words
    assert done.err.count("failed: stopped after 200 events") == 3
    assert "5 of 5 replications failed and are part of no share." in done.words
    told = tabletop("run", feud, "--runs", "5", "--no-report", "--json")
    assert told.code == 1
    assert [each["replication"] for each in told.json["failed"]] == [0, 1, 2, 3, 4]
    assert told.err.count("5 of 5 replications failed and are part of no share.") == 1


@pytest.mark.parametrize("runs", [[], ["--runs", "5", "--engine", "des"]])
def test_a_head_says_the_variant_and_the_days_that_were_run(runs: list[str]) -> None:
    done = tabletop(
        "run", "may-2024", "--variant", "no-allies", "--until", "2024-05-20", "--no-report", *runs
    )
    assert done.code == 0
    assert "Variant no-allies: Allies keep to their first positions" in done.words
    assert (
        "seed 0, 24 April 2024 to 20 May 2024, ended early: the scenario goes on to 30 June 2024."
        in done.words
    )
    whole = tabletop("run", "may-2024", "--no-report", *runs).words
    assert "seed 0, 24 April 2024 to 30 June 2024." in whole
    assert "Variant" not in whole.partition("30 June 2024.")[0]


def test_json_has_errors_of_means_and_quantiles() -> None:
    told = tabletop(
        "run", "may-2024", "--runs", "40", "--engine", "des", "--no-report", "--json",
        "--variant", "no-allies", "--until", "2024-05-20",
    ).json  # fmt: skip
    assert (told["variant"], told["until"]) == ("no-allies", "2024-05-21T00:00:00Z")
    by_id = {each["outcome"]: each for each in told["outcomes"]}
    days = by_id["us-days"]
    assert days["mean"] >= 0.0
    assert days["error"] >= 0.0
    assert list(days["quantile_intervals"]) == list(days["quantiles"])
    low, high = days["quantile_intervals"]["0.9"]
    assert low <= days["quantiles"]["0.9"] <= high


def test_a_report_of_one_run_says_its_variant(here: Path) -> None:
    options = ["--variant", "no-allies", "--until", "2024-05-20", "--out", "kept"]
    assert tabletop("run", "may-2024", *options).code == 0
    page = (here / "kept" / "report.html").read_text(encoding="utf-8")
    assert "variant no-allies: Allies keep to their first positions" in page
    made = json.loads((here / "kept" / "manifest.json").read_text(encoding="utf-8"))
    assert made["options"]["variant"] == "no-allies"
    assert made["variant_title"] == "Allies keep to their first positions"
    assert len(made["scenario_hash"]) == 64
    (row,) = tabletop("results", ".", "--json").json
    assert row["what"] == "run of no-allies"
    assert row["made"] == made["made"]
