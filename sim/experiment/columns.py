"""The events of many replications as columns, whichever engine ran them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.trace import DECISION, FORCE, Trace

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Failure:
    """A replication that came to nothing, with the reason; it is part of no share."""

    replication: int
    reason: str


@dataclass(frozen=True)
class Columns:
    """Events in the order (replication, event); replications `first` to `first + count` - 1.

    `time` is in days; `share` is, for decisions, the share of the work that was background (0
    elsewhere). Rungs and steps are NONE (-1) where none is meant. Failed replications have no rows.
    `instead` says why they were run on SimPy where the compiled engine was asked for.
    """

    first: int
    count: int
    replication: Ints
    kind: Ints
    subject: Ints
    before: Ints
    after: Ints
    step: Ints
    time: Floats
    share: Floats
    failures: tuple[Failure, ...] = ()
    instead: str = ""

    @property
    def moves(self) -> Columns:
        """The rows that change a position: decisions and forces."""
        chosen = (self.kind == DECISION) | (self.kind == FORCE)
        rows = {name: getattr(self, name)[chosen] for name in ROWS}
        return Columns(self.first, self.count, **rows, failures=self.failures)

    @property
    def finished(self) -> Ints:
        """The replications that came to an end, in order."""
        failed = {failure.replication for failure in self.failures}
        every = range(self.first, self.first + self.count)
        return np.array([r for r in every if r not in failed], dtype=np.int64)


ROWS = ("replication", "kind", "subject", "before", "after", "step", "time", "share")


def of_traces(
    first: int, count: int, traces: Iterable[Trace], failures: tuple[Failure, ...] = ()
) -> Columns:
    """The columns of traces, in order of their replications."""
    rows = [
        (
            trace.replication, event.kind, event.subject, event.before, event.after, event.step,
            event.time, event.decided.background if event.decided is not None else 0.0,
        )
        for trace in traces
        for event in trace.events
    ]  # fmt: skip
    columns: list[tuple[float, ...]] = list(zip(*rows, strict=True)) or [()] * len(ROWS)
    *whole, time, share = columns
    replication, kind, subject, before, after, step = (
        np.array(column, dtype=np.int64) for column in whole
    )
    return Columns(
        first,
        count,
        replication,
        kind,
        subject,
        before,
        after,
        step,
        np.array(time, dtype=np.float64),
        np.array(share, dtype=np.float64),
        failures,
    )
