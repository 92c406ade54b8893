"""The Brier score against closed forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.classroom.debrief.scores import brier, mean

SHARES = some.floats(0, 1)


@pytest.mark.parametrize(
    ("probability", "happened", "score"),
    [(1.0, True, 0.0), (0.0, False, 0.0), (0.0, True, 1.0), (1.0, False, 1.0), (0.5, True, 0.25),
     (0.5, False, 0.25), (0.7, True, 0.09), (0.7, False, 0.49)],
)  # fmt: skip
def test_a_forecast_is_scored_by_its_squared_distance(
    probability: float, happened: bool, score: float
) -> None:
    assert brier(probability, happened=happened) == pytest.approx(score)


@given(SHARES)
def test_the_two_ways_it_can_come_out_mirror_each_other(probability: float) -> None:
    assert brier(probability, happened=True) == pytest.approx(
        brier(1 - probability, happened=False)
    )


@given(truth=SHARES, said=SHARES)
def test_nobody_does_better_on_average_than_by_saying_what_he_believes(
    truth: float, said: float
) -> None:
    def expected(probability: float) -> float:
        won, lost = brier(probability, happened=True), brier(probability, happened=False)
        return truth * won + (1 - truth) * lost

    assert expected(truth) <= expected(said) + 1e-12


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="expected a probability from 0 to 1"):
        brier(probability, happened=True)


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) is None
    assert mean([0.25, 0.75]) == 0.5
