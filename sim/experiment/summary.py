"""What many replications say of each outcome: shares with intervals, quantiles over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.columns import Floats
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

Z_95 = 1.959963984540054  # standard normal quantile of 0.975
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Share:
    """A share of runs with its 95 % Wilson interval: Monte Carlo error only, it shrinks with runs."""

    count: int
    runs: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.runs if self.runs else 0.0

    @property
    def halfwidth(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Summary:
    """What an ensemble says of one outcome: a share, quantiles, or the shares of rungs.

    `quantiles` are over all runs at QUANTILES; None means "not by the end", which is later than any
    date and never left out. `mean` and `error` (Monte Carlo standard error) are given for numbers
    that every run has: days held, distances.
    """

    outcome: Outcome
    share: Share | None = None
    quantiles: tuple[float | None, ...] = ()
    rungs: tuple[tuple[str, Share], ...] = ()
    mean: float | None = None
    error: float | None = None

    @property
    def shares(self) -> tuple[Share, ...]:
        """Every share in it."""
        return tuple(share for _, share in self.rungs) + (
            () if self.share is None else (self.share,)
        )


def wilson(count: float, runs: float) -> Share:
    """The Wilson score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Of effective numbers, which need not be whole, too.
    """
    if runs <= 0:
        return Share(0, 0, 0.0, 1.0)
    share, z2 = count / runs, Z_95 * Z_95
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = Z_95 / (1 + z2 / runs) * sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Share(round(count), round(runs), low, high)


def quantile(ordered: Floats, p: float) -> float | None:
    """The smallest value that at least a share `p` of all does not exceed; None for infinity."""
    found = float(ordered[max(0, ceil(p * len(ordered)) - 1)])
    return None if found == inf else found


def summaries(scenario: Scenario, table: pl.DataFrame) -> tuple[Summary, ...]:
    """A summary of every outcome, in file order, from a table of outcomes."""
    import polars as pl

    return tuple(
        _summary(scenario, outcome, table.filter(pl.col("outcome") == outcome.id))
        for outcome in scenario.outcomes
    )


def _summary(scenario: Scenario, outcome: Outcome, rows: pl.DataFrame) -> Summary:
    runs = rows.height
    if runs == 0:
        return Summary(outcome)
    if outcome.measure == "before":
        return Summary(outcome, wilson(int(rows["yes"].sum()), runs))
    on = outcome.at_end or outcome.highest
    if on is not None:
        counts = dict(rows["rung"].value_counts().iter_rows())
        ladder = [rung.id for rung in scenario.issue(on.issue).rungs]
        return Summary(outcome, rungs=tuple((r, wilson(counts.get(r, 0), runs)) for r in ladder))
    if outcome.measure == "first_reaches":
        times = np.sort(rows["days"].fill_null(inf).to_numpy())
        reached = int(np.isfinite(times).sum())
        return Summary(outcome, wilson(reached, runs), tuple(quantile(times, p) for p in QUANTILES))
    values = np.sort(
        rows["days" if outcome.measure == "days_at_or_above" else "distance"].to_numpy()
    )
    return Summary(
        outcome,
        quantiles=tuple(quantile(values, p) for p in QUANTILES),
        mean=float(values.mean()),
        error=float(values.std(ddof=1) / sqrt(runs)) if runs > 1 else None,
    )


def widest(rows: Iterable[Summary]) -> float:
    """The widest half-width of any share's interval; 0 where there is no share."""
    return max((share.halfwidth for row in rows for share in row.shares), default=0.0)


def cumulative(table: pl.DataFrame, outcome: str, until: float) -> pl.DataFrame:
    """The share of all runs in which a rung is reached by each day: columns `day`, `share`.

    One row a day from 0 to `until`; a run that never gets there counts in every denominator.
    """
    import polars as pl

    rows = table.filter(pl.col("outcome") == outcome)
    times = np.sort(rows["days"].fill_null(inf).to_numpy())
    days = np.arange(0, ceil(until) + 1)
    share = np.searchsorted(times, days, side="right") / max(1, rows.height)
    return pl.DataFrame({"day": days, "share": share})
