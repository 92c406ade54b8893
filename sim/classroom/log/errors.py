"""What can go wrong with an exercise file, each in a sentence for the person who runs the exercise."""
# ruff: noqa: N818 (what the user is told)

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIMARY = 0xFF  # the bits of an SQLite result code that say what; the others say where


class LogError(Exception):
    """Something that cannot be done with an exercise file, and why."""


class NotALog(LogError):
    """The file is missing, or is something else."""


class LogTooNew(LogError):
    """The file was written by a newer version of the program."""


class LogDamaged(LogError):
    """The file is not what was written; `seq` is the first entry that is not, if that can be told."""

    def __init__(self, message: str, seq: int | None = None) -> None:
        super().__init__(message)
        self.seq = seq


class LogBusy(LogError):
    """The file is open for writing already."""


class LogExists(LogError):
    """There is a file already where a new one should go."""


class LogReadOnly(LogError):
    """The file, its folder or this opening of it cannot be written to."""


class LogClosed(LogError):
    """The log was closed."""


class DiskFull(LogError):
    """There is no room left; nothing of what was to be written was."""


class BadEntry(LogError):
    """Something that is not plain data, and so could not be read back as it was."""


class KeyTaken(LogError):
    """The key of a form was used already, by somebody else or for something else."""


class Overloaded(LogError):
    """More is waiting to be written than can be waited for."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the operating system as a LogError about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, path) from error
    except OSError as error:
        raise _of_system(error, path) from error


def _of_sqlite(error: sqlite3.Error, path: Path) -> LogError:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    match None if code is None else code & PRIMARY:
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_NOTADB:
            return NotALog(f"{path} is not an exercise file")
        case sqlite3.SQLITE_CORRUPT:
            return LogDamaged(f"{path} is damaged: {error}")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LogBusy(f"{path} is in use by another program: {error}")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return _read_only(path)
        case primary:
            full = primary == sqlite3.SQLITE_IOERR  # what a memory disk without room says, too
            hint = ". The disk may be full; make room and send again" if full else ""
            return LogError(f"{path} could not be read or written: {error}{hint}")


def _of_system(error: OSError, path: Path) -> LogError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full(path)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return _read_only(path)
    if error.errno == errno.ENOENT:
        return NotALog(f"{path}: there is no such file or folder")
    return LogError(f"{path} could not be read or written: {error.strerror}")


def _full(path: Path) -> LogError:
    return DiskFull(f"the disk of {path} is full; make room and send again")


def _read_only(path: Path) -> LogError:
    return LogReadOnly(f"{path} or its folder cannot be written to; check who may write there")
