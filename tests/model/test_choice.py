"""The choice of a rung against its definition, written out a second time."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.choice import (
    OPEN,
    SHUT,
    SKIPPED,
    bounds_above,
    bounds_below,
    nearest_above,
    rung_above,
    rung_below,
)

WAY = st.sampled_from([SKIPPED, SHUT, OPEN])


@st.composite
def ladders(draw: st.DrawFn) -> tuple[int, list[float], list[int]]:
    """A rung to stand on, thresholds that rise, and what is passable."""
    steps = draw(st.lists(st.floats(0.1, 1.0), min_size=1, max_size=6))
    theta = [-inf]
    for n, step in enumerate(steps):
        theta.append(step if n == 0 else theta[-1] + step)
    passable = [OPEN, *draw(st.lists(WAY, min_size=len(steps), max_size=len(steps)))]
    return draw(st.integers(0, len(steps))), theta, passable


@given(ladders(), st.floats(-2.0, 7.0))
def test_upward_takes_the_highest_open_rung_that_is_accepted(
    ladder: tuple[int, list[float], list[int]], accepts: float
) -> None:
    rung, theta, passable = ladder
    above = range(rung + 1, len(theta))
    candidates = [s for s in above if passable[s] == OPEN]
    candidates = candidates or [s for s in above if passable[s] == SHUT]
    accepted = [s for s in candidates if theta[s] <= accepts]
    expected = max(accepted) if accepted else min(candidates, default=-1)
    assert rung_above(accepts, rung, len(theta), theta, passable) == expected
    assert nearest_above(rung, len(theta), passable) == min(candidates, default=-1)


@given(ladders(), st.floats(-2.0, 7.0))
def test_downward_lands_on_the_highest_rung_that_is_accepted(
    ladder: tuple[int, list[float], list[int]], accepts: float
) -> None:
    rung, theta, passable = ladder
    accepted = [s for s in range(1, rung) if passable[s] != SKIPPED and theta[s] <= accepts]
    assert rung_below(accepts, rung, theta, passable) == max(accepted, default=0)


THETA = (-inf, 1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("accepts", "passable", "expected"),
    [
        (0.0, (2, 2, 2, 2), 1),  # at least the nearest
        (2.0, (2, 2, 2, 2), 2),  # a resistance just met is accepted
        (9.0, (2, 2, 2, 2), 3),
        (9.0, (2, 2, 2, 0), 2),  # a rung it skips is never taken
        (0.0, (2, 0, 2, 2), 2),
        (9.0, (2, 1, 2, 1), 2),  # a shut rung only if nothing else is open
        (0.0, (2, 1, 1, 2), 3),
        (2.5, (2, 1, 1, 1), 2),
        (9.0, (2, 0, 0, 0), -1),
    ],
)
def test_upward_examples(accepts: float, passable: tuple[int, ...], expected: int) -> None:
    assert rung_above(accepts, 0, 4, THETA, passable) == expected


@pytest.mark.parametrize(
    ("accepts", "passable", "expected"),
    [
        (2.5, (2, 2, 2, 2), 2),
        (2.0, (2, 2, 2, 2), 2),
        (9.0, (2, 2, 2, 2), 2),  # never where it stands
        (2.5, (2, 2, 0, 2), 1),
        (2.5, (2, 1, 1, 2), 2),  # gates hold nobody who climbs down
        (-9.0, (2, 2, 2, 2), 0),
    ],
)
def test_downward_examples(accepts: float, passable: tuple[int, ...], expected: int) -> None:
    assert rung_below(accepts, 3, THETA, passable) == expected


def possible(theta: list[float]) -> list[float]:
    """Pressures below, on, between and above all thresholds."""
    inner = theta[1:]
    between = [(a + b) / 2 for a, b in pairwise(inner)]
    return sorted([inner[0] - 1.0, *inner, *between, inner[-1] + 1.0])


@given(ladders())
def test_the_bounds_above_are_where_the_choice_above_falls(
    ladder: tuple[int, list[float], list[int]],
) -> None:
    """Against the choice itself, at every pressure that makes a difference."""
    rung, theta, passable = ladder
    count = len(theta)
    for taken in range(rung + 1, count):
        low, high = bounds_above(taken, rung, count, theta, passable)
        for accepts in possible(theta):
            chosen = rung_above(accepts, rung, count, theta, passable)
            assert (low <= accepts < high) == (chosen == taken)


@given(ladders())
def test_the_bounds_below_are_where_the_choice_below_falls(
    ladder: tuple[int, list[float], list[int]],
) -> None:
    rung, theta, passable = ladder
    for taken in range(len(theta)):
        low, high = bounds_below(taken, rung, theta, passable)
        for accepts in possible(theta):
            chosen = rung > 0 and rung_below(accepts, rung, theta, passable) == taken
            assert (low <= accepts < high) == chosen


@given(ladders())
def test_the_bounds_of_all_rungs_part_the_line(ladder: tuple[int, list[float], list[int]]) -> None:
    """Each pressure leads to one rung, and none to a rung that cannot be taken."""
    rung, theta, passable = ladder
    count = len(theta)
    above = [bounds_above(s, rung, count, theta, passable) for s in range(rung + 1, count)]
    below = [bounds_below(s, rung, theta, passable) for s in range(rung)]
    for found, some in ((above, nearest_above(rung, count, passable) >= 0), (below, rung > 0)):
        real = sorted(each for each in found if each[0] < inf)
        assert bool(real) == some
        if some:
            assert (real[0][0], real[-1][1]) == (-inf, inf)
            assert [high for _, high in real[:-1]] == [low for low, _ in real[1:]]


def test_no_pressure_leads_to_a_rung_not_above_or_not_below() -> None:
    assert bounds_above(1, 2, 4, THETA, (2, 2, 2, 2)) == (inf, inf)
    assert bounds_below(3, 3, THETA, (2, 2, 2, 2)) == (inf, inf)
    assert bounds_above(2, 0, 4, THETA, (2, 2, 2, 2)) == (2.0, 3.0)
    assert bounds_below(0, 3, THETA, (2, 2, 2, 2)) == (-inf, 1.0)
