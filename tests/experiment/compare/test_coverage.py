"""Over 200 repeated small ensembles, 95 % Monte Carlo intervals cover the large-run value."""

from __future__ import annotations

import pytest

from sim.experiment.compare.compare import compare
from sim.experiment.compare.found import Changed, Comparison, Question
from sim.experiment.ensemble import Workers, default_engine
from sim.scenario.language.scenario import Scenario
from tests.worlds import actor, during, hears, lasting, stance, stands, world

REPEATED, RUNS, MANY = 200, 250, 200_000


def small(weight: float) -> Scenario:
    """Two actors, one war: the second follows the first."""
    first = stance(reactions=[during("war", weight)], tempo=8.0, standing={"normal": [0.6, 0.3]})
    follows = [hears({"decision_of": "us", "issue": "use"}, 4.0)]
    return world(
        actor("us", first),
        actor("uk", stance(reactions=follows, tempo=6.0)),
        causes=(lasting("war", 5.0, 40.0),),
        outcomes=[
            {"id": "moves", "first_reaches": stands("us", "partly")},
            {"id": "follows", "first_reaches": stands("uk", "partly")},
            {"id": "days", "days_at_or_above": stands("us", "partly")},
        ],
    )


def answered(runs: int, seed: int) -> Comparison:
    question = Question(small(0.6), (Changed("milder", small(0.3)),), runs, seed, sets=0, trials=0)
    return compare(question, workers=Workers(1))


@pytest.mark.skipif(default_engine() != "batch", reason="too many runs for SimPy")
def test_intervals_cover() -> None:
    truth = {
        each.quantity.id: each.difference for each in answered(MANY, 9_999).variants[0].outcomes
    }
    covered = dict.fromkeys(truth, 0)
    for seed in range(REPEATED):
        for each in answered(RUNS, seed).variants[0].outcomes:
            inside = each.monte_carlo.low <= truth[each.quantity.id] <= each.monte_carlo.high
            covered[each.quantity.id] += inside
    assert all(abs(value) > 0.05 for value in truth.values())
    shares = {name: count / REPEATED for name, count in covered.items()}
    assert all(0.92 <= share <= 0.98 for share in shares.values()), shares
