"""A working folder as programs come and go: one at a time, begun anew only where that is asked for."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.experiment.folder import cleared
from sim.experiment.parts import LOCK, Parts
from sim.scenario.problems import Mark, Problem, ScenarioError

IDENTITY = "identity.json"
# What makes chunks of one run unfit for another, in the user's words.
DIFFERENCES = {
    "scenario_hash": "another scenario or variant",
    "seed": "another seed",
    "until": "another --until",
    "program": "another version of the program",
    "sources": "another version of the program's code",
}


class Busy(Exception):  # noqa: N818 (what the user is told)
    """Another program is writing the same run folder."""


class Differs(Exception):  # noqa: N818 (what the user is told)
    """What is there was made from something else, or is more than what is asked for."""


def differences(there: dict[str, Any], identity: dict[str, Any]) -> str:
    """What something was made from that differs from what is asked for; empty if nothing does."""
    keys = [key for key in identity if there.get(key) != identity[key]]
    return " and ".join(DIFFERENCES.get(key, f"another {key}") for key in keys)


def working_folder(target: Path) -> Parts:
    """The working folder beside a run folder; it need not be there."""
    target = target.resolve()
    return Parts(target.with_name(f".{target.name}.partial"))


@contextmanager
def opened(
    target: Path, identity: dict[str, Any], *, resume: bool = False, restart: bool = False
) -> Iterator[Parts]:
    """The working folder beside `target`, locked.

    Chunks that are there are gone on with by `resume` and removed by `restart`; with neither they are
    refused, so that nothing is lost by forgetting an option. Raises Busy if another program holds the
    folder, Differs if the chunks may not be used, ScenarioError if they cannot be told.
    """
    parts = working_folder(target)
    with _locked(parts.folder, target.resolve()):
        if restart:
            parts.forget()
        elif parts.done():
            _check(parts, identity, resume=resume)
        for path in parts.folder.glob("*.draft"):
            path.unlink()
        cleared(parts.folder, target.resolve())
        known = parts.folder / IDENTITY
        draft = known.with_suffix(".draft")
        replaces = restart or (bool(parts.done()) and _read(parts.folder).get("replaces") is True)
        draft.write_text(json.dumps({**identity, "replaces": replaces}), encoding="utf-8")
        draft.replace(known)
        yield parts


def _check(parts: Parts, identity: dict[str, Any], *, resume: bool) -> None:
    """Whether chunks that are there may be gone on with. Raises Differs."""
    runs = f"{parts.runs:,} runs of an interrupted run are there"
    if not resume:
        raise Differs(f"{runs} ({parts.folder}): add --resume to go on, or --restart to begin anew")
    differs = differences(_read(parts.folder), identity)
    if differs:
        raise Differs(
            f"{runs} ({parts.folder}), made from {differs}: choose another --out, or --restart to "
            "begin anew"
        )


def _read(folder: Path) -> dict[str, Any]:
    """What the chunks of a working folder were made from. Raises ScenarioError."""
    path = folder / IDENTITY
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
        reason = "it holds no object"
    except (OSError, ValueError) as error:
        reason = str(error)
    message = f"does not say what the chunks beside it are of ({reason}); --restart begins anew"
    raise ScenarioError([Problem(Mark(str(path)), "", message)])


def replaces(parts: Parts) -> bool:
    """Whether the run that is being made was begun with `restart`, to replace a finished one."""
    return _read(parts.folder).get("replaces") is True


@contextmanager
def _locked(folder: Path, target: Path) -> Iterator[None]:
    """Hold a working folder against other programs. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lock = (folder / LOCK).open("w")
    except FileNotFoundError:  # it was removed a moment ago
        raise Busy(f"another program has just finished {target}; start again") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(
                f"another program is writing {target}; wait for it, or choose another --out"
            ) from None
        if not _stands(folder / LOCK, lock.fileno()):
            raise Busy(f"another program has just finished {target}; start again")
        yield


def _stands(path: Path, number: int) -> bool:
    """Whether an open file is still the one at a path."""
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False
