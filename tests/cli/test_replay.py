"""`tabletop replay`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.program import tabletop

QUICK = ("--draws", "3", "--no-report")
KEYS = {
    "scenario", "seed", "digest", "limits", "parameters", "events", "outcomes", "context",
    "surprises", "undecided",
}  # fmt: skip


def test_replay_prints_the_record_with_its_sources_and_its_limits() -> None:
    done = tabletop("replay", "may-2024", *QUICK)
    assert (done.code, done.err) == (0, "")
    for told in (
        "United States: recommended",
        "United States decides: prohibited inside Russia → border zone",
        "North Korean missiles, Iranian drones (in force from the start)",
        "wsj S14, ozdaily-2024-05-31, newser-2024-05-30",
        "How likely the model found each decision",
        "Parameters are set by hand and the case is the one they were set on (in-sample).",
        "Positions are declared positions, not what was done in practice.",
    ):
        assert told in done.words
    order = [done.words.index(told) for told in ("instructed", "backed", "directed", "signalled")]
    assert order == sorted(order)
    assert not Path("results").exists()


def test_a_window_of_days_is_shown_as_one() -> None:
    done = tabletop("replay", "may-2024", *QUICK)
    for told in ("13-15 May", "27-29 May", "1-2 Jun"):
        assert re.search(rf"^ {told} ", done.out, re.MULTILINE), told


def test_context_is_shown_when_asked_for() -> None:
    told = "Shapps urges others to allow strikes on Crimea"
    short, whole = (tabletop("replay", "may-2024", *QUICK, *more) for more in ((), ("--context",)))
    assert told not in short.words
    left_out = re.search(
        r"(\d+) entries of context are left out; --context shows them", short.words
    )
    assert left_out is not None
    assert told in whole.words
    assert "entries of context" not in whole.words
    assert whole.words.count(" Context ") >= int(left_out[1])


def test_json_holds_every_event_with_its_entry() -> None:
    told = tabletop("replay", "may-2024", *QUICK, "--json").json
    assert set(told) >= KEYS
    assert [event["entry"]["id"] for event in told["events"]][:3] == [
        "atacms-disclosed", "macron-on-troops", "uk-military-targets",
    ]  # fmt: skip
    assert all(event["entry"]["cites"] for event in told["events"])
    assert all(re.fullmatch(r"2024-\d\d-\d\dT\d\d:\d\d:\d\dZ", e["date"]) for e in told["events"])
    assert told["surprises"][0]["entry"] == "uk-military-targets"
    for each in told["surprises"]:
        assert 0 <= each["chance_by_then"] <= 1
        assert each["chance_by_then_range"][0] <= each["chance_by_then_range"][1]
    marks = {each["entry"]: each["mark"] for each in told["context"]}
    assert marks["foreign-arms"] == "cause"
    assert marks["ryder-no-change"] == "context"
    assert told["limits"]


def test_the_seed_moves_the_ranges_and_not_the_record() -> None:
    one, other = (
        tabletop("replay", "may-2024", *QUICK, "--json", "--seed", seed).json for seed in ("1", "2")
    )
    assert one["digest"] == other["digest"]
    assert one["surprises"] != other["surprises"]


def test_a_scenario_in_a_folder_is_replayed(small: Path) -> None:
    done = tabletop("replay", small, *QUICK)
    assert done.code == 0
    assert "It is allowed near the border." in done.words


def test_without_a_record_there_is_nothing_to_replay(bare: Path) -> None:
    done = tabletop("replay", bare, "--no-report")
    assert (done.code, done.out) == (2, "")
    assert "has no record to replay; try 'tabletop run'" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["may-2042"], "'may-2042': no such file, folder or shipped scenario; did you mean 'may-2024'?"),
        (["may-2024", "--draws", "-1"], "--draws"),
        (["may-2024", "--draws", "many"], "--draws"),
        (["may-2024", "--seed", "-1"], "--seed"),
        ([], "Missing argument 'SCENARIO'"),
    ],
)  # fmt: skip
def test_wrong_input_is_told(arguments: list[str], told: str) -> None:
    done = tabletop("replay", *arguments, "--no-report")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
