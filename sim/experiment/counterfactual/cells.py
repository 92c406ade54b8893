"""The but-for table: for each change and each outcome, how often the outcome fails without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.columns import Floats, Ints
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
    on the effective draws, not on the worlds (see `Trust`). `never` to `sooner` (shares of the same worlds, for
    dates) tell what becomes of the date: by more than MOVED days. `construction` is "fails" or
    "stands" where the answer depends on no number; then there is nothing to estimate.

    `suffices` is the other way round, under the numbers that the record supports and fresh chance: of the
    worlds in which neither the cause nor the outcome came about, the share in which adding the cause
    brings the outcome: its probability of sufficiency. None where no such world was drawn, and where the
    record is followed to a date only.
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


@dataclass(frozen=True)
class Trust:
    """What intervals over worlds may count on.

    `effective` is the least effective number of draws of any stance. `dates` (worlds) says which draw
    of the dates each world has: worlds that share one are alike, so a share's variance is estimated from
    these clusters, and counts as that of fewer, independent worlds (Kish 1965, *Survey Sampling*, ch. 5).
    """

    effective: float
    dates: Ints

    def share(self, told: Yes, among: Yes) -> Share:
        """The share of `told` among some worlds, with its 95 % interval."""
        count, turned = int(among.sum()), int((told & among).sum())
        if count == 0:
            return Share(0, 0, 0.0, 1.0)
        runs = min(count * min(1.0, self.effective / len(among)), self._independent(told, among))
        found = wilson(turned / count * runs, runs)
        return Share(turned, count, found.low, found.high)

    def _independent(self, told: Yes, among: Yes) -> float:
        """How many independent worlds would give the share the variance that its clusters do."""
        share = float(told[among].mean())
        _, cluster = np.unique(self.dates[among], return_inverse=True)
        size = np.bincount(cluster)
        if size.size == 1:
            return float(among.sum())
        if share in {0.0, 1.0}:  # nothing varies: as many as there are draws of the dates
            return float(size.sum() ** 2 / (size * size).sum())
        off = np.bincount(cluster, weights=told[among] - share)
        variance = float((off * off).sum()) / float(among.sum()) ** 2
        variance *= size.size / (size.size - 1)
        return share * (1.0 - share) / variance if variance > 0.0 else float(among.sum())


def cell(  # noqa: PLR0913, PLR0917 (both worlds, and what is asked)
    row: str,
    column: Column,
    was: Floats,
    now: Floats,
    trust: Trust,
    construction: bool | None = None,
) -> Cell:
    """A cell from the outcome's values in each world without the change (`was`) and with it (`now`)."""
    before, after = column.yes(was), column.yes(now)
    asked = before == column.happened
    told = {True: "fails", False: "stands", None: ""}[construction]
    never, later, same, sooner = _dates(was[asked], now[asked], column)
    changed = trust.share(after != before, asked)
    return Cell(row, column.outcome.id, changed, never, later, same, sooner, told)


def sufficiency(column: Column, whole: Floats, without: Floats, trust: Trust) -> Share | None:
    """Of the worlds in which the outcome fails without the cause, how many have it with the cause."""
    failed: Yes = column.yes(without) != column.happened
    if not failed.any():
        return None
    return trust.share(column.yes(whole) == column.happened, failed)


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
