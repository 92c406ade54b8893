"""The exercise files of one class in a folder: a fork holds the people of the file that it came from."""

from __future__ import annotations

from pathlib import Path

from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log
from sim.classroom.log.schema import is_log
from sim.classroom.session.fork import FORK


def plain(path: Path) -> str:
    """The name of a file without what forks are numbered by."""
    return FORK.sub("", path.stem)


def relatives(path: Path) -> tuple[Path, ...]:
    """The other files of the same class beside one, by name.

    Forks, what they came from and copies have the same secret. Where a head cannot be read, names tell.
    """
    folder = path.resolve().parent if path.is_symlink() else path.parent
    own = _secret(path)
    found = []
    for other in sorted(folder.glob(f"*{path.suffix}"), key=lambda each: (plain(each), each.stem)):
        if not other.is_file() or other.samefile(path) or not is_log(other):
            continue
        theirs = _secret(other)
        known = own is not None and theirs is not None
        if (own == theirs) if known else (plain(other) == plain(path)):
            found.append(other)
    return tuple(found)


def _secret(path: Path) -> str | None:
    """What all files of a class have in common; None where the head cannot be read."""
    try:
        secret = Log.open(path, read_only=True).head.get("secret")
    except LogError:
        return None
    return secret if isinstance(secret, str) else None
