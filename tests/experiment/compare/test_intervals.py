"""Intervals against published examples, against SciPy, and against what is worked out by hand."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from sim.experiment.compare.intervals import (
    Pairs,
    most_factor,
    newcombe,
    paired_t,
    tian_pearl,
    variance_factor,
    wilson_limits,
)
from tests.worlds import near

Z = 1.959963984540054

# both, only in the second, only in the first, neither; the published interval of first minus second.
PUBLISHED = [
    ((36, 12, 2, 0), (0.0569, 0.3404)),  # Newcombe 1998, Statistics in Medicine 17, 2635-2650
    ((1, 1, 7, 12), (-0.507, -0.026)),  # Bentur 2009, in Fagerland, Lydersen, Laake 2014
    ((59, 6, 16, 80), (-0.1186, -0.0046)),  # Cavo 2012, in the same authors' book, chapter 8
]


@pytest.mark.parametrize(("counts", "published"), PUBLISHED)
def test_method_10_gives_what_is_published(
    counts: tuple[int, int, int, int], published: tuple[float, float]
) -> None:
    both, first, second, neither = counts
    found = newcombe(Pairs(both, second, first, neither))
    assert (found.low, found.high) == (near(published[0], 5e-4), near(published[1], 5e-4))


def test_turning_the_worlds_round_turns_the_interval() -> None:
    one, other = newcombe(Pairs(30, 9, 4, 57)), newcombe(Pairs(30, 4, 9, 57))
    assert (one.low, one.high) == (near(-other.high), near(-other.low))


@pytest.mark.parametrize("table", [Pairs(40, 0, 0, 60), Pairs(100, 0, 0, 0), Pairs(0, 100, 0, 0)])
def test_extreme_tables_have_an_interval_inside_the_possible(table: Pairs) -> None:
    found = newcombe(table)
    assert -1 <= found.low <= table.variant - table.baseline <= found.high <= 1


@pytest.mark.parametrize(("count", "runs"), [(0, 10), (3, 10), (81, 263), (263, 263)])
def test_wilson_is_scipys(count: int, runs: int) -> None:
    theirs = binomtest(count, runs).proportion_ci(method="wilson")
    assert wilson_limits(count, runs, Z) == pytest.approx((theirs.low, theirs.high))


def test_the_paired_interval_is_scipys() -> None:
    differences = np.array([0.5, -1.0, 2.0, 0.25, 3.0, -0.5])
    for level in (0.95, 0.99):
        theirs = ttest_1samp(differences, 0.0).confidence_interval(level)
        ours = paired_t(differences, level)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_bounds_by_hand() -> None:
    """0.3 with the cause, 0.1 without: at least 0.2 and at most 0.3 of runs turn from so to not so."""
    found = tian_pearl(0.3, 0.1)
    assert (found.both_ways.low, found.both_ways.high) == pytest.approx((0.2, 0.3))
    assert (found.necessity.low, found.necessity.high) == pytest.approx((2 / 3, 1.0))
    assert (found.sufficiency.low, found.sufficiency.high) == pytest.approx((0.2 / 0.9, 0.3 / 0.9))


def test_bounds_where_the_cause_holds_it_back() -> None:
    found = tian_pearl(0.2, 0.9)
    assert (found.both_ways.low, found.both_ways.high) == pytest.approx((0.0, 0.1))
    assert (found.necessity.low, found.necessity.high) == pytest.approx((0.0, 0.5))
    assert (found.sufficiency.low, found.sufficiency.high) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize(("baseline", "variant"), [(0.0, 0.5), (0.5, 1.0), (0.0, 1.0)])
def test_bounds_given_what_never_is_are_all(baseline: float, variant: float) -> None:
    found = tian_pearl(baseline, variant)
    if baseline == 0.0:
        assert (found.necessity.low, found.necessity.high) == (0.0, 1.0)
    if variant == 1.0:
        assert (found.sufficiency.low, found.sufficiency.high) == (0.0, 1.0)


@pytest.mark.parametrize("seed", range(20))
def test_any_pairing_lies_within_the_bounds(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(1, 50, 4).tolist()
    table = Pairs(*counts)
    bounds = tian_pearl(table.baseline, table.variant)
    lost = table.only_baseline / table.total
    assert bounds.both_ways.low <= lost + 1e-12
    assert lost <= bounds.both_ways.high + 1e-12
    assert bounds.necessity.low - 1e-12 <= lost / table.baseline <= bounds.necessity.high + 1e-12


def test_the_factor_by_hand() -> None:
    """Y is 0, 2, 4 and Y' is Y plus 0, 1, 0: variances 4 and 13/3, of the difference 1/3."""
    first, added = np.array([0.0, 2.0, 4.0]), np.array([0.0, 1.0, 0.0])
    assert variance_factor(first, first + added, added) == pytest.approx((4 + 13 / 3) * 3)
    assert variance_factor(first, first, np.zeros(3)) == inf
    assert variance_factor(first, first + 1.0, np.ones(3)) == inf


def test_no_pairing_gains_more_than_the_most() -> None:
    rng = np.random.default_rng(0)
    was, now = rng.normal(0.0, 1.0, 200), rng.exponential(2.0, 200)
    most = most_factor(was, now)
    for _ in range(50):
        shuffled = rng.permutation(now)
        assert variance_factor(was, shuffled, shuffled - was) <= most


def test_the_most_of_a_yes_or_no_by_hand() -> None:
    """9 of 10 before and 1 of 10 after: in any pairing 8 at least turn, so no factor above 9/8."""
    was, now = (np.arange(10) < share for share in (9, 1))
    found = most_factor(was.astype(float), now.astype(float))
    assert found == pytest.approx((0.09 + 0.09) / (0.8 * 0.2))
