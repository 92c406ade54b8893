"""A chunk of replications on either engine: the piece of work that is handed to a worker."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field, replace

from sim.engine.des import Runaway, run, runaway
from sim.engine.known import Key, Known
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.experiment.columns import Columns, Failure, of_traces
from sim.experiment.engines import Engine, why_not_compiled
from sim.experiment.sources import digest
from sim.model.program import Program

__all__ = ["Chunk", "Engine", "OtherCode", "Task", "known_of", "run_chunk"]


class OtherCode(Exception):  # noqa: N818 (what the user is told)
    """A worker runs other code than the program that sent it a chunk."""


@dataclass(frozen=True)
class Task:
    """What every chunk of an ensemble shares; small enough to be sent with each."""

    program: Program
    seed: int
    engine: Engine
    known: Known | None = None  # draws that are not the generator's
    code: str = field(
        default_factory=digest
    )  # of the program that asks; a worker's must be the same


@dataclass(frozen=True)
class Chunk:
    """Replications `first` to `first + count` - 1."""

    first: int
    count: int


def known_of(task: Task, replication: int) -> dict[Key, float]:
    """The draws of a replication that are known."""
    return {} if task.known is None else task.known.of(replication)


def run_chunk(task: Task, chunk: Chunk) -> Columns:
    """Run a chunk. A replication that fails is data, with its reason, and the rest go on.

    Where the compiled engine cannot be used the chunk is run on SimPy, to the same last bit. Raises
    OtherCode where this is not the code that the task was made by.
    """
    if task.code != digest():
        raise OtherCode(
            f"worker {socket.gethostname()} (process {os.getpid()}) runs other code than this "
            "program: install the same version there"
        )
    if task.engine == "des":
        return _on_des(task, chunk)
    if reason := _why_not_compiled():
        return replace(_on_des(task, chunk), instead=reason)
    return _on_batch(task, chunk)


def _why_not_compiled() -> str:
    """Why this worker cannot run the compiled engine; empty if it can."""
    if reason := why_not_compiled():
        return reason
    try:
        import sim.engine.batch  # noqa: F401 (Numba is loaded by it)
    except ImportError as error:
        return f"Numba cannot be loaded ({error})"
    return ""


def _on_batch(task: Task, chunk: Chunk) -> Columns:
    from sim.engine import batch

    batch.ready()
    found = batch.simulate(task.program, task.seed, chunk.first, chunk.count, known=task.known)
    failures = tuple(
        Failure(chunk.first + n, runaway(task.program.most_events, float(found.stopped[n])))
        for n in (found.lengths < 0).nonzero()[0].tolist()
    )
    replication, kind, subject, before, after, step = found.events.T.copy()
    time, share = found.reals.T.copy()
    return Columns(
        chunk.first,
        chunk.count,
        replication,
        kind,
        subject,
        before,
        after,
        step,
        time,
        share,
        failures,
    )


def _on_des(task: Task, chunk: Chunk) -> Columns:
    traces: list[Trace] = []
    failures: list[Failure] = []
    for replication in range(chunk.first, chunk.first + chunk.count):
        try:
            noise = Noise(task.program, task.seed, replication, known_of(task, replication))
            traces.append(run(task.program, noise, split=False))
        except Runaway as error:
            failures.append(Failure(replication, str(error)))
        except Exception as error:  # noqa: BLE001 (whatever stops one replication must not stop the rest)
            failures.append(Failure(replication, f"{type(error).__name__}: {error}"))
    return of_traces(chunk.first, chunk.count, traces, tuple(failures))
