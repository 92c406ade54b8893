"""Inverse distribution functions against SciPy, the standard library, and their own inverses."""

from __future__ import annotations

from math import exp, inf, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from sim.model.philox import uniform
from sim.model.quantile import (
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    NORMAL,
    TRIANGULAR,
    UNIFORM,
    bounded_variate,
    density,
    exponential_quantile,
    normal_probability,
    normal_quantile,
    probability,
    triangular_quantile,
    variate,
)

DRAWS = 3000
LEAST_P = 1e-3  # of a Kolmogorov-Smirnov test; the draws are keyed, so it passes always or never
UNIT = st.floats(2.0**-53, 1.0 - 2.0**-53)

# shape, arguments as in the scenario file, and SciPy's distribution
SHAPES = {
    "uniform": (UNIFORM, (-1.0, 3.0, 0.0), stats.uniform(-1.0, 4.0)),
    "normal": (NORMAL, (0.7, 1.3, 0.0), stats.norm(0.7, 1.3)),
    "lognormal": (LOGNORMAL, (2.5, 0.6, 0.0), stats.lognorm(0.6, scale=2.5)),
    "triangular": (TRIANGULAR, (1.0, 2.0, 6.0), stats.triang(0.2, 1.0, 5.0)),
    "rising": (TRIANGULAR, (0.0, 2.0, 2.0), stats.triang(1.0, 0.0, 2.0)),
    "falling": (TRIANGULAR, (0.0, 0.0, 2.0), stats.triang(0.0, 0.0, 2.0)),
    "exponential": (EXPONENTIAL, (3.0, 0.0, 0.0), stats.expon(0.0, 3.0)),
}
CUTS = [
    ("uniform", 0.0, 1.0),
    ("normal", 0.0, inf),
    ("normal", 3.5, 4.0),
    ("lognormal", -inf, 2.0),
    ("triangular", 1.5, 4.0),
    ("exponential", 1.0, 9.0),
]


def draws(count: int = DRAWS) -> list[float]:
    return [uniform(7, number, 1, 3) for number in range(count)]


# --- the normal --------------------------------------------------------------------------------


