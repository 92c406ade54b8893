"""Where compiled code is kept: a folder named by a digest of the sources that it was made from.

Numba's own cache looks only at the file of each function, and keeps stale code when another module
changes. It must be told before anything is compiled, so this is imported first.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import numba

ROOMS = ("model", "engine/batch", "engine/abduction", "engine/trace.py")


def digest() -> str:
    """A digest of every source that goes into compiled code, and of the compiler's version."""
    root = Path(__file__).resolve().parents[2]
    total = sha256(numba.__version__.encode())
    for room in ROOMS:
        place = root / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def folder() -> Path:
    """The cache folder of this version of the sources."""
    home = os.environ.get("TABLETOP_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(home) if home else Path.home() / ".cache"
    return base / "tabletop-sim" / f"compiled-{digest()}"


def use() -> Path:
    """Tell Numba where to keep compiled code; returns the folder."""
    found = folder()
    numba.config.CACHE_DIR = str(found)  # type: ignore[attr-defined]
    return found


def warm() -> bool:
    """Whether compiled code of this version is there already."""
    return any(folder().rglob("*.nbi"))


def clear() -> None:
    """Remove the compiled code of this version; the folders stay, since Numba has looked for them."""
    for path in folder().rglob("*.nb[ic]"):
        path.unlink(missing_ok=True)
