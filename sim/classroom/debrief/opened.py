"""An exercise file read for the debrief, an export or a list: nothing on the disk changes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from sim.classroom.log.entry import Entry
from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log
from sim.classroom.session.head import Head, HeadError, read_head
from sim.classroom.session.session import told
from sim.classroom.state.fold import Told, folded
from sim.classroom.state.state import State


class FileError(Exception):
    """An exercise file that cannot be read; says which and why."""


class Opened(NamedTuple):
    """What an exercise file says: its head, the state after its last act, and every act."""

    head: Head
    state: State
    told: tuple[Told, ...]


def opened(path: Path) -> Opened:
    """An exercise file as it is at this moment, also while it is served. Raises FileError."""
    try:
        log = Log.open(path, read_only=True)
        head = read_head(log.head)
        acts = tuple(_told(path, entry) for entry in log.entries())
        return Opened(head, _folded(path, acts), acts)
    except LogError as error:
        raise FileError(str(error)) from error
    except HeadError as error:
        raise FileError(f"{path}: {error}") from error


def _told(path: Path, entry: Entry) -> Told:
    try:
        return told(entry)
    except KeyError:
        found = f"{path}: entry {entry.seq} is a {entry.kind!r}, which this version does not know"
        raise FileError(f"{found}; a newer version of tabletop-sim wrote it") from None
    except ValidationError as error:
        where = ", ".join(".".join(map(str, each["loc"])) or "it" for each in error.errors()[:2])
        found = f"{path}: entry {entry.seq} ({entry.kind}) cannot be read ({where})"
        raise FileError(found) from None


def _folded(path: Path, acts: tuple[Told, ...]) -> State:
    try:
        return folded(acts)
    except KeyError as error:
        message = f"{path}: its acts do not fit together ({error} is referred to and not there)"
        raise FileError(message) from None
