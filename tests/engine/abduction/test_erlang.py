"""The likelihood of decisions on record against closed forms: Erlang densities, choices, visits, rest."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log

import pytest

from sim.engine.abduction import clocks, many
from sim.engine.given import Given
from sim.engine.trace import CAUSE
from sim.model.quantile import normal_probability
from tests.engine.abduction.scripted import (
    alone,
    at,
    draws_of,
    erlang,
    log_weight,
    not_yet,
    script,
    staged,
    stages,
    uniforms,
)
from tests.worlds import actor, dated, hears, program, stance
from tests.worlds import at as day

SPEED = 0.25 + (1.6 - 1.0) / 2.0  # decisions per day: background, and 0.6 above in a tempo of 2
FAST = {"standing": 1.6, "tempo": 2.0, "background": 0.25}


@pytest.mark.parametrize("steps", [(1,), (3,), (2, 2, 1)])
def test_a_decision_with_nothing_else_on_record_is_erlang(steps: tuple[int, ...]) -> None:
    whole = sum(steps)
    built = alone(**FAST, stages=stages(*steps), days=9, resistance=(1.0, 900.0))
    rest = not_yet(whole * 0.25 * 5.0, whole)  # to the second rung, by background alone
    found = log_weight(built, at(4.0))
    assert found == pytest.approx(erlang(4.0 * whole * SPEED, whole, whole * SPEED) + log(rest))


def test_stages_on_record_cut_the_clock_into_pieces() -> None:
    built = alone(**FAST, stages=stages(2, 1, 3), days=6, resistance=(1.0, 900.0))
    found = log_weight(built, staged(1.0, 1), staged(1.5, 2), at(4.0))
    pieces = [(1.0, 2), (0.5, 1), (2.5, 3)]
    expected = sum(erlang(days * 6 * SPEED, steps, 6 * SPEED) for days, steps in pieces)
    assert found == pytest.approx(expected + log(not_yet(6 * 0.25 * 2.0, 6)))


def test_a_piece_without_all_of_its_stages_is_erlang_of_the_steps_between() -> None:
    built = alone(**FAST, stages=stages(2, 1, 3), days=6, resistance=(1.0, 900.0))
    found = log_weight(built, staged(1.5, 2), at(4.0))
    pieces = [(1.5, 3), (2.5, 3)]
    expected = sum(erlang(days * 6 * SPEED, steps, 6 * SPEED) for days, steps in pieces)
    assert found == pytest.approx(expected + log(not_yet(6 * 0.25 * 2.0, 6)))


@pytest.mark.parametrize(("rung", "low", "high"), [(1, -inf, 1.5), (2, 1.5, inf)])
def test_the_rung_taken_multiplies_the_density(rung: int, low: float, high: float) -> None:
    """The first rung is the least that is taken, the second needs 1.5."""
    built = alone(**FAST, choice_sd=0.7, resistance=(1.0, 0.5), days=4, stages=stages(3))
    to_next = 3.0 * (0.25 + 0.1 / 2.0) * 1.0 if rung == 1 else 0.0  # a day at the first rung
    chance = normal_probability((high - 1.6) / 0.7) - normal_probability((low - 1.6) / 0.7)
    expected = erlang(9.0 * SPEED, 3, 3.0 * SPEED) + log(chance)
    if to_next:
        expected += log(not_yet(to_next, 3))
    assert log_weight(built, at(3.0, rung)) == pytest.approx(expected)


def test_without_chance_a_rung_is_certain_or_impossible() -> None:
    built = alone(**FAST, resistance=(1.0, 0.5), days=4)
    assert log_weight(built, at(3.0, 2)) == pytest.approx(erlang(3.0 * SPEED, 1, SPEED))
    assert log_weight(built, at(3.0, 1)) == -inf


def test_a_settling_stage_on_record_is_chosen_at_its_own_pressure() -> None:
    """A push between the settling and the end makes the end faster, not the choice."""
    mine = {**FAST, "choice_sd": 0.7, "resistance": (1.0, 0.5), "half_life": 36_500.0}
    blow = dated("blow", 2.0)
    built = alone(
        blow, **mine, stages=stages(1, 1, settles=0), days=3, reactions=[hears("blow", 9.0)]
    )
    story = (staged(1.0, 0, 1), Given(2.0, CAUSE, 0), at(2.5, 1))
    pushed = 0.25 + (10.6 - 1.0) / 2.0
    settled = erlang(2.0 * SPEED, 1, 2.0 * SPEED) + log(normal_probability((1.5 - 1.6) / 0.7))
    work = 2.0 * (SPEED + 0.5 * pushed)
    after = 2.0 * 0.5 * (0.25 + (10.6 - 1.5) / 2.0)  # half a day at the first rung
    expected = settled + log(2.0 * pushed) - work + log(not_yet(after, 2))
    assert log_weight(built, *story) == pytest.approx(expected, rel=1e-4)
    assert log_weight(built, staged(1.0, 0), *story[1:]) == pytest.approx(expected, rel=1e-4)


def test_visits_begin_afresh_after_a_rest() -> None:
    """Up, down and up again, with the opposite clock running each time, and the pressure relieved."""
    mine = {**FAST, "stages": stages(2), "rest": 0.5, "gives_up_below": {"partly": 2.0}}
    built = alone(**mine, days=9, resistance=(1.0, 900.0))
    down = 0.25 + (2.0 - 1.6) / 2.0
    upward = [2.0, 1.5]  # days below, behind the rest; the decision falls
    aloft = [
        (1.5, True),
        (2.5, False),
    ]  # days at the first rung, behind the rest; whether it fell back
    expected = sum(erlang(days * 2 * SPEED, 2, 2 * SPEED) for days in upward)
    for days, falls in aloft:
        work = days * 2.0 * down
        expected += erlang(work, 2, 2.0 * down) if falls else log(not_yet(work, 2))
        expected += log(not_yet(days * 2.0 * 0.25, 2))  # and did not rise by background
    assert log_weight(built, at(2.0), at(4.0, 0), at(6.0, 1)) == pytest.approx(expected)


def test_no_decision_falls_within_a_rest() -> None:
    built = alone(**FAST, rest=1.0, days=9, resistance=(1.0, 0.5), choice_sd=1.0)
    assert log_weight(built, at(2.0), at(2.9, 2)) == -inf
    assert log_weight(built, at(2.0), at(3.1, 2)) > -inf


def test_relief_lowers_the_pressure_behind_a_decision() -> None:
    """A push of 2 above a level of 0: half of what is left of it is let off."""
    forever = 36_500.0
    mine = {"tempo": 1.0, "background": 0.1, "relief": 0.5, "half_life": forever, "standing": 0.0}
    built = alone(dated("blow", 0.0), **mine, days=3, resistance=(1.0, 0.2), reactions=[hears("blow", 2.0)],
                  choice_sd=1.0)  # fmt: skip
    found = log_weight(built, Given(0.0, CAUSE, 0), at(1.0, 1))
    chance = log(normal_probability(1.2 - 2.0))
    expected = erlang(1.1, 1, 1.1) + chance - 2.0 * 0.1  # then 1.0 of pressure, below 1.2
    assert found == pytest.approx(expected, rel=1e-4)


def test_acts_begin_a_new_visit_each_time() -> None:
    mine = stance("reply", (1.0, 0.5), standing=1.6, tempo=2.0, background=0.25, choice_sd=0.7)
    built = program(actor("ru", mine), days=10)
    times, rungs = (1.0, 4.0, 4.5), (1, 2, 1)
    chances = {1: normal_probability(-0.1 / 0.7), 2: 1.0 - normal_probability(-0.1 / 0.7)}
    gaps = (1.0, 3.0, 0.5)
    expected = sum(erlang(days * SPEED, 1, SPEED) for days in gaps) - 5.5 * SPEED
    expected += sum(log(chances[rung]) for rung in rungs)
    story = [at(time, rung) for time, rung in zip(times, rungs, strict=True)]
    assert log_weight(built, *story) == pytest.approx(expected)


def test_what_a_held_stance_decides_is_impossible() -> None:
    where = {"actor": "us", "issue": "use"}
    held = program(actor("us", stance(**FAST)), days=9, holds=[where])  # type: ignore[arg-type]
    assert log_weight(held) == 0.0
    assert log_weight(held, at(4.0)) == -inf


def test_a_hold_and_its_end_cut_the_record_into_visits() -> None:
    """Before, held and after: what was not decided before, nothing, and a decision counted from the end."""
    where = {"actor": "us", "issue": "use"}
    steps = stages(2)
    free = alone(**FAST, stages=steps, days=9, resistance=(1.0, 900.0))
    before = log_weight(replace(free, horizon=2.0))
    after = log_weight(replace(free, horizon=4.0), at(1.5))
    mine = stance(**FAST, stages=steps, resistance=(1.0, 900.0))  # type: ignore[arg-type]
    spans = [{**where, "from": day(2.0), "until": day(5.0)}]
    built = program(actor("us", mine), days=9, holds=spans)
    assert log_weight(built, at(6.5)) == pytest.approx(before + after)
    assert log_weight(built, at(4.0)) == -inf
    assert log_weight(built) == pytest.approx(before + log_weight(replace(free, horizon=4.0)))
    (found,) = draws_of(script(built, at(6.5)), 1)
    assert {each.visit for each in found if each.rung == 0} == {0, 1}


def test_dropping_the_factorial_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault, in the uncompiled weighing."""
    built = alone(**FAST, stages=stages(4), days=9, resistance=(1.0, 900.0))
    one = script(built, at(4.0))
    u, spare = uniforms(one, 1)
    monkeypatch.setattr(many, "find_spec", lambda _: None)
    right = many.weights(one, u, spare)[0]
    monkeypatch.setattr(clocks, "log_ways", lambda free, ends: ends * log(free))
    assert many.weights(one, u, spare)[0] - right == pytest.approx(log(6.0))