def test_normal_quantile_is_that_of_scipy_and_of_the_standard_library() -> None:
    p = np.concatenate([np.linspace(1e-6, 1.0 - 1e-6, 20_001), np.logspace(-15.9, -1, 500)])
    ours = np.array([normal_quantile(float(each)) for each in p])
    assert ours == pytest.approx(special.ndtri(p), rel=1e-14, abs=1e-15)
    library = [NormalDist().inv_cdf(float(each)) for each in p]
    assert ours == pytest.approx(np.array(library), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("p", [2.0**-53, 1.0 - 2.0**-53, 0.5, 0.075, 0.925, exp(-25.0)])
def test_normal_quantile_at_the_seams_and_the_ends(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(float(special.ndtri(p)), rel=1e-14, abs=1e-300)


def test_published_values_of_algorithm_as_241() -> None:
    """Wichura 1988, the test values of PPND16."""
    assert normal_quantile(0.25) == pytest.approx(-0.6744897501960817, rel=1e-15)
    assert normal_quantile(0.001) == pytest.approx(-3.090232306167814, rel=1e-15)
    assert normal_quantile(1e-20) == pytest.approx(-9.262340089798408, rel=1e-15)


@given(st.floats(-8.0, 6.0))
def test_normal_probability_is_the_inverse(z: float) -> None:
    assert normal_probability(z) == pytest.approx(float(special.ndtr(z)), rel=1e-13)
    assert normal_quantile(normal_probability(z)) == pytest.approx(z, abs=1e-6)


# --- all shapes --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_draws_follow_their_distribution(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    found = [variate(shape, a, b, c, u) for u in draws()]
    assert stats.kstest(found, known.cdf).pvalue > LEAST_P


@pytest.mark.parametrize(("name", "low", "high"), CUTS)
def test_cut_draws_keep_the_shape_of_what_is_left(name: str, low: float, high: float) -> None:
    shape, (a, b, c), known = SHAPES[name]
    low_p = probability(shape, a, b, c, low) if low > -inf else 0.0
    high_p = probability(shape, a, b, c, high) if high < inf else 1.0
    found = [bounded_variate(shape, a, b, c, low_p, high_p, low, high, u) for u in draws()]
    assert low <= min(found) <= max(found) <= high
    mass = known.cdf(high) - known.cdf(low)
    assert stats.kstest(found, lambda x: (known.cdf(x) - known.cdf(low)) / mass).pvalue > LEAST_P


@given(st.floats(-3.0, 3.0), st.floats(0.01, 2.0), st.sampled_from([2.0**-53, 1.0 - 2.0**-53]))
def test_no_cut_draw_lies_outside_its_cut(low: float, width: float, u: float) -> None:
    """Not even the extreme ones, where the quantile of the probability of a cut rounds past it."""
    high = low + width
    low_p, high_p = (probability(NORMAL, 0.7, 1.3, 0.0, end) for end in (low, high))
    assert low <= bounded_variate(NORMAL, 0.7, 1.3, 0.0, low_p, high_p, low, high, u) <= high


@pytest.mark.parametrize("name", SHAPES)
def test_quantiles_and_probabilities_are_those_of_scipy(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    for p in np.linspace(0.001, 0.999, 999):
        value = variate(shape, a, b, c, float(p))
        assert value == pytest.approx(float(known.ppf(p)), rel=1e-12, abs=1e-12)
        assert probability(shape, a, b, c, value) == pytest.approx(float(p), rel=1e-12)


@pytest.mark.parametrize("name", SHAPES)
@given(UNIT, UNIT)
def test_a_larger_uniform_never_draws_less(name: str, u: float, v: float) -> None:
    shape, (a, b, c), _ = SHAPES[name]
    less, more = variate(shape, a, b, c, min(u, v)), variate(shape, a, b, c, max(u, v))
    assert less <= more or less == pytest.approx(more, rel=1e-14)  # neighbours may round


@pytest.mark.parametrize("name", SHAPES)
def test_no_value_lies_outside_the_probabilities_0_and_1(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    for value in (-100.0, -1.0, 0.0, 100.0):
        assert probability(shape, a, b, c, value) == pytest.approx(
            float(known.cdf(value)), abs=1e-9
        )


@pytest.mark.parametrize("name", SHAPES)
def test_densities_are_those_of_scipy_and_the_slope_of_the_probability(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    for p in np.linspace(0.0005, 0.9995, 1000):
        value = float(known.ppf(p))
        found = density(shape, a, b, c, value)
        assert found == pytest.approx(float(known.pdf(value)), rel=1e-9)
        step = 1e-6 * max(1.0, abs(value))
        rise = probability(shape, a, b, c, value + step) - probability(shape, a, b, c, value - step)
        assert found == pytest.approx(rise / (2 * step), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_is_dense_where_nothing_is(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    for value in (-100.0, -1.5, 6.5, 100.0):
        expected = float(known.pdf(value))
        assert density(shape, a, b, c, value) == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert density(FIXED, 4.25, 0.0, 0.0, 4.25) == 0.0


@pytest.mark.parametrize("name", SHAPES)
def test_densities_sum_to_one(name: str) -> None:
    shape, (a, b, c), known = SHAPES[name]
    low, high = (float(each) for each in known.ppf([1e-9, 1.0 - 1e-9]))
    whole = integrate.quad(lambda x: density(shape, a, b, c, x), low, high, limit=400)[0]
    assert whole == pytest.approx(1.0, abs=1e-6)


def test_a_fixed_number_is_itself() -> None:
    assert variate(FIXED, 4.25, 0.0, 0.0, 0.3) == 4.25
    assert probability(FIXED, 4.25, 0.0, 0.0, 4.25) == 1.0
    assert probability(FIXED, 4.25, 0.0, 0.0, 4.24) == 0.0


def test_the_work_of_a_step_is_a_unit_exponential() -> None:
    assert exponential_quantile(2.0**-53) == pytest.approx(2.0**-53, rel=1e-15)
    assert exponential_quantile(1.0 - 2.0**-53) == pytest.approx(53.0 * log(2.0), rel=1e-15)
    assert stats.kstest([exponential_quantile(u) for u in draws()], "expon").pvalue > LEAST_P


@given(st.floats(-5.0, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0), UNIT)
def test_triangular_quantile_stays_within_its_ends(
    low: float, rise: float, fall: float, p: float
) -> None:
    mode, top = low + rise, low + rise + fall
    assert low - 1e-12 <= triangular_quantile(low, mode, top, p) <= top + 1e-12
