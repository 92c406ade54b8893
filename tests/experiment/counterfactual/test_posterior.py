"""Dates and stances put together: the evidence is a sum over dates of products over stances."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from sim.engine.abduction import many
from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION
from sim.experiment.counterfactual.posterior import posterior
from sim.experiment.counterfactual.worlds import abducted, learned
from sim.scenario.problems import ScenarioError
from tests.engine.abduction.scripted import alone, at, erlang, script, staged, stages
from tests.experiment.counterfactual.worlds import parting
from tests.worlds import actor, dated, program, stance

FAST = {"standing": 1.6, "tempo": 2.0, "background": 0.25, "resistance": (1.0, 900.0)}
SPEED = 0.25 + 0.6 / 2.0
TWO = program(actor("us", stance(**FAST)), actor("uk", stance(**FAST)), days=9)  # type: ignore[arg-type]


def test_the_evidence_is_the_mean_over_dates_of_the_product_over_stances() -> None:
    stories = [[at(2.0), at(3.0, who=1)], [at(2.5), at(6.0, who=1)]]
    found = posterior(TWO, stories, 9.0, worlds=4, size=4, seed=1)

    def one(time: float) -> float:
        return exp(erlang(time * SPEED, 1, SPEED) - 0.25 * (9.0 - time))

    expected = (one(2.0) * one(3.0) + one(2.5) * one(6.0)) / 2.0
    assert found.evidence == pytest.approx(log(expected))


def test_dates_are_picked_as_likely_as_they_are() -> None:
    stories = [[at(1.0), at(2.0, who=1)], [at(7.0), at(8.0, who=1)]]
    found = posterior(TWO, stories, 9.0, worlds=400, size=4, seed=2)
    odds = exp(-(1.0 + 2.0 - 7.0 - 8.0) * (SPEED - 0.25))
    assert (found.common == 0).mean() == pytest.approx(odds / (1.0 + odds), abs=0.005)


def test_a_story_may_leave_out_what_another_has() -> None:
    """A record followed up to a day, with a date around it: the later visits have uniforms of their own."""
    built = alone(**FAST, stages=stages(1, 1), days=6)
    stories: list[list[Given]] = [[at(2.0)], [at(2.0), at(4.0, 2)]]
    wide = script(built, *stories[1])
    found = posterior(built, stories, 6.0, worlds=40, size=50, seed=3)
    assert found.populations[0].spare.shape[1] == many.spares_of(wide)
    known = abducted(found)
    for n in range(found.worlds):
        again = run(built, Noise(built, 3, n, known.of(n)), split=False)
        assert parting(found.shared[found.common[n]].given, again) == ""


def test_a_rung_told_with_a_later_stage_weighs_when_it_was_settled() -> None:
    """Then the uniforms weigh too, and stay with the draw that they were weighed with."""
    mine = {**FAST, "resistance": (1.0, 0.5), "choice_sd": 0.5, "half_life": 2.0}
    built = alone(
        dated("blow", 0.0), **mine, stages=stages(1, 1, 1, settles=0), days=6,
        reactions=[{"id": "blow", "hears": "blow", "weight": 2.0, "basis": "assumed, for a test"}],
    )  # fmt: skip
    come = Given(0.0, CAUSE, 0)
    assert many.needs_times(script(built, come, staged(4.0, 1, 2)))
    assert not many.needs_times(script(built, come, staged(4.0, 1)))
    assert not many.needs_times(script(built, come, staged(4.0, 0, 2)))


def test_what_is_learned_are_numbers_and_no_noise() -> None:
    built = alone(**{**FAST, "tempo": {"uniform": [1.0, 9.0]}}, days=9)
    found = posterior(built, [[at(1.0)]], 9.0, worlds=30, size=400, seed=4)
    index = built.parameters.name.index("us/use.tempo")
    for n in range(found.worlds):
        noises = [Noise(built, 4, n, each.of(n)) for each in (abducted(found), learned(found))]
        assert noises[0].parameter(index) == noises[1].parameter(index)
        assert noises[1].work(0, 0, 1, 0, 0) == Noise(built, 4, n).work(0, 0, 1, 0, 0)
    assert np.isfinite(found.evidence)


def test_an_impossible_record_is_refused_with_the_name_of_whose_part_it_is() -> None:
    still = program(
        actor("us", stance(**FAST)),  # type: ignore[arg-type]
        actor("uk", stance(rest=2.0, background=0.1)),
        days=9,
    )
    with pytest.raises(ScenarioError, match="uk/use") as refused:
        posterior(
            still,
            [[at(1.0, who=1), Given(2.0, DECISION, 1, rung=2)]],
            9.0,
            worlds=2,
            size=9,
            seed=5,
        )
    assert "us/use" not in str(refused.value)
