"""Calibration notices what is wrong: faults planted in the abduction make the ranks of the truth uneven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.engine.abduction import many
from sim.engine.abduction.many import Determined
from sim.engine.abduction.script import Floats, Script, scripts
from sim.engine.given import Given
from sim.engine.trace import Trace
from sim.experiment.counterfactual import posterior
from sim.model.keys import CHOICE, UP, WORK
from tests.engine.abduction.scripted import stages
from tests.experiment.counterfactual.calibration import (
    Quantities,
    choice,
    number,
    p_values,
    ranks,
    work,
)
from tests.experiment.counterfactual.worlds import NO_STAGES, record
from tests.worlds import actor, dated, gate, program, stance

Rewrite = Callable[[tuple[Determined, ...]], Iterable[Determined]]
CERTAIN = 1e-5  # a p-value below which nobody takes uneven ranks for chance
WORLD = program(
    actor(
        "us",
        stance(
            standing={"normal": [1.4, 0.3]},
            tempo={"lognormal": [1.5, 0.5], "min": 0.3},
            background=0.02,
            choice_sd=0.5,
            resistance=(0.9, 0.6),
            stages=stages(1, 1, 1, settles=0),
            requires=[gate({"happened": "summit"}, stage="stage-1")],
        ),
    ),
    causes=(dated("summit", 6.0),),
    days=16,
)
QUANTITIES: Quantities = {
    "tempo": number(WORLD, "us/use.tempo"),
    "standing": number(WORLD, "us/use.standing"),
    **{f"step {n}": work(UP, n) for n in range(3)},
    "choice": choice(UP),
    "the next choice": choice(UP, rung=1, visit=1),
    "a step of the second visit": work(UP, 0, rung=1, visit=1),
}


QUIET = program(  # one clock of four steps, and nothing to learn but its noise
    actor(
        "us",
        stance(standing=1.6, tempo=8.0, background=0.05, resistance=(1.0, 900.0), stages=stages(4)),
    ),
    days=6,
)
STEPS: Quantities = {
    **{f"step {n}": work(UP, n) for n in range(4)},
    "all steps": lambda noise: sum(noise.work(0, 0, UP, 0, n) for n in range(4)),
}


def stories(trace: Trace, _: int) -> Sequence[Sequence[Given]]:
    return [record(trace, NO_STAGES)]


def reached(trace: Trace) -> float:
    """The rung that the first decision took; 0 where there was none."""
    return trace.decisions()[0].after if trace.decisions() else 0.0


def worst(replications: int = 80) -> float:
    found, _ = ranks(WORLD, stories, QUANTITIES, side=reached, replications=replications, size=600)
    return min(p_values(found).values())


def worst_of_steps() -> float:
    found, _ = ranks(QUIET, stories, STEPS, replications=200, size=2)
    return min(p_values(found).values())


def test_without_a_fault_it_is_calibrated() -> None:
    assert worst() > 1e-3 / (2 * len(QUANTITIES))
    assert worst_of_steps() > 1e-3 / (2 * len(STEPS))


def test_gates_that_are_forgotten_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def ungated(*told: Any) -> tuple[Script, ...]:  # noqa: ANN401 (as scripts takes it)
        found = scripts(*told)
        return tuple(one._replace(shut=np.zeros_like(one.shut)) for one in found)

    monkeypatch.setattr(posterior, "scripts", ungated)
    assert worst() < CERTAIN


def changed(monkeypatch: pytest.MonkeyPatch, rewrite: Rewrite) -> None:
    """What is found of the noise, rewritten before it is used."""
    right = many.determined

    def wrong(script: Script, u: Floats, spare: Floats) -> tuple[Determined, ...]:
        return tuple(rewrite(right(script, u, spare)))

    monkeypatch.setattr(many, "determined", wrong)


def test_a_clock_taken_for_memoryless_as_a_whole_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As though no step of an undecided clock were ever done: the first exceeds all of the work."""

    def whole(found: Iterable[Determined]) -> list[Determined]:
        kept, open_ones = [], {}
        for each in found:
            key = (each.purpose, each.rung, each.direction, each.visit)
            if each.exceeds:
                open_ones[key] = each
            else:
                kept.append(each)
        for key, last in open_ones.items():
            before = [e for e in kept if (e.purpose, e.rung, e.direction, e.visit) == key]
            kept = [e for e in kept if e not in before]
            total = last.value + sum(e.value for e in before)
            kept.append(replace(last, step=0, value=total))
        return kept

    changed(monkeypatch, whole)
    assert worst_of_steps() < CERTAIN


def test_work_that_is_not_exceeded_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As though the step in hand had been done at the end."""
    changed(monkeypatch, lambda found: [replace(e, exceeds=False) for e in found])
    assert worst_of_steps() < CERTAIN


def test_a_rung_that_bounds_no_draw_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, lambda found: [e for e in found if e.purpose != CHOICE])
    assert worst() < CERTAIN


def test_work_shared_out_evenly_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As though the ends of steps lay where they are expected."""

    def even(found: Sequence[Determined]) -> list[Determined]:
        def of(one: Determined) -> list[float]:
            key = (one.purpose, one.rung, one.direction, one.visit)
            return [e.value for e in found if (e.purpose, e.rung, e.direction, e.visit) == key]

        return [replace(e, value=float(np.mean(of(e)))) if e.purpose == WORK else e for e in found]

    changed(monkeypatch, even)
    assert worst_of_steps() < CERTAIN


def test_a_likelihood_of_a_wrong_power_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record counted three times."""
    right = many.weights

    def wrong(script: Script, u: Floats, spare: Floats) -> Floats:
        found = right(script, u, spare)
        return 3.0 * found

    monkeypatch.setattr(many, "weights", wrong)
    assert worst(50) < CERTAIN
