"""Both engines on the same replications, compared to the last bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine import batch
from sim.engine.des import Runaway, run, runaway
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.model.program import Program

Rows = NDArray[np.int64] | NDArray[np.float64]
WORDS = 2**64


def on_simpy(program: Program, seed: int, first: int, count: int) -> list[Trace | str]:
    """The traces of some replications, or what is said of one that ran away."""
    found: list[Trace | str] = []
    for replication in range(first, first + count):
        try:
            found.append(run(program, Noise(program, seed, replication), split=False))
        except Runaway as error:
            found.append(str(error))
    return found


def difference(program: Program, seed: int, first: int, traces: list[Trace | str]) -> str:
    """The first difference between traces and the compiled engine, which runs all in one go; or ""."""
    found = batch.simulate(program, seed, first, len(traces), keep=True)
    whole = [trace for trace in traces if isinstance(trace, Trace)]
    lengths = [len(t.events) if isinstance(t, Trace) else -1 for t in traces]
    if found.lengths.tolist() != lengths:
        return f"events in each replication: {lengths} on SimPy, {found.lengths.tolist()} compiled"
    for trace, stopped in zip(traces, found.stopped.tolist(), strict=True):
        told = runaway(program.most_events, stopped)
        if isinstance(trace, str) and trace != told:
            return f"the bound on events: {trace!r} on SimPy, {told!r} compiled"
    for rows, expected in zip(
        (found.events, found.reals, found.felt, found.felt_reals), _rows(whole), strict=True
    ):
        if told := _first(expected, rows):
            return told
    return ""


def _rows(traces: list[Trace]) -> tuple[Rows, Rows, Rows, Rows]:
    events = [
        (_signed(t.replication), e.kind, e.subject, e.before, e.after, e.step)
        for t in traces
        for e in t.events
    ]
    reals = [
        (e.time, e.decided.background if e.decided is not None else 0.0)
        for t in traces
        for e in t.events
    ]
    felt = [(n, f.stance) for t in traces for n, e in enumerate(t.events) for f in e.felt]
    felt_reals = [(f.before, f.after, f.level) for t in traces for e in t.events for f in e.felt]
    return (
        np.array(events, dtype=np.int64).reshape(-1, 6),
        np.array(reals, dtype=np.float64).reshape(-1, 2),
        np.array(felt, dtype=np.int64).reshape(-1, 2),
        np.array(felt_reals, dtype=np.float64).reshape(-1, 3),
    )


def _signed(replication: int) -> int:
    """A replication as the 64-bit number that a table keeps."""
    return replication if replication < WORDS // 2 else replication - WORDS


def _first(expected: Rows, found: Rows) -> str:
    """Where two tables first differ, bit for bit."""
    for row in range(max(len(expected), len(found))):
        ours = expected[row].tolist() if row < len(expected) else None
        theirs = found[row].tolist() if row < len(found) else None
        if ours is None or theirs is None or expected[row].tobytes() != found[row].tobytes():
            return f"row {row}: {ours} on SimPy, {theirs} compiled"
    return ""
