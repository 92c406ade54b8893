"""Gates: a shut one holds its stage at background, earlier stages go on, other rungs stay open."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from sim.engine.trace import DATE, STAGE, Trace
from sim.model.lower import lower
from sim.model.program import Program
from tests.worlds import (
    Tree,
    actor,
    at,
    dated,
    gate,
    hears,
    lasting,
    near,
    of,
    program,
    stance,
    stands,
    told,
    traced,
    what,
    work,
    world,
)

SLOW = 0.001  # background, per day
STAGES: list[Tree] = [{"id": "agreed"}, {"id": "directed"}, {"id": "announced"}]


def held(
    *conditions: Mapping[str, object],
    causes: tuple[Tree, ...] = (),
    others: tuple[Tree, ...] = (),
    more: Tree | None = None,
) -> Program:
    """An actor in a hurry (a decision a day) whose last stage waits behind a gate."""
    mine = stance(
        standing=2.0,
        background=SLOW,
        stages=STAGES,
        requires=[{**gate(*conditions), **(more or {})}],
    )
    return program(actor("us", mine), *others, causes=causes, days=300)


def works(built: Program) -> list[float]:
    return [work(built, step) / 3 for step in range(3)]


def decided(trace: Trace) -> float:
    return trace.decisions(0)[0].time


# Each kind of condition, coming true on day 20
SIGNAL = dated("signal", 20.0)
CONDITIONS: dict[str, tuple[Tree, tuple[Tree, ...], tuple[Tree, ...]]] = {
    "a cause past": ({"happened": "signal"}, (SIGNAL,), ()),
    "a cause in force": ({"in_force": "war"}, (lasting("war", 20.0, None),), ()),
    "a date": ({"from": at(20.0)}, (), ()),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_shut_gate_holds_its_stage_at_background_alone(name: str) -> None:
    condition, causes, others = CONDITIONS[name]
    built = held(condition, causes=causes, others=others)
    first, second, third = works(built)
    speed = 1.0 + SLOW
    assert third > SLOW * 20.0  # in this replication background alone does not do it in time
    waiting = (first + second) / speed  # earlier stages go on
    left = third - SLOW * (20.0 - waiting)
    events = [(time, kind) for time, kind, _, _ in of(traced(built), "us/use")]
    assert [kind for _, kind in events[:2]] == [STAGE, STAGE]
    assert events[0][0] == pytest.approx(first / speed, abs=1e-9)
    assert events[1][0] == pytest.approx(waiting, abs=1e-9)
    assert events[2][0] == pytest.approx(20.0 + left / speed, abs=1e-9)


def test_behind_a_gate_that_never_opens_background_moves_on() -> None:
    """Every sequence of dates stays possible, and the decision says it was all but background."""
    never = held({"from": at(299.0)})
    first, second, third = works(never)
    expected = (first + second) / (1.0 + SLOW) + third / SLOW
    assert 200.0 < expected < 299.0
    event = traced(never).decisions(0)[0]
    assert event.time == pytest.approx(expected, abs=1e-9)
    assert event.decided is not None
    assert event.decided.speed == SLOW
    share = SLOW * event.time / (first + second + third)
    assert event.decided.background == pytest.approx(share, rel=1e-9)


def test_another_actor_at_the_rung_opens_the_gate() -> None:
    ally = actor("ally", stance(standing=1.25))
    built = held(stands("ally", "partly"), others=(ally,))
    opens = work(built, index=1) / 0.25
    first, second, third = works(built)
    done = SLOW * (opens - (first + second) / (1.0 + SLOW))
    assert 5.0 < opens < 60.0
    assert decided(traced(built)) == pytest.approx(opens + (third - done) / (1.0 + SLOW), abs=1e-9)


def test_a_gate_shuts_again_when_the_cause_ends() -> None:
    """Open from day 4 to 4.2 and again from day 30: work is done in between and kept."""
    causes = (lasting("war", 4.0, 4.2), lasting("again", 30.0, None))
    built = held({"in_force": "war"}, {"in_force": "again"}, causes=causes, more={"at_least": 1})
    first, second, third = works(built)
    waiting = (first + second) / (1.0 + SLOW)
    assert waiting < 4.0
    done = SLOW * (30.0 - waiting) + 0.2
    assert third > done
    expected = 30.0 + (third - done) / (1.0 + SLOW)
    assert decided(traced(built)) == pytest.approx(expected, abs=1e-9)


def test_a_cause_past_stays_past() -> None:
    """`happened` holds after the end, `in_force` does not."""
    war = (lasting("war", 1.0, 1.125),)
    past, in_force = held({"happened": "war"}, causes=war), held({"in_force": "war"}, causes=war)
    first, second, third = works(past)
    left = third - SLOW * (1.0 - (first + second) / (1.0 + SLOW))
    assert decided(traced(past)) == pytest.approx(1.0 + left / (1.0 + SLOW), abs=1e-9)
    shut = 1.125 + (left - 0.125 * (1.0 + SLOW)) / SLOW
    assert decided(traced(in_force)) == pytest.approx(shut, abs=1e-8)


def test_a_cause_in_force_from_the_start_opens_the_gate_from_the_start() -> None:
    war = (lasting("war", None, None),)
    for condition in ({"happened": "war"}, {"in_force": "war"}):
        built = held(condition, causes=war)
        expected = sum(works(built)) / (1.0 + SLOW)
        assert decided(traced(built)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("at_least", "opens"), [(1, 10.0), (2, 20.0), (3, 30.0), (None, 30.0)])
def test_at_least_so_many_conditions(at_least: int | None, opens: float) -> None:
    """Of three that come true on days 10, 20 and 30; all of them unless told."""
    causes = (dated("first", 10.0), lasting("second", 20.0, None))
    more: Tree = {} if at_least is None else {"at_least": at_least}
    built = held(
        {"from": at(30.0)}, {"happened": "first"}, {"in_force": "second"}, causes=causes, more=more
    )
    first, second, third = works(built)
    done = SLOW * (opens - (first + second) / (1.0 + SLOW))
    expected = opens + (third - done) / (1.0 + SLOW)
    assert decided(traced(built)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("stage", ["agreed", "directed", "announced"])
def test_a_gate_may_hold_any_stage(stage: str) -> None:
    built = held({"from": at(30.0)}, more={"stage": stage})
    events = [time for time, _, _, _ in of(traced(built), "us/use")]
    before = [stage_["id"] for stage_ in STAGES].index(stage)
    assert all(time < 30.0 for time in events[:before])
    assert events[before] > 30.0
    following = works(built)[before + 1 :]
    gaps = [later - earlier for earlier, later in pairwise(events[before:])]
    assert gaps == pytest.approx([each / (1.0 + SLOW) for each in following], abs=1e-9)


# --- other rungs ---------------------------------------------------------------------------------


def test_a_gated_rung_is_passed_over_where_another_is_open() -> None:
    """Only `partly` is gated: the clock runs towards `wholly`, and that is what is chosen."""
    mine = stance(standing=2.5, requires=[gate({"from": at(50.0)}, rungs=("partly",))])
    built = program(actor("us", mine))
    event = traced(built).decisions(0)[0]
    assert event.after == 2
    assert event.time == pytest.approx(work(built) / 0.5, abs=1e-9)  # 2.5 - 2.0 above `wholly`
    assert event.decided is not None
    assert event.decided.choice.passable == (2, 1, 2)


def test_the_clock_turns_to_the_gated_rung_when_it_opens() -> None:
    mine = stance(standing=1.5, requires=[gate({"happened": "signal"}, rungs=("partly",))])
    built = program(actor("us", mine), causes=(dated("signal", 7.0),))
    event = traced(built).decisions(0)[0]
    assert event.after == 1
    assert event.time == pytest.approx(7.0 + work(built) / 0.5, abs=1e-9)  # 0 before: 1.5 < 2.0


def test_a_gate_on_the_upper_rung_leaves_the_lower_one_alone() -> None:
    mine = stance(standing=2.5, requires=[gate({"from": at(50.0)}, rungs=("wholly",))])
    built = program(actor("us", mine))
    event = traced(built).decisions(0)[0]
    assert (event.after, event.time) == (1, near(work(built) / 1.5))


def test_a_rung_settled_before_its_gate_shut_waits_behind_it() -> None:
    """Settled on `wholly` while the gate stood open; it shuts, and the announcement waits."""
    mine = stance(
        standing=2.5,
        background=SLOW,
        stages=[{"id": "settled", "settles": True}, {"id": "announced"}],
        requires=[gate({"in_force": "calm"}, rungs=("wholly",))],
    )
    calm = lasting("calm", None, 0.15)
    built = program(actor("us", mine), causes=(calm,), days=300)
    settled = work(built) / 2 / (1.5 + SLOW)
    assert settled < 0.15
    stage, decision = of(traced(built), "us/use")[:2]
    assert stage == (near(settled), STAGE, 0, 2)
    left = work(built, 1) / 2 - (1.5 + SLOW) * (0.15 - settled)
    assert left > 0.0
    assert decision[0] == pytest.approx(0.15 + left / SLOW, abs=1e-8)
    assert decision[3] == 2


def test_a_rung_that_a_stance_skips_is_never_taken() -> None:
    built = program(actor("us", stance(standing=2.5, skips=["partly"])))
    event = traced(built).decisions(0)[0]
    assert (event.after, event.time) == (2, near(work(built) / 0.5))


def test_nothing_above_no_clock() -> None:
    built = program(actor("us", stance(standing=9.0, background=5.0, skips=["partly", "wholly"])))
    trace = traced(built)
    assert trace.events == ()
    assert trace.clocks == ((),)


# --- what a gate says ----------------------------------------------------------------------------


def test_a_date_that_opens_a_gate_is_an_event_and_touches_its_stance_alone() -> None:
    built = held({"from": at(20.0)}, others=(actor("uk", stance(reactions=[hears("blow", 1.0)])),),
                 causes=(dated("blow", 30.0),))  # fmt: skip
    event = next(event for event in traced(built).events if event.kind == DATE)
    assert event.time == 20.0
    assert [felt.stance for felt in event.felt] == [0]
    assert event.felt[0].before == event.felt[0].after == 2.0


def test_a_gate_whose_ally_and_cause_were_dropped_stays_shut() -> None:
    """As by a variant: neither condition can come true, and background alone goes on."""
    mine = stance(
        standing=2.0,
        background=SLOW,
        requires=[gate(stands("ally", "partly"), {"happened": "signal"}, at_least=1)],
    )
    ally = actor("ally", stance(starts_at="wholly"))
    whole = world(actor("us", mine), ally, causes=(dated("signal", 1.0),), days=900)
    left = whole.model_copy(update={"actors": whole.actors[:1], "causes": ()})
    assert decided(traced(lower(whole))) < 2.0
    assert decided(traced(lower(left))) == pytest.approx(work(lower(left)) / SLOW, abs=1e-8)


def test_a_gate_that_neither_opens_nor_shuts_touches_nobody() -> None:
    """The second of two conditions, where one is enough: its stance is not brought up to date."""
    causes = (dated("first", 10.0), dated("second", 20.0))
    built = held({"happened": "first"}, {"happened": "second"}, causes=causes, more={"at_least": 1})
    felt = {what(built, event): event.felt for event in traced(built).events}
    assert [each.stance for each in felt["cause first"]] == [0]
    assert felt["cause second"] == ()


def test_a_gate_holds_the_next_decision_too() -> None:
    """From `partly` only `wholly` is left, which the gate names: the first stage waits again."""
    mine = stance(
        standing=2.5,
        stages=[{"id": "settled", "settles": True}, {"id": "announced"}],
        requires=[gate({"from": at(9.0)}, rungs=("wholly",), stage="settled")],
    )
    built = program(actor("us", mine))
    settled, decided_on = of(traced(built), "us/use")[:2]
    assert (settled[3], decided_on[3]) == (1, 1)
    assert decided_on[0] < 9.0
    again = of(traced(built), "us/use")[2]
    assert again == (near(9.0 + work(built, rung=1, visit=1) / 2 / 0.5), STAGE, 1, 2)


def test_a_gate_on_an_actor_that_stands_there_from_the_start_is_open() -> None:
    ally = actor("ally", stance(starts_at="wholly"))
    built = held(stands("ally", "partly"), others=(ally,))
    expected = sum(works(built)) / (1.0 + SLOW)
    assert decided(traced(built)) == pytest.approx(expected, abs=1e-9)


def test_a_gate_shuts_when_the_ally_climbs_down() -> None:
    mine = stance(
        standing=2.0, background=SLOW, stages=STAGES, requires=[gate(stands("ally", "partly"))]
    )
    built = program(
        actor("us", mine),
        actor("ally", stance(starts_at="partly")),
        forces=[{"actor": "ally", "issue": "use", "rung": "never", "on": at(0.1)}],
        days=300,
    )
    first, second, third = works(built)
    trace = traced(built)
    assert told(trace)[0] == "0.10 force ally/use partly > never"
    expected = (first + second) / (1.0 + SLOW) + third / SLOW
    assert decided(trace) == pytest.approx(expected, abs=1e-8)
