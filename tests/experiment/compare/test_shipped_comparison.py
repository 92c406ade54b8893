"""May 2024 compared: requests, permits and names, against the positions at the end."""

from __future__ import annotations

import pytest

import sim
from sim.experiment.compare.ask import compare
from sim.experiment.compare.found import Compared, Comparison
from sim.scenario.permits import may
from sim.scenario.problems import ScenarioError


@pytest.fixture(scope="module")
def found() -> Comparison:
    """One variant, a few runs."""
    return compare("may-2024", ["no-request"], runs=150, sets=0, trials=0, workers=1)


@pytest.fixture(scope="module")
def variant(found: Comparison) -> Compared:
    """What it changes."""
    return found.variants[0]


def test_asked_for_and_given_sum_to_one(variant: Compared) -> None:
    assert {each.stance for each in variant.asked} == {
        "united-states/use", "united-kingdom/use", "france/use",
    }  # fmt: skip
    for each in variant.asked:
        parts = (each.in_full, each.in_part, each.nothing)
        assert sum(part.baseline for part in parts) == pytest.approx(1.0)
        assert sum(part.variant for part in parts) == pytest.approx(1.0)


def test_a_request_that_the_variant_drops_is_no_longer_made(variant: Compared) -> None:
    us = next(each for each in variant.asked if each.stance == "united-states/use")
    assert "ukrainian-request" in us.causes
    assert "ukrainian-request" not in us.still


def test_permits_are_those_of_the_rungs_at_the_end(found: Comparison, variant: Compared) -> None:
    scenario = found.scenario
    ends = next(each for each in variant.ends if each.stance == "united-states/use")
    cells = [each for each in variant.permitted if each.stance == "united-states/use"]
    assert len(cells) == 3 * len(scenario.areas) * len(scenario.targets)
    for cell in cells:
        share = 0.0
        for rung, effect in zip(ends.rungs, ends.effects, strict=True):
            held = {("united-states", "use"): rung}
            answers = may(scenario, held, cell.weapon, cell.area, cell.target)
            us = next(each for each in answers if each.actor == "united-states")
            share += effect.variant * us.allowed
        assert cell.effect.variant == pytest.approx(share)


def test_the_sharpest_answer_carries_the_scenarios_words(variant: Compared) -> None:
    (answers,) = variant.acts
    assert "coded words and drills" in answers.caption


def test_all_variants_unless_some_are_named() -> None:
    case = sim.load("may-2024")
    found = sim.compare(case, runs=2, sets=0, trials=0)
    assert len(found.variants) >= 3
    assert found.question.headline.id == "us-border"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"variants": ["no-kharkow"]}, "did you mean 'no-kharkiv"),
        ({"outcome": "us-boarder"}, "us-border"),
        ({"runs": 1}, "at least 2"),
        ({"chances": 1}, "at least 2"),
        ({"variants": ["no-request", "no-request"]}, "more than once"),
    ],
)
def test_wrong_questions_are_refused_with_a_way_out(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        compare("may-2024", **wrong)  # type: ignore[arg-type]
