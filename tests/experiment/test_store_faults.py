"""What goes wrong around an ensemble: a full disk, an unwritable folder, others at work, dying workers."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sim.experiment.ensemble import Workers
from sim.experiment.opened import Busy
from sim.experiment.parts import Parts
from sim.experiment.store import Request, run
from tests.experiment.many import (
    as_nobody,
    children,
    digest,
    everything,
    on_simpy,
    told,
    with_small_files,
)

REQUEST = Request(everything(), 60)
ONE = Workers(1)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("one") / "run"
    run(REQUEST, target, engine="des", workers=ONE)
    return digest(target)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "place" / "run"


def done(target: Path) -> int:
    return len(Parts(target.with_name(f".{target.name}.partial")).done())


def answer(what: Callable[..., None], *args: object) -> str:
    """What a process of its own says."""
    answers = children().Queue()
    child = children().Process(target=what, args=(*args, answers))
    child.start()
    found = str(answers.get(timeout=60))
    child.join()
    return found


# --- a full disk ------------------------------------------------------------------------------------


def test_a_disk_that_is_full_at_any_write_leaves_what_is_finished(
    expected: str, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the nth file; each next program gets a little further."""
    write, count, room = pl.DataFrame.write_parquet, 0, 0

    def full(self: pl.DataFrame, file: Path, **more: Any) -> None:  # noqa: ANN401
        nonlocal count
        count += 1
        if count > room:
            Path(file).write_bytes(b"PAR1")
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        write(self, file, **more)

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    for attempt, room in enumerate((0, 3, 4, 9)):  # noqa: B007 (read by `full`)
        count = 0
        with pytest.raises(OSError, match="No space left"):
            run(REQUEST, target, workers=ONE, chunk=5, resume=True)
        assert not target.exists()
        assert done(target) == (0, 0, 1, 3)[attempt]
    monkeypatch.undo()
    run(REQUEST, target, workers=ONE, chunk=5, resume=True)
    assert digest(target) == expected
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("most", [100, 1_500, 6_000, 9_000])
def test_a_disk_that_is_really_full_is_an_os_error(expected: str, target: Path, most: int) -> None:
    """In a chunk's tables, or when they are joined: the kernel refuses to write."""
    found = answer(with_small_files, REQUEST, target, most)
    assert found.startswith("OSError: [Errno")
    assert not target.exists()
    on_simpy(REQUEST, target, 5)
    assert digest(target) == expected
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of so many kilobytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may make a file system")

    def made(kilobytes: int) -> Path:
        options = ["-t", "tmpfs", "-o", f"size={kilobytes}k,nr_inodes=1k", "tmpfs", str(place)]
        if subprocess.run([mount, *options], check=False, capture_output=True).returncode:
            pytest.skip("not allowed to make a file system here")
        return place

    yield made
    if place.is_mount():
        subprocess.run(["/bin/umount", str(place)], check=True)


@pytest.mark.parametrize("kilobytes", [4, 40, 180, 260])
def test_a_small_disk_keeps_finished_chunks_and_grows(
    expected: str, small: Callable[[int], Path], kilobytes: int
) -> None:
    target = small(kilobytes) / "run"
    with pytest.raises(OSError, match=r"No space left on device|transport error"):
        run(REQUEST, target, workers=ONE, chunk=5)
    assert not target.exists()
    before = done(target)
    subprocess.run(["/bin/mount", "-o", "remount,size=2m", str(target.parent)], check=True)
    seen: list[int] = []
    run(REQUEST, target, workers=ONE, chunk=5, resume=True, progress=seen.append)
    assert len(seen) == 12 - before
    assert digest(target) == expected


# --- a folder one may not write ---------------------------------------------------------------------


def test_a_folder_below_a_file_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        run(REQUEST, tmp_path / "file" / "run", workers=ONE)
    assert (tmp_path / "file").read_text() == "mine"


def test_an_unwritable_folder_is_an_os_error_and_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "theirs"
    place.mkdir()
    (place / "note.txt").write_text("theirs")
    if os.geteuid() == 0:  # who may write anywhere
        found = answer(as_nobody, REQUEST, place / "run")
    else:
        place.chmod(0o500)
        found = answer(told, REQUEST, place / "run", 5)
        place.chmod(0o700)
    assert found.startswith("PermissionError: [Errno 13]")
    assert [path.name for path in place.iterdir()] == ["note.txt"]


# --- others at work ---------------------------------------------------------------------------------


def test_two_programs_cannot_write_one_folder(expected: str, target: Path) -> None:
    """A real second program, while the first is in the middle of it."""
    found: list[str] = []

    def second(_: int) -> None:
        if not found:
            found.append(answer(told, REQUEST, target, 5))

    run(REQUEST, target, workers=ONE, chunk=5, progress=second)
    assert found[0].startswith("Busy: another program is writing")
    assert digest(target) == expected


def test_of_many_programs_at_once_each_is_whole_or_told_that_it_is_busy(
    expected: str, target: Path
) -> None:
    """They begin together, again and again, so that they also meet at the beginning and the end."""
    answers: Counter[str] = Counter()
    wrong: list[BaseException] = []
    gate = threading.Barrier(3)

    def one() -> None:
        for _ in range(12):
            gate.wait()
            try:
                run(Request(REQUEST.scenario, 10), target, engine="batch", workers=ONE, resume=True)
            except Busy:
                answers["busy"] += 1
            except BaseException as error:  # noqa: BLE001 (whatever it is, the test must tell)
                wrong.append(error)
            else:
                answers["whole"] += 1

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert answers["whole"] >= 12
    assert answers["busy"] > 0
    run(REQUEST, target, workers=ONE, resume=True)
    assert digest(target) == expected
    assert [path.name for path in target.parent.iterdir()] == ["run"]


# --- workers dying ----------------------------------------------------------------------------------


def kill_once(pids: Callable[[], list[int]]) -> Callable[[int], None]:
    """A progress function that kills one worker, at the second chunk."""
    calls = iter(range(10_000))

    def kill(_: int) -> None:
        if next(calls) == 1:
            os.kill(pids()[0], signal.SIGKILL)

    return kill


def test_a_worker_process_that_is_killed_costs_nothing(expected: str, target: Path) -> None:
    def workers() -> list[int]:
        found = [c.pid for c in multiprocessing.active_children() if "Spawn" in type(c).__name__]
        return [pid for pid in found if pid is not None]

    run(REQUEST, target, engine="des", workers=Workers(2), chunk=3, progress=kill_once(workers))
    assert digest(target) == expected


def test_a_worker_of_a_cluster_that_is_killed_costs_nothing(expected: str, target: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        run(
            REQUEST,
            target,
            engine="des",
            workers=Workers(2, cluster.scheduler_address),
            chunk=3,
            progress=kill_once(lambda: pids),
        )
    assert digest(target) == expected
