"""`tabletop explain`: where a variant parts from the baseline, in one pair of runs or in many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import tabletop
from tests.cli.test_run import FEUD

NO_REQUEST = ("may-2024", "--variant", "no-request")

# --- one pair -------------------------------------------------------------------------------------


def test_one_pair_is_explained() -> None:
    done = tabletop("explain", *NO_REQUEST, "--replication", "2")
    assert (done.code, done.err) == (0, "")
    for told in (
        "Two runs from the causes alone, as it stands and no-request, seed 0, replication 2,",
        "What is changed No Ukrainian request on 13 May. Drops ukrainian-request.",
        "13 May, only in the baseline: Ukraine's request. That is the change itself",
        "What an actor first does otherwise 16 May; in the variant 22 May, 6 days later: United States",
        "What makes the difference: Ukraine's request −0.30.",
        "Work drawn for each step 1.81 1.81",
        "2. 16 May; in the variant 22 May, 6 days later: United States: recommended",
        "From 1 (heard: Ukraine's request).",
        "At the end everyone stands on the same rung in both worlds.",
        "The order of moves is evidence, not cause.",
    ):
        assert told in done.words
    assert not Path("results").exists()


def test_the_json_of_one_pair_has_every_difference_and_both_sides() -> None:
    told = tabletop("explain", *NO_REQUEST, "--replication", "2", "--json").json
    assert set(told) == {
        "scenario", "variant", "changes", "limits", "seed", "replication", "differences",
        "first_by_actor", "told",
    }  # fmt: skip
    request, stage, *_ = told["differences"]
    assert (request["subject"], request["how"], request["change_itself"], request["variant"]) == (
        "ukrainian-request", "only in the baseline", True, None,
    )  # fmt: skip
    assert (stage["kind"], stage["subject"], stage["how"]) == (
        "stage", "united-states/use", "later in the variant",
    )  # fmt: skip
    assert stage["baseline"]["date"] < stage["variant"]["date"]
    assert stage["days_later"] > 0
    assert stage["came_of"] == [
        {"difference": 0, "how": "heard", "through": "united-states/use/asked"}
    ]
    first = told["first_by_actor"]
    assert first["difference"] == 1
    ours, theirs = first["baseline"], first["variant"]
    assert ours["pressure"] > theirs["pressure"]
    assert (
        ours["by_source"]["united-states/use/asked"]
        > theirs["by_source"]["united-states/use/asked"]
    )
    assert ours["clock"]["work_drawn_by_step"] == theirs["clock"]["work_drawn_by_step"]
    assert ours["clock"]["z"] == theirs["clock"]["z"]
    assert told["told"][0]["heading"] == "What is changed"


def test_runs_that_are_the_same_are_said_to_be() -> None:
    """The stray missile of the variant comes after the runs end."""
    done = tabletop(
        "explain", "may-2024", "--variant", "shock", "--replication", "0", "--until", "2024-04-30"
    )
    assert done.code == 0
    assert (
        "Nothing differs The same happens in both runs, at the same instants to the last bit"
        in done.words
    )


def test_another_seed_is_another_pair() -> None:
    ours, theirs = (
        tabletop("explain", *NO_REQUEST, "--replication", "0", "--seed", seed, "--json").json
        for seed in ("0", "7")
    )
    assert ours["differences"] != theirs["differences"]
    assert (ours["seed"], theirs["seed"]) == (0, 7)


def test_a_variant_may_be_a_file_of_a_scenario_of_ones_own(small: Path) -> None:
    file = small / "variants" / "no-offensive.yaml"
    by_file = tabletop("explain", small, "--variant", file, "--replication", "1", "--json")
    by_name = tabletop(
        "explain", small, "--variant", "no-offensive", "--replication", "1", "--json"
    )
    assert by_file.code == 0
    assert by_file.json == by_name.json


# --- many pairs -----------------------------------------------------------------------------------


def test_many_pairs_are_counted() -> None:
    done = tabletop("explain", *NO_REQUEST)
    assert (done.code, done.err) == (0, "")
    for told in (
        "1,000 pairs of runs from the causes alone, as it stands and no-request, seed 0,",
        "In 976 of 1,000 pairs some actor does something otherwise;",
        "United States: recommended later by 4 days 82.4 (79.9 to 84.6) 3 days 2",
        "tabletop explain may-2024 --variant no-request --replication 2",
        "Parameters are set by hand",
    ):
        assert told in done.words


def test_the_example_shows_what_its_row_says() -> None:
    many = tabletop("explain", *NO_REQUEST, "--runs", "100", "--seed", "3", "--json").json
    for row in many["first_differences"][:3]:
        pair = tabletop(
            "explain", *NO_REQUEST, "--seed", "3", "--replication", str(row["example"]), "--json"
        ).json
        first = pair["differences"][pair["first_by_actor"]["difference"]]
        assert (first["subject"], first["kind"], first["how"]) == (
            row["stance"], row["kind"], row["how"],
        )  # fmt: skip
    counts = [row["share"]["count"] for row in many["first_differences"]]
    assert sum(counts) + many["no_actor_differs"]["count"] == 100


def test_the_command_for_an_example_is_whole() -> None:
    done = tabletop("explain", *NO_REQUEST, "--runs", "20", "--seed", "3", "--until", "2024-06-10")
    options = "--variant no-request --seed 3 --until 2024-06-10 --replication"
    assert f"tabletop explain may-2024 {options}" in done.words


def test_pairs_that_fail_are_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 200)
    (here / "feud.yaml").write_text(FEUD, encoding="utf-8")
    variant = here / "slower.yaml"
    variant.write_text(SLOWER, encoding="utf-8")
    many = tabletop("explain", here / "feud.yaml", "--variant", variant, "--runs", "5")
    assert many.code == 1
    assert "All 5 pairs failed." in many.words
    one = tabletop("explain", here / "feud.yaml", "--variant", variant, "--replication", "0")
    assert (one.code, one.out) == (1, "")
    assert "the run failed: stopped after 200 events" in one.err


SLOWER = """\
variant: slower
of: feud
title: Slower
reason: For a test.
minimal: Yes.
cotenable: Yes.
otherwise: Nothing.
changes:
  - {set: {parameter: ru/reply.tempo, to: 0.2, basis: "assumed, for a test only"}, why: For a test.}
"""


# --- wrong input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["may-2024"], "--variant"),
        (["may-2024", "--variant", "no-reqest"], "did you mean 'no-request'?"),
        (["may-2042", "--variant", "no-request"], "may-2042"),
        ([*NO_REQUEST, "--replication", "-1"], "--replication"),
        ([*NO_REQUEST, "--replication", "1.5"], "--replication"),
        ([*NO_REQUEST, "--replication", str(2**64)], "--replication"),
        ([*NO_REQUEST, "--runs", "0"], "--runs"),
        ([*NO_REQUEST, "--seed", "-1"], "--seed"),
        ([*NO_REQUEST, "--until", "someday"], "expected a date such as 2024-05-30"),
        ([*NO_REQUEST, "--until", "2030-01-01"], "expected a date from 2024-04-24"),
        ([*NO_REQUEST, "--runs", "5", "--replication", "1"], "has no use beside --replication"),
    ],
)
def test_wrong_input_is_refused(arguments: list[str], told: str) -> None:
    done = tabletop("explain", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
