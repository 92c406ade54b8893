"""What is not on record integrated out: the mean weight against quadrature over when it may have been.

A stage of one step that settles the rung, a gate that shuts and opens: the weight then depends on when
that step ended, and its mean over the uniforms that are spare is the integral over that time.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np
import pytest
from scipy import integrate

from sim.engine.abduction import many
from sim.engine.given import Given
from sim.engine.trace import CAUSE, ENDS
from sim.model.keys import CHOICE, UP
from sim.model.pressure import relaxation_time, relaxed
from sim.model.program import Program
from sim.model.quantile import normal_probability, normal_quantile
from tests.engine.abduction.scripted import (
    alone,
    at,
    draws_of,
    likelihood,
    log_weights,
    script,
    stages,
    works,
)
from tests.worlds import Tree, dated, during, gate, hears, lasting

SURE = 4.5  # standard errors of a mean: the draws are seeded, so it passes always or never
Speed = Callable[[float], float]


def integral(of: Speed, low: float, high: float, *breaks: float) -> float:
    points = [each for each in breaks if low < each < high]
    return float(integrate.quad(of, low, high, points=points or None, epsabs=1e-12, limit=200)[0])


def assert_integral(built: Program, expected: float, *given: Given) -> None:
    found, error = likelihood(built, *given)
    assert abs(found - expected) < SURE * error + 1e-9 * expected
    assert error < 0.02 * expected  # it says something


# --- the settling stage off the record -----------------------------------------------------------

TAU = relaxation_time(3.0)
BLOW, END = 2.0, 6.0  # a push, and the decision
SETTLES: dict[str, object] = {
    "standing": 0.9,
    "tempo": 2.0,
    "background": 0.1,
    "half_life": 3.0,
    "choice_sd": 0.5,
    "resistance": (1.0, 0.6),
    "reactions": [hears("blow", 1.5)],
    "days": 6,
}


def pressure(t: float) -> float:
    return 0.9 if t < BLOW else relaxed(2.4, 0.9, TAU, t - BLOW)


def speed(t: float) -> float:
    return 2.0 * (0.1 + max(0.0, pressure(t) - 1.0) / 2.0)


def chance(rung: int, t: float) -> float:
    second = normal_probability((pressure(t) - 1.6) / 0.5)
    return second if rung == 2 else 1.0 - second


@pytest.mark.parametrize("rung", [1, 2])
def test_a_rung_settled_at_a_time_that_is_not_on_record(rung: int) -> None:
    built = alone(dated("blow", BLOW), **SETTLES, stages=stages(1, 1, settles=0))  # type: ignore[arg-type]
    done = exp(-integral(speed, 0.0, END, BLOW, BLOW + 4.0))
    over = integral(lambda s: speed(s) * chance(rung, s), 0.0, END - 1e-6, BLOW)
    expected = over * speed(END - 1e-6) * done
    assert_integral(built, expected, Given(BLOW, CAUSE, 0), at(END - 1e-6, rung))


def test_the_rung_and_the_work_found_agree_with_each_other() -> None:
    """Each draw's choice leads to the rung on record at the pressure of its own settling time."""
    built = alone(dated("blow", BLOW), **SETTLES, stages=stages(1, 1, settles=0))  # type: ignore[arg-type]
    for found in draws_of(script(built, Given(BLOW, CAUSE, 0), at(5.9, 2)), 200):
        first, _ = works(found, UP)
        (choice,) = [each for each in found if each.purpose == CHOICE]
        grid = np.linspace(0.0, 5.9, 591)
        done = [integral(speed, 0.0, t, BLOW) for t in grid[::10]]
        settled = float(np.interp(first.value, done, grid[::10]))
        assert pressure(settled) + 0.5 * normal_quantile(choice.value) > 1.6 - 0.05


# --- gates ---------------------------------------------------------------------------------------

SHUTS, OPENS = 2.0, 5.0
GATED: dict[str, object] = {
    "standing": 1.6,
    "tempo": 2.0,
    "background": 0.1,
    "resistance": (1.0, 900.0),
    "days": 8,
}
FREE = 0.1 + 0.6 / 2.0


def signals() -> tuple[Tree, ...]:
    return (lasting("trust", None, SHUTS), dated("summit", OPENS))


def gated(stage: int, *counts: int) -> Program:
    """A gate on one stage: open while there is trust, and again after the summit."""
    one = gate(
        {"in_force": "trust"},
        {"happened": "summit"},
        at_least=1,
        stage=f"stage-{stage}",
    )
    return alone(*signals(), **GATED, stages=stages(*counts), requires=[one])  # type: ignore[arg-type]


STORY = (Given(SHUTS, ENDS, 0), Given(OPENS, CAUSE, 1))


def slow(t: float) -> float:
    return 2.0 * (0.1 if SHUTS <= t < OPENS else FREE)


def fast(_: float) -> float:
    return 2.0 * FREE


