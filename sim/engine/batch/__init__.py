"""The compiled engine: many replications of a Program, bit for bit as the SimPy engine runs them.

Importing this compiles nothing; the first call does, once for each version of the sources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import cache
from sim.engine.batch.layout import World, world
from sim.model.program import Program

cache.use()

from sim.engine.batch.kernel import simulate as _simulate  # noqa: E402 (the cache folder comes first)


@dataclass(frozen=True)
class Batch:
    """The events of many replications, in order, as columns.

    `events` has replication, kind, subject, rung before, rung after and step; `reals` has the time
    in days and, for decisions, the share of the work that was background. `felt` and `felt_reals`
    (event within the replication, stance; pressure before, after, level) are empty unless kept.
    `lengths` counts the events of each replication: -1 where it met the bound on events, with the
    time it did in `stopped`; such a replication has no rows.
    """

    first: int
    events: NDArray[np.int64]
    reals: NDArray[np.float64]
    felt: NDArray[np.int64]
    felt_reals: NDArray[np.float64]
    lengths: NDArray[np.int64]
    stopped: NDArray[np.float64]


def simulate(
    program: Program,
    seed: int,
    first: int,
    count: int,
    *,
    keep: bool = False,
    arrays: World | None = None,
) -> Batch:
    """Replications `first` to `first + count` - 1; `keep` keeps every pressure that events moved.

    `arrays` are reused by a worker that runs many chunks of one program.
    """
    found = _simulate(
        world(program) if arrays is None else arrays,
        program.horizon,
        program.most_events,
        np.uint64(seed),
        np.uint64(first),
        count,
        keep,
    )
    return Batch(first, *found)


__all__ = ["Batch", "World", "cache", "simulate", "world"]
