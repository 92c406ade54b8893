"""Many runs at hand in a notebook: a short name, tables for pandas, a display that says what it is of."""

from __future__ import annotations

import polars as pl
import pytest

import sim
from sim.experiment.tables import MEANINGS


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run("may-2024", runs=40, variant="no-allies", until="2024-05-20", engine="des")


def test_a_run_and_its_pictures_have_short_names(run: sim.Run) -> None:
    assert repr(run) == "<Run of may-2024 (no-allies): 40 runs, seed 0>"
    assert repr(run.plot) == "<Plot of may-2024: cumulative(), rungs(outcome), held(outcome)>"


@pytest.mark.parametrize("name", ["outcomes", "positions", "events"])
def test_tables_become_those_of_pandas(run: sim.Run, name: str) -> None:
    table: pl.DataFrame = getattr(run, name)
    frame = table.to_pandas()
    assert list(frame.columns) == list(MEANINGS[name])
    assert len(frame) == table.height
    first = next(each for each in MEANINGS[name] if isinstance(table[each].dtype, pl.Enum))
    assert str(frame[first].dtype) == "category"


def test_the_display_says_what_it_is_of_and_how_exact(run: sim.Run) -> None:
    page = run._repr_html_()
    assert "variant no-allies: Allies keep to their first positions" in page
    assert "24 April 2024 to 20 May 2024, ended early: the scenario goes on to 30 June 2024" in page
    assert "<th>Mean (error)</th>" in page
    held = next(row for row in run.summary if row.outcome.measure == "days_at_or_above")
    assert f"{held.mean:.2f} ({held.error:.2f}) days" in page


def test_rungs_have_their_names(run: sim.Run) -> None:
    page = run._repr_html_()
    assert "prohibited inside Russia" in page
    assert "border-zone" not in page


def test_failures_are_a_tuple(run: sim.Run) -> None:
    assert run.failures == ()
