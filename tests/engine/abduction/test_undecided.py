"""A clock that has not run out: how many steps it had done, when, and what is left of the one in hand."""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
import pytest
from scipy import special, stats

from sim.engine.abduction.clocks import done_by_then
from sim.model.keys import DOWN, UP
from tests.engine.abduction.scripted import (
    alone,
    at,
    draws_of,
    erlang,
    log_weight,
    not_yet,
    script,
    staged,
    stages,
    works,
)
from tests.worlds import actor, hears, program, stance

SLOW = {"standing": 1.6, "tempo": 8.0, "background": 0.05, "resistance": (1.0, 900.0)}
SPEED = 0.05 + 0.6 / 8.0
LEAST_P = 1e-3  # of each test of a distribution; the draws are seeded, so it passes always or never
DRAWS = 4000


def shares(work: float, steps: int) -> list[float]:
    """P(k steps done | not all of them), from independent Poisson counts below `steps`."""
    counts = stats.poisson(work).pmf(range(steps))
    return list(counts / counts.sum())


def assert_counts(found: list[int], expected: list[float]) -> None:
    seen = np.bincount(found, minlength=len(expected))
    assert stats.chisquare(seen, np.array(expected) * len(found)).pvalue > LEAST_P


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_silence_is_as_likely_as_a_poisson_count_below_the_steps(steps: int) -> None:
    built = alone(**SLOW, stages=stages(steps), days=12)
    work = 12.0 * steps * SPEED
    assert log_weight(built) == pytest.approx(log(not_yet(work, steps)))
    assert exp(log_weight(built)) == pytest.approx(stats.poisson(work).cdf(steps - 1))


def test_the_steps_done_by_the_end_are_a_poisson_count_below_the_steps() -> None:
    one = script(alone(**SLOW, stages=stages(2, 2), days=12))
    found = [len(works(each, UP)) - 1 for each in draws_of(one, DRAWS)]
    assert_counts(found, shares(12.0 * 4 * SPEED, 4))


def test_behind_stages_on_record_only_the_other_steps_are_left() -> None:
    built = alone(**SLOW, stages=stages(2, 2), days=12)
    story = (staged(5.0, 1),)
    before = erlang(5.0 * 4 * SPEED, 2, 4 * SPEED)
    assert log_weight(built, *story) == pytest.approx(before + log(not_yet(7.0 * 4 * SPEED, 2)))
    found = [len(works(each, UP)) - 3 for each in draws_of(script(built, *story), DRAWS)]
    assert_counts(found, shares(7.0 * 4 * SPEED, 2))


def test_a_stage_that_is_heard_and_not_on_record_has_not_come() -> None:
    """Two steps lead to it, so at most one of four is done."""
    mine = stance(**SLOW, stages=[{**each, "public": True} for each in stages(2, 2)])  # type: ignore[arg-type]
    reacts = hears({"stage_of": "us", "issue": "use", "stage": "stage-0"}, 1.0)
    other = program(actor("us", mine), actor("uk", stance(reactions=[reacts])), days=12)
    own = program(actor("us", {**mine, "reactions": [reacts]}), days=12)
    for built in (other, own):
        assert log_weight(built) == pytest.approx(log(not_yet(12.0 * 4 * SPEED, 2)))
        found = [len(works(each, UP)) - 1 for each in draws_of(script(built), DRAWS)]
        assert_counts(found, shares(12.0 * 4 * SPEED, 2))


def test_the_ends_of_steps_are_uniform_order_statistics() -> None:
    """Of a decision on record with four steps: three ends, uniform on its work; together they fill it."""
    built = alone(**SLOW, stages=stages(4), days=9)
    found = [[e.value for e in works(each, UP)] for each in draws_of(script(built, at(8.0)), DRAWS)]
    ends = np.cumsum(found, axis=1) / (8.0 * 4 * SPEED)
    assert ends[:, 3] == pytest.approx(1.0)
    for k in range(3):
        assert stats.kstest(ends[:, k], stats.beta(k + 1, 3 - k).cdf).pvalue > LEAST_P
    gaps = (ends[:, 1] - ends[:, 0]) / (1.0 - ends[:, 0])  # given the first: the least of two
    assert stats.kstest(gaps, stats.beta(1, 2).cdf).pvalue > LEAST_P


