"""What the model makes of May 2024 from the causes alone, and of the tanks without their gate.

In-sample and set by hand: these figures test the file against what was wanted of it, not the world.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from benchmarks.shares import (
    BASE,
    DOCUMENT,
    ROWS,
    VARIANTS,
    WORDS,
    Figures,
    figures,
    printed,
    table,
    varied,
    written,
)
from sim.experiment.ensemble import Ensemble, ensemble
from sim.scenario.files.load import load, variant_of
from sim.scenario.files.tree import parse
from sim.scenario.variants.apply import apply_all

RUNS = 2000
LEAST, MOST = 0.60, 0.95  # of runs in which the US reaches the border zone
ANNOUNCED, DAYS = date(2024, 5, 30), 10
RARE = 0.10
USUAL = 0.60
NEVER_LESS = 0.05  # whatever is taken away


@pytest.fixture(scope="module")
def found() -> dict[str, Figures]:
    return figures(RUNS)


@pytest.fixture(scope="module")
def base(found: dict[str, Figures]) -> Figures:
    return found[BASE]


# --- what is wanted of the scenario ------------------------------------------------------------


def test_every_run_counts(found: dict[str, Figures]) -> None:
    for each in found.values():
        shares = (each.reaches, each.back, each.long_range, each.uk_first)
        assert {share.runs for share in shares} == {RUNS}


def test_washington_reaches_the_border_zone_in_most_runs_and_not_in_all(base: Figures) -> None:
    assert LEAST <= base.reaches.value <= MOST


def test_half_of_all_runs_get_there_about_when_it_happened(base: Figures) -> None:
    assert base.median is not None
    assert abs((base.median.date() - ANNOUNCED).days) <= DAYS


def test_washington_seldom_goes_back(base: Figures) -> None:
    assert base.back.value < RARE


def test_washington_seldom_goes_to_long_range(base: Figures) -> None:
    assert 0 < base.long_range.value < RARE


def test_london_usually_moves_first(base: Figures) -> None:
    assert base.uk_first.value > USUAL


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_cause_taken_away_lowers_the_share_and_none_is_all(
    found: dict[str, Figures], variant: str
) -> None:
    assert NEVER_LESS < found[variant].reaches.value < found[BASE].reaches.value


def test_with_the_allies_held_london_never_moves(found: dict[str, Figures]) -> None:
    assert found["no-allies"].uk_first.count == 0


# --- the figures themselves --------------------------------------------------------------------


def test_the_shares_are_counts_of_the_positions_taken() -> None:
    """The same figures, counted again from the table of positions."""
    runs = 300
    scenario = load("may-2024").scenario
    made, told = ensemble(scenario, runs), figures(runs)[BASE]
    levels = dict(
        zip(
            (rung.id for rung in scenario.issue("use").rungs),
            scenario.issue("use").levels,
            strict=True,
        )
    )
    rows = made.positions.filter(pl.col("time") > 0)
    ups = {name: dict[int, float]() for name in ("united-states", "united-kingdom")}
    reached: dict[int, float] = {}
    last: dict[int, float] = {}
    for replication, time, stance, rung, _ in rows.iter_rows():
        name = stance.removesuffix("/use")
        if name in ups:
            ups[name].setdefault(replication, time)  # both begin at the lowest rung
        if name == "united-states":
            last[replication] = levels[rung]
            if levels[rung] >= levels["border-zone"]:
                reached.setdefault(replication, time)
    assert told.reaches.count == len(reached)
    assert told.back.count == sum(last[r] < levels["border-zone"] for r in reached)
    assert told.median == scenario.date(sorted(reached.values())[runs // 2 - 1])
    uk, us = ups["united-kingdom"], ups["united-states"]
    assert told.uk_first.count == sum(uk[r] < us.get(r, float("inf")) for r in uk)


def test_a_variant_is_applied(found: dict[str, Figures]) -> None:
    assert "kharkiv-offensive" not in {
        cause.id for cause in varied(load("may-2024"), "no-kharkiv").causes
    }
    assert len(set(found.values())) == 1 + len(VARIANTS)


# --- the document ------------------------------------------------------------------------------


def test_the_table_in_the_document_is_current(found: dict[str, Figures]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert printed(text) == table(found), "run: python -m benchmarks.shares --write"


def test_the_words_stand_after_the_table() -> None:
    after = DOCUMENT.read_text(encoding="utf-8").partition("<!-- /shares -->")[2]
    assert " ".join(after.split()).startswith(WORDS)


def test_the_table_goes_between_the_markers_and_nowhere_else(found: dict[str, Figures]) -> None:
    text = "before\n<!-- shares -->\nold\nlines\n<!-- /shares -->\nafter\n"
    new = written(text, table(found))
    assert new.startswith("before\n<!-- shares -->\n| ")
    assert new.endswith(" |\n<!-- /shares -->\nafter\n")
    assert "old" not in new
    assert printed(new) == table(found)
    assert len(table(found).splitlines()) == 2 + len(ROWS)


@pytest.mark.parametrize("text", ["", "<!-- shares -->\n", "<!-- /shares -->\n<!-- shares -->\n"])
def test_a_document_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no lines <!-- shares --> and <!-- /shares -->"):
        written(text, "| a |")


# --- the tanks ---------------------------------------------------------------------------------

WITHOUT_THE_GATE = """
variant: no-gate
of: tanks-2023
title: Berlin does not wait for Washington
reason: To see what the condition did.
minimal: One gate goes.
cotenable: Hardly, the condition was the policy.
otherwise: Not asked here.
changes:
  - {drop_gate: germany/supply/only-with-washington}
"""


def test_without_its_gate_germany_commits_earlier() -> None:
    runs = 400
    case = load("tanks-2023")
    tree = parse(WITHOUT_THE_GATE, "no-gate.yaml")
    free = apply_all(case.scenario, variant_of(tree, case), tree)
    waits, goes = (germany(ensemble(each, runs)) for each in (case.scenario, free))
    pairs = list(zip(goes, waits, strict=True))
    assert all(one <= other for one, other in pairs)
    assert sum(one < other for one, other in pairs) > runs / 3
    assert sorted(goes)[runs // 2] < sorted(waits)[runs // 2] - 1.0


def germany(found: Ensemble) -> list[float]:
    """The day on which Germany commits in each run; later than any where it does not."""
    rows = found.outcomes.filter(pl.col("outcome") == "germany-commits")
    return [1e9 if day is None else float(day) for day in rows["days"]]
