"""Who stands where by date, over many worlds: the fan of a counterfactual under the recorded line."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from sim.experiment.columns import Columns, Floats
from sim.model.program import Program


@dataclass(frozen=True)
class Fan:
    """The share of worlds in which each stance stands on each rung, day by day.

    `shares[stance]` is days x rungs, for the days in `days` (from the start; the last is the
    horizon). For acts, which hold nothing, it is the sharpest act up to that day.
    """

    days: tuple[float, ...]
    shares: dict[str, Floats]


def fan(program: Program, events: Columns, until: float) -> Fan:
    """The fan of many worlds."""
    days = np.minimum(np.arange(ceil(until) + 1, dtype=np.float64), until)
    worlds = events.finished
    shares = {
        name: _shares(program, events, stance, days, worlds.size)
        for stance, name in enumerate(program.stances.name)
    }
    return Fan(tuple(days.tolist()), shares)


def _shares(program: Program, events: Columns, stance: int, days: Floats, worlds: int) -> Floats:
    """Counted by differences: +1 on a rung from the day it is taken, -1 on the one left."""
    table = program.stances
    rungs, start, acts = table.rungs[stance], table.start[stance], bool(table.acts[stance])
    moves = events.moves
    mine = moves.subject == stance
    world, time, taken = moves.replication[mine], moves.time[mine], moves.after[mine].copy()
    first = np.ones(world.size, dtype=bool)
    first[1:] = world[1:] != world[:-1]
    if acts:
        _run_up(taken, first)
    left = np.empty_like(taken)
    if taken.size:
        left[0] = start
        left[1:] = np.where(first[1:], start, taken[:-1])
    change = np.zeros((days.size + 1, rungs))
    at = np.searchsorted(days, time, side="left")
    np.add.at(change, (at, taken), 1.0)
    np.add.at(change, (at, left), -1.0)
    counts = np.cumsum(change[:-1], axis=0)
    counts[:, start] += worlds
    found: Floats = counts / max(1, worlds)
    return found


def _run_up(taken: np.ndarray, first: np.ndarray) -> None:
    """In place: the highest rung of a world so far."""
    for i in range(1, taken.size):
        if not first[i]:
            taken[i] = max(taken[i], taken[i - 1])
