"""Kill a writer 40 times at random moments and at chosen statements; what it confirmed must be there.

A script of its own: it forks, which a test runner with threads must not.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from sim.classroom.log.file import Log
from tests.classroom.logged import killed

AT = ("BEGIN", "INSERT", "COMMIT", "", "", "", "", "")  # "": from outside, whenever


def main(path: Path, kills: int) -> None:
    chance, there = random.Random(0), 0  # noqa: S311 (when to kill)
    for number in range(kills):
        confirmed = confirmed_before_death(path, AT[number % len(AT)], chance.uniform(0, 0.008))
        with Log.open(path, read_only=True) as log:
            seen = log.entries()
        with Log.open(path) as log:  # the lock went with the process
            assert log.entries() == seen
        assert [entry.seq for entry in seen] == list(range(1, len(seen) + 1))
        assert [entry.key for entry in seen] == [f"key {entry.seq}" for entry in seen]
        assert confirmed == list(range(there + 1, there + len(confirmed) + 1))
        assert len(seen) >= there + len(confirmed)  # what was confirmed, and at most one batch more
        assert len(seen) <= there + len(confirmed) + 3
        assert (len(seen) - there) % 3 == 0  # batches are whole
        there = len(seen)
    sys.stdout.write(f"{there}\n")


def confirmed_before_death(path: Path, at: str, after: float) -> list[int]:
    """What a child confirmed that dies at a statement, or `after` seconds from its first word."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        try:
            killed(path, there, at)
        finally:
            os._exit(1)
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        told = pipe.read(4)
        if not at:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        told += pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == (9 if at else -signal.SIGKILL)
    return [int.from_bytes(told[i : i + 4], "big") for i in range(0, len(told) // 4 * 4, 4)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
