"""Summaries: intervals against SciPy, quantiles against counting, and never without "not by the end"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from math import ceil, inf, log, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from sim.experiment.ensemble import ensemble
from sim.experiment.summary import (
    QUANTILES,
    Summary,
    cumulative,
    quantile,
    quantile_bounds,
    summaries,
    wilson,
)
from sim.experiment.tables import MEANINGS
from sim.scenario.language.scenario import Scenario
from tests.experiment.many import everything

SCENARIO = everything()
OUTCOMES = {outcome.id: outcome for outcome in SCENARIO.outcomes}
RUNGS = pl.Enum(["never", "partly", "wholly", "silence", "warning", "strike"])


def table(outcome: str, **column: Sequence[object]) -> pl.DataFrame:
    """A table of outcomes with one outcome."""
    ((name, values),) = column.items()
    types: dict[str, pl.DataType] = {
        "days": pl.Float64(),
        "yes": pl.Boolean(),
        "rung": RUNGS,
        "distance": pl.Float64(),
    }
    empty = {key: pl.Series([None] * len(values), dtype=kind) for key, kind in types.items()}
    return pl.DataFrame(
        {
            "replication": range(len(values)),
            "outcome": pl.Series([outcome] * len(values), dtype=pl.Enum(list(OUTCOMES))),
            **empty,
            name: pl.Series(values, dtype=types[name]),
        }
    ).select(*MEANINGS["outcomes"])


def summed(outcome: str, **column: Sequence[object]) -> Summary:
    found = {s.outcome.id: s for s in summaries(SCENARIO, table(outcome, **column))}
    assert list(found) == list(OUTCOMES)  # in file order, those without rows too
    return found[outcome]


# --- intervals --------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(counts: tuple[int, int]) -> None:
    count, runs = counts
    found = wilson(count, runs)
    theirs = binomtest(count, runs).proportion_ci(0.95, method="wilson")
    assert found.low == pytest.approx(theirs.low, abs=1e-12)
    assert found.high == pytest.approx(theirs.high, abs=1e-12)
    assert found.value == count / runs
    assert 0.0 <= found.low < found.high <= 1.0
    assert found.halfwidth == pytest.approx((theirs.high - theirs.low) / 2)


def test_nothing_is_known_of_no_runs() -> None:
    none = wilson(0, 0)
    assert (none.value, none.low, none.high, none.halfwidth) == (0.0, 0.0, 1.0, 0.5)


# --- quantiles --------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.floats(0, 300), st.just(inf)), min_size=1, max_size=60))
def test_a_quantile_is_the_smallest_value_that_such_a_share_does_not_exceed(
    values: list[float],
) -> None:
    ordered = np.sort(np.array(values))
    for p in QUANTILES:
        share = Fraction(str(p))
        reached = [v for v in values if Fraction(sum(w <= v for w in values), len(values)) >= share]
        expected = min(reached)
        assert quantile(ordered, p) == (None if expected == inf else expected)


@pytest.mark.parametrize("p", QUANTILES)
def test_quantiles_do_not_stumble_over_the_last_bit_of_a_share(p: float) -> None:
    """A tenth of 10 is the first, never the second, whatever 0.1 times 10 is in binary."""
    for runs in range(1, 2001):
        expected = ceil(Fraction(str(p)) * runs) - 1
        assert quantile(np.arange(float(runs)), p) == expected


@pytest.mark.parametrize("runs", [1, 2, 5, 20, 100, 1000])
@pytest.mark.parametrize("p", QUANTILES)
def test_an_interval_of_a_quantile_holds_95_per_cent_whatever_the_distribution(
    p: float, runs: int
) -> None:
    """Its ends are ranks; how many values lie below the true quantile is binomial."""
    ranks = np.arange(1.0, runs + 1)
    low, high = quantile_bounds(ranks, p, inf)
    first = int(low or 0)
    last = runs + 1 if high is None else int(high)
    held = binom.cdf(last - 1, runs, p) - binom.cdf(first - 1, runs, p)
    assert held >= 0.95
    if runs == 1000:
        assert held < 0.97  # no wider than it has to be
    assert first <= (quantile(ranks, p) or 0.0) <= last


def test_an_interval_of_a_median_is_that_of_the_sign_test() -> None:
    """Of 16: P(B <= 3) = 697/65536 is below 2.5 %, P(B <= 4) = 2517/65536 above; so ranks 4 and 13."""
    values = np.array([float(n) for n in range(1, 17)])
    assert quantile_bounds(values, 0.5, inf) == (4.0, 13.0)


def test_an_open_end_is_the_least_or_the_most_that_there_could_be() -> None:
    assert quantile_bounds(np.array([3.0, 4.0]), 0.5, 60.0) == (0.0, 60.0)
    assert quantile_bounds(np.array([3.0, inf]), 0.9, inf) == (3.0, None)


def test_intervals_cover_the_true_quantile_of_many_ensembles() -> None:
    random = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        low, high = quantile_bounds(np.sort(random.exponential(10.0, 200)), 0.75, inf)
        assert low is not None
        assert high is not None
        held += low <= 10.0 * log(4.0) <= high
    assert 370 <= held <= 398


# --- not by the end ---------------------------------------------------------------------------------


def test_not_by_the_end_is_in_the_share_and_later_than_any_date() -> None:
    days = [5.0, None, 3.0, None, None, 8.0, None, None, None, None]
    found = summed("us-partly", days=days)
    assert found.share == wilson(3, 10)
    assert dict(zip(QUANTILES, found.quantiles, strict=True)) == {
        0.1: 3.0,
        0.25: 8.0,
        0.5: None,
        0.75: None,
        0.9: None,
    }
    assert found.mean is found.error is None  # no average of dates that leaves some out
    assert found.rungs == ()


def test_one_that_is_always_and_one_that_is_never_reached() -> None:
    always = summed("us-partly", days=[float(n) for n in range(1, 101)])
    assert always.share == wilson(100, 100)
    assert always.quantiles == (10.0, 25.0, 50.0, 75.0, 90.0)
    never = summed("us-partly", days=[None] * 100)
    assert never.share == wilson(0, 100)
    assert never.quantiles == (None,) * 5


def test_dates_have_no_mean_in_any_summary() -> None:
    """Of a whole ensemble: only what every run has, days held and distances, is averaged."""
    found = ensemble(SCENARIO, 60, until=SCENARIO.start + timedelta(days=12))
    for each in found.summary:
        averaged = each.outcome.measure in {"days_at_or_above", "spread"}
        assert (each.mean is not None) == averaged == (each.error is not None)
        for share in each.shares:
            assert share.runs == found.finished
    dates = [each for each in found.summary if each.outcome.measure == "first_reaches"]
    assert any(None in each.quantiles for each in dates)


# --- the other measures -----------------------------------------------------------------------------


def test_before_is_a_share() -> None:
    found = summed("us-first", yes=[True, False, True, False])
    assert found.share == wilson(2, 4)
    assert (found.quantiles, found.rungs) == ((), ())
    assert found.shares == (wilson(2, 4),)


def test_rungs_are_shares_in_the_order_of_the_ladder_and_make_one() -> None:
    found = summed("us-end", rung=["wholly", "never", "wholly", "never", "wholly"])
    assert found.rungs == (
        ("never", wilson(2, 5)),
        ("partly", wilson(0, 5)),
        ("wholly", wilson(3, 5)),
    )
    assert sum(share.count for share in found.shares) == 5


@pytest.mark.parametrize(("outcome", "column"), [("uk-days", "days"), ("apart", "distance")])
def test_numbers_that_every_run_has_are_averaged_with_their_standard_error(
    outcome: str, column: str
) -> None:
    values = [0.0, 2.0, 4.0, 6.0, 13.0]
    found = summed(outcome, **{column: values})
    assert found.mean == 5.0
    assert found.error == pytest.approx(float(np.std(values, ddof=1)) / sqrt(5))
    assert found.quantiles == (0.0, 2.0, 4.0, 6.0, 13.0)
    assert len(found.bounds) == len(found.quantiles)
    assert all(low is not None and high is not None for low, high in found.bounds)
    assert found.shares == ()
    assert summed(outcome, **{column: [7.0]}).error is None


def test_no_runs_are_no_summary() -> None:
    for found in summaries(SCENARIO, table("us-partly", days=[])):
        assert found == Summary(found.outcome)


# --- by date ----------------------------------------------------------------------------------------


def test_cumulative_shares_are_those_counted_by_hand() -> None:
    days = [0.0, 0.5, 1.0, None, 2.9, 3.0, None, None, None, None]
    found = cumulative(table("us-partly", days=days), "us-partly", 3.5)
    assert found.columns == ["day", "share"]
    assert found.rows() == [(0, 0.1), (1, 0.3), (2, 0.3), (3, 0.5), (4, 0.5)]


def test_cumulative_shares_of_an_ensemble_are_those_counted_one_by_one() -> None:
    found = ensemble(SCENARIO, 80, until=SCENARIO.start + timedelta(days=12))
    until = found.program.horizon
    curve = cumulative(found.outcomes, "us-partly", until)
    dates = found.outcomes.filter(pl.col("outcome") == "us-partly")["days"].to_list()
    assert curve["day"].to_list() == list(range(13))
    for day, share in curve.iter_rows():
        assert share == sum(d is not None and d <= day for d in dates) / 80
    (summary,) = (s for s in found.summary if s.outcome.id == "us-partly")
    assert summary.share is not None
    assert 0.0 < curve["share"][-1] == summary.share.value < 1.0


def test_cumulative_shares_of_nothing_are_zero() -> None:
    found = cumulative(table("us-partly", days=[]), "us-partly", 2.0)
    assert found.rows() == [(0, 0.0), (1, 0.0), (2, 0.0)]


def test_summaries_follow_the_scenario_they_are_of() -> None:
    fewer: Scenario = everything(outcomes=[{"id": "apart", "spread": {"issue": "use"}}])
    (only,) = summaries(fewer, table("apart", distance=[0.5, 0.5]))
    assert (only.outcome.id, only.mean, only.error) == ("apart", 0.5, 0.0)
