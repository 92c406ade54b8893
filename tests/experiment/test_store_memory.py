"""Results are streamed: runs do not wait in memory. (benchmarks/memory.py measures a million.)"""

from __future__ import annotations

import pytest

from benchmarks.memory import alone

MOST = 190.0  # megabytes over a process that is ready to run: 130 to 145 measured, 235 with all chunks kept


@pytest.mark.parametrize("runs", [50_000])
def test_fifty_thousand_runs_need_little_memory(runs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLARS_MAX_THREADS", "2")
    found = alone(runs, workers=2)
    assert found["summary"] - found["ready"] < MOST
