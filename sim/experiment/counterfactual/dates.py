"""Dates known to a window, drawn: each uniform in its window, in the order that the record gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.scenario.placing import DAY, Placed

Floats = NDArray[np.float64]

APART = 1.0 / DAY  # days: no two facts share an instant
SWEEPS = 50  # of the Gibbs sampler: a day has a handful of facts, which mix within a few
ROUNDS = 100  # of more sweeps for draws in which two facts come closer than APART
STREAM = 1  # of the generator, see `generator`


def generator(seed: int, stream: int) -> np.random.Generator:
    """A generator of its own for each use of randomness outside the keyed draws."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, stream], dtype=np.uint64)))


def dates(placed: Sequence[Placed], draws: int, seed: int) -> Floats:
    """Instants of a record, in days (draws x entries), by Gibbs sampling from the nominal ones.

    Uniform over all ways to place the entries in their windows, each behind those that it follows
    and at least a second from every other.
    """
    times = np.tile([each.time for each in placed], (draws, 1))
    free = [i for i, each in enumerate(placed) if each.high > each.low]
    if not free or draws == 0:
        return times
    random = generator(seed, STREAM)
    behind: list[list[int]] = [[] for _ in placed]
    for i, each in enumerate(placed):
        for earlier in each.follows:
            behind[earlier].append(i)
    rows = np.arange(draws)
    for sweep in range(SWEEPS + ROUNDS):
        for i in free:
            low = np.full(rows.size, placed[i].low)
            high = np.full(rows.size, placed[i].high)
            for earlier in placed[i].follows:
                low = np.maximum(low, times[rows, earlier] + APART)
            for later in behind[i]:
                high = np.minimum(high, times[rows, later] - APART)
            times[rows, i] = np.where(
                high > low, low + (high - low) * random.random(rows.size), times[rows, i]
            )
        if sweep >= SWEEPS - 1:
            close = np.diff(np.sort(times, axis=1), axis=1).min(axis=1, initial=1.0) < APART / 2
            rows = np.flatnonzero(close)
            if rows.size == 0:
                break
    return times
