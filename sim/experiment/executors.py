"""Where chunks run: here, in threads, in processes, or on a cluster, all behind one interface."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)

from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.cluster import EVERY, Cluster, Say, WorkersDied
from sim.experiment.columns import Columns

__all__ = ["AHEAD", "TRIES", "Here", "Lent", "WorkersDied", "finished", "pool"]

TRIES = 3  # how often a pool whose worker died is made anew
AHEAD = 2  # chunks in hand for each worker: enough to keep it busy, few enough to keep memory small
SLOWER = "A worker runs on SimPy, with the same results and many times slower"


class Here(Executor):
    """Runs everything at once, in this thread."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201
        """Call and hand back a finished future."""
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (a future keeps it for whoever asks)
            future.set_exception(error)
        return future


class Lent(Executor):
    """An executor that somebody handed in: used, and left open for whoever it belongs to."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201
        """Hand a call to it."""
        future: Future[object] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing: its owner does that."""


class _Processes(ProcessPoolExecutor):
    """Processes that Ctrl-C does not reach: this one is stopped, and they end with it."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        """Hand a call to them; those that it starts inherit that the signal is blocked."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def pool(task: Task, workers: int) -> Executor:
    """The executor that suits an engine: compiled code runs in threads, Python in processes."""
    if workers <= 1:
        return Here()
    if task.engine == "batch":
        from sim.engine import batch

        batch.ready()  # before threads meet over it
        return ThreadPoolExecutor(workers)
    return _Processes(workers, multiprocessing.get_context("spawn"))


def finished(
    task: Task,
    chunks: Iterable[Chunk],
    make: Callable[[], Executor],
    workers: int,
    say: Say = lambda _: None,
) -> Iterator[tuple[Chunk, Columns]]:
    """Chunks as they are done, in whatever order. Raises WorkersDied after TRIES pools.

    `make` makes the executor; one that breaks is replaced, and what it had in hand is run again. It has
    AHEAD chunks in hand for each of its `workers`; a cluster says itself how many it has, and may grow.
    `say` is told of each chunk that was run on SimPy in place of the compiled engine.
    """
    waiting = list(reversed(list(chunks)))
    for left in reversed(range(TRIES)):
        running: dict[Future[Columns], Chunk] = {}
        executor = make()
        look_up = EVERY if isinstance(executor, Cluster) else None
        try:
            while waiting or running:
                hands = executor.threads() if isinstance(executor, Cluster) else workers
                while waiting and len(running) < AHEAD * max(1, hands):
                    chunk = waiting.pop()
                    try:
                        running[executor.submit(run_chunk, task, chunk)] = chunk
                    except BaseException:
                        waiting.append(chunk)
                        raise
                done, _ = wait(running, look_up, return_when=FIRST_COMPLETED)
                for future in done:
                    columns = future.result()
                    if columns.instead:
                        say(f"{SLOWER} ({columns.instead})")
                    yield running.pop(future), columns
        except BrokenExecutor as error:
            waiting += running.values()
            if not left or isinstance(executor, Lent):
                raise _died(executor, error, len(waiting)) from error
        else:
            return
        finally:
            _give_up(executor, running)


def _died(executor: Executor, error: BrokenExecutor, left: int) -> WorkersDied:
    """What is told where there is no other pool to go on in."""
    last = f"workers died {TRIES} times, the last time with: {error}"
    told = f"the executor is broken ({error})" if isinstance(executor, Lent) else last
    return WorkersDied(f"{told}; {left} chunks are left")


def _give_up(executor: Executor, running: Iterable[Future[Columns]]) -> None:
    """Stop an executor, or what was asked of one that is lent, without waiting for what it has in hand."""
    if isinstance(executor, Lent):
        for future in running:
            future.cancel()
    elif isinstance(executor, ThreadPoolExecutor | ProcessPoolExecutor):
        executor.shutdown(wait=False, cancel_futures=True)
    else:  # Dask's knows no `cancel_futures`, and does so of itself
        executor.shutdown(wait=False)
