"""Reading an exercise file without changing anything, whether or not it is being served."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.classroom.log.audit import Found, audited
from sim.classroom.log.errors import NotALog, told
from sim.classroom.log.hold import beside, with_readers
from sim.classroom.log.schema import connected, is_log


def snapshot(path: Path) -> Found:
    """What a file holds at this moment. Raises NotALog, LogTooNew, LogDamaged, LogError."""
    hold = with_readers(path)
    with told(path):
        if hold is None:  # the writer has made the -wal and the -shm, and will remove them
            with connected(path, "ro") as connection:
                return audited(connection, path)
        with TemporaryDirectory(prefix="exercise-") as folder:
            copy = Path(folder) / "copy"
            with hold:
                _copy(path, copy)
            with connected(copy, "rw") as connection:
                return audited(connection, path)


def _copy(path: Path, copy: Path) -> None:
    """Copy a file that nobody writes to, with what a killed writer left beside it.

    Opened in place, SQLite would take that in, or make a -wal and a -shm and leave them there.
    """
    if not is_log(path):
        raise NotALog(f"{path} is not an exercise file")
    shutil.copyfile(path, copy)
    wal = beside(path, "-wal")
    if wal.exists():
        shutil.copyfile(wal, beside(copy, "-wal"))
