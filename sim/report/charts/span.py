"""A stretch of numbers laid out in pixels, with round numbers along it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1.0, 2.0, 5.0, 10.0)
MARKS = 6  # round numbers wished for


@dataclass(frozen=True)
class Span:
    """From `low` to `high` over `wide` pixels, the first at `left`."""

    low: float
    high: float
    left: float
    wide: float

    def x(self, value: float) -> float:
        """Pixels of a value; what lies outside stands at the edge."""
        inside = min(max(value, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * self.wide

    @property
    def marks(self) -> tuple[float, ...]:
        """Round numbers from end to end, nothing among them if it lies inside."""
        step = self._step
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(step * number for number in range(first, last + 1))

    @property
    def _step(self) -> float:
        rough = (self.high - self.low) / MARKS
        size = 10.0 ** floor(log10(rough))
        return next(size * step for step in STEPS if size * step >= rough * (1 - 1e-9))


def around_nothing(values: list[float], left: float, wide: float, *, least: float) -> Span:
    """A span that holds all values and 0, and at least `least` to one side."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if high - low < least:
        low, high = min(low, -least / 2), max(high, least / 2)
    air = 0.04 * (high - low)
    return Span(low - air, high + air, left, wide)
