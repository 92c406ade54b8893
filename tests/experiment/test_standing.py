"""A stance at an instant: what it was when it decided, and what holds it when it does not."""

from __future__ import annotations

import pytest

from sim.engine.trace import DECISION
from sim.experiment.explain.standing import Going, Standing, standing
from sim.model.keys import DOWN, UP
from sim.model.lower import lower
from tests.experiment.many import everything
from tests.varied import force, hold
from tests.worlds import (
    actor,
    at,
    dated,
    gate,
    hears,
    near,
    program,
    stance,
    stands,
    traced,
    work,
)


def up(found: Standing) -> Going:
    clock = found.clock(UP)
    assert clock is not None
    return clock


@pytest.mark.parametrize("replication", range(12))
def test_it_is_what_the_engine_knew_when_it_decided(replication: int) -> None:
    """In a world where everything happens: pressure, speed, work, draw and date of every decision."""
    trace = traced(lower(everything()), replication)
    decisions = [event for event in trace.events if event.kind == DECISION]
    assert decisions
    for event in decisions:
        decided = event.decided
        assert decided is not None
        found = standing(trace, event.subject, event.time)
        clock = found.clock(UP if event.after > event.before else DOWN)
        assert clock is not None
        assert (found.rung, found.pressure, found.level) == (
            event.before, decided.pressure, decided.level,
        )  # fmt: skip
        assert found.parts == next(f.parts_before for f in event.felt if f.stance == event.subject)
        assert clock.speed == near(decided.speed)
        assert clock.total() == near(decided.work, 1e-6)
        assert clock.needed(len(clock.needs) - 1) == near(decided.work, 1e-6)
        assert clock.due == near(event.time, 1e-6)
        if decided.choice.time == event.time:
            assert (clock.z, found.passable, found.thresholds) == (
                decided.choice.z, decided.choice.passable, decided.choice.thresholds,
            )  # fmt: skip


def test_a_clock_on_its_way() -> None:
    """Above its resistance by one unit at a tempo of 4 days: a quarter of a decision a day."""
    built = program(
        actor("us", stance(standing=2.0, tempo=4.0, stages=[{"id": "only", "steps": 2}]))
    )
    found = standing(traced(built), 0, 0.1)
    needs = (work(built, 0), work(built, 1))
    assert found.clocks == (
        Going(UP, 0, needs, near(0.05), 1.0, 0.25, near(2.0 * needs[0]), up(found).z),
    )
    assert up(found).needed(1) == needs[0] + needs[1]
    assert (found.rung, found.visit, found.held, found.rests) == (0, 0, False, False)


def test_a_shut_gate_leaves_background_alone() -> None:
    waits = stance(
        standing=5.0,
        background=0.01,
        requires=[gate({"from": at(6.0)}, stands("uk", "partly"), at_least=1)],
    )
    trace = traced(program(actor("us", waits), actor("uk")))
    shut, opened = (up(standing(trace, 0, time)) for time in (5.9, 6.0 + 1e-6))
    assert (shut.threshold, shut.speed) == (None, 0.01)
    assert (opened.threshold, opened.speed) == (1.0, near(4.01, 1e-6))


def test_a_held_stance_has_no_clock() -> None:
    built = program(actor("us", stance(standing=0.5)), holds=[hold("us", 3.0)["hold"]])
    before, after = (standing(traced(built), 0, time) for time in (3.0, 4.0))
    assert (before.held, len(before.clocks)) == (False, 1)
    assert (after.held, after.clocks) == (True, ())
    built = program(actor("us", stance(standing=0.5)), holds=[hold("us")["hold"]])
    assert standing(traced(built), 0, 1.0).held


def test_a_released_stance_is_on_a_new_visit() -> None:
    """With the clock, the draws and the rung that the engine has, also where it was forced when held."""
    mine = stance(standing=1.5, stages=[{"id": "only", "steps": 2}])
    built = program(
        actor("us", mine),
        holds=[hold("us", 0.5, until=3.0)["hold"], hold("us", 40.0)["hold"]],
        forces=[force("us", "partly", 1.0)["force"], force("us", "never", 2.0)["force"]],
    )
    trace = traced(built)
    held, free, later = (standing(trace, 0, time) for time in (3.0, 3.0 + 1e-6, 41.0))
    assert (held.held, held.visit, held.clocks) == (True, 1, ())
    assert (free.held, free.rung, free.visit) == (False, 0, 2)
    assert up(free).needs == (work(built, 0, visit=2), work(built, 1, visit=2))
    assert later.held
    decided = trace.decisions()[0]
    assert up(standing(trace, 0, decided.time)).due == near(decided.time, 1e-6)


def test_after_a_decision_it_rests_and_stands_on_its_second_visit() -> None:
    answers = stance("reply", rest=3.0, reactions=[hears("blow", 9.0)])
    trace = traced(program(actor("ru", answers), causes=(dated("blow", 1.0),)))
    first = trace.decisions()[0].time
    found = standing(trace, 0, first + 1.0)
    assert (found.rung, found.visit, found.rests, up(found).speed) == (0, 1, True, 0.0)
    assert up(found).done == 0.0
