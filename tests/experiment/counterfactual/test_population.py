"""Importance sampling and tempering against quadrature: means of numbers, and the evidence of the record."""

from __future__ import annotations

from functools import cache
from math import exp, log

import numpy as np
import pytest
from scipy import special, stats

from sim.engine.abduction import many
from sim.engine.abduction.script import REST, TEMPO, Floats, Script
from sim.experiment.counterfactual import population as module
from sim.experiment.counterfactual.dates import generator
from sim.experiment.counterfactual.population import (
    Population,
    effective,
    log_mean,
    populate,
    systematic,
)
from tests.engine.abduction.scripted import at, erlang, not_yet, script, stages
from tests.worlds import actor, program, stance

FORMS = {"one number": 1, "two numbers": 2}
ACTS = [0.5 * n for n in range(1, 21)]  # an act each half day


def acting(*, tempo: object = 1.0, standing: object = 1.0, **more: object) -> Script:
    """Twenty acts of three steps on record, half a day apart."""
    mine = stance(
        "reply",
        (0.0, 900.0),
        tempo=tempo,
        standing=standing,
        background=0.05,
        stages=stages(3),
        **more,
    )
    built = program(actor("ru", mine), days=11)
    return script(built, *(at(time) for time in ACTS))


PRIOR = stats.lognorm(1.0, scale=3.0)
ONE = acting(tempo={"lognormal": [3.0, 1.0], "min": 0.1})
TWO = acting(
    tempo={"lognormal": [3.0, 1.0], "min": 0.1}, standing={"normal": [1.0, 0.5], "min": 0.1}
)


def log_likelihood(tempo: float) -> float:
    """In closed form: Erlang each half day, and a last day without."""
    speed = 3.0 * (0.05 + 1.0 / tempo)
    return len(ACTS) * erlang(0.5 * speed, 3, speed) + log(not_yet(speed, 3))


@cache
def quadrature() -> tuple[float, float]:
    """The mean of the log tempo given the record, and the log evidence."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    tempo = PRIOR.ppf(PRIOR.cdf(0.1) + grid * PRIOR.sf(0.1))
    logs = np.array([log_likelihood(each) for each in tempo])
    return float(special.softmax(logs) @ np.log(tempo)), float(
        special.logsumexp(logs) - log(20_000)
    )


def tempos(found: Population) -> Floats:
    drawn: Floats = PRIOR.ppf(PRIOR.cdf(0.1) + found.u[:, TEMPO] * PRIOR.sf(0.1))
    return drawn


def weights(one: Script, found: Population) -> Floats:
    """The log weights that are left in a population."""
    return many.weights(one, found.u, found.spare) - found.base


def test_the_weights_are_the_closed_form() -> None:
    u = np.full((1, many.numbers_of(ONE)), 0.5)
    spare = np.full((1, many.spares_of(ONE)), 0.5)
    median = float(PRIOR.ppf(PRIOR.cdf(0.1) + 0.5 * PRIOR.sf(0.1)))
    assert many.weights(ONE, u, spare)[0] == pytest.approx(log_likelihood(median), rel=1e-9)


def test_where_the_prior_is_thin_it_is_tempered_to_the_posterior() -> None:
    mean, evidence = quadrature()
    found = populate(ONE, 300, generator(3, 0))
    assert found.powers >= 1
    assert np.ptp(weights(ONE, found)) < 1e-9  # all that is left is equal
    logs = np.log(tempos(found))
    assert logs.mean() == pytest.approx(mean, abs=4 * logs.std() / np.sqrt(100))
    total = found.evidence + log_mean(weights(ONE, found))
    assert total == pytest.approx(evidence, abs=0.4)


def test_its_evidence_is_right_on_average() -> None:
    """The mean over seeds of the evidence itself, not of its log: it is unbiased but for adaptation."""
    _, evidence = quadrature()
    found = [populate(ONE, 200, generator(seed, 0)) for seed in range(12)]
    ratios = np.exp(np.array([each.evidence for each in found]) - evidence)
    assert ratios.mean() == pytest.approx(1.0, abs=4.5 * ratios.std() / np.sqrt(12))
    assert ratios.std() < 0.5


def test_it_agrees_with_a_sample_of_the_prior_so_large_that_it_needs_none() -> None:
    """Two numbers that the record hardly tells apart: a ridge."""
    random = np.random.default_rng(4)
    u = random.random((100_000, many.numbers_of(TWO)))
    spare = random.random((100_000, many.spares_of(TWO)))
    logs = many.weights(TWO, u, spare)
    assert effective(logs) > 1000
    found = populate(TWO, 400, generator(5, 0))
    assert found.powers >= 1
    share = special.softmax(logs)
    for column in (0, TEMPO):  # the standing level, and the tempo
        mean = float(share @ u[:, column])
        sd = float(np.sqrt(share @ (u[:, column] - mean) ** 2))
        assert found.u[:, column].mean() == pytest.approx(mean, abs=0.2 * sd)
        assert found.u[:, column].std() == pytest.approx(sd, rel=0.2)
    assert found.evidence == pytest.approx(log_mean(logs), abs=0.4)


def test_and_with_quadrature_over_two_numbers() -> None:
    side = 200
    ends = (np.arange(side) + 0.5) / side
    first, second = (each.ravel() for each in np.meshgrid(ends, ends))
    u = np.full((side * side, many.numbers_of(TWO)), 0.5)
    u[:, 0], u[:, TEMPO] = first, second
    logs = many.weights(TWO, u, np.full((side * side, many.spares_of(TWO)), 0.5))
    found = populate(TWO, 400, generator(6, 0))
    share = special.softmax(logs)
    assert found.evidence == pytest.approx(log_mean(logs), abs=0.4)
    assert found.u[:, TEMPO].mean() == pytest.approx(float(share @ second), abs=0.04)
    assert found.u[:, 0].mean() == pytest.approx(float(share @ first), abs=0.06)


def test_cut_short_it_says_with_which_power_its_draws_were_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then the rest of the likelihood is left as a weight, and the mean is still right."""
    mean, evidence = quadrature()
    monkeypatch.setattr(module, "MOST_POWERS", 1)
    monkeypatch.setattr(module, "LEAST_EFFECTIVE", 1000.0)  # there are as many without
    found = populate(ONE, 2000, generator(7, 0))
    left = weights(ONE, found)
    assert found.powers == 1
    assert np.ptp(left) > 1.0
    assert special.softmax(left) @ np.log(tempos(found)) == pytest.approx(mean, abs=0.05)
    assert found.evidence + log_mean(left) == pytest.approx(evidence, abs=0.2)


