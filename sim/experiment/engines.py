"""Which engine runs an ensemble where nobody chose, and why the compiled one cannot, in words."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Literal

Engine = Literal["batch", "des"]
ENGINES = ("batch", "des")


def why_not_compiled() -> str:
    """Why the compiled engine cannot be used here; empty if it can."""
    if find_spec("numba") is None:
        return "the compiled engine needs Numba: pip install 'tabletop-sim[fast]'"
    # Numba takes the variable as a number: "" and "0" leave compilation on.
    if os.environ.get("NUMBA_DISABLE_JIT", "0").strip() not in {"", "0"}:
        return "NUMBA_DISABLE_JIT is set, and the compiled engine is nothing without compilation"
    return ""


def default_engine() -> Engine:
    """The compiled engine where it can be used (extra `fast`), SimPy elsewhere."""
    return "des" if why_not_compiled() else "batch"


def default_workers() -> int:
    """As many workers as there are processors to use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
