"""Making an exercise file: whole or absent."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.classroom.log.chain import Tail, head_chain, head_text
from sim.classroom.log.entry import New
from sim.classroom.log.errors import LogExists, told
from sim.classroom.log.hold import beside
from sim.classroom.log.plan import planned
from sim.classroom.log.schema import (
    ADD_ENTRY,
    ADD_HEAD,
    APPLICATION,
    SCHEMA,
    VERSION,
    connected,
)

ENDINGS = ("-wal", "-shm", ".draft", ".draft-journal", ".draft-wal", ".draft-shm")


def laid_down(path: Path, head: Mapping[str, Any], news: Sequence[New] = ()) -> None:
    """Write a new file, readable by its owner alone; the caller holds `path`.

    Raises LogExists, BadEntry, DiskFull, LogReadOnly, LogError.
    """
    text = head_text(head)
    rows = planned(news, Tail(0, head_chain(text)), lambda _: None).rows
    draft = beside(path, ".draft")
    with told(path):
        for there in (path, beside(path, "-wal")):  # a new file would take in an old one's -wal
            if os.path.lexists(there):
                raise LogExists(f"{there} is there already; choose another name, or remove it")
        try:
            cleared(path)
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with connected(draft, "rw") as connection:
                _fill(connection)
                connection.execute(ADD_HEAD, (text, head_chain(text)))
                connection.executemany(
                    ADD_ENTRY, ((*row.values(), row.entry.chain) for row in rows)
                )
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
            draft.rename(path)
            _sync_folder(path.parent)
        finally:
            cleared(path)


def cleared(path: Path) -> None:
    """Remove what is beside a file and belongs to it, apart from its lock; the caller holds `path`."""
    for ending in ENDINGS:
        beside(path, ending).unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection) -> None:
    """Begin a transaction and make the tables in it."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in SCHEMA:
        connection.execute(statement)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk, too."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
