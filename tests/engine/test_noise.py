"""Draws: what is drawn follows its distribution, depends on its key alone, and a seed of 0 is a seed."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.engine.noise import Central, Noise, moments, parameters
from sim.model import keys
from sim.model.philox import pack, uniform
from sim.model.program import Program
from sim.model.quantile import exponential_quantile
from tests.worlds import (
    Tree,
    actor,
    dated,
    gate,
    lasting,
    program,
    recurring,
    stance,
    stands,
    triggered,
)

RUNS = 3000
LEAST_P = 1e-3
HALF = stats.norm(0.5, 1.0)

# as the file writes it, the distribution function of what must be drawn, and its median
NUMBERS: list[tuple[Tree, stats.rv_continuous, float]] = [
    ({"uniform": [-1.0, 3.0]}, stats.uniform(-1, 4), 1.0),
    ({"normal": [0.5, 1.0]}, HALF, 0.5),
    ({"normal": [0.5, 1.0], "min": 0.0, "max": 1.0}, stats.truncnorm(-0.5, 0.5, 0.5, 1.0), 0.5),
    ({"lognormal": [2.0, 0.5]}, stats.lognorm(0.5, scale=2.0), 2.0),
    ({"lognormal": [1.0, 0.5], "max": 1.0}, None, float(stats.lognorm(0.5).ppf(0.25))),
    ({"triangular": [0.0, 1.0, 4.0]}, stats.triang(0.25, 0.0, 4.0), 4.0 - 6.0**0.5),
    ({"exponential": 3.0}, stats.expon(0, 3.0), 3.0 * log(2.0)),
    ({"exponential": 3.0, "min": 1.0}, stats.expon(1.0, 3.0), 1.0 + 3.0 * log(2.0)),
]


def standing(number: Tree) -> tuple[Program, int]:
    built = program(actor("us", stance(standing=number)))
    return built, built.stances.standing[0]


@pytest.mark.parametrize(("number", "known", "median"), NUMBERS)
def test_a_number_is_drawn_from_its_distribution(
    number: Tree, known: stats.rv_continuous | None, median: float
) -> None:
    built, index = standing(number)
    drawn = [Noise(built, 0, replication).parameter(index) for replication in range(RUNS)]
    if known is None:  # the lower half of a lognormal
        whole = stats.lognorm(0.5)
        assert stats.kstest(drawn, lambda x: np.minimum(1.0, 2 * whole.cdf(x))).pvalue > LEAST_P
    else:
        assert stats.kstest(drawn, known.cdf).pvalue > LEAST_P
    assert Central(built).parameter(index) == pytest.approx(median, rel=1e-12)


def test_a_fixed_number_is_not_drawn() -> None:
    built, index = standing({"value": 0.75})
    assert {Noise(built, seed, r).parameter(index) for seed in (0, 9) for r in range(5)} == {0.75}


# --- dates -------------------------------------------------------------------------------------


def dates(built: Program, runs: int = RUNS) -> NDArray[np.float64]:
    """The moments of many replications, one row each."""
    rows = []
    for replication in range(runs):
        noise = Noise(built, 0, replication)
        rows.append(moments(built, noise, parameters(built, noise)))
    return np.array(rows)


def test_a_day_is_a_window_and_what_comes_after_takes_what_is_left_of_it() -> None:
    causes: tuple[Tree, ...] = (
        {**dated("first", 0.0), "on": "2024-01-03"},
        {**dated("second", 0.0), "on": "2024-01-03", "after": "first"},
        {**dated("range", 0.0), "on": "2024-01-03..2024-01-05"},
    )
    first, second, between = dates(program(actor("us"), causes=causes)).T
    assert stats.kstest(first, stats.uniform(2.0, 1.0).cdf).pvalue > LEAST_P
    assert stats.kstest(between, stats.uniform(2.0, 3.0).cdf).pvalue > LEAST_P
    assert (second > first).all()
    left = (second - first) / (3.0 - first)
    assert stats.kstest(left, "uniform").pvalue > LEAST_P
    assert abs(float(np.corrcoef(first, left)[0, 1])) < 4 / RUNS**0.5


def test_begin_and_end_of_a_cause_are_drawn_apart() -> None:
    """Each `plus` is a parameter of its own, and so is each window."""
    drawn: Tree = {"date": "2024-01-05T00:00", "plus": {"uniform": [0.0, 5.0]}}
    ended: Tree = {"date": "2024-01-25T00:00", "plus": {"uniform": [0.0, 5.0]}}
    plus = {**lasting("plus", None, None), "from": drawn, "until": ended}
    window = {**lasting("window", None, None), "from": "2024-01-05", "until": "2024-01-25"}
    rows = dates(program(actor("us"), causes=(plus, window))).T
    for column, (low, width) in zip(rows, ((4, 5), (4, 1), (24, 5), (24, 1)), strict=True):
        assert stats.kstest(column, stats.uniform(low, width).cdf).pvalue > LEAST_P
    correlation = np.asarray(np.corrcoef(rows))
    assert np.abs(correlation[~np.eye(4, dtype=bool)]).max() < 4 / RUNS**0.5


def test_nothing_ends_before_it_begins() -> None:
    """Where the draws would have it so, it ends as it begins."""
    drawn: Tree = {"date": "2024-01-05T00:00", "plus": {"uniform": [0.0, 20.0]}}
    ended: Tree = {"date": "2024-01-20T00:00", "plus": {"uniform": [-10.0, 5.0]}}
    war = {**lasting("war", None, None), "from": drawn, "until": ended}
    begins, ends = dates(program(actor("us"), causes=(war,)), 500).T
    assert (ends >= begins).all()
    assert 0.1 < (ends == begins).mean() < 0.9


def test_gaps_of_a_recurring_cause_are_keyed_by_number() -> None:
    built = program(actor("us"), causes=(recurring("shelling", {"exponential": 4.0}),))
    noise = Noise(built)
    gaps = [noise.gap(0, number) for number in range(RUNS)]
    assert stats.kstest(gaps, stats.expon(0, 4.0).cdf).pvalue > LEAST_P
    u = uniform(0, 0, keys.name_word("shelling"), pack(keys.GAP, 0, 0, 0, 17))
    assert gaps[17] == pytest.approx(4.0 * exponential_quantile(u), rel=1e-15)


def test_the_central_world_takes_medians_and_middles() -> None:
    causes: tuple[Tree, ...] = (
        {**dated("day", 0.0), "on": "2024-01-03"},
        recurring("shelling", {"exponential": 4.0}),
    )
    built = program(actor("us"), causes=causes)
    noise = Central(built)
    assert moments(built, noise, parameters(built, noise))[0] == 2.5
    assert noise.gap(1, 0) == noise.gap(1, 5) == pytest.approx(4.0 * log(2.0))


# --- keys --------------------------------------------------------------------------------------

RICH = program(
    actor("us", stance(standing={"normal": [0.0, 1.0]}, requires=[gate({"from": "2024-01-09"})])),
    actor("uk", stance(half_life={"uniform": [5.0, 9.0]})),
    causes=(
        {**dated("blow", 0.0), "on": "2024-01-03"},
        {**lasting("war", None, None), "from": "2024-01-05", "until": "2024-01-15"},
        recurring("shelling", {"exponential": 4.0}),
        triggered("shock", stands("us", "partly"), after={"exponential": 2.0}),
    ),
)


def every_draw(noise: Noise) -> list[tuple[str, tuple[int, ...]]]:
    """Some of each sort of draw: the method's name and what it is asked for."""
    built = noise.program
    drawn = [i for i, shape in enumerate(built.parameters.shape) if shape]
    asked: list[tuple[str, tuple[int, ...]]] = [("parameter", (index,)) for index in drawn]
    asked += [("moment", (index,)) for index in range(len(built.moments.name))]
    asked += [("gap", (2, number)) for number in range(4)]
    places = [(s, r, d, v) for s in (0, 1) for r in (0, 1, 2) for d in (0, 1) for v in (0, 1, 5)]
    asked += [("work", (*place, step)) for place in places for step in (0, 1)]
    asked += [("choice", place) for place in places]
    return asked


