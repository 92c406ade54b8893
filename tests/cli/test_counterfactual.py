"""The verb counterfactual: its page, its folder, again from it, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.program import tabletop

FEW = ("--worlds", "100", "--variants", "no-request")


def test_it_tells_what_hung_on_what() -> None:
    done = tabletop("counterfactual", "may-2024", *FEW, "--no-report")
    assert done.code == 0
    assert "hung most on “Kharkiv offensive, and what came of it”" in done.words
    assert "No Ukrainian request on 13 May" in done.words
    assert "by construction, whatever the numbers" in done.words
    assert "Without a change every world is the record again" in done.words
    assert "Parameters are set by hand" in done.words


def test_its_folder_holds_all_that_is_needed_and_makes_itself_again() -> None:
    assert tabletop("counterfactual", "tanks-2023", "--worlds", "60", "--csv").code == 0
    folder = Path("results/tanks-2023/counterfactual-seed0")
    names = {path.name for path in folder.iterdir()}
    tables = {"butfor", "outcomes", "fan", "numbers"}
    assert {f"{name}.{end}" for name in tables for end in ("parquet", "csv")} <= names
    assert {"manifest.json", "columns.json", "case", "report.html", "figures"} <= names
    meanings = json.loads((folder / "columns.json").read_text())
    for name in tables:
        assert list(meanings[name]) == pl.read_parquet(folder / f"{name}.parquet").columns
    assert tabletop("replay", folder / "case", "--draws", "0", "--no-report").code == 0
    assert tabletop("rerun", folder, "--check").code == 0
    again = tabletop("rerun", folder)
    assert (again.code, again.out.split(":")[0]) == (0, "the same results")
    assert "counterfactual" in tabletop("results").words
    fewer = tabletop("counterfactual", "tanks-2023", "--worlds", "50")
    assert (fewer.code, fewer.out) == (2, "")
    assert "has 60 runs already, more than 50; choose another with --out" in fewer.err


def test_as_json_it_has_sentences_and_cells() -> None:
    done = tabletop("counterfactual", "may-2024", *FEW, "--no-report", "--json")
    told = done.json
    assert len(told["sentences"]) == 3
    assert told["null_error_milliseconds"] < 1
    cell = next(
        each
        for each in told["cells"]
        if (each["change"], each["outcome"]) == ("kharkiv-offensive+", "us-border")
    )
    assert cell["necessity"] > 0.9
    assert cell["low"] <= cell["necessity"] <= cell["high"]


def test_several_at_once_and_from_a_date() -> None:
    joint = ("--joint", "ukrainian-request+france/use")
    done = tabletop("counterfactual", "may-2024", *FEW, *joint, "--no-report", "--json")
    titles = {each["change"]: each["title"] for each in done.json["cells"]}
    assert titles["ukrainian-request+france/use"] == "Ukraine's request and France stays put"
    later = tabletop("counterfactual", "may-2024", *FEW, "--from", "2024-05-20", "--no-report")
    assert later.code == 0
    assert "given what did up to 20 May 2024" in later.words
    assert "Nothing is changed: it happens in" in later.words
    assert (
        "Left out, as what is changed acts before 20 May 2024: No Ukrainian request" in later.words
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--variants", "no-requst"), "did you mean 'no-request'?"),
        (("--joint", "kharkiv-offensiv"), "expected a cause or an actor/issue; did you mean"),
        (
            ("--joint", "france/use+france/use"),
            "--joint: france/use+france/use: expected two or more",
        ),
        (("--joint", "france/use"), "--joint: france/use: expected two or more different causes"),
        (("--from", "2025-01-01"), "--from: found 2025-01-01, expected a date from 2024-04-25"),
        (("--from", "soon"), "--from: found 'soon', expected a date such as 2024-05-30"),
        (("--engine", "quick"), "found 'quick', expected 'batch' or 'des'"),
        (("--csv", "--no-report"), "--csv: needs a folder to write to"),
        (("--worlds", "7"), "greater than or equal to 50"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(
    options: tuple[str, ...], told: str
) -> None:
    done = tabletop("counterfactual", "may-2024", *options)
    assert (done.code, done.out) == (2, "")
    assert told in " ".join(done.err.split())


def test_a_scenario_without_a_record_is_told_where_to_go(bare: Path) -> None:
    done = tabletop("counterfactual", bare)
    assert done.code == 2
    assert "has no record to condition on; 'tabletop compare' asks across all worlds" in done.err
