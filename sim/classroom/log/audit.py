"""Reading a whole exercise file, and refusing it where it is not what was written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.classroom.log.chain import Tail, digest, head_chain, read
from sim.classroom.log.entry import Entry
from sim.classroom.log.errors import PRIMARY, BadEntry, LogDamaged, told
from sim.classroom.log.schema import ENTRIES, HEAD, check_kind

# What an SQLite error says that is not about the file's content.
PASSING = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_INTERRUPT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What an exercise file holds."""

    head: str
    start: Tail
    entries: list[Entry]


def audited(connection: sqlite3.Connection, path: Path) -> Found:
    """All of a file as it is at one moment. Raises NotALog, LogTooNew, LogDamaged, LogError."""
    with told(path):
        connection.execute("BEGIN")
        try:
            check_kind(connection, path)
            head, start = _head(connection, path)
            entries = entries_after(connection, path, start)
            _quick_check(connection, path)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return Found(head, start, entries)


def entries_after(connection: sqlite3.Connection, path: Path, tail: Tail) -> list[Entry]:
    """The entries after `tail`, each tied to the one before. Raises LogDamaged, sqlite3.Error."""
    entries: list[Entry] = []
    try:
        for values in connection.execute(ENTRIES, (tail.seq,)):
            entry = _checked(values, tail)
            tail = Tail(entry.seq, entry.chain)
            entries.append(entry)
    except (sqlite3.DatabaseError, BadEntry, ValueError) as error:
        if _passing(error):
            raise
        first = tail.seq + 1
        raise LogDamaged(
            f"{path} is damaged at entry {first}: {error} ({tail.seq} entries before it are whole)",
            seq=first,
        ) from None
    return entries


def _checked(values: tuple[Any, ...], tail: Tail) -> Entry:
    """An entry, if it is the one that was written after `tail`. Raises ValueError."""
    seq, at, by, kind, body, key, chain = values
    if seq != tail.seq + 1:
        raise ValueError(f"entry {seq} comes next")
    if chain != digest(tail.chain, (seq, at, by, kind, body, key)):
        raise ValueError("it is not what was written")
    return read(values)


def _head(connection: sqlite3.Connection, path: Path) -> tuple[str, Tail]:
    try:
        rows = connection.execute(HEAD).fetchall()
        ((head, chain),) = rows
        if isinstance(head, str) and chain == head_chain(head):
            return head, Tail(0, chain)
        reason = "it is not what was written"
    except (sqlite3.DatabaseError, ValueError) as error:
        if _passing(error):
            raise
        reason = str(error)
    raise LogDamaged(f"{path} is damaged at its head: {reason}")


def _passing(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & PRIMARY in PASSING


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    """Whether SQLite finds its own structures whole."""
    (found, *_) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise LogDamaged(f"{path} is damaged: {found}")
