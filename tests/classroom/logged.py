"""Small logs for tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sim.classroom.log.entry import New
from sim.classroom.log.file import Log

HEAD = {"scenario": "may 2024", "seed": 0}
NOON = datetime(2024, 5, 1, 12, 0, 0, 7, tzinfo=UTC)


def new(number: int, key: str | None = None, **body: object) -> New:
    """The act that seat `number` makes, `number` seconds after noon."""
    at = NOON + timedelta(seconds=number)
    return New(by=f"seat {number}", kind="say", body={"n": number, **body}, at=at, key=key)


def made(path: Path, count: int = 0) -> Path:
    """An exercise file with `count` entries, closed."""
    with Log.create(path, HEAD) as log:
        log.append([new(number, key=f"key {number}") for number in range(1, count + 1)])
    return path


def on_sql(log: Log, act: Callable[[str], object]) -> None:
    """Call `act` with each statement before it runs."""
    assert log._connection is not None
    log._connection.set_trace_callback(act)


def full(log: Log, *, pages: int = 0) -> None:
    """Let the file grow no further than by so many pages: SQLite then says that the disk is full."""
    assert log._connection is not None
    (now,) = log._connection.execute("PRAGMA page_count").fetchone()
    log._connection.execute(f"PRAGMA max_page_count = {now + pages}")


def roomy(log: Log) -> None:
    """Undo `full`."""
    full(log, pages=1_000_000)


def killed(path: Path, report: int, at: str) -> None:
    """Append for ever, telling each confirmed seq through `report`; exit at the second `at` statement.

    For forked children: it does not return.
    """
    log, seen = Log.open(path), [0]

    def dies(sql: str) -> None:
        seen[0] += sql.startswith(at)
        if seen[0] == 2:
            os._exit(9)

    if at:
        on_sql(log, dies)
    while True:
        first = log.last + 1
        batch = [new(seq, key=f"key {seq}", pad="x" * 300) for seq in range(first, first + 3)]
        for entry in log.append(batch):
            os.write(report, entry.seq.to_bytes(4, "big"))
