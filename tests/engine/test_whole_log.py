"""A tiny run told in full: every event with its time, every pressure it moved, by hand-written quadrature."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE, Knot
from tests.worlds import (
    LN_2,
    Tree,
    actor,
    dated,
    during,
    hears,
    lasting,
    program,
    stance,
    story,
    told,
    traced,
    work,
)

# United States: a blow on day 1 and a war from day 2 to 9; two stages, the second public and relieved.
# United Kingdom: watches where the United States stands. Russia: warns when either decides.
TAU_US, TAU_UK, TAU_RU = 6.0, 4.0, 3.0
US_STAGES: list[Tree] = [{"id": "agreed", "public": True}, {"id": "announced"}]
US = stance(
    standing=0.4,
    half_life=TAU_US * LN_2,
    tempo=2.0,
    relief=0.5,
    stages=US_STAGES,
    reactions=[hears("blow", 1.5), during("war", 0.6)],
)
UK = stance(
    resistance=(0.5, 2.0),
    standing=0.0,
    half_life=TAU_UK * LN_2,
    tempo=1.5,
    reactions=[
        hears({"stage_of": "us", "issue": "use", "stage": "agreed"}, 0.25),
        during({"position_of": "us", "issue": "use"}, 2.0),
    ],
)
RU = stance(
    "reply",
    resistance=(0.5, 1.0),
    half_life=TAU_RU * LN_2,
    tempo=0.5,
    reactions=[hears({"decision_of": "uk", "issue": "use"}, 4.0, wears=0.5)],
)
BUILT = program(
    actor("us", US),
    actor("uk", UK),
    actor("ru", RU),
    causes=(dated("blow", 1.0), lasting("war", 2.0, 9.0)),
    days=12,
)


def drift(x: float, b: float, tau: float, d: float) -> float:
    return b + (x - b) * exp(-d / tau)


def due(
    pressure: Callable[[float], float], threshold: float, work_left: float, start: float
) -> float:
    """When the integral of max(0, pressure - threshold) from `start` on reaches `work_left`."""

    def short(end: float) -> float:
        whole = quad(
            lambda t: max(0.0, pressure(t) - threshold), start, end, limit=200, epsabs=1e-12
        )
        return float(whole[0]) - work_left

    return float(brentq(short, start, start + 30.0, xtol=1e-12, rtol=1e-14))


def test_the_whole_log() -> None:
    trace = traced(BUILT)

    # --- the United States: 0.4 until the blow, then 1.9 and fading; it decides before the war -----
    def us(t: float) -> float:
        return drift(1.9, 0.4, TAU_US, t - 1.0)

    first, second = work(BUILT), work(BUILT, 1)  # each of 2 steps needs tempo / 2 of it: 1
    agreed = due(us, 1.0, first, 1.0)
    announced = due(us, 1.0, second, agreed)
    assert 1.0 < agreed < announced < 2.0
    relieved = 0.4 + 0.5 * (us(announced) - 0.4)
    war = drift(relieved, 0.4, TAU_US, 2.0 - announced)
    peace = drift(war, 1.0, TAU_US, 7.0)
    # --- the United Kingdom: hears the stage, then watches the position, which is `partly` --------
    level = 2.0 * 0.5
    uk_announced = drift(0.25, 0.0, TAU_UK, announced - agreed)

    def uk(t: float) -> float:
        return drift(uk_announced, level, TAU_UK, t - announced)

    joins = due(uk, 0.5, 1.5 * work(BUILT, index=1), announced)

    # --- Russia: 4 times half a ladder, fading; it warns at the top, and again and again ----------
    def ru(t: float) -> float:
        return drift(2.0, 0.0, TAU_RU, t - joins)

    warnings: list[float] = []
    start = joins
    while True:
        left = 0.5 * work(BUILT, index=2, visit=len(warnings))
        most = quad(lambda t: max(0.0, ru(t) - 0.5), start, 12.0, limit=200)[0]
        if most < left:
            break
        start = due(ru, 0.5, left, start)
        warnings.append(start)

    # --- the log --------------------------------------------------------------------------------
    expected: list[tuple[float, str]] = [
        (1.0, "cause blow"),
        (2.0, "cause war"),
        (9.0, "ends war"),
        (agreed, "stage us/use agreed"),
        (announced, "decision us/use never > partly"),
        (joins, "decision uk/use never > partly"),
    ]
    for time in warnings:
        rung = "strike" if ru(time) >= 1.5 else "warning"
        expected.append((time, f"decision ru/reply silence > {rung}"))
    expected.sort()
    log = story(trace)
    assert [words for _, words, _ in log] == [words for _, words in expected]
    assert [time for time, _, _ in log] == pytest.approx([time for time, _ in expected], abs=1e-8)
    assert len(warnings) >= 2

    # --- who felt what --------------------------------------------------------------------------
    felt = {words: feeling for _, words, feeling in log if "ru" not in words}
    assert felt == {
        "cause blow": {"us/use": near(0.4, 1.9, 0.4)},
        "cause war": {"us/use": near(war, war, 1.0)},
        "ends war": {"us/use": near(peace, peace, 0.4)},
        "stage us/use agreed": {
            "us/use": near(us(agreed), us(agreed), 0.4),
            "uk/use": near(0.0, 0.25, 0.0),
        },
        "decision us/use never > partly": {
            "us/use": near(us(announced), relieved, 0.4),
            "uk/use": near(uk_announced, uk_announced, level),
        },
        "decision uk/use never > partly": {
            "uk/use": near(uk(joins), uk(joins), level),
            "ru/reply": near(0.0, 2.0, 0.0),
        },
    }
    assert trace.rungs == (1, 1, 0)


def near(before: float, after: float, level: float) -> object:
    return pytest.approx((before, after, level), abs=1e-8)


def test_the_log_to_the_hundredth() -> None:
    """The same run as a reader sees it; seed 0, replication 0. It changes only with the model."""
    assert told(traced(BUILT)) == [
        "1.00 cause blow",
        "1.45 stage us/use agreed",
        "1.79 decision us/use never > partly",
        "2.00 cause war",
        "7.44 decision uk/use never > partly",
        "7.57 decision ru/reply silence > strike",
        "7.61 decision ru/reply silence > strike",
        "7.89 decision ru/reply silence > strike",
        "8.05 decision ru/reply silence > strike",
        "8.13 decision ru/reply silence > strike",
        "8.80 decision ru/reply silence > warning",
        "9.00 ends war",
        "9.02 decision ru/reply silence > warning",
    ]


def test_kinds_subjects_and_steps() -> None:
    events = traced(BUILT).events
    assert {event.kind for event in events} == {CAUSE, ENDS, STAGE, DECISION}
    stage = next(event for event in events if event.kind == STAGE)
    assert (stage.subject, stage.before, stage.after, stage.step) == (0, 0, -1, 0)
    assert [event.time for event in events] == sorted(event.time for event in events)
    assert traced(BUILT).decisions() == tuple(event for event in events if event.kind == DECISION)
    assert [event.subject for event in traced(BUILT).decisions(1)] == [1]


def test_knots_are_kept_where_something_was_touched_and_at_both_ends() -> None:
    trace = traced(BUILT)
    for index, path in enumerate(trace.knots):
        touched = [
            event.time for event in trace.events for felt in event.felt if felt.stance == index
        ]
        assert [knot.time for knot in path] == [0.0, *touched, 12.0]
    assert trace.knots[0][0] == Knot(0.0, 0.4, 0.4, (0.4, 0.0, 0.0), (0.4, 0.0, 0.0))
    last = trace.knots[2][-1]
    assert last.pressure == pytest.approx(last.parts[1], abs=1e-12)
