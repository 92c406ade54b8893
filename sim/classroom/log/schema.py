"""The tables of an exercise file, and how a connection to one is set up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.classroom.log.errors import LogDamaged, LogError, LogTooNew, NotALog

APPLICATION = 0x5454584C  # "TTXL", in the header of every exercise file
VERSION = 1  # of the format
OLDEST = (3, 37)  # the first SQLite with STRICT tables
PATIENCE = 5.0  # seconds SQLite waits for a reader that is recovering the file; assumed

# Rows are only added, at the end. REPLACE removes a row without firing a DELETE trigger, hence the
# conditions on INSERT.
SCHEMA = (
    """CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  body TEXT NOT NULL,
  chain TEXT NOT NULL
) STRICT""",
    """CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  "key" TEXT UNIQUE,
  chain TEXT NOT NULL
) STRICT""",
    """CREATE TRIGGER head_once BEFORE INSERT ON head
WHEN EXISTS (SELECT 1 FROM head)
BEGIN SELECT RAISE(ABORT, 'the head of a log is written once'); END""",
    """CREATE TRIGGER head_kept BEFORE UPDATE ON head
BEGIN SELECT RAISE(ABORT, 'the head of a log is written once'); END""",
    """CREATE TRIGGER head_stays BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the head of a log is written once'); END""",
    """CREATE TRIGGER entry_added BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE "key" = NEW."key")
BEGIN SELECT RAISE(ABORT, 'entries of a log are only added, at its end'); END""",
    """CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries of a log are never changed'); END""",
    """CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries of a log are never removed'); END""",
)
ADD_HEAD = "INSERT INTO head (one, body, chain) VALUES (1, ?, ?)"
ADD_ENTRY = (
    'INSERT INTO entry (seq, at, "by", kind, body, "key", chain) VALUES (?, ?, ?, ?, ?, ?, ?)'
)
HEAD = "SELECT body, chain FROM head"
ENTRIES = 'SELECT seq, at, "by", kind, body, "key", chain FROM entry WHERE seq > ? ORDER BY seq'


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in which each transaction is begun and ended by name; `mode` as in SQLite's URIs.

    Not bound to a thread: a Writer opens a log in one and writes to it in another, never in two at once.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        raise LogError(
            f"SQLite {sqlite3.sqlite_version} is too old for exercise files, 3.37 is needed"
        )
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    # The file may come from anybody: what is in its schema runs no functions with side effects.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


@contextmanager
def connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection for a moment."""
    connection = connect(path, mode)
    try:
        yield connection
    finally:
        connection.close()


def make_durable(connection: sqlite3.Connection, path: Path) -> None:
    """Set up so that what is committed is on the disk. Raises LogError."""
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise LogError(f"{path} is on a file system that SQLite cannot keep a write-ahead log on")
    # In WAL mode NORMAL, which is often recommended, leaves out the fsync at commit: an act that a
    # phone was told is safe would be gone after a power cut. FULL syncs the -wal before COMMIT returns.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: through the cache of the disk, too
    connection.execute("PRAGMA checkpoint_fullfsync = ON")


def check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Whether this is an exercise file of this version. Raises NotALog, LogTooNew, LogDamaged."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise NotALog(f"{path} is not an exercise file")
    if version > VERSION:
        raise LogTooNew(
            f"{path} is in format {version} of exercise files; this program knows formats up to {VERSION}"
        )
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    if version < VERSION or {sql for (sql,) in found} != set(SCHEMA):
        raise LogDamaged(f"{path} is damaged: its tables are not those of an exercise file")


def is_log(path: Path) -> bool:
    """Whether the header of a file is that of an exercise file.

    Only for files that nothing in this process has open: closing any descriptor of a file drops the
    locks that SQLite holds on it.
    """
    with path.open("rb") as file:
        header = file.read(72)
    return header.startswith(b"SQLite format 3\0") and header[68:] == APPLICATION.to_bytes(4, "big")
