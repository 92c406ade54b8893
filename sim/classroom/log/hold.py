"""Who may touch an exercise file: one writer, or readers for a moment.

A lock of the operating system (flock) on an empty file beside it, which ends with the process however
that ends. Not on the file itself: closing a descriptor of it would drop SQLite's own locks. A child that
is forked, not started, shares the lock until it ends. The lock file is removed by whoever is last.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path
from typing import Self

from sim.classroom.log.errors import LogBusy, told

PATIENCE = 0.5  # seconds a writer waits for readers, who hold a file while copying it; assumed
BRIEFLY = 0.05  # seconds a reader waits for another that is letting go; assumed
PAUSE = 0.01  # seconds between tries


def beside(path: Path, ending: str) -> Path:
    """The sibling of a file that is named after it."""
    return path.with_name(path.name + ending)


class Hold:
    """A lock that is held; released at the end of a `with` or by name."""

    def __init__(self, lock: Path, number: int | None) -> None:
        self._lock = lock
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go, and leave no lock file behind if nobody else holds it."""
        number, self._number = self._number, None
        if number is None:
            return
        try:
            # Only who holds it alone may remove it, and only while it is still the one at that path:
            # two programs can then never hold two files of the same name.
            if _flock(number, fcntl.LOCK_EX) and _stands(self._lock, number):
                self._lock.unlink()
        except OSError:
            pass  # an empty file stays; it is no lock
        finally:
            fcntl.flock(number, fcntl.LOCK_UN)  # also for forked children
            os.close(number)


def alone(path: Path) -> Hold:
    """Hold a file against everybody else. Raises LogBusy, LogReadOnly, LogError."""
    lock = beside(path, ".lock")
    with told(path):
        number = _waited(lock, fcntl.LOCK_EX, PATIENCE)
    if number is None:
        raise LogBusy(f"{path} is being served or written by another program; end that first")
    return Hold(lock, number)


def with_readers(path: Path) -> Hold | None:
    """Hold a file against writers; None if there is one. Raises LogError."""
    lock = beside(path, ".lock")
    with told(path):
        try:
            number = _waited(lock, fcntl.LOCK_SH, BRIEFLY)
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise
            return Hold(lock, None)  # no lock can be made here, so nothing can be written either
    return None if number is None else Hold(lock, number)


def _waited(lock: Path, how: int, patience: float) -> int | None:
    """A descriptor that holds the lock file, None if others do for longer than `patience` seconds."""
    until = time.monotonic() + patience
    while (number := _taken(lock, how)) is None and time.monotonic() < until:
        time.sleep(PAUSE)
    return number


def _taken(lock: Path, how: int) -> int | None:
    """A descriptor that holds the lock file, None if another does."""
    while True:
        number = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            got = _flock(number, how)
            if got and _stands(lock, number):
                return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)
        if not got:
            return None


def _flock(number: int, how: int) -> bool:
    try:
        fcntl.flock(number, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stands(lock: Path, number: int) -> bool:
    """Whether an open file is still the one at a path."""
    try:
        return os.path.samestat(os.fstat(number), lock.stat())
    except FileNotFoundError:
        return False
