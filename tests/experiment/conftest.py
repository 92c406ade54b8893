"""What tests of run folders share: the digest to expect, a place for a folder, the chunks that are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import executors
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns
from sim.experiment.store import run
from tests.experiment.many import digest
from tests.experiment.stopping import ONE, REQUEST


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of a run in one piece, in this thread, on SimPy."""
    target = tmp_path_factory.mktemp("one") / "run"
    run(REQUEST, target, engine="des", workers=ONE)
    return digest(target)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Chunk]:
    """The chunks that are run from now on."""
    chunks: list[Chunk] = []

    def counted(task: Task, chunk: Chunk) -> Columns:
        chunks.append(chunk)
        return run_chunk(task, chunk)

    monkeypatch.setattr(executors, "run_chunk", counted)
    return chunks
