"""Decision clocks against adaptive quadrature of their speed, in both regimes, and against closed forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, inf, isinf, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.model.clock import TOLERANCE, area_above, crossing, excess, wait, work_done

CASES = 10_000
REGIMES = ("above", "falling", "rising", "below", "level at threshold", "starts at threshold")


@dataclass(frozen=True)
class Case:
    x: float
    b: float
    tau: float
    theta: float
    tempo: float
    background: float
    steps: int

    def speed(self, t: float) -> float:
        """Step work per day."""
        above = self.b + (self.x - self.b) * exp(-t / self.tau) - self.theta
        return self.steps * (self.background + max(0.0, above) / self.tempo)

    def quadrature(self, d: float) -> float:
        """The integral of the speed, adaptive between the crossing and a few relaxation times."""
        marks = {0.0, d} | {n * self.tau for n in (1, 3, 10, 40) if n * self.tau < d}
        if (self.x - self.theta) * (self.b - self.theta) < 0.0:
            marks.add(min(d, self.tau * log((self.x - self.b) / (self.theta - self.b))))
        total = 0.0
        for start, end in pairwise(sorted(marks)):
            total += quad(self.speed, start, end, epsabs=1e-13, epsrel=1e-12)[0]
        return total

    def wait(self, work: float) -> float:
        return wait(
            self.x, self.b, self.tau, self.theta, self.tempo, self.background, self.steps, work
        )

    def work(self, d: float) -> float:
        return work_done(
            self.x, self.b, self.tau, self.theta, self.tempo, self.background, self.steps, d
        )


def cases(seed: int, count: int) -> Iterator[tuple[Case, float]]:
    """Random clocks with random work, every regime as often, a third of them without background."""
    random = Random(seed)  # noqa: S311 (cases, not secrets)
    for number in range(count):
        theta, near, far = random.uniform(-2, 2), random.uniform(0.01, 3), random.uniform(0.01, 3)
        x, b = {
            "above": (theta + near, theta + far),
            "falling": (theta + near, theta - far),
            "rising": (theta - near, theta + far),
            "below": (theta - near, theta - far),
            "level at threshold": (theta + near, theta),
            "starts at threshold": (theta, theta + far),
        }[REGIMES[number % len(REGIMES)]]
        background = random.choice((0.0, 0.0005, random.uniform(0.0, 0.5)))
        tau, tempo = 10 ** random.uniform(-1, 2), 10 ** random.uniform(-1, 1.5)
        case = Case(x, b, tau, theta, tempo, background, random.randint(1, 12))
        yield case, random.expovariate(1.0)


def furthest_work(case: Case) -> float:
    """All the work that a clock without background can ever do; inf where the level is above."""
    if case.b > case.theta:
        return inf
    if case.x <= case.theta:
        return 0.0
    return case.steps * quad_above(case) / case.tempo


def quad_above(case: Case) -> float:
    until = inf
    if case.b < case.theta:
        until = case.tau * log((case.x - case.b) / (case.theta - case.b))
    return float(quad(lambda t: max(0.0, case.speed(t)), 0.0, until)[0]) * case.tempo / case.steps


def test_the_wait_agrees_with_quadrature_on_10_000_random_clocks() -> None:
    met = dict.fromkeys(("done", "never"), 0)
    for case, work in cases(1, CASES):
        d = case.wait(work)
        if isinf(d):
            met["never"] += 1
            assert case.background == 0.0, case
            assert furthest_work(case) < work * (1 + 1e-9), case
            continue
        met["done"] += 1
        # in time: within the tolerance of the moment at which quadrature finds the work done
        late, early = d + 2 * TOLERANCE, max(0.0, d - 2 * TOLERANCE)
        slack = 1e-11 * (1.0 + work)
        assert case.quadrature(late) >= work - slack, case
        assert case.quadrature(early) <= work + slack, case
    assert min(met.values()) > CASES / 20


def test_the_work_agrees_with_quadrature_on_random_clocks() -> None:
    random = Random(2)  # noqa: S311 (cases, not secrets)
    for case, _ in cases(3, 2000):
        d = 10 ** random.uniform(-3, 2)
        assert case.work(d) == pytest.approx(case.quadrature(d), rel=1e-10, abs=1e-10), case


def test_the_wait_undoes_the_work() -> None:
    for case, work in cases(4, 3000):
        d = case.wait(work)
        if not isinf(d):
            assert case.work(d) == pytest.approx(work, abs=1e-9 * (1.0 + case.speed(d)), rel=1e-9)


def test_work_adds_up_over_a_path_cut_anywhere() -> None:
    for case, share in cases(5, 2000):
        d = 30.0 * share
        rest = 0.37 * d
        x = case.b + (case.x - case.b) * exp(-rest / case.tau)
        cut = case.work(rest) + replace(case, x=x).work(d - rest)
        assert cut == pytest.approx(case.work(d), rel=1e-10, abs=1e-10)


# --- closed forms ------------------------------------------------------------------------------


@given(st.floats(0.01, 5.0), st.floats(0.1, 20.0), st.integers(1, 20), st.floats(0.0, 10.0))
def test_constant_pressure_is_a_constant_speed(
    above: float, tempo: float, steps: int, work: float
) -> None:
    case = Case(1.0 + above, 1.0 + above, 14.0, 1.0, tempo, 0.01, steps)
    speed = 0.01 + (case.x - 1.0) / tempo
    assert case.wait(work) == pytest.approx(work / (steps * speed), rel=1e-9, abs=1e-9)


@given(st.floats(0.0, 1.0), st.floats(0.001, 1.0), st.integers(1, 20), st.floats(0.01, 10.0))
def test_below_the_threshold_only_background_counts(
    below: float, background: float, steps: int, work: float
) -> None:
    case = Case(1.0 - below, 0.5, 14.0, 1.0, 2.0, background, steps)
    assert case.wait(work) == work / (steps * background)
    assert isinf(replace(case, background=0.0).wait(work))


def test_a_decaying_pulse_has_so_much_work_and_no_more() -> None:
    """From x over theta with level 0: the work is K tau (x - theta - theta ln(x / theta)) / tempo."""
    x, theta, tau, tempo, steps = 3.0, 1.0, 8.0, 5.0, 4
    case = Case(x, 0.0, tau, theta, tempo, 0.0, steps)
    most = steps * tau * (x - theta - theta * log(x / theta)) / tempo
    assert case.work(1000.0) == pytest.approx(most, rel=1e-14)
    assert isinf(case.wait(most * (1 + 1e-12)))
    assert case.wait(most * (1 - 1e-12)) == pytest.approx(tau * log(3.0), abs=1e-4)
    assert crossing(x, 0.0, tau, theta) == pytest.approx(tau * log(3.0), rel=1e-15)


def test_a_level_at_the_threshold_has_the_work_of_the_whole_tail() -> None:
    case = Case(3.0, 1.0, 8.0, 1.0, 5.0, 0.0, 2)
    assert isinf(case.wait(2 * 8.0 * 2.0 / 5.0 * (1 + 1e-9)))
    assert case.wait(2 * 8.0 * 2.0 / 5.0 * (1 - exp(-3.0))) == pytest.approx(24.0, abs=1e-8)


def test_a_rising_pressure_waits_for_its_threshold() -> None:
    """From 0 towards 2 past 1: nothing until tau ln 2, then (d - tau (1 - exp(-d / tau))) / tempo."""
    case = Case(0.0, 2.0, 6.0, 1.0, 3.0, 0.0, 1)
    until = 6.0 * log(2.0)
    assert excess(0.0, 2.0, 6.0, 1.0, until) == 0.0
    assert area_above(1.0, 2.0, 6.0, 1.0, 6.0) == pytest.approx(6.0 * exp(-1.0), rel=1e-14)
    assert case.wait(6.0 * exp(-1.0) / 3.0) == pytest.approx(until + 6.0, abs=1e-9)


def test_an_infinite_threshold_leaves_background_alone() -> None:
    """A stage behind a shut gate."""
    case = Case(50.0, 50.0, 10.0, inf, 0.1, 0.25, 2)
    assert case.work(8.0) == 2 * 0.25 * 8.0
    assert case.wait(4.0) == 8.0
    assert isinf(replace(case, background=0.0).wait(4.0))


def test_no_work_takes_no_time_and_no_time_does_no_work() -> None:
    for case, _ in cases(6, 60):
        assert case.wait(0.0) == 0.0
        assert case.wait(-1e-18) == 0.0  # what rounding may leave
        assert case.work(0.0) == 0.0


def test_a_step_that_would_take_more_than_a_billion_days_is_never_done() -> None:
    case = Case(1.0 + 1e-12, 1.0 + 1e-12, 10.0, 1.0, 1.0, 0.0, 1)
    assert isinf(case.wait(1.0))


@given(
    st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.floats(0.0, 2.0), st.floats(0.0, 2.0),
    st.floats(0.0, 8.0),
)  # fmt: skip
def test_more_pressure_is_never_later(
    x: float, b: float, push: float, lift: float, work: float
) -> None:
    case = Case(x, b, 9.0, 1.0, 2.0, 0.02, 3)
    pushed = replace(case, x=x + push, b=b + lift)
    assert pushed.wait(work) <= case.wait(work) + 1e-7
