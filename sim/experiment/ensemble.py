"""Many replications of one scenario: run in chunks, kept in tables, summed up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment import canary
from sim.experiment.chunks import Chunk, Engine, Task
from sim.experiment.columns import Failure
from sim.experiment.executors import cluster, finished, pool
from sim.experiment.parts import TABLES, Parts, missing
from sim.experiment.summary import Summary, summaries, widest
from sim.experiment.tables import Tables
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.language.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

CHUNK = 5_000  # replications: a fraction of a second compiled, and a few megabytes
GROWTH = 1.25  # of an ensemble that is run until an interval is narrow enough
LEAST = 1_000  # replications before an interval is looked at

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Workers:
    """Where chunks run: `count` workers here, or a Dask cluster at an address."""

    count: int = 1
    dask: str = ""

    @contextmanager
    def executor(self, task: Task) -> Iterator[Callable[[], Executor]]:
        """Makes executors for a task."""
        if self.dask:
            with cluster(self.dask) as executor:
                yield lambda: executor
        else:
            yield lambda: pool(task, self.count)


@dataclass(frozen=True)
class Ensemble:
    """Replications 0 to `runs` - 1 of a scenario, as tables (see tables.MEANINGS).

    `outcomes`, `positions`, `events` and `failed` are Polars frames; `.to_pandas()` gives pandas'.
    """

    scenario: Scenario
    program: Program
    seed: int
    runs: int
    engine: Engine
    compared: tuple[int, ...] = ()  # replications that both engines ran, and agreed on
    folder: Path | None = None
    frames: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> pl.DataFrame:
        """A table by name, read from the run folder if it is not in memory."""
        import polars as pl

        if name in self.frames:
            return self.frames[name]
        assert self.folder is not None
        return pl.read_parquet(self.folder / f"{name}.parquet")

    @cached_property
    def outcomes(self) -> pl.DataFrame:
        """One row for each replication and outcome."""
        return self.table("outcomes")

    @cached_property
    def positions(self) -> pl.DataFrame:
        """One row for each rung taken."""
        return self.table("positions")

    @cached_property
    def events(self) -> pl.DataFrame:
        """One row for each event."""
        return self.table("events")

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """Replications that came to nothing; they are part of no share."""
        return tuple(Failure(*row) for row in self.table("failures").iter_rows())

    @cached_property
    def summary(self) -> tuple[Summary, ...]:
        """What the outcomes say, in file order."""
        return summaries(self.scenario, self.outcomes)

    @property
    def finished(self) -> int:
        """How many replications came to an end."""
        return self.runs - len(self.failures)

    @property
    def halfwidth(self) -> float:
        """The widest half-width of any share's 95 % interval."""
        return widest(self.summary)


def default_engine() -> Engine:
    """The compiled engine where Numba is installed (extra `fast`), SimPy elsewhere."""
    return "batch" if find_spec("numba") is not None else "des"


def default_workers() -> int:
    """As many workers as there are processors to use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ensemble(  # noqa: PLR0913 (the options of a run)
    scenario: Scenario,
    runs: int,
    *,
    seed: int = 0,
    until: datetime | None = None,
    engine: Engine | None = None,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Run replications 0 to `runs` - 1 and keep their tables in memory.

    Raises EnginesDiffer if a replication run again on SimPy is not the same to the last bit.
    """
    import polars as pl

    task = Task(lower(scenario, until), seed, engine or default_engine())
    tables = Tables(scenario, task.program, task.program.horizon)
    kept: dict[int, dict[str, pl.DataFrame]] = {}
    for chunk, frames in _tables(task, tables, missing([], runs, CHUNK), workers, progress, 0):
        kept[chunk.first] = frames
    whole = {name: pl.concat([kept[first][name] for first in sorted(kept)]) for name in TABLES}
    return Ensemble(
        scenario, task.program, seed, runs, task.engine, _compared(task, runs), None, whole
    )


def into(  # noqa: PLR0913 (the options of a run)
    parts: Parts,
    scenario: Scenario,
    runs: int,
    *,
    seed: int = 0,
    until: datetime | None = None,
    engine: Engine | None = None,
    workers: Workers | None = None,
    halfwidth: float | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
) -> tuple[Task, int, tuple[int, ...]]:
    """Run the replications that a working folder lacks; returns the task, the runs, the compared.

    With `halfwidth`, runs grow by a quarter from 1,000 until every share's interval is that narrow,
    or `runs` is reached.
    """
    task = Task(lower(scenario, until), seed, engine or default_engine())
    tables = Tables(scenario, task.program, task.program.horizon)
    goal = runs if halfwidth is None else min(runs, LEAST)
    while True:
        done = sum(chunk.count for chunk in parts.done())
        todo = missing(parts.done(), goal, chunk)
        for each, frames in _tables(task, tables, todo, workers, progress, done):
            parts.write(each, frames)
        if halfwidth is None or goal >= runs or _widest(parts, scenario, goal) <= halfwidth:
            return task, goal, _compared(task, goal)
        goal = min(runs, ceil(goal * GROWTH))


def _tables(  # noqa: PLR0913, PLR0917 (one call for both ways to keep tables)
    task: Task,
    tables: Tables,
    todo: Iterator[Chunk],
    workers: Workers | None,
    progress: Progress | None,
    done: int,
) -> Iterator[tuple[Chunk, dict[str, pl.DataFrame]]]:
    """The tables of chunks as they are done."""
    places = workers or Workers(default_workers() if task.engine == "batch" else 1)
    with places.executor(task) as make:
        for chunk, columns in finished(task, todo, make, places.count):
            yield chunk, tables.of(columns)
            done += chunk.count
            if progress is not None:
                progress(done)


def _compared(task: Task, runs: int) -> tuple[int, ...]:
    if task.engine == "des" or runs < canary.LEAST_RUNS:
        return ()
    return canary.check(task.program, task.seed, runs)


def _widest(parts: Parts, scenario: Scenario, runs: int) -> float:
    rows = summaries(scenario, parts.rows("outcomes", runs).collect())
    return widest(rows)
