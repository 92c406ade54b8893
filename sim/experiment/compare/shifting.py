"""A Program in which the centre of one distribution has moved: its spread stays, its cuts stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, pi, sqrt
from typing import Any

from pydantic import ValidationError

from sim.model import quantile
from sim.model.collecting import Parameters
from sim.model.program import Program
from sim.scenario.language.limits import LONGEST, SHORTEST_HALF_LIFE, SHORTEST_TEMPO
from sim.scenario.language.numbers import Number
from sim.scenario.problems import ScenarioError

# What the language allows, by the last word of a parameter's name; weights and levels may be anything.
LIMITS: dict[str, tuple[float | None, float | None]] = {
    "half_life": (SHORTEST_HALF_LIFE, LONGEST),
    "tempo": (SHORTEST_TEMPO, LONGEST),
    "rest": (0.0, LONGEST),
    "after": (0.0, LONGEST),
    "lasts": (0.0, LONGEST),
    "background": (0.0, 100.0),
    "choice_sd": (0.0, None),
    "relief": (0.0, 1.0),
    "wears": (1e-6, 1.0),
}
STEP = ("resistance", "steps")  # of a resistance: must stay above 0
LEAST_STEP = 1e-6
DAYS = {"half_life", "tempo", "rest", "after", "lasts", "plus"}


@dataclass(frozen=True)
class Centre:
    """Where a distribution lies: its median, mean or middle, and its standard deviation.

    A lognormal or exponential is moved by factors, so that its `sd` is that of its logarithm.
    """

    value: float
    sd: float
    by_factor: bool

    def moved(self, sds: float) -> float:
        """The centre so many standard deviations further."""
        return self.value * exp(sds * self.sd) if self.by_factor else self.value + sds * self.sd


def centre(program: Program, index: int) -> Centre:
    """The centre of a drawn parameter, as the file states the distribution, cuts aside."""
    table = program.parameters
    shape, a, b, c = table.shape[index], table.a[index], table.b[index], table.c[index]
    if shape == quantile.UNIFORM:
        return Centre((a + b) / 2, (b - a) / sqrt(12), by_factor=False)
    if shape == quantile.NORMAL:
        return Centre(a, b, by_factor=False)
    if shape == quantile.LOGNORMAL:
        return Centre(a, b, by_factor=True)
    if shape == quantile.TRIANGULAR:
        variance = (a * a + b * b + c * c - a * b - a * c - b * c) / 18
        return Centre(b, sqrt(variance), by_factor=False)
    return Centre(a, pi / sqrt(6), by_factor=True)  # exponential: of its logarithm


def unit(program: Program, index: int) -> str:
    """The unit of a parameter: days, or none (pressures, weights, shares)."""
    return "days" if _word(program, index) in DAYS else ""


def shifted(program: Program, index: int, sds: float) -> Program | None:
    """The program with one parameter's centre moved by so many of its own standard deviations.

    What the file cuts off stays cut off, and so does what the language does not allow. None where
    that leaves (next to) nothing to draw.
    """
    try:
        number = _number(program, index, sds)
        collected = Parameters()
        collected.add(program.parameters.name[index], number)
    except (ValidationError, ScenarioError):
        return None
    row = collected.rows[0]
    fields = ("name", "word", "shape", "a", "b", "c", "low_p", "high_p", "low", "high")
    table = program.parameters
    changed: dict[str, Any] = {
        field: _with(getattr(table, field), index, value)
        for field, value in zip(fields, row, strict=True)
    }
    return replace(program, parameters=replace(table, **changed))


def _number(program: Program, index: int, sds: float) -> Number:
    """The moved distribution as the language has it."""
    table = program.parameters
    shape, arguments = table.shape[index], (table.a[index], table.b[index], table.c[index])
    low, high = _written(shape, arguments).support
    least, most = _limits(program, index)
    moved = _written(shape, _moved(shape, arguments, centre(program, index), sds))
    cut_low = _highest(least, table.low[index] if table.low[index] > low else None)
    cut_high = _lowest(most, table.high[index] if table.high[index] < high else None)
    inside = moved.support
    return Number(
        **{moved.shape: getattr(moved, moved.shape)},
        min=cut_low if cut_low is not None and cut_low > inside[0] else None,
        max=cut_high if cut_high is not None and cut_high < inside[1] else None,
    )


def _moved(
    shape: int, arguments: tuple[float, float, float], at: Centre, sds: float
) -> tuple[float, float, float]:
    a, b, c = arguments
    if at.by_factor:
        return at.moved(sds), b, c
    by = sds * at.sd
    return (a + by, b, c) if shape == quantile.NORMAL else (a + by, b + by, c + by)


def _written(shape: int, arguments: tuple[float, float, float]) -> Number:
    """A distribution as the language has it."""
    a, b, c = arguments
    if shape == quantile.UNIFORM:
        return Number(uniform=(a, b))
    if shape == quantile.NORMAL:
        return Number(normal=(a, b))
    if shape == quantile.LOGNORMAL:
        return Number(lognormal=(a, b))
    if shape == quantile.TRIANGULAR:
        return Number(triangular=(a, b, c))
    return Number(exponential=a)


def _limits(program: Program, index: int) -> tuple[float | None, float | None]:
    words = program.parameters.name[index].split(".")
    if tuple(words[-3:-1]) == STEP:
        return LEAST_STEP, None
    return LIMITS.get(words[-1], (None, None))


def _word(program: Program, index: int) -> str:
    return program.parameters.name[index].split(".")[-1]


def _highest(*values: float | None) -> float | None:
    return max((each for each in values if each is not None), default=None)


def _lowest(*values: float | None) -> float | None:
    return min((each for each in values if each is not None), default=None)


def _with(row: tuple[object, ...], index: int, value: object) -> tuple[object, ...]:
    return (*row[:index], value, *row[index + 1 :])
