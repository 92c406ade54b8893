"""A stance's pressure as a curve, split by source, sampled from its knots (docs/model.md)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from sim.engine.trace import Knot, Parts
from sim.model.pressure import relaxation_time, relaxed
from sim.report.history import History

LEAST_PART = 0.005  # pressure; a part that never reaches it is not drawn (two figures)


@dataclass(frozen=True)
class Sample:
    """The pressure at a time, and its parts; at a jump there is one just before and one just after."""

    time: float
    pressure: float
    parts: Parts


def samples(history: History, stance: int, count: int = 240) -> tuple[Sample, ...]:
    """The curve at both sides of every knot and on about `count` evenly spaced times besides."""
    tau = time_constant(history, stance)
    knots = history.trace.knots[stance]
    spacing = max(history.horizon / count, 1e-9)
    found: list[Sample] = []
    for knot, following in pairwise(knots):
        first = ceil(knot.time / spacing)
        last = ceil(following.time / spacing)
        inner = (number * spacing for number in range(first, last))
        times = [knot.time, *(t for t in inner if knot.time < t < following.time), following.time]
        found += [_at(knot, tau, time) for time in times]
    return tuple(found) or tuple(_at(knot, tau, knot.time) for knot in knots)


def sample_at(history: History, stance: int, time: float) -> Sample:
    """The pressure and its parts just after anything that happens at a time."""
    knots = history.trace.knots[stance]
    number = bisect_right([knot.time for knot in knots], time) - 1
    return _at(knots[max(0, number)], time_constant(history, stance), time)


def pressure_at(history: History, stance: int, time: float) -> float:
    """The pressure just after anything that happens at a time."""
    return sample_at(history, stance, time).pressure


def time_constant(history: History, stance: int) -> float:
    """The relaxation time tau in days, with the run's own parameters."""
    half_life = history.program.stances.half_life[stance]
    return relaxation_time(history.trace.parameters[half_life])


def thresholds(history: History, stance: int) -> tuple[float | None, ...]:
    """What each rung takes, by rung; None for the lowest and for those the stance skips."""
    table, values = history.program.stances, history.trace.parameters
    found: list[float | None] = [None]
    total, first = 0.0, table.resistance[stance]
    for rung in range(1, table.rungs[stance]):
        total += values[first + rung - 1]
        found.append(None if table.skipped[stance][rung] else total)
    return tuple(found)


def gives_up_below(history: History, stance: int) -> tuple[float | None, ...]:
    """The pressure under which each rung is given up, by rung; None where it never is."""
    table, values = history.program.stances, history.trace.parameters
    return tuple(values[each] if each >= 0 else None for each in table.gives_up[stance])


def _at(knot: Knot, tau: float, time: float) -> Sample:
    elapsed = time - knot.time
    return Sample(
        time,
        relaxed(knot.pressure, knot.level, tau, elapsed),
        tuple(
            relaxed(part, level, tau, elapsed)
            for part, level in zip(knot.parts, knot.part_levels, strict=True)
        ),
    )
