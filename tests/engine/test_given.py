"""The record drives: what happened happens when it happened, and the model's clocks only count."""

from __future__ import annotations

from itertools import pairwise
from math import exp

import pytest
from scipy.integrate import quad

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE, Trace
from sim.model.program import Program
from tests.worlds import (
    LN_2,
    Tree,
    actor,
    dated,
    during,
    gate,
    hears,
    lasting,
    program,
    recurring,
    stance,
    stands,
    told,
    traced,
    triggered,
)


class Mute(Noise):
    """Noise in which nothing may be drawn."""

    def _uniform(self, *_args: int, **_parts: int) -> float:
        raise AssertionError("the record drives, and yet something was drawn")


def follow(built: Program, *given: Given) -> Trace:
    return run(built, Mute(built), given=given)


TAU = 6.0
STAGES: list[Tree] = [{"id": "agreed", "steps": 2, "public": True}, {"id": "announced", "steps": 2}]
MINE = stance(
    standing=0.8,
    half_life=TAU * LN_2,
    tempo=5.0,
    background=0.01,
    relief=0.25,
    rest=1.0,
    gives_up_below={"partly": 1.2},
    stages=STAGES,
    reactions=[hears("blow", 1.5), during("war", 0.9)],
)
LISTENING = stance(
    "use", (900.0, 1.0), reactions=[hears({"decision_of": "us", "issue": "use"}, 2.0),
                                    hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 1.0)]
)  # fmt: skip
BUILT = program(
    actor("us", MINE),
    actor("uk", LISTENING),
    causes=(dated("blow", 27.0), lasting("war", 28.0, 29.0), recurring("shelling", 1.0)),
    days=30,
)
RECORD = (
    Given(2.0, CAUSE, 0),
    Given(4.0, CAUSE, 1),
    Given(7.0, STAGE, 0, step=1),
    Given(9.0, DECISION, 0, rung=1),
    Given(12.0, ENDS, 1),
    Given(20.0, DECISION, 0, rung=2),
)


def path(knots: list[tuple[float, float, float]], t: float) -> float:
    """The pressure at t, of knots (time, pressure, level)."""
    time, x, b = [knot for knot in knots if knot[0] <= t][-1]
    return b + (x - b) * exp(-(t - time) / TAU)


def recorded() -> list[tuple[float, float, float]]:
    """The pressure of the United States along the record, by hand."""
    knots = [(0.0, 0.8, 0.8)]
    knots.append((2.0, path(knots, 2.0) + 1.5, 0.8))
    knots.append((4.0, path(knots, 4.0), 1.7))
    x = path(knots, 9.0)
    knots.append((9.0, 1.7 + 0.75 * (x - 1.7) if x > 1.7 else x, 1.7))
    knots.append((12.0, path(knots, 12.0), 0.8))
    return knots


def counted(start: float, end: float, threshold: float, *, down: bool = False) -> float:
    """Step work of four steps at the speed of docs/model.md, by quadrature along the recorded path."""
    knots = recorded()
    sign = -1.0 if down else 1.0

    def speed(t: float) -> float:
        return 4 * (0.01 + max(0.0, sign * (path(knots, t) - threshold)) / 5.0)

    marks = sorted({start, end, *(knot[0] for knot in knots if start < knot[0] < end)})
    pieces = [quad(speed, a, b, limit=300, epsabs=1e-11)[0] for a, b in pairwise(marks)]
    return float(sum(pieces))


def test_what_happened_happens_when_it_happened_and_nothing_else_does() -> None:
    """The dates of the file do not count, nor the clocks; recurring causes wait for the record too."""
    assert told(follow(BUILT, *RECORD)) == [
        "2.00 cause blow",
        "4.00 cause war",
        "7.00 stage us/use agreed",
        "9.00 decision us/use never > partly",
        "12.00 ends war",
        "20.00 decision us/use partly > wholly",
    ]


def test_the_order_in_which_the_record_is_handed_over_is_nothing() -> None:
    assert follow(BUILT, *RECORD[::-1]).digest() == follow(BUILT, *RECORD).digest()


