"""Decisions in small worlds with known answers: settling, relief, rest, giving up, background."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log

import pytest

from sim.engine.noise import Noise
from sim.engine.trace import DECISION, STAGE, Clock, Decided, Event, Trace
from sim.model.keys import DOWN, UP
from sim.model.quantile import normal_quantile
from tests.worlds import (
    LN_2,
    Tree,
    actor,
    dated,
    during,
    hears,
    lasting,
    near,
    of,
    program,
    stance,
    times,
    told,
    traced,
    work,
)

TAU = 8.0


def decided(trace: Trace, number: int = 0, index: int = 0) -> tuple[Event, Decided]:
    event = trace.decisions(index)[number]
    assert event.decided is not None
    return event, event.decided


# --- stages and settling -------------------------------------------------------------------------

STAGES: list[Tree] = [{"id": "agreed"}, {"id": "directed", "settles": True}, {"id": "announced"}]


def test_the_rung_is_settled_by_the_pressure_at_its_stage_and_not_at_the_end() -> None:
    """When it is directed it accepts `wholly`; announced, it has faded below the resistance of 2."""
    mine = stance(
        stages=STAGES, half_life=LN_2, tempo=4.0, standing=1.2, reactions=[hears("blow", 2.0)]
    )
    built = program(actor("us", mine), causes=(dated("blow", 0.1),))
    trace = traced(built)
    event, why = decided(trace)
    assert event.after == 2
    assert why.pressure < 2.0 < why.choice.pressure
    settled = why.choice.time
    assert settled == times(trace, "stage us/use directed")[0]
    assert why.choice.pressure == pytest.approx(1.2 + 2.0 * exp(-(settled - 0.1)), rel=1e-9)


def test_pressure_that_comes_after_settling_raises_no_rung() -> None:
    mine = stance(stages=STAGES, standing=1.2, reactions=[hears("blow", 5.0)])
    quiet = program(actor("us", mine), causes=(dated("blow", 59.0),))
    settled = times(traced(quiet), "stage us/use directed")[0]
    announced = decided(traced(quiet))[0].time
    between = round((settled + announced) / 2, 3)
    built = program(actor("us", mine), causes=(dated("blow", between),))
    event, why = decided(traced(built))
    assert (event.after, why.choice.rung) == (1, 1)
    assert why.pressure > 5.0
    assert event.time < announced  # sooner, but no further


def test_a_settling_last_stage_feels_what_comes_late() -> None:
    """The counterpart: without a stage that settles early the same blow takes it to the top."""
    plain = [{"id": stage["id"]} for stage in STAGES]
    mine = stance(stages=plain, standing=1.2, reactions=[hears("blow", 5.0)])
    quiet = program(actor("us", mine), causes=(dated("blow", 59.0),))
    late = round(decided(traced(quiet))[0].time - 0.1, 3)
    assert decided(traced(quiet))[0].after == 1
    assert decided(traced(program(actor("us", mine), causes=(dated("blow", late),))))[0].after == 2


def test_every_stage_has_its_own_work() -> None:
    stages: list[Tree] = [{"id": "agreed", "steps": 2}, {"id": "announced", "steps": 3}]
    built = program(actor("us", stance(standing=2.0, stages=stages)))
    works = [work(built, step) / 5 for step in range(5)]
    (stage, decision) = of(traced(built), "us/use")
    assert stage == (near(sum(works[:2])), STAGE, 0, -1)
    assert decision == (near(sum(works)), DECISION, 0, 2)
    _, why = decided(traced(built))
    assert why.stages == (("agreed", stage[0]), ("announced", decision[0]))
    assert (why.since, why.steps) == (0.0, 5)
    assert why.work == pytest.approx(5 * sum(works), rel=1e-9)


def test_every_decision_has_its_own_stages() -> None:
    mine = stance(standing=2.5, skips=["wholly"], gives_up_below={"partly": 3.5}, stages=STAGES)
    first, down, second, *_ = traced(program(actor("us", mine))).decisions(0)
    for event in (first, second):
        assert event.decided is not None
        assert [stage for stage, _ in event.decided.stages] == ["agreed", "directed", "announced"]
    assert second.decided is not None
    assert second.decided.stages[0][1] > down.time


def test_the_choice_is_the_pressure_plus_its_own_draw() -> None:
    mine = stance(standing=1.7, choice_sd=0.5)
    built = program(actor("us", mine))
    for replication in range(10):
        event, why = decided(traced(built, replication))
        u = Noise(built, 0, replication).choice(0, 0, 1, 0)
        assert (why.choice.u, why.choice.z) == (u, normal_quantile(u))
        assert event.after == (2 if 1.7 + 0.5 * normal_quantile(u) >= 2.0 else 1)
        assert (why.choice.sd, why.choice.thresholds[1:]) == (0.5, (1.0, 2.0))


def test_work_done_is_kept_while_the_speed_is_0() -> None:
    """A file left on a desk: pushed above for a day, below for 9, above again."""
    mine = stance(half_life=1 / 24, reactions=[during({"kind": "incident"}, 3.0)], tempo=20.0)
    causes = (lasting("war", 1.0, 2.0), lasting("again", 11.0, None))
    built = program(actor("us", mine), causes=causes)
    tau = 1 / 24 / LN_2
    # the excess is 2 once the pressure has risen; rising it misses some, fading it still has some
    missed = 2.0 * tau * log(1.5) + 2.0 * tau
    gained = tau * (3.0 - 1.0 - log(3.0))
    left = 20.0 * work(built) - (2.0 - missed + gained)
    assert left > 0.0
    event, _ = decided(traced(built))
    assert event.time == pytest.approx(11.0 + (left + missed) / 2.0, abs=1e-6)


# --- relief and rest -----------------------------------------------------------------------------


def test_relief_lets_off_what_lies_above_the_level() -> None:
    mine = stance(standing=0.5, relief=0.75, half_life=TAU * LN_2, reactions=[hears("blow", 4.0)])
    built = program(actor("us", mine), causes=(dated("blow", 1.0),))
    event, why = decided(traced(built))
    own = event.felt[0]
    assert own.before == why.pressure == pytest.approx(0.5 + 4.0 * exp(-(event.time - 1.0) / TAU))
    assert own.after == 0.5 + 0.25 * (own.before - 0.5)
    assert why.level == own.level == 0.5


def test_no_relief_where_the_pressure_lies_below_the_level() -> None:
    mine = stance(relief=0.75, reactions=[during("war", 3.0)])
    built = program(actor("us", mine), causes=(lasting("war", 1.0, None),))
    own = decided(traced(built))[0].felt[0]
    assert own.before < own.level
    assert own.after == own.before


def test_going_down_relieves_nothing() -> None:
    mine = stance(standing=-1.0, starts_at="wholly", gives_up_below={"wholly": 1.0}, relief=0.75,
                  reactions=[hears("blow", 0.5)])  # fmt: skip
    built = program(actor("us", mine), causes=(dated("blow", 0.0),))
    own = decided(traced(built))[0].felt[0]
    assert own.after == own.before > own.level


def test_clocks_stand_still_during_rest_and_everything_else_is_shifted_by_it() -> None:
    """Acts under constant pressure with background: the n-th is n - 1 rests later, no more, no less."""

    def acts(rest: float) -> list[float]:
        mine = stance("reply", standing=1.5, background=0.1, rest=rest)
        return [event.time for event in traced(program(actor("us", mine), days=40)).decisions(0)]

    plain, rested = acts(0.0), acts(3.0)
    assert len(rested) > 6
    for number, (early, late) in enumerate(zip(plain, rested, strict=False)):
        assert late == pytest.approx(early + 3.0 * number, abs=1e-7)


def test_pressure_goes_on_during_rest() -> None:
    """A blow in the rest is felt at once and fades; work starts from what is left of it."""
    blows = [hears({"kind": "incident"}, 3.0)]
    mine = stance("reply", rest=6.0, half_life=TAU * LN_2, reactions=blows, tempo=0.1)
    built = program(actor("us", mine), causes=(dated("blow", 1.0), dated("again", 3.0)))
    first, second = traced(built).decisions(0)[:2]
    assert first.time < 2.0
    start = first.time + 6.0
    x = 3.0 * exp(-(start - 1.0) / TAU) + 3.0 * exp(-(start - 3.0) / TAU)
    d = second.time - start
    assert x * TAU * (1.0 - exp(-d / TAU)) - d == pytest.approx(
        0.1 * work(built, visit=1), abs=1e-8
    )
    assert second.decided is not None
    assert second.decided.since == start


# --- giving up -----------------------------------------------------------------------------------


def test_a_rung_is_given_up_below_its_pressure_and_lands_on_the_highest_accepted() -> None:
    """Speed = (gives_up_below - x) / tempo; from `wholly` at x = 0.5, `partly` (0.25) is accepted."""
    mine = stance(resistance=(0.25, 1.0), standing=0.5, starts_at="wholly", tempo=4.0,
                  gives_up_below={"wholly": 1.0}, stages=STAGES)  # fmt: skip
    built = program(actor("us", mine))
    works = [work(built, step, rung=2, direction=DOWN) for step in range(3)]
    trace = traced(built)
    (decision,) = trace.events  # its stages are unnamed and private
    assert decision.time == pytest.approx(sum(works) / 3 / (0.5 / 4.0), abs=1e-8)
    assert (decision.before, decision.after) == (2, 1)
    assert decided(trace)[1].stages == ()
    assert decided(trace)[1].choice.time == decision.time


def test_it_falls_to_the_lowest_where_nothing_is_accepted() -> None:
    mine = stance(standing=-0.5, starts_at="wholly", gives_up_below={"wholly": 1.0, "partly": 0.0})
    built = program(actor("us", mine))
    assert told(traced(built)) == [
        f"{work(built, rung=2, direction=DOWN) / 1.5:.2f} decision us/use wholly > never"
    ]


def test_without_gives_up_below_a_rung_is_never_left() -> None:
    mine = stance(
        standing=-50.0, starts_at="wholly", background=5.0, gives_up_below={"partly": 0.0}
    )
    trace = traced(program(actor("us", mine)))
    assert (trace.events, trace.clocks) == ((), ((),))


def test_each_rung_has_its_own_limit_and_each_visit_its_own_draw() -> None:
    """Up and down for ever: dates are sums of works, keyed by rung left, direction and visit."""
    mine = stance(standing=1.5, gives_up_below={"partly": 3.5})
    built = program(actor("us", mine), days=20)
    expected, time, visit = [], 0.0, 0
    while True:
        time += work(built, visit=visit) / 0.5
        expected.append(time)
        visit += 1
        down = work(built, rung=1, direction=DOWN, visit=visit) / 2.0
        assert work(built, rung=1, visit=visit) > 0.0  # the upward clock at `partly` stands still
        time += down
        expected.append(time)
        if time > 20.0:
            break
    found = [event.time for event in traced(built).decisions(0)]
    assert found == pytest.approx([each for each in expected if each < 20.0], abs=1e-7)
    assert len(found) >= 6


def test_the_opposite_clock_is_accounted_for() -> None:
    mine = stance(standing=2.5, starts_at="partly", gives_up_below={"partly": 3.0})
    built = program(actor("us", mine))
    up, down = work(built, rung=1) / 0.5, work(built, rung=1, direction=DOWN) / 0.5
    event, why = decided(traced(built))
    assert event.time == pytest.approx(min(up, down), abs=1e-9)
    assert why.opposite == pytest.approx(0.5 * event.time, rel=1e-9)
    assert why.opposite_steps == 1


# --- background ----------------------------------------------------------------------------------


def test_a_decision_says_what_share_of_its_work_was_background() -> None:
    built = program(actor("us", stance(standing=1.3, tempo=2.0, background=0.05)))
    _, why = decided(traced(built))
    assert why.speed == pytest.approx(0.05 + 0.15, rel=1e-12)
    assert why.background == pytest.approx(0.05 / 0.2, rel=1e-9)


def test_a_decision_without_a_cause_is_all_background() -> None:
    built = program(actor("us", stance(background=0.2)))
    event, why = decided(traced(built))
    assert event.time == pytest.approx(work(built) / 0.2, abs=1e-9)
    assert (why.background, event.after) == (1.0, 1)  # no further than the nearest


def test_without_background_a_decision_owes_nothing_to_it() -> None:
    _, why = decided(traced(program(actor("us", stance(standing=1.3)))))
    assert why.background == 0.0


# --- what is left --------------------------------------------------------------------------------


def so_far(works: list[float], total: float) -> tuple[int, float]:
    """Steps still to do, and the work done of the one in hand, after `total` step work."""
    left = len(works)
    for each in works:
        if total < each:
            break
        total -= each
        left -= 1
    return left, total


def test_clocks_that_have_not_run_out_say_how_far_they_are() -> None:
    stages: list[Tree] = [{"id": "agreed", "steps": 2}, {"id": "announced", "steps": 2}]
    mine = stance(standing=1.0625, stages=stages, starts_at="partly", resistance=(0.5, 0.5),
                  gives_up_below={"partly": 1.125})  # fmt: skip
    built = program(actor("us", mine), days=9)
    ways = {direction: [work(built, step, rung=1, direction=direction) for step in range(4)]
            for direction in (UP, DOWN)}  # fmt: skip
    trace = traced(built)
    assert trace.decisions() == ()
    assert [clock.direction for clock in trace.clocks[0]] == [UP, DOWN]
    for clock in trace.clocks[0]:
        left, done = so_far(ways[clock.direction], 4 * 9 * 0.0625)
        assert clock == Clock(clock.direction, 1, near(done, 1e-8), left, 4)
    assert trace.clocks[0][0].steps_left < 4  # something had been done


def test_gaps_between_touches_change_no_date() -> None:
    """The same pressure seen often or seldom: the date is the same within the solver's tolerance."""
    mine = [during("war", 1.6), hears({"kind": "look"}, 1e-13)]
    looks = tuple(dated(f"look-{n}", 0.5 + n / 7, kind="look") for n in range(50))
    war = lasting("war", 0.25, None)
    for replication in range(10):
        dates = []
        for causes in ((war, dated("look", 59.0, kind="look")), (war, *looks)):
            built = program(actor("us", stance(reactions=mine, tempo=3.0)), causes=causes)
            dates.append([e.time for e in traced(built, replication).decisions(0)])
        assert dates[0] == pytest.approx(dates[1], abs=1e-7)


def test_acts_fall_back_in_silence_and_each_is_a_visit() -> None:
    """The position is the lowest again at once; the hearer gets a pulse up each time and none down."""
    listening = stance(
        "use", (900.0, 1.0), reactions=[hears({"decision_of": "ru", "issue": "reply"}, 2.0)]
    )
    built = program(actor("ru", stance("reply", standing=1.5)), actor("us", listening), days=10)
    trace = traced(built)
    acts = trace.decisions(0)
    expected = [work(built, visit=n) / 0.5 for n in range(len(acts))]
    gaps = [later - earlier for earlier, later in pairwise([0.0, *(act.time for act in acts)])]
    assert gaps == pytest.approx(expected, abs=1e-8)
    assert {(act.before, act.after) for act in acts} == {(0, 1)}
    assert trace.events == acts
    rises = [act.felt[1].after - act.felt[1].before for act in acts]
    assert rises == pytest.approx([1.0] * len(acts))  # a weight of 2 times half a ladder
    assert trace.rungs == (0, 0)
    assert len(acts) > 2
