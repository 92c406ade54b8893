"""The log of an exercise in a file: SQLite, entries only ever added, each durable when it is given back."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from sim.classroom.log.audit import Found, audited, entries_after
from sim.classroom.log.chain import Row, Tail, digest
from sim.classroom.log.draft import cleared, laid_down
from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import LogClosed, LogError, LogReadOnly, NotALog, told
from sim.classroom.log.hold import Hold, alone
from sim.classroom.log.plan import planned
from sim.classroom.log.schema import ADD_ENTRY, connect, is_log, make_durable
from sim.classroom.log.snapshot import snapshot


class Log:
    """An exercise file that is open, by one writer at a time; its entries are in memory, too.

    Made by `create` or `open`. Every error is a LogError. Not for network file systems, where SQLite's
    write-ahead log does not work. What the -wal held and lost (a torn write, a cut) is gone as if it
    had never been committed, which SQLite sees to; anything else that is not as written is refused.
    """

    def __init__(
        self,
        path: Path,
        found: Found,
        connection: sqlite3.Connection | None = None,
        hold: Hold | None = None,
    ) -> None:
        self.path = path
        self._head = found.head
        self._start = found.start
        self._entries = found.entries
        self._keys = {entry.key: entry for entry in found.entries if entry.key is not None}
        self._connection = connection
        self._hold = hold
        self._closed = False
        self._doubt = False  # whether the file may hold other than `_entries`

    @classmethod
    def create(cls, path: Path, head: Mapping[str, Any]) -> Self:
        """A new file with `head`, open for writing. Raises LogExists, LogBusy, BadEntry, LogError."""
        path = path.resolve()
        hold = alone(path)
        try:
            laid_down(path, head)
            return cls._writing(path, hold)
        except BaseException:
            hold.release()
            raise

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """A file that is there, checked from end to end.

        With `read_only`, what it holds at this moment: later entries are not seen, nothing on the disk
        changes, and another program may write meanwhile. Raises NotALog, LogTooNew, LogDamaged,
        LogBusy, LogReadOnly, LogError.
        """
        path = _there(path)
        if read_only:
            return cls(path, snapshot(path))
        hold = alone(path)
        try:
            return cls._writing(path, hold)
        except BaseException:
            hold.release()
            raise

    @classmethod
    def _writing(cls, path: Path, hold: Hold) -> Self:
        with told(path):
            if not is_log(path):  # before SQLite is let near a file of someone else
                raise NotALog(f"{path} is not an exercise file")
            if not os.access(path, os.W_OK):
                raise LogReadOnly(f"{path} cannot be written to; check who may write there")
            connection = connect(path, "rw")
            try:
                found = audited(connection, path)
                make_durable(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(path, found, connection, hold)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def head(self) -> dict[str, Any]:
        """What the file was made with: a new copy each time."""
        head: dict[str, Any] = json.loads(self._head)
        return head

    @property
    def last(self) -> int:
        """The seq of the last entry, 0 if there is none."""
        return len(self._entries)

    @property
    def tail(self) -> Tail:
        """Where new entries go on from."""
        if not self._entries:
            return self._start
        return Tail(self._entries[-1].seq, self._entries[-1].chain)

    def entries(self, since: int = 0) -> tuple[Entry, ...]:
        """The entries after seq `since`, in order; from memory, also when the log is closed."""
        return tuple(self._entries[max(since, 0) :])

    def find(self, key: str) -> Entry | None:
        """The entry with this key."""
        return self._keys.get(key)

    def append(self, news: Sequence[New]) -> tuple[Entry, ...]:
        """Write `news` in one transaction; they are on the disk when this returns, or none of them is.

        Gives one entry for each, in their order. One whose key is there already is not written again:
        its entry is the old one, whatever its body says now. Raises KeyTaken, BadEntry, DiskFull,
        LogError.
        """
        connection = self._writable()
        with told(self.path):
            self._settle(connection)
        plan = planned(news, self.tail, self.find)
        self.write(plan.rows)
        return plan.entries

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows that were planned from `tail`. Raises LogError, and then nothing was written."""
        connection = self._writable()
        with told(self.path):
            self._settle(connection)
            if not rows:
                return
            self._check_next(rows[0])
            self._doubt = True
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(
                    ADD_ENTRY, [(*row.values(), row.entry.chain) for row in rows]
                )
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error, LogError):  # else the next write tries again
                    self._settle(connection)
                raise
            self._remember([row.entry for row in rows])
            self._doubt = False

    def copy_to(self, path: Path, through: int, head: Mapping[str, Any]) -> None:
        """Make a new file of the entries up to seq `through`, under a head of its own.

        Raises LogExists, LogBusy, BadEntry, DiskFull, LogReadOnly, LogError.
        """
        if not 0 <= through <= self.last:
            raise LogError(
                f"{self.path} has {self.last} entries; {through} cannot be the last of a copy"
            )
        path = path.resolve()
        with alone(path):
            laid_down(path, head, [entry.again() for entry in self._entries[:through]])

    def close(self) -> None:
        """Let go of the file, which is then whole without a -wal. May be called again."""
        self._closed = True
        connection, self._connection = self._connection, None
        hold, self._hold = self._hold, None
        if connection is not None:
            # Closing does this only if no reader is left; if it fails, the entries are in the -wal.
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
        if hold is not None:
            hold.release()

    def _writable(self) -> sqlite3.Connection:
        if self._closed:
            raise LogClosed(f"{self.path} was closed")
        if self._connection is None:
            raise LogReadOnly(f"{self.path} was opened for reading only")
        return self._connection

    def _check_next(self, row: Row) -> None:
        entry, tail = row.entry, self.tail
        if entry.seq != tail.seq + 1 or entry.chain != digest(tail.chain, row.values()):
            raise LogError(
                f"entry {entry.seq} was to be added to {self.path}, which ends at {tail.seq}"
            )

    def _settle(self, connection: sqlite3.Connection) -> None:
        """After a failure, take back what is half done and learn what is in the file.

        A COMMIT that failed may have happened: then its entries are there, and their keys known.
        """
        if not self._doubt:
            return
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._remember(entries_after(connection, self.path, self.tail))
        self._doubt = False

    def _remember(self, entries: Sequence[Entry]) -> None:
        self._keys.update({entry.key: entry for entry in entries if entry.key is not None})
        self._entries.extend(entries)


def remove(path: Path) -> None:
    """Delete an exercise file with all that belongs to it.

    Raises NotALog for any other file, LogBusy for one that is being served, LogReadOnly, LogError.
    """
    path = _there(path)
    with alone(path), told(path):
        if not is_log(path):
            raise NotALog(f"{path} is not an exercise file; it is left alone")
        path.unlink()
        cleared(path)


def _there(path: Path) -> Path:
    """The one name of a file, so that two names do not make two writers. Raises NotALog."""
    with told(path):
        path = path.resolve()
        if not path.is_file():
            raise NotALog(f"{path}: there is no such file")
    return path
