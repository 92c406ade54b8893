"""Many replications of one scenario: run in chunks, kept in tables, summed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment import canary
from sim.experiment.chunks import Chunk, Engine, OtherCode, Task
from sim.experiment.cluster import Say, WorkersDied, cluster
from sim.experiment.columns import Failure
from sim.experiment.engines import default_engine, default_workers
from sim.experiment.executors import Lent, finished, pool
from sim.experiment.narrowing import narrowed
from sim.experiment.parts import TABLES, Parts, missing
from sim.experiment.summary import Summary, summaries, widest
from sim.experiment.tables import Tables
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.language.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "CHUNK", "CHUNKS", "Ensemble", "Progress", "Workers", "default_engine", "default_workers",
    "ensemble", "into",
]  # fmt: skip

CHUNK = 5_000  # replications: a fraction of a second compiled, and a few megabytes
CHUNKS: dict[Engine, int] = {"batch": CHUNK, "des": 250}  # on SimPy a second or two

Progress = Callable[[int], None]


def _silently(_: str) -> None:
    pass


@dataclass(frozen=True)
class Workers:
    """Where chunks run: `count` workers here, those of an `executor`, or all those of a Dask cluster.

    A `count` of 0 is as many as there are processors, or as the executor says that it has. An executor
    is any whose futures are those of `concurrent.futures`; it is left open for its owner to shut down.
    `say` is told when a cluster is waited for, and once if a worker cannot run the compiled engine.
    """

    count: int = 0
    dask: str = ""
    say: Say = field(default=_silently, repr=False, compare=False)
    executor: Executor | None = field(default=None, compare=False)
    _said: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.dask and self.executor is not None:
            raise ValueError("give an executor or the address of a Dask cluster, not both")

    @property
    def hands(self) -> int:
        """How many chunks can be run at once; a cluster says so itself."""
        theirs = getattr(
            self.executor, "_max_workers", 0
        )  # Python's pools, and those made like them
        return self.count or (theirs if isinstance(theirs, int) else 0) or default_workers()

    def once(self, text: str) -> None:
        """Say something that is said but once."""
        if text not in self._said:
            self._said.add(text)
            self.say(text)

    @contextmanager
    def opened(self, task: Task, most: int | None = None) -> Iterator[Callable[[], Executor]]:
        """Makes executors for a task of at most so many chunks. Raises WorkersDied for other code."""
        try:
            if self.dask:
                with cluster(self.dask, self.say) as executor:
                    yield lambda: executor
            elif self.executor is not None:
                lent = Lent(self.executor)
                yield lambda: lent
            else:
                count = self.hands if most is None else min(self.hands, most)
                yield lambda: pool(task, count)
        except OtherCode as error:
            raise WorkersDied(str(error)) from error
        except ImportError as error:
            if not self.dask and self.executor is None:
                raise
            raise WorkersDied(
                f"a worker cannot load this program ({error}): install the same version there"
            ) from error


@dataclass(frozen=True, repr=False)
class Ensemble:
    """Replications 0 to `runs` - 1 of a scenario, as tables (see tables.MEANINGS).

    `outcomes`, `positions` and `events` are Polars frames; `.to_pandas()` gives pandas' (extra
    `pandas`). `failures` is a tuple of the replications that came to nothing, with the reasons.
    """

    scenario: Scenario  # with its variant's changes made
    program: Program
    seed: int
    runs: int
    engine: Engine
    compared: tuple[int, ...] = ()  # replications that both engines ran, and agreed on
    folder: Path | None = None
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    variant: str = ""  # as it was named
    variant_title: str = ""

    def __repr__(self) -> str:
        of = self.scenario.scenario + (f" ({self.variant})" if self.variant else "")
        kept = "" if self.folder is None else f", in {self.folder}"
        return f"<{type(self).__name__} of {of}: {self.runs:,} runs, seed {self.seed}{kept}>"

    def table(self, name: str) -> pl.DataFrame:
        """A table by name, read from the run folder if it is not in memory."""
        import polars as pl

        if name in self.frames:
            return self.frames[name]
        assert self.folder is not None
        return pl.read_parquet(self.folder / f"{name}.parquet")

    def rows(self, name: str) -> pl.LazyFrame:
        """A table by name, to be scanned: a folder's is not read whole."""
        import polars as pl

        if name in self.frames:
            return self.frames[name].lazy()
        assert self.folder is not None
        return pl.scan_parquet(self.folder / f"{name}.parquet")

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
        return summaries(self.scenario, self.rows("outcomes"))

    @property
    def finished(self) -> int:
        """How many replications came to an end."""
        return self.runs - len(self.failures)

    @property
    def halfwidth(self) -> float | None:
        """The widest half-width of any share's 95 % interval; None where there is no share."""
        return widest(self.summary)