def both(first: Speed, second: Speed, end: float) -> float:
    """The density of two steps done one after the other, at `end`."""

    def at_first(s: float) -> float:
        left = integral(second, s, end, SHUTS, OPENS)
        return first(s) * exp(-integral(first, 0.0, s, SHUTS, OPENS) - left)

    return integral(at_first, 0.0, end, SHUTS, OPENS) * second(end)


@pytest.mark.parametrize("end", [1.5, 3.5, 6.5])
@pytest.mark.parametrize("held", [0, 1])
def test_a_gate_that_shuts_and_opens_with_a_stage_off_the_record(held: int, end: float) -> None:
    first, second = (slow, fast) if held == 0 else (fast, slow)
    story = [each for each in STORY if each.time < end]
    later = [each for each in STORY if each.time > end]
    expected = both(first, second, end) * exp(-0.1 * 2.0 * (8.0 - end))
    silent = sum(range(1, 2))  # after it one step may have been done of the two to the next rung
    expected *= 1.0 + silent * 0.1 * 2.0 * (8.0 - end)
    assert_integral(gated(held, 1, 1), expected, *story, at(end), *later)


@pytest.mark.parametrize("held", [0, 1])
def test_silence_before_and_behind_a_gate(held: int) -> None:
    """Neither step, or the first and not the second."""
    first, second = (slow, fast) if held == 0 else (fast, slow)

    def one_done(s: float) -> float:
        left = integral(second, s, 8.0, SHUTS, OPENS)
        return first(s) * exp(-integral(first, 0.0, s, SHUTS, OPENS) - left)

    neither = exp(-integral(first, 0.0, 8.0, SHUTS, OPENS))
    expected = neither + integral(one_done, 0.0, 8.0, SHUTS, OPENS)
    assert_integral(gated(held, 1, 1), expected, *STORY)


def test_a_gate_on_the_only_step_needs_no_integral() -> None:
    built = gated(0, 1)
    weights = log_weights(script(built, STORY[0], at(4.0), STORY[1]), 100)
    work = 2.0 * FREE + 2.0 * 0.1
    assert np.exp(weights) == pytest.approx(0.1 * exp(-work) * exp(-4.0 * 0.1))


def test_a_shut_gate_on_another_rung_changes_nothing_but_the_choice() -> None:
    """The clock is aimed at a rung that is open, so no stage is held."""
    wide = {**GATED, "resistance": (1.0, 0.3), "choice_sd": 0.4}
    shut = gate({"happened": "summit"}, rungs=("wholly",))
    plain = {**wide, "skips": ["wholly"]}
    summit = dated("summit", 7.5)  # which does not come in the record
    one = alone(summit, **wide, stages=stages(1, 1), requires=[shut])  # type: ignore[arg-type]
    other = alone(summit, **plain, stages=stages(1, 1))  # type: ignore[arg-type]
    end = at(8.0 - 1e-7)
    assert many.needs_times(script(one, end))
    assert not many.needs_times(script(other, end))
    found = log_weights(script(one, end), 100)
    assert found == pytest.approx(log_weights(script(other, end), 1)[0], rel=1e-5)


def test_a_rung_settled_on_opens_what_a_gate_on_another_holds() -> None:
    """A gate on the second rung holds the last stage only where the second was settled on."""
    wide = {**GATED, "resistance": (1.0, 0.6), "choice_sd": 0.5}
    shut = gate({"in_force": "trust"}, rungs=("wholly",), stage="stage-1")
    trust = lasting("trust", None, SHUTS)
    built = alone(trust, **wide, stages=stages(1, 1, settles=0), requires=[shut])  # type: ignore[arg-type]
    second = normal_probability(0.0)  # before the gate shuts; behind it, it is not chosen
    end = 4.0
    before = integral(
        lambda s: 2.0 * FREE * exp(-2.0 * FREE * s - integral(slow, s, end, SHUTS)), 0.0, SHUTS
    )
    assert_integral(built, before * second * 2.0 * 0.1, STORY[0], at(end, 2))


def test_the_thing_in_force_is_felt_by_those_who_wait_for_it() -> None:
    """A lasting reaction and a gate on one cause: pressure, speed and the gate turn at one instant."""
    wait = gate({"in_force": "trust"}, rungs=("partly",))
    trust = lasting("trust", 1.0, None)
    mine = {**GATED, "standing": 1.2, "half_life": 1.0 / 24, "reactions": [during("trust", 0.4)]}
    built = alone(trust, **mine, requires=[wait])  # type: ignore[arg-type]
    weights = log_weights(script(built, Given(1.0, CAUSE, 0), at(3.0)), 50)
    tau = relaxation_time(1.0 / 24)
    work = 0.1 + 2.0 * FREE - tau * 0.4 / 2.0
    expected = FREE * exp(-work - 0.1 * 5.0)
    assert np.exp(weights) == pytest.approx(expected, rel=1e-9)