def test_where_the_prior_will_do_it_is_left_alone() -> None:
    one = script(
        program(actor("us", stance(standing={"normal": [1.0, 0.4]}, background=0.05))), at(3.0)
    )
    found = populate(one, 500, generator(8, 0))
    assert (found.powers, found.evidence) == (0, 0.0)
    assert (found.base == 0.0).all()
    assert stats.kstest(found.u[:, 0], "uniform").pvalue > 1e-3


def test_what_is_impossible_under_every_draw_is_left_to_be_told() -> None:
    one = script(program(actor("us", stance(rest=2.0, background=0.1))), at(3.0), at(4.0, 2))
    found = populate(one, 50, generator(9, 0))
    assert not np.isfinite(weights(one, found)).any()


def test_the_effective_number_of_draws() -> None:
    assert effective(np.zeros(7)) == pytest.approx(7.0)
    assert effective(np.array([0.0, -np.inf, -np.inf])) == pytest.approx(1.0)
    assert effective(np.log(np.array([3.0, 1.0])) + 800.0) == pytest.approx(16.0 / 10.0)
    assert effective(np.full(3, -np.inf)) == 0.0
    assert log_mean(np.array([log(2.0), -np.inf]) + 900.0) == pytest.approx(900.0)
    assert exp(log_mean(np.full(3, -np.inf))) == 0.0


def test_systematic_resampling_takes_each_in_proportion_to_the_next_whole_number() -> None:
    random = np.random.default_rng(10)
    share = np.array([0.5, 0.26, 0.24, 0.0])
    with np.errstate(divide="ignore"):
        found = np.bincount(systematic(np.log(share), 1000, random), minlength=4)
    assert (np.abs(found - 1000 * share) <= 1.0).all()


def test_a_record_that_rules_out_nearly_all_of_the_prior_is_rare_and_not_impossible() -> None:
    """A second move half a day after the first takes a rest under half a day, of up to a thousand."""
    rests = stance(
        resistance=(1.0, 2.0),
        standing=1.5,
        tempo=10.0,
        rest={"uniform": [0.0, 1000.0]},
        background=0.01,
    )
    told = script(program(actor("us", rests), days=20), at(1.0, 1), at(1.5, 2))
    found = populate(told, 500, generator(0, 2))
    rest = found.u[:, REST] * 1000.0
    assert found.powers >= 1
    assert rest.max() < 0.5
    assert rest.mean() == pytest.approx(
        0.25, abs=0.03
    )  # the work of so short a time weighs nothing
    first, second = log(0.06) - 0.06, log(0.01)
    assert found.evidence == pytest.approx(log(0.0005) + first + second, abs=0.4)


def test_a_record_that_rules_out_all_of_the_prior_is_impossible() -> None:
    rests = stance(
        resistance=(1.0, 2.0),
        standing=1.5,
        tempo=10.0,
        rest={"uniform": [1.0, 1000.0]},
        background=0.01,
    )
    told = script(program(actor("us", rests), days=20), at(1.0, 1), at(1.5, 2))
    found = populate(told, 200, generator(0, 2))
    assert not np.isfinite(many.weights(told, found.u, found.spare)).any()