def ensemble(  # noqa: PLR0913 (the options of a run)
    scenario: Scenario,
    runs: int,
    *,
    seed: int = 0,
    until: datetime | None = None,
    engine: Engine | None = None,
    workers: Workers | None = None,
    halfwidth: float | None = None,
    progress: Progress | None = None,
    variant: str = "",
    variant_title: str = "",
) -> Ensemble:
    """Run replications 0 to `runs` - 1 and keep their tables in memory.

    With `halfwidth`, fewer where every share's interval is that narrow (see narrowing.narrowed). Raises
    EnginesDiffer if a replication run again on SimPy is not the same to the last bit.
    """
    import polars as pl

    task = Task(lower(scenario, until), seed, engine or default_engine())
    kept: dict[int, tuple[Chunk, dict[str, pl.DataFrame]]] = {}

    def run_to(goal: int) -> None:
        done = [kept[first][0] for first in sorted(kept)]
        for chunk, frames in _tables(task, scenario, done, goal, workers, progress):
            kept[chunk.first] = (chunk, frames)

    def whole(name: str) -> pl.DataFrame:
        return pl.concat([kept[first][1][name] for first in sorted(kept)])

    done = narrowed(
        runs, halfwidth, run_to, lambda _: widest(summaries(scenario, whole("outcomes").lazy()))
    )
    frames = {name: whole(name) for name in TABLES}
    compared = _compared(task, done)
    return Ensemble(
        scenario, task.program, seed, done, task.engine, compared, None, frames,
        variant, variant_title,
    )  # fmt: skip


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
    finished: int = 0,
    progress: Progress | None = None,
    chunk: int | None = None,
) -> tuple[Task, int, tuple[int, ...]]:
    """Run the replications that a working folder lacks; returns the task, the runs, the compared.

    `finished` is how many the finished run has that is extended; with `halfwidth` it counts (see
    narrowing.narrowed). `chunk` is how many replications are run in one piece (see CHUNKS).
    """
    task = Task(lower(scenario, until), seed, engine or default_engine())

    def run_to(goal: int) -> None:
        for each, frames in _tables(task, scenario, parts.done(), goal, workers, progress, chunk):
            parts.write(each, frames)

    def found(goal: int) -> float | None:
        return widest(summaries(scenario, parts.rows("outcomes", goal)))

    goal = narrowed(runs, halfwidth, run_to, found, finished=finished, done=parts.end)
    return task, goal, _compared(task, goal)


def _tables(  # noqa: PLR0913, PLR0917 (one call for both ways to keep tables)
    task: Task,
    scenario: Scenario,
    done: list[Chunk],
    runs: int,
    workers: Workers | None,
    progress: Progress | None,
    chunk: int | None = None,
) -> Iterator[tuple[Chunk, dict[str, pl.DataFrame]]]:
    """The tables of the chunks that `done` lacks, as they are run."""
    places = workers or Workers(0 if task.engine == "batch" else 1)
    tables = Tables(scenario, task.program, task.program.horizon)
    count = sum(each.count for each in done)
    todo = list(missing(done, runs, chunk or CHUNKS[task.engine]))
    with places.opened(task, len(todo)) as make:
        for each, columns in finished(task, todo, make, places.hands, places.once):
            yield each, tables.of(columns)
            count += each.count
            if progress is not None:
                progress(count)


def _compared(task: Task, runs: int) -> tuple[int, ...]:
    if task.engine == "des" or runs < canary.LEAST_RUNS:
        return ()
    return canary.check(task.program, task.seed, runs)
