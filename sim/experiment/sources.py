"""A digest of the source code that results come from: chunks of two versions are never mixed unseen.

A version number stays the same while the code is worked on, and a commit is known only in a checkout;
the sources are there wherever the program runs. A word changed in a comment changes the digest too:
it may refuse too much, never too little.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# From a scenario's frozen models, by lowering and engines, to rows of tables.
PLACES = (
    "scenario/language",
    "model",
    "engine/*.py",
    "engine/batch",
    "experiment/chunks.py",
    "experiment/columns.py",
    "experiment/engines.py",
    "experiment/outcomes.py",
    "experiment/sources.py",
    "experiment/tables.py",
)


def files(root: Path, more: tuple[str, ...] = ()) -> list[Path]:
    """The sources that results come from, in order; `more` are those of one kind of result."""
    found: set[Path] = set()
    for place in (*PLACES, *more):
        for path in root.glob(place):
            found.update(path.rglob("*.py") if path.is_dir() else [path])
    return sorted(found)


@cache
def digest(root: Path = PACKAGE, more: tuple[str, ...] = ()) -> str:
    """Their digest: names below the package, and bytes."""
    total = sha256()
    for path in files(root, more):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()[:16]