ASKED = every_draw(Noise(RICH))


def draw(noise: Noise, asked: tuple[str, tuple[int, ...]]) -> float:
    return float(getattr(noise, asked[0])(*asked[1]))


@given(st.permutations(ASKED))
def test_draws_are_the_same_in_any_order(order: list[tuple[str, tuple[int, ...]]]) -> None:
    fresh, used = Noise(RICH, 5, 3), Noise(RICH, 5, 3)
    known = {asked: draw(fresh, asked) for asked in ASKED}
    assert {asked: draw(used, asked) for asked in order} == known


def test_every_draw_has_its_own_key() -> None:
    noise = Noise(RICH, 5, 3)
    assert len({draw(noise, asked) for asked in ASKED}) == len(ASKED)


@pytest.mark.parametrize(("seed", "replication"), [(1, 0), (0, 1), (2**63, 0)])
def test_another_seed_or_replication_draws_everything_anew(seed: int, replication: int) -> None:
    base, other = Noise(RICH, 0, 0), Noise(RICH, seed, replication)
    assert all(draw(base, asked) != draw(other, asked) for asked in ASKED)


def test_seed_0_is_a_seed() -> None:
    """It draws, it draws the same twice, and it is what is taken when none is given."""
    assert [draw(Noise(RICH, 0, 0), a) for a in ASKED] == [draw(Noise(RICH), a) for a in ASKED]
    values = [draw(Noise(RICH, 0, 0), asked) for asked in ASKED]
    assert len(set(values)) > 1


def test_draws_are_keyed_by_name_and_not_by_place() -> None:
    """The stance of the same name draws the same wherever it stands in the file."""
    alone = program(actor("uk", stance(half_life={"uniform": [5.0, 9.0]})))
    assert draw(Noise(alone), ("work", (0, 1, 1, 2, 0))) == draw(
        Noise(RICH), ("work", (1, 1, 1, 2, 0))
    )
    here, there = alone.stances.half_life[0], RICH.stances.half_life[1]
    assert Noise(alone).parameter(here) == Noise(RICH).parameter(there)


def test_the_horizon_and_the_scenarios_name_are_in_no_key() -> None:
    other = replace(RICH, horizon=3.0, scenario="another")
    assert [draw(Noise(other), a) for a in ASKED] == [draw(Noise(RICH), a) for a in ASKED]
