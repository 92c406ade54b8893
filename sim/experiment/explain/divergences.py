"""Where the runs of an ensemble part from those of a variant: the first things that actors do otherwise.

The same as `divergence`, which looks at one pair with its traces, for thousands of pairs at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.experiment import canary
from sim.experiment.chunks import Chunk, Engine, Task, run_chunk
from sim.experiment.columns import Floats
from sim.experiment.ensemble import CHUNK
from sim.experiment.explain.changed import Worlds
from sim.experiment.explain.firsts import Firsts, What, firsts, joined
from sim.experiment.summary import Share, quantile, wilson


@dataclass(frozen=True)
class Group:
    """The runs in which the same thing differs first.

    `lead` is the median of the days since the change itself, None where that is no event; `shift` the
    median of the days by which it comes later in the variant, None where it is in one world only.
    `example` is the first replication of the group.
    """

    what: What
    share: Share
    lead: float | None
    shift: float | None
    example: int


@dataclass(frozen=True)
class Divergences:
    """The first differences of many pairs of runs; `groups` have the commonest first.

    `same` counts the pairs without any difference, `untouched` those (same ones included) in which
    no actor does anything differently. `lead` is the median of the days from the change to the
    first thing that is done differently, over the pairs that have both. Pairs of which a
    run failed are part of no share.
    """

    seed: int
    runs: int
    failed: int
    same: Share
    untouched: Share
    groups: tuple[Group, ...]
    lead: float | None
    compared: tuple[int, ...] = ()  # replications that both engines ran, and agreed on


def divergences(
    worlds: Worlds,
    runs: int,
    *,
    seed: int = 0,
    engine: Engine,
    progress: Callable[[int], None] | None = None,
) -> Divergences:
    """The first differences of replications 0 to `runs` - 1, run in both worlds.

    Raises EnginesDiffer if a replication run again on SimPy is not the same to the last bit.
    """
    found: list[Firsts] = []
    for first in range(0, runs, CHUNK):
        chunk = Chunk(first, min(CHUNK, runs - first))
        ours, theirs = (run_chunk(Task(each, seed, engine), chunk) for each in worlds.both)
        found.append(firsts(worlds, ours, theirs))
        if progress is not None:
            progress(chunk.first + chunk.count)
    compared: tuple[int, ...] = ()
    if engine == "batch" and runs >= canary.LEAST_RUNS:
        compared, _ = (canary.check(each, seed, runs) for each in worlds.both)
    return _counted(joined(found), seed, runs, compared)


def _counted(found: Firsts, seed: int, runs: int, compared: tuple[int, ...]) -> Divergences:
    finished = len(found.replication)
    idle = found.what < 0
    same = idle & np.isinf(found.change)
    groups = [_group(found, number) for number in range(len(found.whats))]
    return Divergences(
        seed=seed,
        runs=runs,
        failed=runs - finished,
        same=wilson(int(same.sum()), finished),
        untouched=wilson(int(idle.sum()), finished),
        groups=tuple(sorted(groups, key=lambda each: (-each.share.count, each.example))),
        lead=_median(_leads(found)[~idle]),
        compared=compared,
    )


def _group(found: Firsts, number: int) -> Group:
    mine = found.what == number
    return Group(
        what=found.whats[number],
        share=wilson(int(mine.sum()), len(mine)),
        lead=_median(_leads(found)[mine]),
        shift=_median(found.shift[mine]),
        example=int(found.replication[mine][0]),
    )


def _leads(found: Firsts) -> Floats:
    """Days from the change to what an actor first does otherwise; NaN where it is no event before."""
    follows = np.isfinite(found.time) & (found.change <= found.time)
    leads = np.full(len(found.time), np.nan)
    leads[follows] = found.time[follows] - found.change[follows]
    return leads


def _median(values: Floats) -> float | None:
    """The median of what is there."""
    there = np.sort(values[~np.isnan(values)])
    return quantile(there, 0.5) if len(there) else None
