"""The verb compare: a folder, a page, and sentences for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.comparing import Size
from tests.cli.program import Done, tabletop
from tests.scenario.small import VARIANT, edited

QUICK = ("--engine", "des", "--runs", "12", "--sets", "3", "--chances", "4", "--no-tipping")


@pytest.fixture(autouse=True)
def _no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has tests of its own, and takes seconds."""
    monkeypatch.setattr("sim.cli.comparing.REPORT", "sim.report.pages.none")


def compared(where: str | Path, *more: str | Path) -> Done:
    return tabletop("compare", where, *QUICK, *more)


@pytest.fixture
def twofold(small: Path) -> Path:
    """The small scenario with a second variant, which changes nothing."""
    text = edited(VARIANT, "variant: no-offensive", "variant: as-it-is")
    head = text[: text.index("changes:")]
    (small / "variants" / "as-it-is.yaml").write_text(f"{head}null: true\nchanges: []\n")
    return small


def test_a_page_of_what_each_variant_changes(twofold: Path, here: Path) -> None:
    done = compared(twofold)
    assert done.code == 0, done.err
    assert "12 paired runs of the baseline and 2 variants, seed 0" in done.words
    assert "identical in every run" in done.words
    assert "2 comparisons, each by itself" in done.words
    assert done.words.index("Findings") < done.words.index("But for")
    (folder,) = (here / "results" / "small").iterdir()
    assert folder.name == "compare-as-it-is-no-offensive-seed0"


def test_one_variant_is_told_in_full(small: Path) -> None:
    done = compared(small, "--no-report")
    assert done.code == 0
    assert "Everything this variant changes" in done.words
    assert "First move of" in done.words
    assert "Permitted at the end" in done.words


def test_nothing_is_written_without_a_report(small: Path, here: Path) -> None:
    assert compared(small, "--no-report").code == 0
    assert not (here / "results").exists()


def test_json(small: Path) -> None:
    done = compared(small, "--json", "--no-report")
    assert done.code == 0
    (variant,) = done.json["variants"]
    assert variant["name"] == "no-offensive"
    first = variant["effects"][0]
    assert first["quantity"] == "us-border"
    assert set(first["but_for"]) == {
        "necessity", "sufficiency", "both_ways", "brought", "bounds",
    }  # fmt: skip


def test_the_same_again_has_the_same_digest(small: Path, here: Path) -> None:
    assert compared(small, "--out", "kept", "--csv").code == 0
    assert (here / "kept" / "effects.csv").is_file()
    done = tabletop("rerun", "kept", "--engine", "des", "--out", "again", "--json")
    assert done.code == 0, done.err
    assert done.json["same"] is True
    told = json.loads((here / "again" / "manifest.json").read_text())
    assert told["results_digest"] == done.json["before"]


def test_tables_that_are_not_those_that_were_made_are_told(small: Path, here: Path) -> None:
    compared(small, "--out", "kept")
    assert tabletop("rerun", "kept", "--check").code == 0
    path = here / "kept" / "manifest.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"results_digest": "0" * 64}))
    for more in ((), ("--check",)):
        done = tabletop("rerun", "kept", "--out", "again", *more)
        assert (done.code, done.out) == (1, "")
        assert done.err == "the tables in kept are not those that its manifest describes\n"
    assert not (here / "again").exists()


def test_more_runs_are_not_replaced_by_fewer(small: Path) -> None:
    compared(small, "--out", "kept")
    done = tabletop("compare", small, "--runs", "4", "--out", "kept")
    assert (done.code, done.out) == (2, "")
    assert "kept: has 12 runs already, more than 4; choose another with --out" in done.err


def test_results_list_it(twofold: Path) -> None:
    compared(twofold)
    done = tabletop("results", "--json")
    (row,) = done.json
    assert row["what"] == "comparison of 2 variants"
    assert (row["scenario"], row["runs"], row["seed"]) == ("small", 12, 0)


def test_variants_by_name_and_by_file(twofold: Path) -> None:
    path = twofold / "variants" / "no-offensive.yaml"
    done = compared(twofold, "--variants", f"as-it-is,{path}", "--no-report", "--json")
    assert [each["name"] for each in done.json["variants"]] == ["as-it-is", "no-offensive"]
    done = compared(
        twofold, "--variants", "no-offensive", "--variants", "as-it-is", "--no-report", "--json"
    )
    assert [each["name"] for each in done.json["variants"]] == ["no-offensive", "as-it-is"]


def test_intervals_for_all_together(twofold: Path) -> None:
    done = compared(twofold, "--simultaneous", "--no-report")
    assert "97.5 % Monte Carlo interval" in done.words


def test_until(small: Path) -> None:
    done = compared(small, "--until", "2024-05-12", "--json", "--no-report")
    assert done.code == 0
    assert compared(small, "--until", "2025-01-01").code == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--variants", "no-ofensive"), "did you mean 'no-offensive'"),
        (("--outcome", "us-boarder"), "us-border"),
        (("--runs", "1"), "at least 2"),
        (("--chances", "1"), "at least 2"),
        (("--engine", "abacus"), "expected 'batch' or 'des'"),
        (("--variants", "no-offensive,no-offensive"), "more than once"),
    ],
)
def test_wrong_options_end_in_a_sentence(small: Path, options: tuple[str, ...], words: str) -> None:
    done = tabletop("compare", small, *options)
    assert done.code == 2
    assert words in " ".join(done.err.split())


def test_a_scenario_without_variants_is_told_how_to_get_one(bare: Path) -> None:
    done = tabletop("compare", bare)
    assert done.code == 2
    assert "it has no variants" in done.err
    assert "docs/scenario-files.md" in done.err


def test_a_folder_that_holds_something_else_is_left_alone(small: Path, here: Path) -> None:
    (here / "kept").mkdir()
    (here / "kept" / "letter.txt").write_text("Dear all")
    done = compared(small, "--out", "kept")
    assert done.code == 2
    assert "choose another with --out" in done.err
    assert (here / "kept" / "letter.txt").read_text() == "Dear all"


def test_simpy_runs_less_unless_told_otherwise() -> None:
    assert Size().suiting("batch") == (20_000, 200, 50, 2000)
    assert Size().suiting("des") == (500, 40, 10, 0)
    assert Size(30, 0, 5, tipping=True).suiting("des") == (30, 0, 5, 2000)
    assert Size(30, 0, 5, tipping=False).suiting("batch") == (30, 0, 5, 0)
