"""How shares grow by date in both worlds, and the difference on each day."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from sim.experiment.columns import Floats, Ints
from sim.experiment.compare.effects import Both
from sim.experiment.compare.intervals import Pairs, newcombe


@dataclass(frozen=True)
class Curve:
    """The share of all pairs in which something is reached by each day, in both worlds.

    Arrays of one length: `days` 0, 1, ... from the scenario's start to its end; shares 0 to 1; `low`
    and `high` are the Monte Carlo interval of variant minus baseline. A run that never gets there
    counts in every denominator.
    """

    of: str  # the id of the quantity that it is the history of
    days: Ints
    baseline: Floats
    variant: Floats
    low: Floats
    high: Floats


def curve(of: str, key: str, pair: Both, until: float, level: float) -> Curve:
    """The curve of what was measured under `key`."""
    was, now = (each.values[key][pair.counted] for each in (pair.baseline, pair.variant))
    days = np.arange(0, ceil(until) + 1)
    baseline, variant, together = (
        np.searchsorted(np.sort(times), days, side="right")
        for times in (was, now, np.maximum(was, now))
    )
    limits = [
        newcombe(Pairs(a, b - a, c - a, was.size - b - c + a), level)
        for a, b, c in zip(together.tolist(), baseline.tolist(), variant.tolist(), strict=True)
    ]
    return Curve(
        of,
        days,
        baseline / was.size,
        variant / was.size,
        np.array([each.low for each in limits]),
        np.array([each.high for each in limits]),
    )
