"""Measure everything, and write results.json, results.svg, results.png and the README's tables.

    python -m benchmarks                  all of it, two minutes on a quiet machine
    python -m benchmarks --quick          fewer rounds and sizes; writes nothing
    python -m benchmarks --only limit     one part (limit, peers, threads, growth, first); writes nothing
    python -m benchmarks --chart          draws and writes the tables again from results.json

Mesa and salabim are left out where they are not installed (benchmarks/requirements.txt), C where
there is no gcc.
"""

from __future__ import annotations

import argparse
import os
import shutil
from datetime import UTC, datetime

from benchmarks import chart, first_use, growth, threads, timing
from benchmarks import results as kept
from benchmarks.limit import measured as limit
from benchmarks.limit.native import compiler
from benchmarks.peers import measured as peers
from benchmarks.results import Results
from benchmarks.traced_run import machine
from sim.engine import batch

WAIT = 45.0  # seconds, at most, for a quiet moment before a part
PARTS = ("limit", "peers", "threads", "growth", "first")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds and sizes; writes nothing"
    )
    parser.add_argument("--only", choices=PARTS, help="one part; writes nothing")
    parser.add_argument("--chart", action="store_true", help="write again from results.json")
    asked = parser.parse_args()
    if asked.chart:
        write(Results.read())
        return
    found = measure((asked.only,) if asked.only else PARTS, quick=asked.quick)
    print(found.markdown())
    if not asked.only and not asked.quick:
        found.write()
        write(found)


def measure(parts: tuple[str, ...], *, quick: bool) -> Results:
    """Measure some parts."""
    batch.compile_now()
    found = Results(_machine(), f"{datetime.now(UTC):%d %B %Y}", [os.getloadavg()[0]])
    wait = 0.0 if quick else WAIT
    timing.quiet(wait)
    if "limit" in parts and shutil.which("gcc") is None:
        found.missing.append("the limit in C (no gcc)")
    elif "limit" in parts:
        found.rows += limit.rows(3 if quick else 30)
    timing.quiet(wait)
    if "peers" in parts:
        rows, missing = peers.rows(2 if quick else 12)
        found.rows += rows
        found.missing += missing
    timing.quiet(wait)
    if "threads" in parts:
        found.rows += threads.rows(2 if quick else 20)
    if "first" in parts:
        found.rows += first_use.rows()
    timing.quiet(wait)
    if "growth" in parts:
        found.growth += growth.growth(1 if quick else 5, 10_000 if quick else 1_000_000)
    found.load.append(os.getloadavg()[0])
    return found


def write(found: Results) -> None:
    """Draw the chart and put the tables into the README."""
    chart.write(found)
    kept.into_readme(found.markdown())


def _machine() -> str:
    return f"{machine()}, {compiler()}" if shutil.which("gcc") else machine()


if __name__ == "__main__":
    main()
