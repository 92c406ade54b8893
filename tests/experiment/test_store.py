"""Run folders: one digest however an ensemble was run, whole or absent, extended without repeating work."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from sim.experiment import canary
from sim.experiment.canary import EnginesDiffer
from sim.experiment.chunks import Chunk, Engine
from sim.experiment.ensemble import Ensemble, Workers, ensemble
from sim.experiment.parts import TABLES, Parts, table_digest
from sim.experiment.store import Request, again, run
from sim.experiment.tables import MEANINGS
from tests.experiment.lending import HomeMade
from tests.experiment.many import (
    children,
    digest,
    everything,
    feud,
    killed_at_rename,
    manifest,
)
from tests.experiment.stopping import ONE, REQUEST, RUNS, Stopped, stop_after, stopped

# --- one digest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engine", "workers", "chunk"),
    [
        ("des", 1, 5),  # in pieces
        ("batch", 1, 5000),  # compiled
        ("batch", 3, 7),  # in threads
        ("des", 2, 9),  # in processes
    ],
)
def test_one_digest_wherever_it_runs(
    expected: str, target: Path, engine: Engine, workers: int, chunk: int
) -> None:
    run(REQUEST, target, engine=engine, workers=Workers(workers), chunk=chunk)
    assert digest(target) == expected


@pytest.mark.parametrize("engine", ["batch", "des"])
@pytest.mark.parametrize(
    "make",
    [
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
        HomeMade,
    ],
    ids=["threads", "processes", "home-made"],
)
def test_one_digest_on_any_executor(
    expected: str, target: Path, make: Callable[[], Executor], engine: Engine
) -> None:
    """It is left open: whose it is may go on using it."""
    with make() as executor:
        run(REQUEST, target, engine=engine, workers=Workers(executor=executor), chunk=7)
        assert executor.submit(abs, -1).result() == 1
        assert not getattr(executor, "closed", False)
    assert digest(target) == expected


def test_one_digest_on_a_cluster(expected: str, target: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as cluster:
        run(REQUEST, target, workers=Workers(2, cluster.scheduler_address), chunk=5)
    assert digest(target) == expected


@pytest.mark.parametrize("engine", ["des", "batch"])
def test_one_digest_when_stopped_and_resumed(
    expected: str, target: Path, ran: list[Chunk], engine: Engine
) -> None:
    """Twice, the second time perhaps on another engine; what was kept is not run again."""
    first = stopped(REQUEST, target, 3)
    assert len(first) == 3
    assert not target.exists()
    ran.clear()
    second = stopped(REQUEST, target, 4, resume=True)
    assert len(second) == 7
    assert first.isdisjoint(ran)
    ran.clear()
    run(REQUEST, target, engine=engine, workers=ONE, resume=True, chunk=5)
    assert digest(target) == expected
    assert set(ran) == {Chunk(n, 5) for n in range(0, RUNS, 5)} - second


def test_one_digest_when_run_again_from_its_manifest(expected: str, target: Path) -> None:
    run(REQUEST, target, workers=ONE)
    request, described = again(target / "manifest.json")
    assert described["results_digest"] == expected
    run(request, target.with_name("again"), engine="des", workers=ONE, chunk=11)
    assert digest(target.with_name("again")) == expected


def test_one_digest_in_memory_and_in_the_folder(target: Path) -> None:
    found = run(REQUEST, target, workers=ONE, chunk=7)
    memory = ensemble(REQUEST.scenario, RUNS, engine="des", workers=ONE)
    for name in TABLES:
        assert memory.table(name).equals(pl.read_parquet(target / f"{name}.parquet"))
    assert memory.summary == found.summary


@pytest.mark.parametrize(
    "other",
    [
        Request(everything(), RUNS + 1),
        Request(everything(), RUNS, seed=1),
        Request(everything(days=61), RUNS),
        Request(everything(), RUNS, until=everything().start + timedelta(days=20)),
    ],
)
def test_another_request_has_another_digest(expected: str, target: Path, other: Request) -> None:
    run(other, target, workers=ONE)
    assert digest(target) != expected


def test_the_digest_is_that_of_the_tables_as_they_stand(target: Path) -> None:
    from hashlib import sha256

    run(REQUEST, target, workers=ONE)
    sums = (table_digest(target / f"{name}.parquet") for name in TABLES)
    assert digest(target) == sha256("".join(sums).encode()).hexdigest()


# --- extended ---------------------------------------------------------------------------------------


def test_an_extended_run_repeats_no_work_and_is_a_run_of_that_size(
    expected: str, target: Path, ran: list[Chunk]
) -> None:
    run(Request(REQUEST.scenario, 23), target, workers=ONE, chunk=5)
    ran.clear()
    found = run(REQUEST, target, workers=ONE, chunk=5, resume=True)
    assert ran == [Chunk(23, 2), *(Chunk(first, 5) for first in range(25, RUNS, 5))]
    assert digest(target) == expected
    assert found.runs == manifest(target)["runs"] == RUNS


def test_an_extension_that_is_stopped_leaves_the_finished_run_and_goes_on(
    expected: str, target: Path, ran: list[Chunk]
) -> None:
    run(Request(REQUEST.scenario, 20), target, workers=ONE, chunk=5)
    first = digest(target)
    kept = stopped(REQUEST, target, 2, resume=True)
    assert kept == {Chunk(0, 20), Chunk(20, 5), Chunk(25, 5)}
    assert digest(target) == first
    ran.clear()
    run(REQUEST, target, workers=ONE, chunk=5, resume=True)
    assert digest(target) == expected
    assert ran == [Chunk(n, 5) for n in range(30, RUNS, 5)]


def test_a_finished_run_asked_for_again_does_nothing_anew(
    expected: str, target: Path, ran: list[Chunk]
) -> None:
    run(REQUEST, target, workers=ONE)
    run(REQUEST, target, workers=ONE, resume=True)
    assert len(ran) == 1
    assert digest(target) == expected


# --- whole or absent --------------------------------------------------------------------------------


def test_a_folder_holds_all_that_is_needed_to_believe_it(target: Path) -> None:
    found = run(REQUEST, target, workers=ONE)
    assert sorted(path.name for path in target.iterdir()) == [
        "columns.json", "events.parquet", "failures.parquet", "manifest.json", "outcomes.parquet",
        "positions.parquet", "scenario.json",
    ]  # fmt: skip
    assert [path.name for path in target.parent.iterdir()] == ["run"]
    assert json.loads((target / "columns.json").read_text()) == MEANINGS
    told = manifest(target)
    assert (told["kind"], told["scenario"], told["seed"], told["runs"]) == (
        "ensemble",
        "tiny",
        0,
        RUNS,
    )
    assert (told["failed"], told["engine"]) == (0, found.engine)
    assert set(told["libraries"]) >= {"simpy", "numpy", "polars"}
    assert os.access(target, os.R_OK | os.X_OK)
    assert target.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def test_what_is_added_at_the_end_is_in_it_or_it_is_absent(expected: str, target: Path) -> None:
    def add(draft: Path, found: Ensemble) -> None:
        (draft / "report.html").write_text(f"{found.runs} runs")

    def fail(draft: Path, found: Ensemble) -> None:
        add(draft, found)
        raise Stopped

    with pytest.raises(Stopped):
        run(REQUEST, target, workers=ONE, chunk=5, finish=fail)
    assert not target.exists()
    run(REQUEST, target, workers=ONE, resume=True, chunk=5, finish=add)
    assert (target / "report.html").read_text() == "60 runs"
    with pytest.raises(Stopped):
        run(REQUEST, target, workers=ONE, chunk=5, finish=fail)
    assert (target / "report.html").read_text() == "60 runs"  # the old one stays
    assert digest(target) == expected


def test_a_run_that_replaces_another_leaves_nothing_of_it(expected: str, target: Path) -> None:
    run(Request(REQUEST.scenario, 5, seed=9), target, workers=ONE)
    (target / "note.txt").write_text("mine")
    run(REQUEST, target, workers=ONE, restart=True)
    assert digest(target) == expected
    assert not (target / "note.txt").exists()
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("names", [0, 1])
def test_killed_between_two_names_nothing_is_lost(expected: str, target: Path, names: int) -> None:
    """The old folder has lost its name and the new one has none yet: the next program mends it."""
    run(Request(REQUEST.scenario, 5), target, workers=ONE)
    old = digest(target)
    child = children().Process(target=killed_at_rename, args=(REQUEST, target, names))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert target.exists() == (names == 0)
    with pytest.raises(Stopped):  # another program, which comes to nothing
        run(
            Request(REQUEST.scenario, 10),
            target,
            workers=ONE,
            chunk=5,
            restart=True,
            progress=stop_after(1),
        )
    assert digest(target) == old
    run(REQUEST, target, workers=ONE, restart=True)
    assert digest(target) == expected
    assert [path.name for path in target.parent.iterdir()] == ["run"]


# --- failures and differences -----------------------------------------------------------------------


def test_a_failed_replication_is_told_and_part_of_no_share(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 300)
    found = run(Request(feud(), 120), target, workers=ONE, chunk=50)
    failed = {failure.replication for failure in found.failures}
    assert 0 < len(failed) < 120
    assert manifest(target)["failed"] == len(failed)
    assert found.finished == 120 - len(failed)
    for name in ("events", "positions", "outcomes"):
        assert failed.isdisjoint(found.table(name)["replication"].to_list())
    assert all("stopped after 300 events" in failure.reason for failure in found.failures)
    (only,) = found.summary
    assert only.share is not None
    assert only.share.runs == found.finished


def test_engines_that_differ_stop_the_run_and_leave_no_folder(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "LEAST_RUNS", 50)
    monkeypatch.setattr("sim.engine.desk.relaxed", lambda x, *_: x)
    with pytest.raises(EnginesDiffer, match="both traces up to there"):
        run(REQUEST, target, engine="batch", workers=ONE, chunk=5)
    assert not target.exists()
    assert len(Parts(target.with_name(".run.partial")).done()) == RUNS // 5


def test_sixteen_replications_of_a_large_ensemble_are_compared(target: Path) -> None:
    found = run(Request(REQUEST.scenario, 1000), target, engine="batch", workers=ONE)
    assert len(set(found.compared)) == 16
    assert set(found.compared) <= set(range(1000))
    assert manifest(target)["compared_with_simpy"] == list(found.compared)
    small = run(
        Request(REQUEST.scenario, 999), target.with_name("small"), engine="batch", workers=ONE
    )
    assert small.compared == ()
