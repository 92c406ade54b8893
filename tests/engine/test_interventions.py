"""Holds and forces, and runs that run away."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest

from sim.engine.des import Runaway
from sim.engine.trace import FORCE, HOLD, RELEASE, Event, Trace
from sim.model.keys import DOWN
from sim.model.program import Program
from tests.engine.both import difference, on_simpy
from tests.worlds import (
    BUSY_ACTORS,
    BUSY_CAUSES,
    LN_2,
    Feeling,
    Tree,
    actor,
    at,
    dated,
    during,
    gate,
    hears,
    lasting,
    near,
    program,
    recurring,
    stance,
    stands,
    story,
    times,
    told,
    traced,
    triggered,
    work,
)

TAU = 8.0
WATCHING = stance(
    "use",
    (900.0, 1.0),
    reactions=[
        hears({"decision_of": "us", "issue": "use"}, 1.0),
        during({"position_of": "us", "issue": "use"}, 1.0),
    ],
)


def hold(
    begins: float | None = None,
    actor_: str = "us",
    issue: str = "use",
    until: float | None = None,
) -> Tree:
    more: Tree = {} if begins is None else {"from": at(begins)}
    more |= {} if until is None else {"until": at(until)}
    return {"actor": actor_, "issue": issue, **more}


def force(rung: str, on: float, actor_: str = "us", issue: str = "use") -> Tree:
    return {"actor": actor_, "issue": issue, "rung": rung, "on": at(on)}


def first(trace: Trace, kind: int) -> Event:
    return next(event for event in trace.events if event.kind == kind)


# --- hold ----------------------------------------------------------------------------------------


def test_a_held_stance_has_no_clocks_and_still_feels() -> None:
    mine = stance(standing=5.0, starts_at="partly", background=9.0, gives_up_below={"partly": 9.0},
                  reactions=[hears("blow", 1.0)])  # fmt: skip
    built = program(actor("us", mine), causes=(dated("blow", 3.0),), holds=[hold()])
    trace = traced(built)
    assert told(trace) == ["3.00 cause blow"]
    assert trace.events[0].felt[0].after == 6.0
    assert trace.clocks == ((),)


def test_a_hold_from_a_date_stops_the_clocks_on_that_date() -> None:
    """Fast acts until day 3, none after; the hold is an event of its own."""
    built = program(actor("us", stance("reply", standing=4.0)), holds=[hold(3.0, issue="reply")])
    free = program(actor("us", stance("reply", standing=4.0)))
    acts = [event.time for event in traced(built).decisions(0)]
    assert acts == [event.time for event in traced(free).decisions(0) if event.time < 3.0]
    assert len(acts) > 3
    assert times(traced(built), "hold us/reply silence > silence") == [3.0]
    assert traced(built).clocks == ((),)


def test_what_was_in_hand_when_the_hold_came_is_lost() -> None:
    """A decision due on day 1.5 is not taken, not even when the hold was a moment before."""
    due = traced(program(actor("us", stance(standing=1.2)))).decisions(0)[0].time
    built = program(actor("us", stance(standing=1.2)), holds=[hold(round(due - 0.01, 3))])
    assert traced(built).decisions(0) == ()
    late = program(actor("us", stance(standing=1.2)), holds=[hold(round(due + 0.01, 3))])
    assert traced(late).decisions(0)[0].time == due


def test_a_hold_touches_nobody_else() -> None:
    built = program(actor("us", stance()), actor("uk", WATCHING), holds=[hold(3.0)])
    assert [felt.stance for felt in first(traced(built), HOLD).felt] == [0]


# --- release -------------------------------------------------------------------------------------


def test_a_released_stance_begins_afresh_with_draws_of_a_new_visit() -> None:
    """At a quarter of a decision a day, from the release on; what was done before the hold is lost."""
    mine = stance(standing=1.25, stages=[{"id": "only", "steps": 2}])
    for begins, until in ((None, 5.0), (0.5, 5.0)):
        built = program(actor("us", mine), holds=[hold(begins, until=until)])
        first_one = traced(built).decisions(0)[0]
        drawn = work(built, 0, visit=1) + work(built, 1, visit=1)
        assert first_one.time == pytest.approx(5.0 + drawn / (2 * 0.25), abs=1e-9)
        assert first_one.decided is not None
        assert (first_one.decided.since, first_one.decided.work) == (5.0, near(drawn))


def test_what_was_spent_before_a_hold_is_not_used_again() -> None:
    """The wait after a release is exponential, of those too that had waited in vain before the hold.

    With the old draw again, which is known to exceed what was done, it would be longer by a half.
    """
    built = program(actor("us", stance(standing=1.25)), holds=[hold(2.0, until=3.0)], days=200)
    waits = []
    for replication in range(600):
        trace = traced(built, replication)
        decided_at = trace.decisions(0)[0].time
        if decided_at > 2.0:
            waits.append(decided_at - 3.0)
    assert 300 < len(waits) < 430  # exp(-0.5) of them
    assert sum(waits) / len(waits) == pytest.approx(4.0, abs=4 * 4.0 / len(waits) ** 0.5)


def test_pressure_goes_on_through_hold_and_release() -> None:
    mine = stance(half_life=TAU * LN_2, reactions=[hears("blow", 0.5)])
    built = program(actor("us", mine), causes=(dated("blow", 3.0),), holds=[hold(2.0, until=5.0)])
    trace = traced(built)
    assert told(trace) == [
        "2.00 hold us/use never > never",
        "3.00 cause blow",
        "5.00 release us/use never > never",
    ]
    (felt,) = first(trace, RELEASE).felt
    assert felt.after == felt.before == pytest.approx(0.5 * exp(-2.0 / TAU), rel=1e-14)
    assert len(trace.clocks[0]) == 1


def test_a_force_moves_what_is_held_and_the_release_begins_there() -> None:
    """The whole log of holds one after another, from the start, from a date, and to the end."""
    mine = stance(standing=1.25, gives_up_below={"partly": 1.5}, skips=["wholly"])
    built = program(
        actor("us", mine),
        actor("uk", WATCHING),
        holds=[hold(until=3.0), hold(3.0, until=8.0), hold(21.0)],
        forces=[
            force("partly", 4.0),
            force("never", 5.0),
            force("partly", 6.0),
            force("never", 40.0),
        ],
        days=50,
    )
    trace = traced(built)
    back = 8.0 + work(built, rung=1, direction=DOWN, visit=3) / 0.25
    again = back + work(built, rung=0, visit=3) / 0.25
    assert again < 21.0
    assert told(trace) == [
        "3.00 release us/use never > never",
        "3.00 hold us/use never > never",
        "4.00 force us/use never > partly",
        "5.00 force us/use partly > never",
        "6.00 force us/use never > partly",
        "8.00 release us/use partly > partly",
        f"{back:.2f} decision us/use partly > never",
        f"{again:.2f} decision us/use never > partly",
        "21.00 hold us/use partly > partly",
        "40.00 force us/use partly > never",
    ]
    assert [event.time for event in trace.decisions(0)] == [near(back), near(again)]
    assert trace.clocks[0] == ()


def test_a_release_touches_nobody_else() -> None:
    built = program(actor("us", stance()), actor("uk", WATCHING), holds=[hold(until=3.0)])
    assert [felt.stance for felt in first(traced(built), RELEASE).felt] == [0]


def test_a_rest_under_way_goes_on_through_a_release() -> None:
    mine = stance(standing=2.5, rest=20.0, choice_sd=0.0, resistance=(1.0, 1.0))
    mine["resistance"] = {"first": 0.5, "steps": [2.5]}
    mine["background"] = 0.5
    free = traced(program(actor("us", mine))).decisions(0)[0]
    assert (free.after, free.time < 3.0) == (1, True)
    built = program(actor("us", mine), holds=[hold(4.0, until=6.0)])
    one, two, *_ = traced(built).decisions(0)
    assert one.time == free.time
    drawn = work(built, rung=1, visit=2)
    assert two.time == pytest.approx(free.time + 20.0 + drawn / 0.5, abs=1e-9)


def test_an_act_that_has_not_acted_is_released_where_it_starts() -> None:
    """Acts fall back after an act; a release is none."""
    built = program(
        actor("us", stance("reply", starts_at="warning")), holds=[hold(issue="reply", until=2.0)]
    )
    assert told(traced(built)) == ["2.00 release us/reply warning > warning"]
    assert traced(built).rungs == (1,)


def test_a_hold_that_is_drawn_to_begin_after_its_end_lasts_no_time() -> None:
    """It is not begun and never ended: the end comes right after it."""
    span: Tree = {"from": {"date": at(5.0), "plus": {"uniform": [0, 4]}}, "until": at(7.0)}
    built = program(actor("us", stance()), holds=[{**hold(), **span}])
    late = early = 0
    for replication in range(20):
        trace = traced(built, replication)
        begun, ended = (first(trace, kind).time for kind in (HOLD, RELEASE))
        assert [event.kind for event in trace.events] == [HOLD, RELEASE]
        assert ended == max(7.0, begun)
        assert len(trace.clocks[0]) == 1
        late, early = late + (begun > 7.0), early + (begun < 7.0)
    assert late > 3
    assert early > 3


def test_a_world_is_the_one_without_the_hold_before_it_and_without_its_end_up_to_that() -> None:
    """Known to days: a hold takes no draw of another, and its end none of its beginning."""
    held: Tree = {"actor": "uk", "issue": "use", "from": "2024-01-12"}
    ended: Tree = {**held, "until": "2024-01-20..2024-01-25"}
    more: Tree = {**held, "from": "2024-02-10"}
    for replication in range(12):
        runs = [
            traced(program(*BUSY_ACTORS, causes=BUSY_CAUSES, holds=holds), replication)
            for holds in ([], [held], [ended], [ended, more])
        ]
        since, until = first(runs[2], HOLD).time, first(runs[2], RELEASE).time
        again = [event.time for event in runs[3].events if event.kind == HOLD][1]
        assert 11.0 < since < 12.0
        assert 19.0 < until < 25.0
        for (one, other), time in zip(pairwise(runs), (since, until, again), strict=True):
            assert before(one, time) == before(other, time)
            assert one.digest() != other.digest()


def before(trace: Trace, time: float) -> list[tuple[float, str, Feeling]]:
    return [each for each in story(trace) if each[0] < time]


@pytest.mark.parametrize("held", [[(None, 9.0)], [(4.0, 9.0), (9.0, 20.0), (35.0, None)]])
def test_the_engines_agree_on_holds_that_end(
    held: list[tuple[float | None, float | None]],
) -> None:
    for name, issue, rungs in (
        ("us", "use", ("wholly", "never")),
        ("ru", "reply", ("strike",) * 2),
    ):
        built = program(
            *BUSY_ACTORS,
            causes=BUSY_CAUSES,
            holds=[hold(begins, name, issue, until) for begins, until in held],
            forces=[force(rungs[0], 6.0, name, issue), force(rungs[1], 9.0, name, issue)],
        )
        traces = on_simpy(built, 3, 0, 40)
        assert difference(built, 3, 0, traces) == ""
        kinds = [
            event.kind for trace in traces if isinstance(trace, Trace) for event in trace.events
        ]
        assert kinds.count(RELEASE) == 40 * sum(until is not None for _, until in held)
        assert kinds.count(FORCE) > 40


# --- force ---------------------------------------------------------------------------------------


def test_a_force_is_announced_and_gives_no_relief() -> None:
    mine = stance(standing=0.2, relief=1.0, half_life=TAU * LN_2, reactions=[hears("blow", 0.5)])
    built = program(
        actor("us", mine),
        actor("uk", WATCHING),
        causes=(dated("blow", 1.0), triggered("shock", stands("us", "partly"))),
        forces=[force("wholly", 4.0)],
    )
    trace = traced(built)
    assert told(trace) == [
        "1.00 cause blow",
        "4.00 force us/use never > wholly",
        "4.00 cause shock",
    ]
    own, heard = first(trace, FORCE).felt
    assert own.after == own.before == pytest.approx(0.2 + 0.5 * exp(-3.0 / TAU), rel=1e-14)
    assert (heard.before, heard.after, heard.level) == (0.0, 1.0, 1.0)
    assert trace.rungs == (2, 0)


def test_a_force_to_the_rung_held_is_nothing() -> None:
    mine = stance(standing=1.25)
    built = program(actor("us", mine), actor("uk", WATCHING), forces=[force("never", 0.5)])
    free = program(actor("us", mine), actor("uk", WATCHING))
    assert traced(built).digest() == traced(free).digest()


def test_a_force_downward_is_a_pulse_downward() -> None:
    mine = stance(starts_at="wholly")
    built = program(actor("us", mine), actor("uk", WATCHING), forces=[force("partly", 4.0)])
    heard = first(traced(built), FORCE).felt[1]
    assert heard.after - heard.before == -0.5
    assert heard.level == 0.5


def test_after_a_force_the_clocks_start_afresh_with_draws_of_the_new_visit() -> None:
    mine = stance(standing=2.25, rest=7.0)
    built = program(actor("us", mine), forces=[force("partly", 0.125)])
    second = traced(built).decisions(0)[0]
    assert work(built) / 1.25 > 0.125
    assert second.time == pytest.approx(0.125 + work(built, rung=1, visit=1) / 0.25, abs=1e-9)
    assert second.decided is not None
    assert second.decided.since == 0.125  # and without a rest


def test_a_force_ends_a_rest() -> None:
    mine = stance(standing=2.25, rest=30.0, choice_sd=0.0)
    free = program(actor("us", mine, stance("reply")), days=60)
    assert traced(free).decisions(0)[0].after == 2
    mine["skips"] = ["wholly"]
    mine["gives_up_below"] = {"partly": 3.25}
    built = program(actor("us", mine), forces=[force("wholly", 10.0), force("never", 12.0)])
    before, *_ = traced(built).decisions(0)
    assert before.time < 10.0
    following = [event for event in traced(built).decisions(0) if event.time > 12.0]
    assert following[0].time == pytest.approx(12.0 + work(built, visit=1) / 1.25, abs=1e-9)


def test_a_force_works_on_a_held_stance_and_leaves_it_held() -> None:
    mine = stance(standing=9.0)
    built = program(actor("us", mine), holds=[hold()], forces=[force("partly", 4.0)])
    trace = traced(built)
    assert told(trace) == ["4.00 force us/use never > partly"]
    assert trace.clocks == ((),)


def test_a_forced_act_is_announced_and_falls_back() -> None:
    listening = stance(
        "use", (900.0, 1.0), reactions=[hears({"decision_of": "ru", "issue": "reply"}, 1.0)]
    )
    built = program(
        actor("ru", stance("reply")),
        actor("us", listening),
        forces=[force("strike", 4.0, "ru", "reply"), force("silence", 5.0, "ru", "reply")],
    )
    trace = traced(built)
    assert told(trace) == ["4.00 force ru/reply silence > strike"]  # to silence is nothing
    assert trace.events[0].felt[1].after == 1.0
    assert trace.rungs[0] == 0


def test_a_force_opens_gates() -> None:
    waiting = stance(standing=2.0, requires=[gate(stands("us", "wholly"))])
    built = program(actor("us", stance()), actor("uk", waiting), forces=[force("wholly", 9.0)])
    assert traced(built).decisions(1)[0].time == pytest.approx(9.0 + work(built, index=1), abs=1e-9)


# --- running away ----------------------------------------------------------------------------------


def feeding(weight: float, most: int = 2000) -> Program:
    """Two actors whose acts feed each other: an act at the top adds `weight` to the other."""

    def one(name: str, other: str) -> Tree:
        mine = stance(
            "reply",
            (0.2, 0.1),
            standing=0.3,
            tempo=0.1,
            reactions=[hears({"decision_of": other, "issue": "reply"}, weight)],
        )
        return actor(name, mine)

    return replace(program(one("us", "ru"), one("ru", "us")), most_events=most)


def test_acts_that_feed_each_other_run_away() -> None:
    with pytest.raises(Runaway, match=r"stopped after 2,000 events at day \d+\.\d\d: actors whose"):
        traced(feeding(1.5))


def test_acts_that_hardly_feed_each_other_do_not() -> None:
    trace = traced(feeding(0.01))
    assert 20 < len(trace.decisions()) < 1000


def test_the_bound_is_on_events_and_the_last_allowed_is_no_failure() -> None:
    """As many as the bound, and the run stands; one fewer allowed, and it has failed."""
    needed = len(traced(feeding(0.0)).events)
    assert len(traced(feeding(0.0, needed)).events) == needed
    with pytest.raises(Runaway):
        traced(feeding(0.0, needed - 1))


def test_causes_count_too() -> None:
    """A run of nothing but a cause that recurs 2,999 times: no more than its bound, or none at all."""
    built = program(actor("us", stance()), causes=(recurring("drill", 0.02),))
    assert len(traced(replace(built, most_events=2999)).events) == 2999
    with pytest.raises(Runaway, match="after 2,998 events"):
        traced(replace(built, most_events=2998))


def test_a_lasting_effect_feeds_no_acts() -> None:
    """Positions that support each other settle: two decisions each at most, whatever the weight."""

    def one(name: str, other: str) -> Tree:
        supports = during({"position_of": other, "issue": "use"}, 50.0)
        return actor(name, stance(standing=1.2, reactions=[supports, during("war", 1.0)]))

    built = program(one("us", "uk"), one("uk", "us"), causes=(lasting("war", 1.0, None),))
    assert 2 <= len(traced(built).decisions()) <= 4
