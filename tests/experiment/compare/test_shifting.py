"""A moved distribution is what lowering the changed file would give."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from sim.experiment.compare.shifting import LEAST_STEP, centre, shifted, unit
from sim.model.lower import lower
from sim.model.program import Program
from tests.worlds import Tree, actor, stance, world


def one(**more: Any) -> Program:  # noqa: ANN401 (keys of a stance)
    """A world of one actor."""
    return lower(world(actor("us", stance(**more))))


def index(program: Program, name: str) -> int:
    return program.parameters.name.index(f"us/use.{name}")


MOVED = [
    ("standing", {"normal": [0.5, 0.25]}, {"normal": [1.0, 0.25]}),
    ("standing", {"normal": [0.5, 0.25], "min": 0.25}, {"normal": [1.0, 0.25], "min": 0.25}),
    ("standing", {"normal": [0.5, 0.25], "max": 0.75}, {"normal": [1.0, 0.25], "max": 0.75}),
    ("standing", {"uniform": [0.0, 12**0.5]}, {"uniform": [2.0, 2.0 + 12**0.5]}),
    ("standing", {"triangular": [0.0, 0.0, 18**0.5]}, {"triangular": [2.0, 2.0, 2.0 + 18**0.5]}),
]


@pytest.mark.parametrize(("name", "before", "after"), MOVED)
def test_a_shift_is_the_file_changed(name: str, before: Tree, after: Tree) -> None:
    program = one(**{name: before})
    moved = shifted(program, index(program, name), 2.0)
    assert moved is not None
    ours, theirs = moved.parameters, one(**{name: after}).parameters
    at = index(program, name)
    for field in ("shape", "a", "b", "c", "low_p", "high_p", "low", "high"):
        assert getattr(ours, field)[at] == pytest.approx(getattr(theirs, field)[at]), field


def test_nothing_else_moves() -> None:
    program = one(standing={"normal": [0.5, 0.25]}, tempo={"lognormal": [2.0, 0.3]})
    at = index(program, "standing")
    moved = shifted(program, at, 1.0)
    assert moved is not None
    rest = [n for n in range(len(program.parameters.name)) if n != at]
    for field in ("name", "word", "shape", "a", "b", "low", "high"):
        old, new = getattr(program.parameters, field), getattr(moved.parameters, field)
        assert [old[n] for n in rest] == [new[n] for n in rest]
    assert moved.stances == program.stances


def test_no_shift_is_no_change() -> None:
    program = one(standing={"normal": [0.5, 0.25], "min": 0.1})
    assert shifted(program, index(program, "standing"), 0.0) == program


def test_a_lognormal_moves_by_factors_and_stays_within_the_language() -> None:
    program = one(tempo={"lognormal": [1.0, 1.0], "min": 0.1})
    at = index(program, "tempo")
    assert centre(program, at).by_factor
    assert unit(program, at) == "days"
    moved = shifted(program, at, -4.0)
    assert moved is not None
    assert moved.parameters.a[at] == pytest.approx(exp(-4.0))
    assert moved.parameters.low[at] == 0.1


def test_what_the_language_does_not_allow_is_cut_off() -> None:
    program = one(relief={"uniform": [0.3, 0.7]})
    at = index(program, "relief")
    moved = shifted(program, at, 4.0)
    assert moved is not None
    assert moved.parameters.high[at] == 1.0
    stepped = one(resistance=(1.0, {"normal": [0.5, 0.1], "min": 0.01}))
    step = index(stepped, "resistance.steps.0")
    lowered = shifted(stepped, step, -4.0)
    assert lowered is not None
    assert lowered.parameters.low[step] >= LEAST_STEP


def test_where_nothing_is_left_to_draw() -> None:
    program = one(relief={"uniform": [0.9, 1.0]})
    assert shifted(program, index(program, "relief"), 4.0) is None
    narrow = one(standing={"normal": [0.5, 0.01], "min": 0.49})
    assert shifted(narrow, index(narrow, "standing"), -10.0) is None
