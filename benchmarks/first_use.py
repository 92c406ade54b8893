"""The first use of the compiled engine after installing, which compiles it, and every later use."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.results import Row

LATER = 5
_READY = "from sim.engine import batch; batch.compile_now()"
_WITHOUT = "import sim.engine.des"
_OTHERS = """
import sys, sim, sim.cli
case = sim.load("may-2024")
sim.replay(case), sim.trace(case)
assert "numba" not in sys.modules
"""


def rows() -> list[Row]:
    """First use against a later one, and a later one against Python without the compiled engine."""
    with TemporaryDirectory() as folder:
        first = _process(_READY, folder)
        later = [_process(_READY, folder) for _ in range(LATER)]
        without = [_process(_WITHOUT, folder) for _ in range(LATER)]
        _process(_OTHERS, folder)
    return [
        Row(
            "first use", "", "first use after install, which compiles", "every later use",
            first / min(later), first / median(later), note=f"{first:.1f} s and {min(later):.2f} s",
        ),
        Row(
            "first use", "", "a later use, ready to run", "Python with the SimPy engine alone",
            min(later) / min(without), median(later) / median(without),
            note=f"{min(later):.2f} s and {min(without):.2f} s; a single run never loads the compiler",
        ),
    ]  # fmt: skip


def _process(code: str, cache: str) -> float:
    began = perf_counter()
    environment = {**os.environ, "TABLETOP_CACHE": cache}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)  # noqa: S603 (ours)
    return perf_counter() - began
