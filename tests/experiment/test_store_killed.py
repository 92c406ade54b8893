"""kill -9 at fifty random moments of an ensemble: what is there is whole, and it goes on to one digest."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from sim.experiment import executors
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns
from sim.experiment.parts import TABLES, Parts, missing
from sim.experiment.store import Request
from tests.experiment.many import children, digest, everything, manifest, on_simpy

MOMENTS = 50
CHUNK = 4
REQUEST = Request(everything(), 60)


@dataclass(frozen=True)
class Whole:
    """A run that nobody killed: its digest, and how long it took in a process of its own (seconds)."""

    digest: str
    takes: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    takes = []
    for number in range(3):  # the first has everything to load
        target = tmp_path_factory.mktemp("whole") / f"run{number}"
        began = time.monotonic()
        child = children().Process(target=on_simpy, args=(REQUEST, target, CHUNK))
        child.start()
        child.join()
        assert child.exitcode == 0
        takes.append(time.monotonic() - began)
    return Whole(digest(target), min(takes))


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Chunk]:
    chunks: list[Chunk] = []

    def counted(task: Task, chunk: Chunk) -> Columns:
        chunks.append(chunk)
        return run_chunk(task, chunk)

    monkeypatch.setattr(executors, "run_chunk", counted)
    return chunks


def kept(target: Path) -> list[Chunk]:
    """The chunks that a killed program left as done, each of which is whole; never half a run folder."""
    if target.exists():
        assert manifest(target)["runs"] == REQUEST.runs
        assert all((target / f"{name}.parquet").is_file() for name in TABLES)
    parts = Parts(target.with_name(f".{target.name}.partial"))
    done = parts.done()
    for chunk in done:
        for name in TABLES:
            frame = pl.read_parquet(parts.path(name, chunk))
            if name == "outcomes":
                replications = frame["replication"].unique().sort().to_list()
                assert replications == list(range(chunk.first, chunk.first + chunk.count))
    return done


def test_killed_at_any_moment_it_goes_on_to_the_same_digest(
    whole: Whole, tmp_path: Path, ran: list[Chunk]
) -> None:
    """No chunk that was done is lost or run again, and nothing is left beside the run folder."""
    chance = random.Random(0)  # noqa: S311 (moments, not secrets)
    reached = []
    for moment in range(MOMENTS):
        target = tmp_path / f"{moment}" / "run"
        child = children().Process(target=on_simpy, args=(REQUEST, target, CHUNK))
        child.start()
        time.sleep(chance.uniform(0.0, 1.1 * whole.takes))
        child.kill()
        child.join()
        there, done = target.exists(), kept(target)
        reached.append(len(done))
        ran.clear()
        on_simpy(REQUEST, target, CHUNK)
        assert digest(target) == whole.digest
        assert ran == ([] if there and not done else list(missing(done, REQUEST.runs, CHUNK)))
        assert [path.name for path in target.parent.iterdir()] == ["run"]
    assert len(set(reached)) >= 5  # the moments were in the middle of it


def test_killed_again_and_again_it_comes_to_an_end(
    whole: Whole, tmp_path: Path, ran: list[Chunk]
) -> None:
    """Each program goes on where the last was killed."""
    target = tmp_path / "run"
    chance = random.Random(1)  # noqa: S311 (moments, not secrets)
    done: list[Chunk] = []
    for _ in range(6):
        child = children().Process(target=on_simpy, args=(REQUEST, target, CHUNK))
        child.start()
        time.sleep(chance.uniform(0.2, 0.7) * whole.takes)
        child.kill()
        child.join()
        now = kept(target)
        assert set(done) <= set(now) or target.exists()
        done = now
    on_simpy(REQUEST, target, CHUNK)
    assert digest(target) == whole.digest
    assert set(ran).isdisjoint(done)
