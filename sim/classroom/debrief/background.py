"""What the debrief shows beside the class and does not depend on it: the model's worlds, and history.

It is worked out once, while the class plays: a second or two, and it can be sent to another process.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np

from sim.classroom.game import Game
from sim.engine.trace import Trace
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Floats
from sim.experiment.counterfactual.fan import Fan, fan
from sim.experiment.engines import Engine, default_engine
from sim.experiment.outcomes import outcomes
from sim.experiment.replay import replay
from sim.experiment.summary import Share, wilson
from sim.model.lower import lower
from sim.scenario.files.load import Case
from sim.scenario.problems import ScenarioError

RUNS = 500  # worlds: a share is known to within 4.5 points (95 % Wilson interval)
ON_SIMPY = (
    1_000  # runs that SimPy does before the compiled engine has been loaded or compiled; measured
)


@dataclass(frozen=True)
class Worlds:
    """Many worlds of the model's own: shares by day and rung, and when each reaches what is forecast.

    `first` is in days from the start, in rising order, inf for "not by the end".
    """

    runs: int
    failed: int
    fan: Fan
    first: tuple[float, ...]

    def at(self, stance: str, time: float) -> Floats:
        """The share of worlds on each rung at a time; of acts by the sharpest so far."""
        day = max(0, bisect_right(self.fan.days, time) - 1)
        shares: Floats = self.fan.shares[stance][day]
        return shares

    def reached(self, until: float) -> Share:
        """The share of worlds in which the outcome came before a time."""
        return wilson(bisect_left(self.first, until), len(self.first))

    def median(self, until: float) -> float | None:
        """The day by which half of all worlds have come to it; None if fewer have before a time."""
        if not self.first:
            return None
        middle = self.first[(len(self.first) - 1) // 2]
        return middle if middle < until else None


@dataclass(frozen=True)
class Background:
    """The model's worlds and the record followed; `no_history` says why there is none."""

    worlds: Worlds
    history: Trace | None
    no_history: str = ""


def background(game: Game, *, runs: int = RUNS, engine: Engine | None = None) -> Background:
    """What does not depend on the class. The engines agree to the last bit; a small number runs on SimPy."""
    chosen = engine or ("des" if runs <= ON_SIMPY else default_engine())
    history, why_not = recorded(game)
    return Background(_worlds(game, runs, chosen), history, why_not)


def _worlds(game: Game, runs: int, engine: Engine) -> Worlds:
    program = lower(game.scenario, game.calendar.bounds[-1])
    events = run_chunk(Task(program, game.seed, engine), Chunk(0, runs))
    (found,) = (
        each
        for each in outcomes(game.scenario, program, events, program.horizon)
        if each.outcome.id == game.exercise.forecast.outcome
    )
    return Worlds(
        runs=events.finished.size,
        failed=len(events.failures),
        fan=fan(program, events, program.horizon),
        first=tuple(np.sort(found.values).tolist()),
    )


def recorded(game: Game) -> tuple[Trace | None, str]:
    """The record followed from the start to its end, or why it cannot be."""
    if game.record is None:
        return None, "This scenario has no record of what happened."
    try:
        case = Case(game.scenario, game.record, FilePath(), (), ())
        return replay(case, draws=0).trace, ""
    except ScenarioError as error:
        return None, f"The record cannot be followed: {error.problems[0]}"
