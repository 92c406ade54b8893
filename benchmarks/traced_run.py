"""How long one traced run of May 2024 takes, and `tabletop --help`: medians, with the machine named.

    python -m benchmarks.traced_run [--times 200]

Goals: a traced run under 10 ms, the help under 0.2 s. This measures; it passes or fails nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.model.lower import lower
from sim.scenario.files.load import load

HELP = [sys.executable, "-c", "from sim.cli import main; main()", "--help"]
TENTHS = 10


def timed(act: Callable[[int], object], times: int) -> list[float]:
    """The seconds that each of so many calls takes; a first one, not counted, warms up."""
    act(0)
    taken = []
    for number in range(times):
        began = perf_counter()
        act(number)
        taken.append(perf_counter() - began)
    return taken


def traced() -> Callable[[int], object]:
    """One run of May 2024 with every pressure split by source, by the number of its replication."""
    program = lower(load("may-2024").scenario)
    return lambda replication: run(program, Noise(program, 0, replication))


def helped(_: int) -> object:
    """`tabletop --help` in a fresh process."""
    return subprocess.run(HELP, check=True, capture_output=True)  # noqa: S603 (this program)


def machine() -> str:
    """What this ran on: processor, how many there are, system, Python."""
    return (
        f"{_processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _line(what: str, taken: list[float], goal: float) -> str:
    tenths = quantiles(taken, n=TENTHS)
    low, middle, high = (1000 * each for each in (tenths[0], median(taken), tenths[-1]))
    return f"| {what} | {middle:.1f} ms | {low:.1f} to {high:.1f} ms | {1000 * goal:.0f} ms |"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.traced_run")
    parser.add_argument("--times", type=int, default=200, help="how many runs; helps are a tenth")
    times = max(TENTHS * 2, parser.parse_args().times)
    print(machine(), end="\n\n")
    print("| what | median | 10 to 90 % | goal |\n| --- | --- | --- | --- |")
    print(_line(f"one traced run of May 2024 ({times} runs)", timed(traced(), times), 0.010))
    helps = max(2, times // TENTHS)
    print(_line(f"`tabletop --help` ({helps} times)", timed(helped, helps), 0.2))


if __name__ == "__main__":
    main()
