"""The but-for table: for each change and each outcome, how often the outcome fails without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.columns import Floats
from sim.experiment.counterfactual.columns import Column, Yes
from sim.experiment.summary import Share, wilson

MOVED = (
    1.0  # days: a date that moves by less is counted as the same; assumed, what a record can tell
)


@dataclass(frozen=True)
class Cell:
    """One change on one outcome, over the worlds that the record could have come from.

    `changed` is the share of worlds in which the answer turns, among those in which it is the
    record's: where the outcome happened, the change's **probability of necessity**. Its interval counts
    on the effective draws, not on the worlds. `never` to `sooner` (shares of the same worlds, for
    dates) tell what becomes of the date: by more than MOVED days. `construction` is "fails" or
    "stands" where the answer depends on no number; then there is nothing to estimate.

    `suffices` is the other way round, under the numbers that the record supports and fresh chance: of the
    worlds in which neither the cause nor the outcome came about, the share in which adding the cause
    brings the outcome: its probability of sufficiency; None where no such world was drawn.
    """

    row: str
    outcome: str
    changed: Share
    never: float = 0.0
    later: float = 0.0
    same: float = 0.0
    sooner: float = 0.0
    construction: str = ""
    suffices: Share | None = None


def cell(  # noqa: PLR0913, PLR0917 (both worlds, and what is asked)
    row: str,
    column: Column,
    was: Floats,
    now: Floats,
    effective: float,
    construction: bool | None = None,
) -> Cell:
    """A cell from the outcome's values in each world without the change (`was`) and with it (`now`).

    `effective` draws are what the interval counts on, at most as many as there are worlds.
    """
    before, after = column.yes(was), column.yes(now)
    asked = before == column.happened
    count = int(asked.sum())
    turned = int((asked & (after != before)).sum())
    scale = min(1.0, effective / max(1, len(was)))
    told = {True: "fails", False: "stands", None: ""}[construction]
    never, later, same, sooner = _dates(was[asked], now[asked], column)
    return Cell(
        row,
        column.outcome.id,
        _scaled(turned, count, scale),
        never,
        later,
        same,
        sooner,
        told,
    )


def sufficiency(column: Column, whole: Floats, without: Floats, effective: float) -> Share | None:
    """Of the worlds in which the outcome fails without the cause, how many have it with the cause."""
    failed: Yes = column.yes(without) != column.happened
    count = int(failed.sum())
    if count == 0:
        return None
    brought = int((column.yes(whole)[failed] == column.happened).sum())
    return _scaled(brought, count, min(1.0, effective / max(1, len(whole))))


def _scaled(count: int, runs: int, scale: float) -> Share:
    """A share of worlds with the interval that fewer, effective ones give."""
    found = wilson(count * scale, runs * scale)
    return Share(count, runs, found.low, found.high)


def _dates(was: Floats, now: Floats, column: Column) -> tuple[float, float, float, float]:
    """The shares of worlds in which a date never comes, comes later, the same, or sooner."""
    if column.outcome.measure != "first_reaches" or not column.happened or not was.size:
        return 0.0, 0.0, 0.0, 0.0
    never = ~np.isfinite(now)
    shift = np.where(never, 0.0, now - was)
    later, sooner = ~never & (shift > MOVED), ~never & (shift < -MOVED)
    return (
        float(never.mean()),
        float(later.mean()),
        float((~never & ~later & ~sooner).mean()),
        float(sooner.mean()),
    )
