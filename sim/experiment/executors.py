"""Where chunks run: here, in threads, in processes, or on a cluster, all behind one interface."""

from __future__ import annotations

import multiprocessing
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
from sim.experiment.cluster import EVERY, Cluster, WorkersDied
from sim.experiment.columns import Columns

__all__ = ["AHEAD", "TRIES", "Here", "WorkersDied", "finished", "pool"]

TRIES = 3  # how often a pool whose worker died is made anew
AHEAD = 2  # chunks in hand for each worker: enough to keep it busy, few enough to keep memory small


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


def pool(task: Task, workers: int) -> Executor:
    """The executor that suits an engine: compiled code runs in threads, Python in processes."""
    if workers <= 1:
        return Here()
    if task.engine == "batch":
        from sim.engine import batch

        batch.ready()  # before threads meet over it
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))


def finished(
    task: Task,
    chunks: Iterable[Chunk],
    make: Callable[[], Executor],
    workers: int,
) -> Iterator[tuple[Chunk, Columns]]:
    """Chunks as they are done, in whatever order. Raises WorkersDied after TRIES pools.

    `make` makes the executor; one that breaks is replaced, and what it had in hand is run again. It has
    AHEAD chunks in hand for each of its `workers`; a cluster says itself how many it has, and may grow.
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
                    yield running.pop(future), columns
        except BrokenExecutor as error:
            waiting += running.values()
            if not left:
                raise WorkersDied(
                    f"workers died {TRIES} times, the last time with: {error}; "
                    f"{len(waiting)} chunks are left"
                ) from error
        else:
            return
        finally:
            _give_up(executor)


def _give_up(executor: Executor) -> None:
    """Stop an executor without waiting for what it has in hand."""
    if isinstance(executor, ThreadPoolExecutor | ProcessPoolExecutor):
        executor.shutdown(wait=False, cancel_futures=True)
    else:  # Dask's knows no `cancel_futures`, and does so of itself
        executor.shutdown(wait=False)
