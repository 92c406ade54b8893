"""The interval over parameters against a closed form, and the draws behind it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sim.engine.noise import Noise
from sim.experiment.compare.parameters import CODE, between, drawn, sets_of_parameters
from sim.experiment.compare.uniforms import uniforms
from sim.model.philox import uniform
from tests.worlds import busy


def two_level(sets: int, chances: int, sd: float, noise: float, seed: int = 0) -> np.ndarray:
    """Differences with a mean of 1, a spread `sd` between sets and `noise` within."""
    rng = np.random.default_rng(seed)
    means = rng.normal(1.0, sd, sets)
    return (means[:, None] + rng.normal(0.0, noise, (sets, chances))).ravel()


def test_the_spread_between_sets_is_found_and_chance_taken_out() -> None:
    """Both standard deviations are known; the means alone would say sqrt(0.5² + 2²/10) = 0.8."""
    sets, chances = 4000, 10
    differences = two_level(sets, chances, 0.5, 2.0)
    found = between(differences, np.ones(differences.size, dtype=bool), sets)
    assert found is not None
    assert found.sd == pytest.approx(0.5, abs=0.03)
    assert found.within == pytest.approx(2.0, abs=0.03)
    low, high = norm(1.0, 0.5).ppf([0.025, 0.975])
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=0.08)


def test_chance_alone_gives_no_spread() -> None:
    """Half of all samples of nothing say 0, the rest very little."""
    found = [
        between(two_level(200, 50, 0.0, 1.0, seed), np.ones(10_000, dtype=bool), 200)
        for seed in range(30)
    ]
    widths = [each.interval.high - each.interval.low for each in found if each is not None]
    assert len(widths) == 30
    assert sum(width == 0.0 for width in widths) >= 8
    assert max(widths) < 0.35  # the means alone spread over 4 / sqrt(50) = 0.55


def test_parameters_alone_are_the_whole_spread() -> None:
    differences = np.repeat(np.arange(101, dtype=np.float64), 5)
    found = between(differences, np.ones(differences.size, dtype=bool), 101)
    assert found is not None
    assert found.within == 0.0
    assert (found.interval.low, found.interval.high) == pytest.approx((2.5, 97.5))


def test_pairs_that_failed_are_left_out() -> None:
    differences = two_level(50, 6, 1.0, 0.5)
    counted = np.ones(differences.size, dtype=bool)
    counted[::7] = False
    spoilt = np.where(counted, differences, np.nan)
    with_gaps = between(spoilt, counted, 50)
    assert with_gaps is not None
    means = [spoilt.reshape(50, 6)[n][counted.reshape(50, 6)[n]].mean() for n in range(50)]
    assert with_gaps.interval.low > min(means)
    assert with_gaps.sd == pytest.approx(1.0, abs=0.35)


@pytest.mark.parametrize(("sets", "chances"), [(1, 10), (10, 1)])
def test_too_little_to_tell_is_none(sets: int, chances: int) -> None:
    assert between(np.zeros(sets * chances), np.ones(sets * chances, dtype=bool), sets) is None


def test_many_draws_at_once_are_the_generators() -> None:
    rng = np.random.default_rng(3)
    for seed, word, code in rng.integers(0, 2**64, (20, 3), dtype=np.uint64).tolist():
        ours = uniforms(seed, 10, word, code).tolist()
        assert ours == [uniform(seed, n, word, code) for n in range(10)]
    most = 2**64 - 1
    assert uniforms(most, 3, most, most)[2] == uniform(most, 2, most, most)


def test_a_set_holds_the_parameters_of_its_replication_and_no_other_draw() -> None:
    program = busy()
    made = sets_of_parameters([program], seed=5, sets=3, chances=4)
    assert len(made.rows) == 12
    for replication in range(12):
        inner = Noise(program, 5, replication, made.of(replication))
        outer = Noise(program, 5, replication // 4)
        assert [inner.parameter(i) for i in drawn(program)] == [
            outer.parameter(i) for i in drawn(program)
        ]
        assert inner.work(0, 0, 1, 0, 0) == Noise(program, 5, replication).work(0, 0, 1, 0, 0)
    assert {code for _, code in made.of(0)} == {CODE}
