"""Pressure against its closed form."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from sim.model.pressure import relaxation_time, relaxed, relieved

PRESSURE = st.floats(-50.0, 50.0)
DAYS = st.floats(1e-3, 1e3)


def test_half_of_what_lies_above_the_level_is_gone_after_a_half_life() -> None:
    tau = relaxation_time(7.0)
    assert tau == pytest.approx(7.0 / log(2.0), rel=1e-15)
    assert relaxed(5.0, 1.0, tau, 7.0) == pytest.approx(3.0, rel=1e-15)
    assert relaxed(5.0, 1.0, tau, 14.0) == pytest.approx(2.0, rel=1e-15)
    assert relaxed(-3.0, 1.0, tau, 7.0) == pytest.approx(-1.0, rel=1e-15)


@given(PRESSURE, PRESSURE, DAYS, DAYS)
def test_relaxing_follows_its_formula(x: float, b: float, tau: float, d: float) -> None:
    assert relaxed(x, b, tau, d) == pytest.approx(b + (x - b) * exp(-d / tau), rel=1e-14, abs=1e-14)


def test_relaxing_solves_its_differential_equation() -> None:
    solved = solve_ivp(lambda _, x: -(x - 0.4) / 3.0, (0.0, 5.0), [2.0], rtol=1e-10, atol=1e-12)
    assert relaxed(2.0, 0.4, 3.0, 5.0) == pytest.approx(float(solved.y[0, -1]), rel=1e-8)


@given(PRESSURE, PRESSURE, DAYS)
def test_no_time_changes_nothing_to_the_bit(x: float, b: float, tau: float) -> None:
    assert relaxed(x, b, tau, 0.0) == x


@given(PRESSURE, PRESSURE, DAYS, st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_relaxing_twice_is_relaxing_once(
    x: float, b: float, tau: float, d: float, e: float
) -> None:
    twice = relaxed(relaxed(x, b, tau, d), b, tau, e)
    assert twice == pytest.approx(relaxed(x, b, tau, d + e), rel=1e-12, abs=1e-12)


@given(PRESSURE, PRESSURE, st.floats(0.0, 1.0))
def test_relief_takes_a_share_of_what_lies_above_the_level(
    x: float, b: float, relief: float
) -> None:
    after = relieved(x, b, relief)
    if x <= b:
        assert after == x
    else:
        assert after - b == pytest.approx((1.0 - relief) * (x - b), rel=1e-9, abs=1e-12)
