"""Pairs counted against a loop; effects of worlds made of numbers."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from sim.experiment.columns import Failure, Floats
from sim.experiment.compare.curves import curve
from sim.experiment.compare.effects import (
    MINUTE,
    Both,
    Effects,
    Timing,
    both,
    but_for,
    pairs_of,
    timing_of,
)
from sim.experiment.compare.intervals import Pairs
from sim.experiment.compare.measures import Measured
from sim.experiment.compare.quantities import Quantity, Way, only

REACHED = Quantity("it", "share", Way("reached", "it"))


def world(values: list[float], failed: tuple[int, ...] = ()) -> Measured:
    """A world in which one thing was measured."""
    return Measured(
        {"it": np.array(values)}, tuple(Failure(each, "it ran away") for each in failed), ""
    )


def paired(was: list[float], now: list[float]) -> Both:
    return both(world(was), world(now), len(was))


def times(seed: int, count: int = 300) -> Floats:
    rng = np.random.default_rng(seed)
    return np.where(rng.random(count) < 0.3, inf, rng.integers(0, 20, count).astype(float))


def test_pairs_against_a_loop() -> None:
    was, now = (np.isfinite(times(seed)).astype(float) for seed in (1, 2))
    counted = {(a, b): 0 for a in (0.0, 1.0) for b in (0.0, 1.0)}
    for a, b in zip(was.tolist(), now.tolist(), strict=True):
        counted[a, b] += 1
    expected = Pairs(counted[1, 1], counted[1, 0], counted[0, 1], counted[0, 0])
    assert pairs_of(was, now) == expected


def test_timing_against_a_loop() -> None:
    was, now = times(1), times(2)
    names = ("sooner", "same", "later", "never_now", "only_now", "never")
    counted = dict.fromkeys(names, 0)
    for a, b in zip(was.tolist(), now.tolist(), strict=True):
        if inf in {a, b}:
            name = "never" if a == b else "only_now" if a == inf else "never_now"
        else:
            name = "same" if a == b else "sooner" if b < a else "later"
        counted[name] += 1
    assert timing_of(was, now) == Timing(**counted)
    assert timing_of(was, now).total == was.size


def test_less_than_a_minute_is_the_same_time() -> None:
    was = np.array([5.0, 5.0, 5.0, 5.0])
    now = was + np.array([0.9, -0.9, 1.1, -1.1]) * MINUTE
    found = timing_of(was, now)
    assert (found.sooner, found.same, found.later) == (1, 2, 1)


def test_the_effect_on_a_share() -> None:
    found = Effects(paired([1.0, 2.0, inf, inf, 5.0], [1.0, inf, 3.0, inf, 6.0]), None, 0, 0.95)
    effect = found.of(REACHED)
    assert (effect.baseline, effect.variant, effect.difference) == pytest.approx((0.6, 0.6, 0.0))
    assert effect.pairs == Pairs(2, 1, 1, 1)
    assert effect.timing == Timing(0, 1, 1, 1, 1, 1)
    assert effect.few
    assert not effect.identical
    assert effect.parameters is None


def test_what_is_the_same_in_every_pair() -> None:
    values = [1.0, 2.0, inf, 4.0]
    effect = Effects(paired(values, values), None, 0, 0.95).of(REACHED)
    assert effect.identical
    assert effect.difference == 0.0
    assert effect.factor == inf
    assert not effect.few


def test_the_same_share_at_other_times_is_not_identical() -> None:
    effect = Effects(paired([1.0, 2.0, inf], [1.0, 3.0, inf]), None, 0, 0.95).of(REACHED)
    assert (effect.difference, effect.factor) == (0.0, inf)
    assert not effect.identical


def test_a_pair_of_which_either_failed_is_left_out() -> None:
    pair = both(world([1.0, np.nan, 3.0, inf], (1,)), world([1.0, 2.0, np.nan, 4.0], (2,)), 4)
    effect = Effects(pair, None, 0, 0.95).of(REACHED)
    assert effect.runs == 2
    assert effect.pairs == Pairs(1, 0, 1, 0)


def test_but_for_shares() -> None:
    told = but_for(Pairs(both=30, only_baseline=20, only_variant=5, neither=45))
    assert (told.necessity.count, told.necessity.runs) == (20, 50)
    assert (told.sufficiency.count, told.sufficiency.runs) == (20, 65)
    assert (told.both_ways.count, told.both_ways.runs) == (20, 100)
    assert (told.brought.count, told.brought.runs) == (5, 50)
    assert told.bounds.necessity.low == pytest.approx((0.5 - 0.35) / 0.5)


def test_rungs_of_failed_runs_do_no_harm() -> None:
    """They are not numbers, and are read before they are left out."""
    way = only("it", 1, 3)
    assert way.read({"it": np.array([0.0, 1.0, np.nan, 2.0])}).tolist() == [0.0, 1.0, 0.0, 0.0]


def test_never_is_after_everybody_and_ties_are_none() -> None:
    way = Way("before", "it", "that")
    told = {"it": np.array([1.0, 2.0, 3.0, inf]), "that": np.array([2.0, 2.0, inf, inf])}
    assert way.read(told).tolist() == [1.0, 0.0, 1.0, 0.0]


def test_a_curve_against_a_loop() -> None:
    was, now = times(1).tolist(), times(2).tolist()
    pair = paired(was, now)
    found = curve("it", "it", pair, 20.0, 0.95)
    for day in found.days.tolist():
        assert found.baseline[day] == pytest.approx(sum(t <= day for t in was) / len(was))
        assert found.variant[day] == pytest.approx(sum(t <= day for t in now) / len(now))
        assert found.low[day] <= found.variant[day] - found.baseline[day] <= found.high[day]
    last = Effects(pair, None, 0, 0.95).of(REACHED)
    assert (found.low[-1], found.high[-1]) == (last.monte_carlo.low, last.monte_carlo.high)


def test_what_rounding_changes_is_no_effect() -> None:
    days = Quantity("it", "days", Way("number", "it"))
    values = [0.1 + 0.2, 30.0, 12.5]
    effect = Effects(paired(values, [0.3, 30.0, 12.5 + 1e-12]), None, 0, 0.95).of(days)
    assert effect.identical
    assert (effect.difference, effect.factor) == (0.0, inf)
