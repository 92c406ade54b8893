"""The engine's waiting times and choices against the distributions they must have."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import stats

from sim.engine.trace import DECISION, STAGE
from sim.model.program import Program
from tests.worlds import (
    LN_2,
    Tree,
    actor,
    dated,
    first_decision,
    hears,
    ladder,
    of,
    program,
    stance,
    traced,
)

RUNS = 3000
LEAST_P = 1e-3  # the draws are keyed: a test passes always or never
STAGES: list[Tree] = [{"id": "agreed", "steps": 2}, {"id": "announced", "steps": 3}]


def waits(built: Program, runs: int = RUNS, seed: int = 0) -> list[float]:
    """The first decision of every run; those without one left out."""
    found = (first_decision(traced(built, r, seed)) for r in range(runs))
    return [time for time in found if time is not None]


@pytest.mark.parametrize(("steps", "background"), [(1, 0.0), (4, 0.0), (4, 0.3)])
def test_under_constant_pressure_the_wait_is_erlang(steps: int, background: float) -> None:
    """K steps at K times the speed: mean 1 / speed, variance K times smaller."""
    built = program(
        actor("us", stance(standing=1.8, tempo=2.0, background=background,
                           stages=[{"id": "decided", "steps": steps}])),
        days=200,
    )  # fmt: skip
    speed = background + 0.8 / 2.0
    found = waits(built)
    assert len(found) == RUNS
    assert stats.kstest(found, stats.gamma(steps, scale=1 / (steps * speed)).cdf).pvalue > LEAST_P


def test_a_stage_of_some_steps_ends_when_they_are_done() -> None:
    built = program(actor("us", stance(standing=1.5, stages=STAGES)), days=200)
    pairs = []
    for replication in range(RUNS):
        events = of(traced(built, replication), "us/use")
        assert [kind for _, kind, _, _ in events] == [STAGE, DECISION]
        pairs.append((events[0][0], events[1][0] - events[0][0]))
    agreed, announced = zip(*pairs, strict=True)
    scale = 1 / (5 * 0.5)
    assert stats.kstest(agreed, stats.gamma(2, scale=scale).cdf).pvalue > LEAST_P
    assert stats.kstest(announced, stats.gamma(3, scale=scale).cdf).pvalue > LEAST_P
    assert abs(float(np.corrcoef(agreed, announced)[0, 1])) < 4 / RUNS**0.5


def decaying(steps: int, tempo: float) -> Program:
    """One blow of 3 on day 1, against a resistance of 1, fading with tau = 8 days."""
    built = stance(tempo=tempo, half_life=8.0 * LN_2, stages=[{"id": "decided", "steps": steps}],
                   reactions=[hears("blow", 3.0)], relief=0.0)  # fmt: skip
    return program(actor("us", built), causes=(dated("blow", 1.0),), days=200)


AREA = 8.0 * (2.0 - log(3.0))  # of a pressure of 3 above 1, as it fades with tau = 8


@pytest.mark.parametrize("steps", [1, 3])
def test_under_decaying_pressure_some_never_decide(steps: int) -> None:
    """The work a pulse can ever do is finite: P(never) = P(Gamma(K) > K * area / tempo)."""
    tempo = 6.0
    built = decaying(steps, tempo)
    found = waits(built)
    never = float(stats.gamma(steps).sf(steps * AREA / tempo))
    assert 0.2 < never < 0.4
    assert stats.binomtest(RUNS - len(found), RUNS, never).pvalue > LEAST_P
    # and those that do: in operational time, an Erlang cut at all the work there is
    since = np.array(found) - 1.0
    done = steps * (8.0 * 3.0 * (1.0 - np.exp(-since / 8.0)) - since) / tempo
    cut = stats.gamma(steps)
    assert stats.kstest(done, lambda w: cut.cdf(w) / cut.cdf(steps * AREA / tempo)).pvalue > LEAST_P
    assert max(since) <= 8.0 * log(3.0)


FOUR = ladder("use", "never", "low", "middle", "high")


def rungs(built: Program, runs: int = RUNS) -> list[int]:
    return [traced(built, replication).decisions(0)[0].after for replication in range(runs)]


def test_upward_choices_have_the_probabilities_of_an_ordered_choice() -> None:
    """P(rung >= s) = P(x + sd Z >= theta[s]), at least the nearest."""
    built = program(
        actor("us", stance(resistance=(1.0, 0.5, 0.5), standing=1.6, choice_sd=0.5)),
        issues=[FOUR],
        days=200,
    )
    reach = stats.norm(1.6, 0.5).sf([1.5, 2.0])
    expected = np.array([1 - reach[0], reach[0] - reach[1], reach[1]]) * RUNS
    found = np.bincount(rungs(built), minlength=4)[1:]
    assert stats.chisquare(found, expected).pvalue > LEAST_P


def test_downward_choices_have_the_probabilities_of_an_ordered_choice() -> None:
    """From the top: P(rung >= s) = P(x + sd Z >= theta[s]) for the rungs below, else the lowest."""
    built = program(
        actor("us", stance(resistance=(1.0, 0.5, 0.5), standing=1.2, choice_sd=0.4,
                           starts_at="high", gives_up_below={"high": 2.0})),
        issues=[FOUR],
        days=200,
    )  # fmt: skip
    reach = stats.norm(1.2, 0.4).sf([1.0, 1.5])
    expected = np.array([1 - reach[0], reach[0] - reach[1], reach[1]]) * RUNS
    found = np.bincount(rungs(built), minlength=4)[:3]
    assert stats.chisquare(found, expected).pvalue > LEAST_P


def test_the_draw_behind_the_rung_does_not_depend_on_the_wait() -> None:
    built = program(actor("us", stance(standing=1.6, choice_sd=0.5)), days=200)
    decided = [traced(built, r).decisions(0)[0] for r in range(2000)]
    z = [event.decided.choice.z for event in decided if event.decided is not None]
    assert stats.kstest(z, "norm").pvalue > LEAST_P
    times = [event.time for event in decided]
    assert abs(float(stats.spearmanr(times, z).statistic)) < 4 / 2000**0.5


def test_two_clocks_race_and_the_first_wins() -> None:
    """Up at 0.5 and down at 0.3 a day: the first decision is exponential, upward in 5 of 8."""
    built = program(
        actor("us", stance(starts_at="partly", standing=2.5, gives_up_below={"partly": 2.8})),
        days=200,
    )
    assert built.stances.rungs == (3,)
    firsts = [traced(built, r).decisions(0)[0] for r in range(RUNS)]
    assert stats.kstest([e.time for e in firsts], stats.expon(0, 1 / 0.8).cdf).pvalue > LEAST_P
    upward = [e.after for e in firsts].count(2)
    assert stats.binomtest(upward, RUNS, 0.5 / 0.8).pvalue > LEAST_P


def test_a_visit_draws_afresh_each_time() -> None:
    """Acts under constant pressure are a Poisson process; gaps of one run follow the exponential."""
    built = program(actor("us", stance("reply", standing=1.5)), days=3000)
    times = [0.0, *(event.time for event in traced(built).decisions(0))]
    gaps = np.diff(times)
    assert len(gaps) > 1300
    assert stats.kstest(gaps, stats.expon(0, 2.0).cdf).pvalue > LEAST_P
    assert abs(float(np.corrcoef(gaps[1:], gaps[:-1])[0, 1])) < 4 / len(gaps) ** 0.5


def test_the_dates_of_a_fading_pressure_bend_as_the_pressure_does() -> None:
    """Exponential work: P(undecided by d) = exp(-area by d / tempo), at three dates."""
    found = [wait - 1.0 for wait in waits(decaying(1, 6.0))]
    for d in (0.5, 2.0, 6.0):
        area = 8.0 * 3.0 * (1.0 - exp(-d / 8.0)) - d
        share = sum(wait <= d for wait in found)
        assert stats.binomtest(share, RUNS, 1.0 - exp(-area / 6.0)).pvalue > LEAST_P
