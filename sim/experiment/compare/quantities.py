"""What is compared: quantities that every run has, and where in what was measured they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.columns import Floats
from sim.scenario.language.outcomes import Outcome

Unit = Literal["share", "days", "levels"]
Kind = Literal["number", "reached", "rung", "before"]


@dataclass(frozen=True)
class Way:
    """How a quantity of each run is read from what was measured.

    `number`: as it is. `reached`: whether a time is finite. `rung`: whether the rung is one of those
    marked in `rungs`. `before`: whether the time `of` is earlier than `then`; never is later than all.
    """

    kind: Kind
    of: str
    then: str = ""
    rungs: tuple[bool, ...] = ()

    def read(self, measured: Mapping[str, Floats]) -> Floats:
        """The quantity of each run: a number, or 0 and 1. NaN of failed runs stays NaN or gives 0."""
        values = measured[self.of]
        ways: dict[Kind, Callable[[], Floats]] = {
            "number": lambda: values,
            "reached": lambda: np.isfinite(values).astype(np.float64),
            "rung": lambda: self._marked(values),
            "before": lambda: (values < measured[self.then]).astype(np.float64),
        }
        return ways[self.kind]()

    def _marked(self, values: Floats) -> Floats:
        marks = np.array(self.rungs, dtype=np.float64)
        found: Floats = marks[np.nan_to_num(values).astype(np.int64)]
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """What it reads."""
        return (self.of, self.then) if self.then else (self.of,)


@dataclass(frozen=True)
class Quantity:
    """Something compared: a share of runs (0 to 1), days, or a distance of levels (0 to 1)."""

    id: str  # one of its kind in a comparison: `us-border`, `us-end=border-zone`
    unit: Unit
    way: Way


def of_outcome(outcome: Outcome, ladder: tuple[str, ...]) -> tuple[Quantity, ...]:
    """The quantities of an outcome: one, or one for each rung of a ladder."""
    if outcome.measure == "first_reaches":
        return (Quantity(outcome.id, "share", Way("reached", outcome.id)),)
    if outcome.measure == "before":
        return (Quantity(outcome.id, "share", Way("number", outcome.id)),)
    if outcome.measure in {"at_end", "highest"}:
        return tuple(
            Quantity(f"{outcome.id}={rung}", "share", only(outcome.id, index, len(ladder)))
            for index, rung in enumerate(ladder)
        )
    unit: Unit = "days" if outcome.measure == "days_at_or_above" else "levels"
    return (Quantity(outcome.id, unit, Way("number", outcome.id)),)


def only(of: str, index: int, count: int) -> Way:
    """Whether it is this rung and no other."""
    return Way("rung", of, rungs=tuple(each == index for each in range(count)))


def at_or_above(of: str, index: int, count: int) -> Way:
    """Whether it is this rung or one above."""
    return Way("rung", of, rungs=tuple(each >= index for each in range(count)))
