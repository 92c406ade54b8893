"""The compiled engine: many replications of a Program, bit for bit as the SimPy engine runs them.

Importing this compiles nothing; the first call does, once for each version of the sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import cache
from sim.engine.batch.layout import World, world
from sim.engine.known import Known
from sim.model import program as p
from sim.model.program import Program

cache.use()

from sim.engine.batch.kernel import (  # noqa: E402 (the cache folder comes first)
    EVENT_FLOATS,
    FELT_FLOATS,
    FELT_INTEGERS,
    INTEGERS,
)
from sim.engine.batch.kernel import simulate as _simulate  # noqa: E402


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


EVENTS_EACH = (
    48  # rows made for each replication to begin with; more are made where they are needed
)


def simulate(
    program: Program,
    seed: int,
    first: int,
    count: int,
    *,
    keep: bool = False,
    arrays: World | None = None,
    known: Known | None = None,
) -> Batch:
    """Replications `first` to `first + count` - 1; `keep` keeps every pressure that events moved.

    `arrays` are reused by a worker that runs many chunks of one program. `known` gives draws that
    are known and not the generator's.
    """
    buffers = _Buffers.of(EVENTS_EACH * count, 2 * EVENTS_EACH * count if keep else 0)
    lengths, stopped = np.zeros(count, np.int64), np.zeros(count, np.float64)
    moving = world(program) if arrays is None else arrays
    rows_known = np.zeros((0, 2), np.int64)
    if known is not None:
        rows_known = known.rows[first : first + count]
        moving = moving._replace(known=known.draws)
    moving.known_rows[:] = 0
    done = rows = felt = 0
    while True:
        done, rows, felt, *wanted = _simulate(
            moving, program.horizon, program.most_events, np.uint64(seed), np.uint64(first),
            done, count, keep, rows, felt, rows_known, *buffers, lengths, stopped,
        )  # fmt: skip
        if done == count:
            break
        buffers = buffers.grown(rows, felt, *wanted, keep=keep)
    return Batch(
        first,
        buffers.events[:rows],
        buffers.reals[:rows],
        buffers.felt[:felt],
        buffers.felt_reals[:felt],
        lengths,
        stopped,
    )


class _Buffers(NamedTuple):
    """Where the compiled loop writes its rows."""

    events: NDArray[np.int64]
    reals: NDArray[np.float64]
    felt: NDArray[np.int64]
    felt_reals: NDArray[np.float64]

    @classmethod
    def of(cls, events: int, felt: int) -> _Buffers:
        return cls(
            np.empty((events, INTEGERS), np.int64),
            np.empty((events, EVENT_FLOATS), np.float64),
            np.empty((felt, FELT_INTEGERS), np.int64),
            np.empty((felt, FELT_FLOATS), np.float64),
        )

    def grown(self, rows: int, felt: int, wanted: int, wanted_felt: int, *, keep: bool) -> _Buffers:
        """Buffers of twice the size or what is wanted, with the rows of finished replications."""
        events = max(2 * len(self.events), wanted)
        larger = self.of(events, max(2 * len(self.felt), wanted_felt) if keep else 0)
        larger.events[:rows] = self.events[:rows]
        larger.reals[:rows] = self.reals[:rows]
        larger.felt[:felt] = self.felt[:felt]
        larger.felt_reals[:felt] = self.felt_reals[:felt]
        return larger


def compile_now() -> None:
    """Compile the engine, or load it from the cache, on an empty program.

    A cache with a damaged file is removed and made anew: Numba says of one whatever its reader says.
    """
    try:
        simulate(_NOTHING, 0, 0, 1)
    except Exception:
        if not cache.warm():
            raise
        cache.clear()
        simulate(_NOTHING, 0, 0, 1)


@once
def ready() -> None:
    """The engine compiled, once for each process: whoever runs chunks begins with it."""
    compile_now()


_EMPTY = p.Interventions(*((),) * 6)
_NOTHING = Program(
    "nothing", 1.0, 1, (), (),
    p.Parameters(*((),) * 10),
    p.Moments(*((),) * 7),
    p.Stances(*((),) * 25),
    p.Reactions(*((),) * 7),
    p.Gates(*((),) * 10),
    p.Causes(*((),) * 12),
    p.Listeners(*((),) * 8),
    _EMPTY,
)  # fmt: skip

__all__ = ["Batch", "World", "cache", "compile_now", "ready", "simulate", "world"]
