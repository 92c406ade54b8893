"""Timing side by side: all contenders take turns, so that a busy machine slows each of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log
from statistics import linear_regression, median
from time import perf_counter

Act = Callable[[], object]


@dataclass(frozen=True)
class Timed:
    """The seconds that each round took, a unit of work (a replication, a call)."""

    each: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least disturbed round."""
        return min(self.each)


def in_turn(acts: Mapping[str, tuple[Act, int]], rounds: int) -> dict[str, Timed]:
    """Time acts in turn, `rounds` times; each comes with the units of work it does. One round warms up."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + 1):
        for name, (act, units) in acts.items():
            began = perf_counter()
            act()
            if number:
                taken[name].append((perf_counter() - began) / units)
    return {name: Timed(tuple(each)) for name, each in taken.items()}


def ratio(slow: Timed, fast: Timed) -> float:
    """How many times longer: the least of the one over the least of the other."""
    return slow.best / fast.best


def paired(slow: Timed, fast: Timed) -> float:
    """The same as the median over rounds: what a machine that is never quiet gives."""
    return median(a / b for a, b in zip(slow.each, fast.each, strict=True))


@dataclass(frozen=True)
class Power:
    """cost = factor * size ** exponent, fitted on logarithms."""

    exponent: float
    factor: float

    def at(self, size: float) -> float:
        """The fitted cost."""
        return self.factor * size**self.exponent


def power(sizes: list[float], costs: list[float]) -> Power:
    """The exponent with which a cost grows, by least squares on logarithms."""
    line = linear_regression([log(size) for size in sizes], [log(cost) for cost in costs])
    return Power(line.slope, exp(line.intercept))
