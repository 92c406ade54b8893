"""Positions over time, in paths made by hand and in small runs with a known answer."""

from __future__ import annotations

import pytest

from sim.experiment.positions import Path, Step, paths
from tests.worlds import actor, at, dated, hears, program, stance, traced

#   day    0   2        5   6         9     10
#   rung   0   1 1 1 1  3   0 0 0 0   2     (the end)
WALKED = Path(0, (Step(2.0, 1), Step(5.0, 3), Step(6.0, 0), Step(9.0, 2)), acts=False, until=10.0)
ACTED = Path(0, WALKED.steps, acts=True, until=10.0)
STILL = Path(1, (), acts=False, until=10.0)


@pytest.mark.parametrize(("rung", "day"), [(0, 0.0), (1, 2.0), (2, 5.0), (3, 5.0), (4, None)])
def test_the_first_day_at_a_rung_or_higher(rung: int, day: float | None) -> None:
    assert WALKED.first_at(rung) == day
    assert ACTED.first_at(rung) == day


@pytest.mark.parametrize(
    ("day", "rung"),
    [(0.0, 0), (1.999, 0), (2.0, 1), (4.9, 1), (5.0, 3), (6.0, 0), (8.9, 0), (9.0, 2), (10.0, 2)],
)
def test_the_rung_held_on_a_day(day: float, rung: int) -> None:
    assert WALKED.at(day) == rung
    assert ACTED.at(day) == 0


@pytest.mark.parametrize(("rung", "days"), [(0, 10.0), (1, 5.0), (2, 2.0), (3, 1.0), (4, 0.0)])
def test_the_days_at_a_rung_or_higher(rung: int, days: float) -> None:
    assert WALKED.days_at_or_above(rung) == pytest.approx(days)


def test_acts_hold_no_rung_for_any_time() -> None:
    assert ACTED.days_at_or_above(1) == 0.0


def test_the_highest_rung_counts_jumps_acts_and_the_start() -> None:
    assert (WALKED.highest(), ACTED.highest(), STILL.highest()) == (3, 3, 1)


def test_one_that_never_moves_stands_where_it_began() -> None:
    assert (STILL.first_at(1), STILL.first_at(2), STILL.at(7.0)) == (0.0, None, 1)
    assert (STILL.days_at_or_above(1), STILL.days_at_or_above(2)) == (10.0, 0.0)


# --- from a run --------------------------------------------------------------------------------


def test_decisions_and_forces_are_steps_and_a_hold_is_none() -> None:
    built = program(
        actor("us", stance()),
        actor("uk", stance()),
        actor("ru", stance("reply")),
        days=30,
        forces=[
            force("us", "wholly", 4.0),
            force("us", "partly", 7.0),
            force("uk", "never", 5.0),
            force("ru", "strike", 6.0, "reply"),
        ],
        holds=[{"actor": "us", "issue": "use", "from": at(5.0)}],
    )
    us, uk, ru = paths(traced(built))
    assert us == Path(0, (Step(4.0, 2), Step(7.0, 1)), acts=False, until=30.0)
    assert uk == Path(0, (), acts=False, until=30.0)
    assert ru == Path(0, (Step(6.0, 2),), acts=True, until=30.0)
    assert (us.days_at_or_above(1), us.days_at_or_above(2)) == (26.0, 3.0)
    assert (ru.at(6.0), ru.first_at(2), ru.highest()) == (0, 6.0, 2)


def force(who: str, rung: str, day: float, issue: str = "use") -> dict[str, object]:
    return {"actor": who, "issue": issue, "rung": rung, "on": at(day)}


def test_a_decision_is_a_step_at_its_own_time() -> None:
    mine = stance(reactions=[hears("blow", 50.0)], tempo=0.1)
    trace = traced(program(actor("us", mine), causes=(dated("blow", 3.0),), days=30))
    (path,) = paths(trace)
    (made, *_) = trace.decisions(0)
    assert path.steps[0] == Step(made.time, made.after)
    assert 3.0 < made.time < 4.0
    assert path.first_at(1) == made.time