def test_so_are_those_of_a_clock_that_has_not_run_out() -> None:
    work = 12.0 * 4 * SPEED
    one = script(alone(**SLOW, stages=stages(4), days=12))
    found = [works(each, UP) for each in draws_of(one, DRAWS)]
    two = [[e.value for e in each[:2]] for each in found if len(each) == 3]
    ends = np.cumsum(two, axis=1) / work
    assert len(two) > 500
    for k in range(2):
        assert stats.kstest(ends[:, k], stats.beta(k + 1, 2 - k).cdf).pvalue > LEAST_P
    for each in found:  # the last has what is left, and needs more
        assert sum(e.value for e in each) == pytest.approx(work)
        assert [e.exceeds for e in each] == [False] * (len(each) - 1) + [True]


def test_the_work_found_is_the_work_that_there_was() -> None:
    """Fresh clocks that happen to be undecided, against what is drawn for one: the first two steps."""
    work, random = 12.0 * 3 * SPEED, np.random.default_rng(1)
    fresh = random.standard_exponential((200_000, 3))
    fresh = fresh[fresh.sum(axis=1) > work]
    one = script(alone(**SLOW, stages=stages(3), days=12))
    drawn = random.standard_exponential((DRAWS, 3))
    for n, each in enumerate(draws_of(one, DRAWS)):
        for e in works(each, UP):
            drawn[n, e.step] = e.value + (drawn[n, e.step] if e.exceeds else 0.0)
    for k in range(3):
        assert stats.ks_2samp(drawn[:, k], fresh[:, k]).pvalue > LEAST_P
    assert stats.ks_2samp(drawn.sum(axis=1), fresh.sum(axis=1)).pvalue > LEAST_P


def test_the_downward_clock_is_the_same_with_its_signs_turned() -> None:
    mine = {**SLOW, "starts_at": "partly", "standing": 0.4, "gives_up_below": {"partly": 1.0}}
    built = alone(**mine, stages=stages(3), days=12)
    rises = log(not_yet(12.0 * 3 * 0.05, 3))
    assert log_weight(built) == pytest.approx(log(not_yet(12.0 * 3 * SPEED, 3)) + rises)
    found = draws_of(script(built), DRAWS)
    assert_counts([len(works(each, DOWN)) - 1 for each in found], shares(12.0 * 3 * SPEED, 3))
    assert_counts([len(works(each, UP)) - 1 for each in found], shares(12.0 * 3 * 0.05, 3))
    ended = script(built, at(12.0 - 1e-9, 0))
    for each in draws_of(ended, 50):
        assert sum(e.value for e in works(each, DOWN)) == pytest.approx(12.0 * 3 * SPEED)
        assert not any(e.exceeds for e in works(each, DOWN))


def test_the_clock_that_lost_is_undecided_at_the_decision_of_the_other() -> None:
    mine = {**SLOW, "starts_at": "partly", "standing": 0.4, "gives_up_below": {"partly": 1.0}}
    built = alone(**mine, stages=stages(3), days=12, choice_sd=0.5)
    found = log_weight(built, at(7.0, 0))
    below = 5.0 * 3 * 0.05  # from the lowest rung, by background alone
    expected = erlang(7.0 * 3 * SPEED, 3, 3 * SPEED) + log(not_yet(7.0 * 3 * 0.05, 3))
    assert found == pytest.approx(expected + log(not_yet(below, 3)))


def test_a_clock_of_many_steps_and_much_work_weighs_what_it_must() -> None:
    """The sum of F^k / k! exceeds a double; its log does not."""
    for work, steps in ((5000.0, 255), (700.0, 255), (0.3, 255), (40.0, 3)):
        _, weight = done_by_then(work, steps, 0.5)
        expected = special.logsumexp(stats.poisson(work).logpmf(range(steps)))
        assert weight - work == pytest.approx(expected, rel=1e-9)
    found = [done_by_then(5000.0, 255, (n + 0.5) / 400)[0] for n in range(400)]
    left = special.softmax(stats.poisson(5000.0).logpmf(range(255)))
    assert found == sorted(found)
    assert np.mean(found) == pytest.approx(float((left * np.arange(255)).sum()), abs=1e-3)


def test_no_work_leaves_no_step_done() -> None:
    assert done_by_then(0.0, 4, 0.999) == (0, 0.0)
    still = alone(**{**SLOW, "standing": 0.0, "background": 0.0}, days=12)
    assert log_weight(still) == 0.0
    assert log_weight(still, at(4.0)) == -inf
