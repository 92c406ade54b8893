"""The events of two worlds laid side by side, whatever the indices of their programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.trace import CAUSE, DATE, ENDS
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns, Floats
from sim.experiment.ensemble import default_engine
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class World:
    """A program and its events in replications 0 to `runs` - 1."""

    program: Program
    columns: Columns

    @classmethod
    def of(cls, scenario: Scenario, runs: int) -> World:
        """A scenario run under seed 0."""
        program = lower(scenario)
        return cls(program, run_chunk(Task(program, 0, default_engine()), Chunk(0, runs)))

    @property
    def named(self) -> list[str]:
        """What each event is about, by name."""
        program = self.program
        names = {CAUSE: program.causes.name, ENDS: program.causes.name, DATE: program.gates.name}
        pairs = zip(self.columns.kind.tolist(), self.columns.subject.tolist(), strict=True)
        return [names.get(kind, program.stances.name)[subject] for kind, subject in pairs]

    def before(self, time: Floats) -> NDArray[np.bool_]:
        """Which events come strictly before a time that each replication has its own of."""
        chosen: NDArray[np.bool_] = self.columns.time < time[self.columns.replication]
        return chosen


def events(world: World, chosen: NDArray[np.bool_]) -> list[tuple[object, ...]]:
    """Some of a world's events with every bit of their numbers, and names for indices."""
    columns = world.columns
    whole = (columns.replication, columns.kind, columns.before, columns.after, columns.step)
    exact = (columns.time.view(np.int64), columns.share.view(np.int64))
    every = zip(world.named, *(each.tolist() for each in (*whole, *exact)), strict=True)
    return [row for row, wanted in zip(every, chosen.tolist(), strict=True) if wanted]


def parting(ours: World, theirs: World) -> Floats:
    """By replication, the earliest time at which the events differ; inf where they do not."""
    both = [_by_replication(world) for world in (ours, theirs)]
    found = np.full(ours.columns.count, np.inf)
    for replication, (mine, yours) in enumerate(zip(*both, strict=True)):
        for a, b in zip([*mine, _END], [*yours, _END], strict=False):
            if a != b:
                found[replication] = min(a[0], b[0])
                break
    return found


_END: tuple[float, tuple[object, ...]] = (np.inf, ())


def _by_replication(world: World) -> list[list[tuple[float, tuple[object, ...]]]]:
    rows: list[list[tuple[float, tuple[object, ...]]]] = [[] for _ in range(world.columns.count)]
    every = events(world, np.ones(len(world.columns.time), dtype=np.bool_))
    for time, row, replication in zip(
        world.columns.time.tolist(), every, world.columns.replication.tolist(), strict=True
    ):
        rows[replication].append((time, row))
    return rows
