"""Where chunks run: everywhere the same, each once, whoever dies; at the end, who died too often."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment import chunks, engines
from sim.experiment.chunks import Chunk, Engine, OtherCode, Task, run_chunk
from sim.experiment.columns import ROWS, Columns, Failure
from sim.experiment.compare.measures import BLOCK
from sim.experiment.engines import default_workers
from sim.experiment.ensemble import CHUNKS as CHUNK_SIZES
from sim.experiment.ensemble import Workers, ensemble
from sim.experiment.executors import AHEAD, TRIES, Here, WorkersDied, finished, pool
from sim.experiment.sources import digest
from sim.model.lower import lower
from tests.experiment.lending import HomeMade
from tests.experiment.many import everything, feud

PROGRAM = lower(everything())
PROGRAM_ITSELF = "from sim.cli import main; main()"
CHUNKS = [Chunk(first, 3) for first in range(0, 60, 3)]


def task(engine: Engine) -> Task:
    return Task(PROGRAM, 5, engine)


def told(columns: Columns) -> tuple[object, ...]:
    """Columns as bytes, to be compared."""
    return (
        columns.first, columns.count, columns.failures,
        *(getattr(columns, name).tobytes() for name in ROWS),
    )  # fmt: skip


def serial(engine: Engine = "des") -> dict[int, tuple[object, ...]]:
    return {chunk.first: told(run_chunk(task(engine), chunk)) for chunk in CHUNKS}


def collected(found: Iterator[tuple[Chunk, Columns]]) -> dict[int, tuple[object, ...]]:
    """All chunks, each of which may come but once."""
    whole: dict[int, tuple[object, ...]] = {}
    for chunk, columns in found:
        assert chunk.first not in whole
        whole[chunk.first] = told(columns)
    return whole


# --- one and the same -------------------------------------------------------------------------------


def test_each_engine_has_its_pool() -> None:
    assert isinstance(pool(task("des"), 1), Here)
    assert isinstance(pool(task("batch"), 1), Here)
    for engine, expected in (("batch", ThreadPoolExecutor), ("des", ProcessPoolExecutor)):
        made = pool(task(engine), 2)  # type: ignore[arg-type]
        assert isinstance(made, expected)
        made.shutdown()


@pytest.mark.parametrize(
    ("engine", "workers"), [("des", 1), ("batch", 1), ("batch", 3), ("des", 2)]
)
def test_chunks_are_the_same_wherever_they_run(engine: Engine, workers: int) -> None:
    """Serial, in threads, in processes, and on both engines."""
    made = task(engine)
    assert collected(finished(made, CHUNKS, lambda: pool(made, workers), workers)) == serial()


def test_chunks_are_taken_up_a_few_at_a_time() -> None:
    """So that a million runs never wait in memory."""
    most = 0

    class Slow(Here):
        waiting: list[tuple[Future[Any], Callable[[], object]]] = []  # noqa: RUF012

        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
            nonlocal most
            future: Future[Any] = Future()
            self.waiting.append((future, lambda: fn(*args)))
            most = max(most, len(self.waiting))
            threading.Timer(0.001, self.one).start()
            return future

        def one(self) -> None:
            future, call = self.waiting.pop(0)
            future.set_result(call())

    made = task("batch")
    assert len(collected(finished(made, CHUNKS, Slow, 3))) == len(CHUNKS)
    assert 1 < most <= 3 * AHEAD


def test_what_a_chunk_raises_is_raised_and_the_rest_is_given_up() -> None:
    started: list[object] = []

    class Wrong(Here):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
            started.append(args[1])
            if args[1].first == 9:
                return super().submit(lambda: 1 / 0)
            return super().submit(fn, *args, **more)

    with pytest.raises(ZeroDivisionError):
        collected(finished(task("des"), CHUNKS, Wrong, 1))
    assert len(started) < len(CHUNKS)


# --- handed in ----------------------------------------------------------------------------------------


def test_sim_run_takes_an_executor() -> None:
    with ThreadPoolExecutor(2) as mine:
        there = sim.run(everything(), runs=40, engine="des", executor=mine)
    assert there.events.equals(sim.run(everything(), runs=40, engine="des").events)


def test_an_executor_has_in_hand_as_many_as_it_says_or_is_said() -> None:
    with ThreadPoolExecutor(7) as mine:
        assert Workers(executor=mine).hands == 7
        assert Workers(3, executor=mine).hands == 3
    assert Workers(executor=HomeMade()).hands == Workers().hands == default_workers()


def test_an_executor_and_a_cluster_are_one_too_many() -> None:
    with pytest.raises(ValueError, match="not both"):
        Workers(dask="tcp://there", executor=HomeMade())


def test_an_executor_that_breaks_is_told_in_words() -> None:
    places = Workers(executor=Dying(2, late=False))
    with pytest.raises(
        WorkersDied, match=r"the executor is broken \(a worker is gone\); \d+ chunk"
    ):
        collected(_on(places, "des"))


def test_what_is_not_waited_for_is_given_up_and_the_executor_stays() -> None:
    with ThreadPoolExecutor(1) as mine:
        some = _on(Workers(4, executor=mine), "des")
        next(some)
        some.close()  # type: ignore[attr-defined]
        assert mine.submit(abs, -1).result() == 1
        assert mine._work_queue.empty()


def _on(places: Workers, engine: Engine) -> Iterator[tuple[Chunk, Columns]]:
    made = task(engine)
    with places.opened(made) as make:
        yield from finished(made, CHUNKS, make, places.hands, places.once)


# --- workers that are not as they should be ---------------------------------------------------------


def test_a_worker_of_other_code_is_refused() -> None:
    other = replace(task("des"), code="another")
    with pytest.raises(OtherCode, match="runs other code than this program: install the same"):
        run_chunk(other, CHUNKS[0])


def test_other_code_ends_in_a_sentence_also_in_processes() -> None:
    places = Workers(2)
    other = replace(task("des"), code="another")
    with pytest.raises(WorkersDied, match="runs other code"), places.opened(other) as make:
        collected(finished(other, CHUNKS, make, places.hands))


def test_a_worker_that_lacks_the_program_ends_in_a_sentence() -> None:
    class Elsewhere(HomeMade):
        def submit(self, fn: Any, /, *_: Any, **__: Any) -> Future[Any]:  # noqa: ANN401, ARG002
            future: Future[Any] = Future()
            future.set_exception(ModuleNotFoundError("No module named 'sim'"))
            return future

    with pytest.raises(WorkersDied, match=r"cannot load this program \(No module named 'sim'\)"):
        collected(_on(Workers(executor=Elsewhere()), "des"))


def test_tasks_say_which_code_made_them() -> None:
    assert task("des").code == digest()


@pytest.mark.parametrize("way", ["absent", "broken"])
def test_without_numba_a_chunk_is_run_on_simpy_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "absent":
        monkeypatch.setattr(engines, "find_spec", lambda _: None)
    else:
        monkeypatch.setitem(sys.modules, "sim.engine.batch", None)
    said: list[str] = []
    places = Workers(say=said.append, executor=HomeMade())
    assert collected(_on(places, "batch")) == serial()
    assert len(said) == 1
    assert "runs on SimPy, with the same results" in said[0]


# --- how large chunks are ---------------------------------------------------------------------------


def test_chunks_on_simpy_are_small_enough_to_share_out() -> None:
    counts: list[int] = []
    ensemble(everything(), 600, engine="des", workers=Workers(1), progress=counts.append)
    assert counts == [250, 500, 600]
    assert all(size % BLOCK == 0 for size in CHUNK_SIZES.values())


def test_no_more_workers_than_chunks() -> None:
    with Workers(2).opened(task("des"), 1) as make:
        assert isinstance(make(), Here)


def test_processes_are_not_interrupted_even_while_they_begin_or_wait() -> None:
    """Or they would print what they were doing."""
    with pool(task("des"), 2) as made:
        theirs = made.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()
    assert signal.SIGINT in theirs
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_ctrl_c_ends_in_a_sentence_and_keeps_chunks(tmp_path: Path) -> None:
    """It reaches every process of a terminal; those that work for this one say nothing."""
    command = [sys.executable, "-c", PROGRAM_ITSELF, "run", "may-2024", "--runs", "20000"]
    options = ["--engine", "des", "--workers", "2", "--out", str(tmp_path / "run")]
    running = subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for _ in range(600):
        if list(tmp_path.glob(".run.partial/failures-*.parquet")):
            break
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "finished runs are kept; the same command with --resume goes on" in " ".join(
        said.split()
    )
    assert "Traceback" not in said


# --- who dies ---------------------------------------------------------------------------------------


class Dying(Here):
    """Runs so many chunks, then is broken; `late` breaks at the next submission, not in a result."""

    def __init__(self, lives: int, *, late: bool) -> None:
        self.lives, self.late = lives, late
        self.closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
        self.lives -= 1
        if self.lives >= 0:
            return super().submit(fn, *args, **more)
        if self.late:
            raise BrokenProcessPool("a worker is gone")
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("a worker is gone"))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        self.closed = True


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("lives", [0, 1, 5])
def test_a_broken_pool_is_replaced_and_no_chunk_is_lost_or_run_twice(
    lives: int, late: bool
) -> None:
    made: list[Dying] = []

    def make() -> Executor:
        made.append(Dying(lives if len(made) < TRIES - 1 else 1000, late=late))
        return made[-1]

    assert collected(finished(task("des"), CHUNKS, make, 2)) == serial()
    assert len(made) == TRIES
    assert all(each.closed for each in made)


def test_workers_that_die_again_and_again_are_an_error_that_counts_what_is_left() -> None:
    made: list[Dying] = []

    def make() -> Executor:
        made.append(Dying(2, late=False))
        return made[-1]

    done: list[Chunk] = []
    with pytest.raises(WorkersDied, match=f"died {TRIES} times.*a worker is gone") as error:
        done += (chunk for chunk, _ in finished(task("des"), CHUNKS, make, 1))
    assert len(made) == TRIES
    assert f"{len(CHUNKS) - len(done)} chunks are left" in str(error.value)
    assert isinstance(error.value.__cause__, BrokenExecutor)


def test_a_process_that_is_killed_costs_no_chunk() -> None:
    """A real pool, a real kill -9 of one of its workers, in mid-run."""
    pools: list[ProcessPoolExecutor] = []
    made = task("des")

    def make() -> Executor:
        found = pool(made, 2)
        assert isinstance(found, ProcessPoolExecutor)
        pools.append(found)
        return found

    whole: dict[int, tuple[object, ...]] = {}
    for chunk, columns in finished(made, CHUNKS, make, 2):
        assert chunk.first not in whole
        whole[chunk.first] = told(columns)
        if len(whole) == 2:
            os.kill(next(iter(pools[0]._processes)), signal.SIGKILL)
    assert whole == serial()
    assert len(pools) == 2


# --- one replication that fails ---------------------------------------------------------------------


def test_a_replication_that_raises_is_recorded_and_the_rest_finish(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = chunks.run

    def raising(program: Any, noise: Any, **more: Any) -> Any:  # noqa: ANN401
        if noise.replication == 4:
            raise FloatingPointError("a number is not one")
        return run(program, noise, **more)

    whole = run_chunk(task("des"), Chunk(0, 9))
    monkeypatch.setattr(chunks, "run", raising)
    found = run_chunk(task("des"), Chunk(0, 9))
    assert found.failures == (Failure(4, "FloatingPointError: a number is not one"),)
    assert found.finished.tolist() == [0, 1, 2, 3, 5, 6, 7, 8]
    for name in ROWS:
        others = whole.replication != 4
        assert getattr(found, name).tobytes() == getattr(whole, name)[others].tobytes()


def test_both_engines_record_the_same_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 300)
    program = lower(feud())
    des, batch = (run_chunk(Task(program, 0, engine), Chunk(0, 120)) for engine in ("des", "batch"))  # type: ignore[arg-type]
    assert told(des) == told(batch)
    assert 0 < len(des.failures) < 120
    assert all("stopped after 300 events at day" in failure.reason for failure in des.failures)
    assert set(des.replication.tolist()) == set(des.finished.tolist())
