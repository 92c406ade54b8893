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

LEVEL = 0.95  # of every interval
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


def had_all_ended(share: Share, failed: int) -> tuple[float, float]:
    """The least and the most that a share could be of all runs, if those that failed had ended.

    All of them without it, or all with it: runs that fail are no fair sample, so no narrower range holds.
    """
    runs = share.runs + failed
    return share.count / runs, (share.count + failed) / runs


@dataclass(frozen=True)
class Summary:
    """What an ensemble says of one outcome: a share, quantiles, or the shares of rungs.

    `quantiles` are over all runs at QUANTILES, `bounds` their 95 % intervals; None means "not by the
    end", which is later than any date and never left out. `mean` and `error` (Monte Carlo standard
    error) are given for numbers that every run has: days held, distances.
    """

    outcome: Outcome
    share: Share | None = None
    quantiles: tuple[float | None, ...] = ()
    bounds: tuple[tuple[float | None, float | None], ...] = ()
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
    low = 0.0 if count == 0 else max(0.0, centre - half)  # exactly, whatever is rounded
    high = 1.0 if count == runs else min(1.0, centre + half)
    return Share(round(count), round(runs), low, high)


def quantile(ordered: Floats, p: float) -> float | None:
    """The smallest value that at least a share `p` of all does not exceed; None for infinity."""
    return _known(float(ordered[max(0, ceil(p * len(ordered)) - 1)]))


def quantile_bounds(ordered: Floats, p: float, most: float) -> tuple[float | None, float | None]:
    """A 95 % interval for a quantile, between two of the ordered values; None for infinity.

    Whatever the values are distributed as: the number of them below the true quantile is binomial, so
    the ranks are its quantiles (David and Nagaraja 2003, Order Statistics, section 7.1,
    doi:10.1002/0471722162). It holds at least 95 %. Few values may leave an end open: it is then 0,
    or `most`, the largest value that there could be.
    """
    from scipy.stats import binom

    below, above = binom.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], len(ordered), p)
    low, high = int(below) - 1, int(above)  # places from 0
    return (
        _known(float(ordered[low])) if low >= 0 else 0.0,
        _known(float(ordered[high]) if high < len(ordered) else most),
    )


def _known(value: float) -> float | None:
    return None if value == inf else value


def summaries(scenario: Scenario, table: pl.DataFrame | pl.LazyFrame) -> tuple[Summary, ...]:
    """A summary of every outcome, in file order, from a table of outcomes.

    A table that is scanned is never whole in memory: one column of one outcome is.
    """
    rows = table.lazy()
    return tuple(_summary(scenario, outcome, rows) for outcome in scenario.outcomes)


def _summary(scenario: Scenario, outcome: Outcome, table: pl.LazyFrame) -> Summary:
    if outcome.measure == "before":
        yes = _column(table, outcome.id, "yes")
        return Summary(outcome, wilson(int(yes.sum()), len(yes)) if len(yes) else None)
    on = outcome.at_end or outcome.highest
    if on is not None:
        ladder = [rung.id for rung in scenario.issue(on.issue).rungs]
        return Summary(outcome, rungs=_rungs(_column(table, outcome.id, "rung"), ladder))
    if outcome.measure == "first_reaches":
        return _dates(outcome, days(table, outcome.id))
    held = outcome.measure == "days_at_or_above"
    values = np.sort(_column(table, outcome.id, "days" if held else "distance").to_numpy())
    return _numbers(outcome, values, float(scenario.days) if held else 1.0)


def _rungs(taken: pl.Series, ladder: list[str]) -> tuple[tuple[str, Share], ...]:
    counts = dict(taken.value_counts().iter_rows())
    runs = len(taken)
    return tuple((rung, wilson(counts.get(rung, 0), runs)) for rung in ladder) if runs else ()


def _dates(outcome: Outcome, times: Floats) -> Summary:
    """Dates by which shares of all runs had got there; those that never do count as later than any."""
    if not len(times):
        return Summary(outcome)
    reached = int(np.isfinite(times).sum())
    return Summary(
        outcome,
        wilson(reached, len(times)),
        tuple(quantile(times, p) for p in QUANTILES),
        tuple(quantile_bounds(times, p, inf) for p in QUANTILES),
    )


def _numbers(outcome: Outcome, values: Floats, most: float) -> Summary:
    """Days or distances, which every run has."""
    runs = len(values)
    if not runs:
        return Summary(outcome)
    return Summary(
        outcome,
        quantiles=tuple(quantile(values, p) for p in QUANTILES),
        bounds=tuple(quantile_bounds(values, p, most) for p in QUANTILES),
        mean=float(values.mean()),
        error=float(values.std(ddof=1) / sqrt(runs)) if runs > 1 else None,
    )


def days(table: pl.DataFrame | pl.LazyFrame, outcome: str) -> Floats:
    """The days of an outcome in every run, in order of size; infinity for "not by the end"."""
    return np.sort(_column(table.lazy(), outcome, "days").fill_null(inf).to_numpy())


def _column(table: pl.LazyFrame, outcome: str, column: str) -> pl.Series:
    """A column of one outcome's rows, read past all others."""
    import polars as pl

    rows = table.filter(pl.col("outcome") == outcome).select(column)
    return rows.collect(engine="streaming").to_series()


def widest(rows: Iterable[Summary]) -> float | None:
    """The widest half-width of any share's interval; None where there is no share."""
    return max((share.halfwidth for row in rows for share in row.shares), default=None)


def cumulative(table: pl.DataFrame | pl.LazyFrame, outcome: str, until: float) -> pl.DataFrame:
    """The share of all runs in which a rung is reached by each day: columns `day`, `share`.

    One row a day from 0 to `until`; a run that never gets there counts in every denominator.
    """
    import polars as pl

    times = days(table, outcome)
    marks = np.arange(0, ceil(until) + 1)
    share = np.searchsorted(times, marks, side="right") / max(1, len(times))
    return pl.DataFrame({"day": marks, "share": share})
