"""Causes in time: triggered and recurring ones, the order within one instant, and the horizon."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import inf, nextafter

import pytest

from sim.engine.noise import Noise
from sim.engine.trace import CAUSE, DECISION
from sim.model.lower import lower
from tests.worlds import (
    START,
    Tree,
    actor,
    at,
    dated,
    during,
    gate,
    hears,
    lasting,
    program,
    recurring,
    stance,
    stands,
    times,
    told,
    traced,
    triggered,
    work,
    world,
)

QUICK = actor("us", stance(standing=1.5))  # decides on `partly`, half a decision a day
LISTENING = stance("use", (900.0, 1.0), reactions=[hears("shock", 1.0)])


# --- triggered -----------------------------------------------------------------------------------


def test_without_delay_it_happens_right_after_its_cause() -> None:
    built = program(
        QUICK, actor("uk", LISTENING), causes=(triggered("shock", stands("us", "partly")),)
    )
    decision, shock = traced(built).events
    assert (decision.kind, shock.kind) == (DECISION, CAUSE)
    assert shock.time == decision.time == pytest.approx(work(built) / 0.5)
    assert [each.stance for each in shock.felt] == [1]


def test_a_delay_is_waited_to_the_bit() -> None:
    built = program(QUICK, causes=(triggered("shock", stands("us", "partly"), after=3.5),))
    decision, shock = traced(built).events
    assert shock.time == decision.time + 3.5


def test_a_drawn_delay_is_the_parameter_of_its_name() -> None:
    cause = triggered("shock", stands("us", "partly"), after={"exponential": 3.0})
    built = program(QUICK, causes=(cause,))
    index = built.parameters.name.index("shock.after")
    for replication in range(5):
        decision, shock = traced(built, replication).events
        delay = Noise(built, 0, replication).parameter(index)
        assert shock.time == decision.time + delay


@pytest.mark.parametrize("delay", [None, 2.0])
def test_one_that_lasts_begins_and_ends(delay: float | None) -> None:
    """Also where it follows without delay: it is in force for as long as it lasts, and no shorter."""
    more: Tree = {} if delay is None else {"after": delay}
    cause = triggered("shock", stands("us", "partly"), lasts=6.0, **more)
    watching = stance("use", (900.0, 1.0), reactions=[during("shock", 0.5)])
    built = program(QUICK, actor("uk", watching), causes=(cause,))
    decision, begins, ends = traced(built).events
    assert told(traced(built))[1:] == [
        f"{begins.time:.2f} cause shock",
        f"{ends.time:.2f} ends shock",
    ]
    assert begins.time == decision.time + (delay or 0.0)
    assert ends.time == begins.time + 6.0
    assert (begins.felt[0].level, ends.felt[0].level) == (0.5, 0.0)


def test_it_happens_once_however_often_the_rung_is_reached() -> None:
    acting = actor("us", stance("reply", standing=1.5))
    built = program(acting, causes=(triggered("shock", stands("us", "warning", "reply")),))
    assert len(traced(built).decisions(0)) > 10
    assert len(times(traced(built), "cause shock")) == 1


@pytest.mark.parametrize(
    ("rung", "starts_at", "standing", "happens"),
    [
        ("partly", "never", 1.5, True),  # to the rung
        ("partly", "never", 2.5, True),  # past it, in one jump
        ("wholly", "never", 1.5, False),  # not so far
        ("partly", "partly", 2.5, False),  # there already: it does not reach it again
        ("wholly", "partly", 2.5, True),
    ],
)
def test_reaching_is_coming_from_below_to_the_rung_or_past_it(
    rung: str, starts_at: str, standing: float, happens: bool
) -> None:
    deciding = actor("us", stance(standing=standing, starts_at=starts_at))
    built = program(deciding, causes=(triggered("shock", stands("us", rung)),), days=30)
    assert (times(traced(built), "cause shock") != []) is happens


def test_going_down_reaches_nothing() -> None:
    falling = stance(starts_at="wholly", gives_up_below={"wholly": 1.0}, resistance=(-1.0, 2.0))
    built = program(actor("us", falling), causes=(triggered("shock", stands("us", "partly")),))
    (decision,) = traced(built).events
    assert decision.after == 1


# --- recurring -----------------------------------------------------------------------------------


def test_a_fixed_gap_recurs_like_a_clock() -> None:
    """The first comes a gap after `from`; the end is outside."""
    built = program(actor("us"), causes=(recurring("drill", 2.5, 5.0, until=at(15.0)),), days=30)
    assert times(traced(built), "cause drill") == [7.5, 10.0, 12.5]


def test_exponential_gaps_are_added_up_by_number() -> None:
    built = program(actor("us"), causes=(recurring("drill", {"exponential": 4.0}, 5.0),))
    noise, expected, time = Noise(built, 0, 2), [], 5.0
    for number in range(100):
        time += noise.gap(0, number)
        if time < 60.0:
            expected.append(time)
    assert times(traced(built, 2), "cause drill") == expected
    assert len(expected) > 5


def test_a_recurring_cause_moved_keeps_its_gaps() -> None:
    early = program(actor("us"), causes=(recurring("drill", {"exponential": 4.0}, 0.0),))
    late = program(actor("us"), causes=(recurring("drill", {"exponential": 4.0}, 10.0),))
    first, second = (times(traced(built), "cause drill") for built in (early, late))
    assert second == pytest.approx([time + 10.0 for time in first[: len(second)]], abs=1e-12)
    assert 0 < len(second) < len(first)


def test_each_occurrence_is_felt() -> None:
    built = program(
        actor("us", stance("use", (900.0, 1.0), reactions=[hears("drill", 1.0)])),
        causes=(recurring("drill", 20.0),),
    )
    rises = [e.felt[0].after - e.felt[0].before for e in traced(built).events]
    assert rises == pytest.approx([1.0, 1.0])  # on days 20 and 40; day 60 is the end


# --- one instant -----------------------------------------------------------------------------------


def test_events_of_one_instant_come_in_file_order() -> None:
    names = ["c", "a", "d", "b"]
    built = program(actor("us"), causes=tuple(dated(name, 5.0) for name in names))
    assert told(traced(built)) == [f"5.00 cause {name}" for name in names]


def test_ends_come_before_starts_whatever_the_file_says() -> None:
    causes = (
        dated("blow", 5.0),
        lasting("next", 5.0, None),
        lasting("war", 1.0, 5.0),
        lasting("old", None, 5.0),
    )
    watching = stance("use", (900.0, 1.0), reactions=[during({"kind": "incident"}, 1.0)])
    trace = traced(program(actor("us", watching), causes=causes))
    assert told(trace)[1:] == [
        "5.00 ends war",
        "5.00 ends old",
        "5.00 cause blow",
        "5.00 cause next",
    ]
    levels = [event.felt[0].level for event in trace.events if event.felt]
    assert levels == [2.0, 1.0, 0.0, 1.0]


def test_dates_then_ends_then_holds_and_forces_then_causes() -> None:
    built = program(
        actor("us", stance(requires=[gate({"from": at(5.0)})])),
        actor("uk", stance()),
        causes=(
            dated("blow", 5.0),
            lasting("war", 1.0, 5.0),
            triggered("shock", stands("uk", "partly")),
        ),
        forces=[{"actor": "uk", "issue": "use", "rung": "partly", "on": at(5.0)}],
        holds=[{"actor": "us", "issue": "use", "from": at(5.0)}],
    )
    assert told(traced(built)) == [
        "1.00 cause war",
        "5.00 date us/use/gate",
        "5.00 ends war",
        "5.00 hold us/use never > never",
        "5.00 force uk/use never > partly",
        "5.00 cause shock",  # triggered without delay: right after its cause
        "5.00 cause blow",
    ]


def test_two_events_at_one_instant_are_felt_one_after_the_other() -> None:
    causes = (dated("first", 5.0), dated("second", 5.0))
    feeling = stance("use", (900.0, 1.0), reactions=[hears({"kind": "incident"}, 1.0, wears=0.5)])
    one, two = (
        event.felt[0] for event in traced(program(actor("us", feeling), causes=causes)).events
    )
    assert (one.before, one.after) == (0.0, 1.0)
    assert (two.before, two.after) == (1.0, 1.5)  # no time between: not a bit has faded


def test_forces_of_one_instant_come_in_file_order() -> None:
    forces = [
        {"actor": name, "issue": "use", "rung": "partly", "on": at(5.0)} for name in ("al", "zu")
    ]
    built = program(actor("zu", stance()), actor("al", stance()), forces=forces)
    assert told(traced(built)) == [
        "5.00 force al/use never > partly",
        "5.00 force zu/use never > partly",
    ]


def test_a_cause_at_the_very_instant_of_a_decision_is_felt_first() -> None:
    deciding = stance(standing=1.5, reactions=[hears("blow", 1.0)])
    built = program(actor("us", deciding), causes=(dated("blow", 50.0),))
    time = traced(built).decisions(0)[0].time
    moved = replace(built, moments=replace(built.moments, low=(time,), high=(time,)))
    blow, decision = traced(moved).events
    assert blow.time == decision.time == time
    assert (blow.kind, decision.kind) == (CAUSE, DECISION)
    assert (traced(built).decisions(0)[0].after, decision.after) == (1, 2)


# --- the horizon -----------------------------------------------------------------------------------


def test_a_cause_at_the_horizon_does_not_happen_and_one_just_before_does() -> None:
    causes = (
        dated("before", 10.0 - 1 / 86_400),
        dated("at", 10.0),
        lasting("war", 1.0, 10.0),
        recurring("drill", 2.5),
    )
    scenario = world(actor("us"), causes=causes)
    built = lower(scenario, START + timedelta(days=10))
    assert told(traced(built))[-1] == "10.00 cause before"
    assert times(traced(built), "cause drill") == [2.5, 5.0, 7.5]
    assert times(traced(built), "ends war") == times(traced(built), "cause at") == []
    whole = traced(lower(scenario))
    assert times(whole, "cause at") == times(whole, "ends war") == [10.0]


def test_a_decision_at_the_horizon_does_not_happen_and_one_just_before_does() -> None:
    built = program(QUICK)
    time = traced(built).decisions(0)[0].time
    at_it = traced(replace(built, horizon=time))
    assert at_it.events == ()
    assert at_it.rungs == (0,)
    assert traced(replace(built, horizon=nextafter(time, inf))).rungs == (1,)


def test_what_is_triggered_beyond_the_horizon_does_not_happen() -> None:
    cause = triggered("shock", stands("us", "partly"), after=60.0)
    assert times(traced(program(QUICK, causes=(cause,))), "cause shock") == []


def test_an_event_at_the_start_happens() -> None:
    feeling = stance("use", (900.0, 1.0), standing=0.5, reactions=[hears("blow", 1.0)])
    trace = traced(program(actor("us", feeling), causes=(dated("blow", 0.0),)))
    only = trace.events[0].felt[0]
    assert (trace.events[0].time, only.before, only.after) == (0.0, 0.5, 1.5)
