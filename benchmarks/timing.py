"""Timing side by side: all contenders take turns, so that a busy machine slows each of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import linear_regression, median
from time import perf_counter, sleep

Act = Callable[[], object]
STAT = Path("/proc/stat")
IDLE = 0.97  # share of the processors' time


@dataclass(frozen=True)
class Timed:
    """The seconds that each round took, a unit of work (a replication, a call)."""

    each: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least disturbed round."""
        return min(self.each)


def in_turn(
    acts: Mapping[str, tuple[Act, int]], rounds: int, *, warm: bool = True
) -> dict[str, Timed]:
    """Time acts in turn, `rounds` times; each comes with the units of work it does.

    With `warm`, a first round is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + warm):
        for name, (act, units) in acts.items():
            began = perf_counter()
            act()
            if number >= warm:
                taken[name].append((perf_counter() - began) / units)
    return {name: Timed(tuple(each)) for name, each in taken.items()}


def quiet(most: float) -> None:
    """Wait until the machine has nothing else to do, but at most so many seconds (Linux only)."""
    until = perf_counter() + most
    while STAT.exists() and perf_counter() < until:
        before = _ticks()
        sleep(0.5)
        idle, whole = (b - a for a, b in zip(before, _ticks(), strict=True))
        if idle > IDLE * whole:
            return


def _ticks() -> tuple[int, int]:
    """Ticks that the processors idled, and all of theirs."""
    spent = [int(each) for each in STAT.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]
    return spent[3], sum(spent)


def ratio(slow: Timed, fast: Timed) -> float:
    """How many times longer: the least of the one over the least of the other."""
    return slow.best / fast.best


def paired(slow: Timed, fast: Timed) -> float:
    """The same as the median over rounds: what a machine that is never quiet gives."""
    return median(a / b for a, b in zip(slow.each, fast.each, strict=True))


def exponent(sizes: list[float], costs: list[float]) -> float:
    """The power of its size with which a cost grows, by least squares on logarithms."""
    return linear_regression([log(size) for size in sizes], [log(cost) for cost in costs]).slope
