"""What made a result: the versions of libraries, the commit of the checkout."""

from __future__ import annotations

import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.experiment import sources

LIBRARIES = ("simpy", "numpy", "numba", "pydantic", "polars", "ruamel.yaml", "scipy")


def made_with(*rooms: str) -> dict[str, Any]:
    """What every manifest says of the program that made a result, its libraries, and when.

    `rooms` are the places below `sim/` that this kind of result comes from besides the engines.
    """
    return {
        "program": f"tabletop-sim {version('tabletop-sim')}",
        "sources": sources.digest(more=rooms),
        "commit": commit(),
        "python": platform.python_version(),
        "libraries": libraries(),
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def libraries() -> dict[str, str]:
    """The versions of the libraries that results could depend on."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def commit() -> str | None:
    """The commit of the program's checkout, if it runs from one, marked where files differ."""
    root = Path(__file__).resolve().parents[2]
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    try:
        found = subprocess.run(  # noqa: S603 (a fixed command)
            [git, "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return found.stdout.strip()
