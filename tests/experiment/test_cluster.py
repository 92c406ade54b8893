"""A Dask cluster that exists already: the same chunks, whoever dies; as busy as it is large; empty."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import cluster as module
from sim.experiment.chunks import Engine
from sim.experiment.cluster import Cluster, WorkersDied, cluster
from sim.experiment.ensemble import Workers, ensemble
from sim.experiment.executors import AHEAD, SLOWER, Here, finished
from sim.experiment.sources import PACKAGE
from tests.experiment.lending import worker_with
from tests.experiment.many import everything
from tests.experiment.test_executors import CHUNKS, serial, task, told


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A real cluster of two worker processes."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as made:
        yield made


def pids(local: Any) -> list[int]:  # noqa: ANN401 (a LocalCluster)
    """The processes of the cluster's workers, as their nannies know them: no worker is asked, dying or not."""
    return [nanny.pid for nanny in local.workers.values()]


def on_dask(
    address: str, engine: Engine, at_chunk: Callable[[int], object]
) -> dict[int, tuple[object, ...]]:
    whole: dict[int, tuple[object, ...]] = {}
    with cluster(address) as executor:
        for chunk, columns in finished(task(engine), CHUNKS, lambda: executor, 2):
            assert chunk.first not in whole
            whole[chunk.first] = told(columns)
            at_chunk(len(whole))
    return whole


@pytest.mark.parametrize("engine", ["des", "batch"])
def test_a_cluster_gives_the_same_chunks(local: Any, engine: Engine) -> None:  # noqa: ANN401
    assert on_dask(local.scheduler_address, engine, lambda _: None) == serial()


def test_a_worker_of_a_cluster_that_is_killed_costs_no_chunk(local: Any) -> None:  # noqa: ANN401
    from distributed import Client

    before = pids(local)

    def kill(done: int) -> None:
        if done == 2:
            os.kill(before[0], signal.SIGKILL)

    assert on_dask(local.scheduler_address, "des", kill) == serial()
    with Client(local.scheduler_address) as client:
        client.wait_for_workers(2, timeout=60)
    assert set(pids(local)) != set(before)


def test_chunks_that_are_not_waited_for_are_given_up(local: Any) -> None:  # noqa: ANN401
    """Whoever stops early leaves a cluster that others can use."""
    with cluster(local.scheduler_address) as executor:
        some = finished(task("des"), CHUNKS, lambda: executor, 2)
        next(some)
        some.close()  # type: ignore[attr-defined]
    assert on_dask(local.scheduler_address, "des", lambda _: None) == serial()


def test_a_cluster_that_gives_a_chunk_up_is_an_error_in_words(local: Any) -> None:  # noqa: ANN401
    """As Dask does when a chunk has cost it several workers; here the first is one too many."""
    from distributed import Client, KilledWorker

    patience = local.scheduler.allowed_failures
    with Client(local.scheduler_address) as client:
        client.wait_for_workers(2, timeout=60)
    alive = pids(local)
    local.scheduler.allowed_failures = 0
    try:
        with pytest.raises(WorkersDied, match="lost its workers") as error:
            on_dask(
                local.scheduler_address,
                "des",
                lambda done: [os.kill(pid, signal.SIGKILL) for pid in alive if done == 1],
            )
    finally:
        local.scheduler.allowed_failures = patience
    assert isinstance(error.value.__cause__, KilledWorker)


def test_a_cluster_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", "1s")
    with (
        pytest.raises(WorkersDied, match=r"127\.0\.0\.1:9: no scheduler answers there"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass


# --- how large it is --------------------------------------------------------------------------------


class Threads:
    """A client that counts the threads of workers as it is told to, and runs everything here."""

    def __init__(self, *counts: int) -> None:
        self.counts = list(counts)

    def nthreads(self) -> dict[str, int]:
        count = self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]
        return {"a": 1, "b": count - 1} if count else {}

    def get_executor(self, **_: object) -> Here:
        return Here()


class Slow(Cluster):
    """Notes how many chunks are in hand; each is done only when the next is handed out or waited for."""

    hands: list[int] = []  # noqa: RUF012
    left = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
        self.left += 1
        self.hands.append(self.left)
        return super().submit(fn, *args, **more)

    def threads(self) -> int:
        self.left = 0
        return super().threads()


def test_a_cluster_has_in_hand_twice_its_threads_and_more_as_it_grows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "EVERY", 0.0)
    executor = Slow(Threads(2, 2, 7), "tcp://there", lambda _: None)
    whole = {
        chunk.first: told(found)
        for chunk, found in finished(task("batch"), CHUNKS, lambda: executor, 1)
    }
    assert whole == serial()
    assert executor.hands[: 2 * AHEAD] == [1, 2, 3, 4]
    assert max(executor.hands) > 2 * AHEAD


def test_a_real_cluster_says_how_many_threads_it_has(local: Any) -> None:  # noqa: ANN401
    with cluster(local.scheduler_address) as executor:
        assert executor.threads() == 2


def test_a_scheduler_without_workers_is_waited_for_and_then_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(module, "DROUGHT", 1.5)
    said: list[str] = []
    with LocalCluster(
        n_workers=0, processes=True, dashboard_address=":0", silence_logs=50
    ) as empty:
        places = Workers(dask=empty.scheduler_address, say=said.append)
        with (
            pytest.raises(
                WorkersDied, match=r"had no workers for 2 seconds; start some with: dask"
            ),
            places.opened(task("des")) as make,
        ):
            next(finished(task("des"), CHUNKS, make, places.hands))
    assert said == [f"waiting for workers at {empty.scheduler_address}"]


def test_workers_that_come_later_are_waited_for() -> None:
    from distributed import LocalCluster

    said: list[str] = []
    with LocalCluster(
        n_workers=0, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as late:

        def come(text: str) -> None:
            said.append(text)
            late.scale(1)

        with cluster(late.scheduler_address, come) as executor:
            made = task("des")
            whole = {
                chunk.first: told(found)
                for chunk, found in finished(made, CHUNKS, lambda: executor, 1)
            }
    assert whole == serial()
    assert len(said) == 1


def test_without_distributed_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with (
        pytest.raises(
            WorkersDied, match=r"needs dask\.distributed: pip install 'tabletop-sim\[dask\]'"
        ),
        cluster("tcp://there"),
    ):
        pass


# --- workers that are not as they should be ---------------------------------------------------------


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """The address of a scheduler that has no workers yet."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as made:
        yield made.scheduler_address


def test_a_worker_of_other_code_is_refused_in_words(bare: str, tmp_path: Path) -> None:
    """The same version, a word changed: what it would send may be other results."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "sim" / "model" / "clock.py"
    path.write_text(path.read_text() + "\n# another version\n")
    with (
        worker_with(tmp_path, bare),
        pytest.raises(
            WorkersDied,
            match=r"worker .+ runs other code than this program: install the same version there",
        ),
    ):
        ensemble(everything(), 20, engine="des", workers=Workers(dask=bare))


def test_a_worker_without_numba_runs_on_simpy_and_that_is_said_once(
    bare: str, tmp_path: Path
) -> None:
    (tmp_path / "numba.py").write_text("raise ImportError('no Numba here')")
    said: list[str] = []
    places = Workers(dask=bare, say=said.append)
    with worker_with(tmp_path, bare), places.opened(task("batch")) as make:
        found = finished(task("batch"), CHUNKS, make, places.hands, places.once)
        whole = {chunk.first: told(columns) for chunk, columns in found}
    assert whole == serial()
    assert [text for text in said if "waiting" not in text] == [
        f"{SLOWER} (Numba cannot be loaded (no Numba here))"
    ]
