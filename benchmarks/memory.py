"""The memory of an ensemble as it grows: peak resident memory of a process, by getrusage.

    python -m benchmarks.memory                      10,000 to 1,000,000 runs of May 2024
    python -m benchmarks.memory --runs 50000         one size
    python -m benchmarks.memory --goal 1024          leaves with 1 where a peak is above so many megabytes

Each size runs in a process of its own, since a peak never falls. "chunks" is the peak when the last
chunk is written, "whole" when the run folder stands, "summary" once its summary has been asked for
again from the folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

SIZES = (10_000, 100_000, 1_000_000)
GOAL = 1024.0  # megabytes, from the project's brief: a million runs stay below it
KILOBYTES = 1024 if sys.platform != "darwin" else 1024 * 1024  # units of ru_maxrss to a megabyte


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.memory", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--runs", type=int, nargs="*", default=SIZES)
    parser.add_argument("--goal", type=float, default=GOAL, help="megabytes")
    parser.add_argument("--workers", type=int, help="threads; as many as processors by default")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one is not None:
        print(json.dumps(measured(asked.one, asked.workers)))
        return
    print("| runs | ready | chunks | whole | summary | seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    peaks = []
    for runs in asked.runs:
        found = alone(runs, asked.workers)
        peaks.append(found["summary"])
        megabytes = " | ".join(
            f"{found[name]:.0f} MB" for name in ("ready", "chunks", "whole", "summary")
        )
        print(f"| {runs:,} | {megabytes} | {found['seconds']:.1f} |", flush=True)
    if max(peaks) > asked.goal:
        sys.exit(f"{max(peaks):.0f} MB is above {asked.goal:.0f} MB")


def alone(runs: int, workers: int | None = None) -> dict[str, float]:
    """One size, in a process of its own."""
    threads = [] if workers is None else ["--workers", str(workers)]
    found = subprocess.run(  # noqa: S603 (this program)
        [sys.executable, "-m", "benchmarks.memory", "--one", str(runs), *threads],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, float] = json.loads(found.stdout)
    return told


def measured(runs: int, workers: int | None = None) -> dict[str, float]:
    """The peak memory in megabytes at each stage of an ensemble of May 2024, and its seconds."""
    from sim.engine import batch
    from sim.experiment import store
    from sim.experiment.ensemble import Workers, default_workers
    from sim.scenario.files.load import load

    threads = Workers(default_workers() if workers is None else workers)
    request = store.Request(load("may-2024").scenario, runs)
    batch.compile_now()
    found = {"ready": peak()}
    began = perf_counter()

    def note(_: int) -> None:
        found["chunks"] = peak()

    with TemporaryDirectory() as folder:
        run = store.run(request, Path(folder) / "run", workers=threads, progress=note)
        found["whole"] = peak()
        found["seconds"] = perf_counter() - began
        assert run.summary
        found["summary"] = peak()
    return found


def peak() -> float:
    """The peak resident memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES


if __name__ == "__main__":
    main()