def test_work_is_the_integral_of_the_speed_along_the_recorded_path() -> None:
    first, second = follow(BUILT, *RECORD).decisions(0)
    assert first.decided is not None
    assert second.decided is not None
    assert first.decided.work == pytest.approx(counted(0.0, 9.0, 1.0), rel=1e-8)
    # after a rest of one day towards `wholly`; the clock that would have given up ran beside it
    assert second.decided.since == 10.0
    assert second.decided.work == pytest.approx(counted(10.0, 20.0, 2.0), rel=1e-8)
    assert second.decided.opposite == pytest.approx(counted(10.0, 20.0, 1.2, down=True), rel=1e-8)
    assert second.decided.background == pytest.approx(0.4 / second.decided.work, rel=1e-8)


def test_a_decision_of_record_during_a_rest_was_worked_on_by_nobody() -> None:
    """The model's clocks stand still; the record moves all the same."""
    trace = follow(BUILT, Given(9.0, DECISION, 0, rung=1), Given(9.5, DECISION, 0, rung=2))
    decided = trace.decisions(0)[1].decided
    assert decided is not None
    assert (decided.work, decided.speed, decided.background, decided.opposite) == (
        0.0,
        0.0,
        0.0,
        0.0,
    )
    assert decided.since == 10.0


def test_a_recorded_stage_begins_its_successor_s_work_and_keeps_the_total() -> None:
    trace = follow(BUILT, *RECORD[:3])
    (clock,) = trace.clocks[0]
    assert (clock.direction, clock.rung, clock.steps_left, clock.steps) == (1, 0, 2, 4)
    knots = recorded()[:3]

    def speed(t: float) -> float:
        return 4 * (0.01 + max(0.0, path(knots, t) - 1.0) / 5.0)

    assert clock.done == pytest.approx(quad(speed, 7.0, 30.0, limit=300)[0], rel=1e-8)
    decided = follow(BUILT, *RECORD).decisions(0)[0].decided
    assert decided is not None
    assert decided.stages == (("agreed", 7.0), ("announced", 9.0))


def test_pressure_follows_the_record_and_others_hear_it() -> None:
    trace = follow(BUILT, *RECORD)
    knots = [(knot.time, knot.pressure, knot.level) for knot in trace.knots[0]]
    for time, pressure, level in recorded():
        found = [knot for knot in knots if knot[0] == time][-1]
        assert found == pytest.approx((time, pressure, level), abs=1e-12)
    heard = [
        felt.after - felt.before
        for event in trace.events
        for felt in event.felt
        if felt.stance == 1
    ]
    assert heard == pytest.approx([1.0, 1.0, 1.0])  # a stage, half a ladder, half a ladder


def test_the_rung_given_stands_and_no_draw_lies_behind_it() -> None:
    trace = follow(BUILT, Given(3.0, DECISION, 0, rung=2), Given(8.0, DECISION, 0, rung=0))
    assert [(event.before, event.after) for event in trace.decisions(0)] == [(0, 2), (2, 0)]
    for event in trace.decisions(0):
        assert event.decided is not None
        choice = event.decided.choice
        assert (choice.rung, choice.z, choice.u, choice.time) == (
            event.after,
            None,
            None,
            event.time,
        )


def test_a_recorded_settling_stage_keeps_the_pressure_it_was_settled_at() -> None:
    stages: list[Tree] = [{"id": "directed", "settles": True}, {"id": "announced"}]
    mine = stance(standing=0.8, stages=stages, reactions=[hears("blow", 2.0)])
    built = program(actor("us", mine), causes=(dated("blow", 29.0),), days=30)
    trace = follow(
        built,
        Given(3.0, STAGE, 0, step=0, rung=1),
        Given(5.0, CAUSE, 0),
        Given(6.0, DECISION, 0, rung=1),
    )
    stage, decision = trace.events[0], trace.decisions(0)[0]
    assert stage.after == 1
    assert decision.decided is not None
    assert (decision.decided.choice.time, decision.decided.choice.pressure) == (3.0, 0.8)
    assert decision.decided.pressure > 2.0


