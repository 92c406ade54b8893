"""A stance's part of a record weighed for many draws, compiled where Numba is installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from sim.engine.abduction import weighing
from sim.engine.abduction.reading import (
    EXCEEDS,
    FOUND_COLUMNS,
    STRETCH_COLUMNS,
    VALUE,
    uniforms,
)
from sim.engine.abduction.script import Floats, Script
from sim.engine.abduction.story import DECIDED, FORCED, HELD, RELEASED, STAGED


@dataclass(frozen=True)
class Determined:
    """One draw of noise that the record determines, or of which it says the least it can be.

    `purpose`, `rung`, `direction`, `visit` and `step` make its key (docs/model.md); `value` is the
    work of a step or the uniform behind a choice. Work that `exceeds` its value goes on by a unit
    exponential, since the clock had not run out.
    """

    purpose: int
    rung: int
    direction: int
    visit: int
    step: int
    value: float
    exceeds: bool


def numbers_of(script: Script) -> int:
    """How many numbers the stance has, and so uniforms behind them."""
    return int(script.numbers.shape[0])


def visits_of(script: Script) -> int:
    """How many times the stance begins afresh in the record."""
    return 1 + int(np.isin(script.kind, (DECIDED, FORCED, HELD, RELEASED)).sum())


def spares_of(script: Script) -> int:
    """How many uniforms stand for what is not on record (see weighing.AUX)."""
    return visits_of(script) * uniforms(script.steps)


def needs_times(script: Script) -> bool:
    """Whether the weight depends on where ends that are not on record fall: gates, or the settling."""
    upward = (script.kind == DECIDED) & (script.goal >= 0)
    settled = (script.kind == STAGED) & (script.goal >= 0) & (script.step == script.settles)
    told = (script.kind == STAGED) & (script.rung >= 0) & (script.step > script.settles)
    unsettled = bool(settled.sum() < upward.sum()) or bool((told & (script.goal < 0)).any())
    return (script.settles < script.steps - 1 and unsettled) or bool(script.shut.any())


def weights(script: Script, u: Floats, spare: Floats) -> Floats:
    """The log weights (M,) of draws: `u` (M, numbers_of) and `spare` (M, spares_of), all in (0, 1)."""
    found = np.empty(u.shape[0])
    room = _room(script, 0)
    if find_spec("numba") is not None:
        from sim.engine.abduction.compiled import weigh_all

        weigh_all(script, u, spare, *room, found)
    else:
        for m in range(u.shape[0]):
            found[m] = weighing.weigh(script, u[m], spare[m], *room)
    return found


def determined(script: Script, u: Floats, spare: Floats) -> tuple[Determined, ...]:
    """The noise behind the stance's part of the record at one draw: (numbers_of,) and (spares_of,)."""
    rows = visits_of(script) * (2 * script.steps + 2)
    room = _room(script, rows)
    found, count = room[-2], room[-1]
    if find_spec("numba") is not None:
        from sim.engine.abduction.compiled import weigh_all

        weigh_all(script, u[None], spare[None], *room, np.empty(1))
    else:
        weighing.weigh(script, u, spare, *room)
    return tuple(_determined(row) for row in found[: count[0]].tolist())


def _determined(row: Sequence[float]) -> Determined:
    purpose, rung, direction, visit, step = (int(each) for each in row[:5])
    return Determined(purpose, rung, direction, visit, step, row[VALUE], row[EXCEEDS] == 1.0)


def _room(script: Script, rows: int) -> tuple[Any, ...]:
    """Arrays to work in (see weighing.weigh)."""
    return (
        np.empty(numbers_of(script)),
        np.empty(script.passable.shape[1]),
        np.empty(len(script.weights)),
        np.empty((len(script.time), STRETCH_COLUMNS)),
        np.empty(script.passable.shape[1], dtype=np.int64),
        np.empty(2, dtype=np.int64),
        np.empty((rows, FOUND_COLUMNS)),
        np.empty(1, dtype=np.int64),
    )
