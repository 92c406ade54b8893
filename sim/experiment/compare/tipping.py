"""How far each main assumption would have to move for a finding to cross one half."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.optimize import brentq

from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Floats
from sim.experiment.compare.parameters import CODE, drawn
from sim.experiment.compare.shifting import Centre, centre, shifted, unit
from sim.experiment.compare.uniforms import uniforms
from sim.experiment.ensemble import Workers
from sim.experiment.outcomes import outcomes
from sim.model.program import Program
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario

HALF = 0.5
FURTHEST = 4.0  # of its own standard deviations, either way
NEAR = 1 / 32  # standard deviations: how closely a tipping point is found
ASSUMPTIONS = 6  # how many of the parameters are tried
RUNS = 2000  # of each trial, all under the same draws
RANKED = 5000  # replications that the ranking looks at, at most


@dataclass(frozen=True)
class Tip:
    """Where the centre of one parameter would have to lie for the share to cross one half.

    `sds` is how far that is in its own standard deviations (of its logarithm where `by_factor`); both
    `to` and `sds` are None where it does not cross within four. `correlation` of the parameter's
    draw with the outcome is what it was chosen by.
    """

    parameter: str
    unit: str  # `days`, or empty: pressures, weights and shares have none
    correlation: float
    centre: float
    sd: float
    by_factor: bool
    to: float | None
    sds: float | None


@dataclass(frozen=True)
class Tipping:
    """The tipping points of one outcome in one world; `share` is its share of the trials' runs.

    Every trial has the same draws, so that its share is nearly monotone in the shift. The spread of
    the parameter stays as it is, and so do its cuts.
    """

    outcome: str
    share: float
    runs: int
    tips: tuple[Tip, ...]

    @property
    def least(self) -> Tip | None:
        """The assumption that would have to move least; None where none does it."""
        crossing = [tip for tip in self.tips if tip.sds is not None]
        return min(crossing, key=lambda tip: abs(tip.sds or 0.0), default=None)


@dataclass(frozen=True)
class Trial:
    """What every trial of one world shares; small enough to be sent to a worker."""

    scenario: Scenario
    task: Task
    outcome: Outcome
    runs: int

    def share(self, program: Program | None) -> float | None:
        """The share of runs in which the outcome is so under a program; None where none ends."""
        if program is None:
            return None
        columns = run_chunk(replace(self.task, program=program), Chunk(0, self.runs))
        asked = self.scenario.model_copy(update={"outcomes": (self.outcome,)})
        values = outcomes(asked, program, columns, program.horizon)[0].values
        if not values.size:
            return None
        return float(np.isfinite(values).mean() if self.reached else values.mean())

    @property
    def reached(self) -> bool:
        """Whether the outcome is a time."""
        return self.outcome.measure == "first_reaches"


def can_tip(outcome: Outcome) -> bool:
    """Whether an outcome is so or not, and has a half to cross."""
    return outcome.measure in {"first_reaches", "before"}


def ranked(
    program: Program, seed: int, indicator: Floats, most: int = ASSUMPTIONS
) -> tuple[tuple[int, float], ...]:
    """The parameters whose draws go most with an outcome, with their correlations.

    `indicator` is 0 or 1 for replications from 0 on, NaN where one failed. None where it is the same
    everywhere.
    """
    seen = indicator[:RANKED]
    counted = ~np.isnan(seen)
    told = seen[counted]
    if told.size == 0 or told.min() == told.max():
        return ()
    found = []
    for index in drawn(program):
        draws = uniforms(seed, seen.size, program.parameters.word[index], CODE)[counted]
        found.append((index, float(np.corrcoef(draws, told)[0, 1])))
    found.sort(key=lambda each: (-abs(each[1]), each[0]))
    return tuple(found[:most])


def tipping(
    trial: Trial,
    ranking: tuple[tuple[int, float], ...],
    workers: Workers,
    progress: Callable[[int], None],
) -> Tipping | None:
    """The tipping points of the parameters ranked, tried side by side. None where no run ends."""
    share = trial.share(trial.task.program)
    if share is None:
        return None
    with workers.opened(trial.task, len(ranking)) as make, make() as pool:
        waiting: list[Future[Tip]] = [
            pool.submit(tip, trial, share, index, correlation) for index, correlation in ranking
        ]
        tips = []
        for future in waiting:
            tips.append(future.result())
            progress(1)
    return Tipping(trial.outcome.id, share, trial.runs, tuple(tips))


def tip(trial: Trial, share: float, index: int, correlation: float) -> Tip:
    """The tipping point of one parameter, looked for first where its correlation points."""
    program = trial.task.program
    at = centre(program, index)
    way = 1.0 if (correlation >= 0) == (share < HALF) else -1.0

    @cache
    def above(sds: float) -> float:
        """How far the share is above one half; where nothing is left to draw, as without a shift."""
        found = trial.share(shifted(program, index, sds)) if sds else share
        return (share if found is None else found) - HALF

    ends = (way * FURTHEST, -way * FURTHEST)
    crossing = (end for end in ends if (above(end) >= 0.0) != (above(0.0) >= 0.0))
    sds = next((_root(above, end) for end in crossing), None)
    return _told(program, index, correlation, at, sds)


def _root(above: Callable[[float], float], end: float) -> float:
    """The shift at which it crosses, between none and `end`, which does."""
    found: float = brentq(above, *sorted((0.0, end)), xtol=NEAR)
    return found


def _told(program: Program, index: int, correlation: float, at: Centre, sds: float | None) -> Tip:
    return Tip(
        program.parameters.name[index],
        unit(program, index),
        correlation,
        at.value,
        at.sd,
        at.by_factor,
        None if sds is None else at.moved(sds),
        sds,
    )