def test_of_one_instant_ends_come_first_and_decisions_last_in_the_order_of_the_file() -> None:
    """Whatever the order in which the record hands them over."""
    built = program(
        actor("us", stance()),
        actor("uk", stance()),
        causes=(dated("blow", 1.0), lasting("war", None, 9.0)),
    )
    given = (
        Given(5.0, DECISION, 1, rung=1),
        Given(5.0, DECISION, 0, rung=2),
        Given(5.0, CAUSE, 0),
        Given(5.0, ENDS, 1),
    )
    assert told(follow(built, *given)) == [
        "5.00 ends war",
        "5.00 cause blow",
        "5.00 decision us/use never > wholly",
        "5.00 decision uk/use never > partly",
    ]


def test_what_the_record_says_followed_is_not_triggered_again() -> None:
    """A triggered cause happens when the record says so, and lasts until it says so."""
    cause = triggered("shock", stands("us", "partly"), lasts=3.0)
    watching = stance("use", (900.0, 1.0), reactions=[during("shock", 0.5)])
    built = program(actor("us", stance()), actor("uk", watching), causes=(cause,))
    trace = follow(
        built, Given(2.0, DECISION, 0, rung=1), Given(4.0, CAUSE, 0), Given(9.0, ENDS, 0)
    )
    assert told(trace) == [
        "2.00 decision us/use never > partly",
        "4.00 cause shock",
        "9.00 ends shock",
    ]
    assert [event.felt[0].level for event in trace.events[1:]] == [0.5, 0.0]


def test_gates_and_holds_go_on_under_a_record() -> None:
    """A gate shuts the clock's count to background until the record opens it."""
    waiting = stance(standing=2.0, background=0.1, requires=[gate({"happened": "signal"})])
    built = program(actor("us", waiting), causes=(dated("signal", 19.0),), days=20)
    trace = follow(built, Given(5.0, CAUSE, 0), Given(8.0, DECISION, 0, rung=1))
    decided = trace.decisions(0)[0].decided
    assert decided is not None
    assert decided.work == pytest.approx(0.1 * 5.0 + 1.1 * 3.0, rel=1e-12)


def test_acts_of_the_record_fall_back() -> None:
    listening = stance(
        "use", (900.0, 1.0), reactions=[hears({"decision_of": "ru", "issue": "reply"}, 2.0)]
    )
    built = program(actor("ru", stance("reply", background=0.2)), actor("us", listening))
    acts = (Given(3.0, DECISION, 0, rung=1), Given(5.0, DECISION, 0, rung=2))
    trace = follow(built, *acts)
    assert [(event.before, event.after) for event in trace.decisions(0)] == [(0, 1), (0, 2)]
    works = [event.decided.work for event in trace.decisions(0) if event.decided is not None]
    assert works == pytest.approx([0.6, 0.4], rel=1e-12)
    assert trace.rungs == (0, 0)


def test_a_run_fed_back_as_its_own_record_counts_the_work_it_had_drawn() -> None:
    """What the record determines: the integral of the speed is the work, for every decision."""
    mine = stance(standing=1.4, background=0.05, half_life=5.0, relief=0.3, gives_up_below={"partly": 1.3},
                  reactions=[hears("blow", 0.7), during("war", -0.5)])  # fmt: skip
    built = program(
        actor("us", mine), causes=(dated("blow", 2.0), lasting("war", 4.0, 20.0)), days=60
    )
    for replication in range(5):
        free = traced(built, replication)
        record = tuple(
            Given(event.time, event.kind, event.subject, rung=event.after) for event in free.events
        )
        followed = follow(built, *record)
        assert [(e.time, e.kind, e.after) for e in followed.events] == [
            (e.time, e.kind, e.after) for e in free.events
        ]
        for one, other in zip(free.decisions(0), followed.decisions(0), strict=True):
            assert one.decided is not None
            assert other.decided is not None
            assert other.decided.work == pytest.approx(one.decided.work, rel=1e-12)
            assert other.decided.pressure == one.decided.pressure
        assert followed.knots == free.knots
