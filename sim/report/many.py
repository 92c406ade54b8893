"""What many runs say, in words and tables: shares, means and quantiles, each with its error."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group
from rich.table import Table

from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import QUANTILES, Share, Summary, had_all_ended
from sim.report.terminal import NARROW, short_date
from sim.scenario.language.scenario import Scenario

HOW_TO_READ = (
    "the date by which that share of all runs had got there, or what that share of them did not exceed. "
    "Ranges are 95 % intervals, and beside a mean stands its standard error: Monte Carlo error only, which "
    "more runs make smaller; what is uncertain in the parameters is in the shares and stays."
)
SHOWN = (0.1, 0.5, 0.9)  # of QUANTILES, in the terminal; JSON has them all


def summary(found: Ensemble, rows: tuple[Summary, ...]) -> Group:
    """What many runs say of every outcome: shares with dates and amounts, then shares of rungs."""
    ladders = [row for row in rows if row.rungs]
    rest = [row for row in rows if not row.rungs]
    exact = [row for row in rest if row.quantiles]
    tables = [_amounts(found.scenario, rest)] if rest else []
    tables += [_errors(found.scenario, exact)] if exact else []
    return Group(*tables, *(_rungs(found.scenario, row) for row in ladders))


def _amounts(scenario: Scenario, rows: list[Summary]) -> Table:
    """Shares and quantiles; quantiles are over all runs, never over some."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Outcome")
    table.add_column("Share of runs (95 %)", justify="right", no_wrap=True)
    for p in SHOWN:
        table.add_column(f"{100 * p:.0f} %", justify="right", no_wrap=True)
    for row in rows:
        told = dict(zip(QUANTILES, shown_quantiles(scenario, row), strict=False))
        cells = [told[p][0] if told else "" for p in SHOWN]
        table.add_row(row.outcome.name or row.outcome.id, shown_share(row.share), *cells)
    return table


def _errors(scenario: Scenario, rows: list[Summary]) -> Table:
    """Means with their errors, and the intervals of the quantiles that stand above."""
    means = any(row.mean is not None for row in rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("How exact", overflow="fold")
    if means:
        table.add_column("Mean (error)", justify="right")
    for p in SHOWN:
        table.add_column(f"{100 * p:.0f} %", justify="right")
    for row in rows:
        told = dict(zip(QUANTILES, shown_quantiles(scenario, row), strict=False))
        cells = [*([shown_mean(row)] if means else []), *(told[p][1] for p in SHOWN)]
        table.add_row(row.outcome.name or row.outcome.id, *cells)
    return table


def _rungs(scenario: Scenario, row: Summary) -> Table:
    """The share of each rung of a ladder."""
    named = rung_names(scenario, row)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(row.outcome.name or row.outcome.id, min_width=NARROW)
    table.add_column("Share of runs (95 %)", justify="right", no_wrap=True)
    for rung, share in row.rungs:
        table.add_row(named[rung], shown_share(share))
    return table


def failed(found: Ensemble, rows: tuple[Summary, ...]) -> str:
    """How many replications failed, and what each share could be if they had ended; empty if none did."""
    count = len(found.failures)
    if not count:
        return ""
    told = f"{count:,} of {found.runs:,} replications failed and are part of no share"
    bounds = [
        f"{name} {100 * low:.1f} to {100 * high:.1f}"
        for name, share in _shares(found.scenario, rows)
        for low, high in [had_all_ended(share, count)]
    ]
    if not bounds:
        return f"{told}."
    return f"{told}; had they ended, it would be at least and at most, in %: {'; '.join(bounds)}."


def _shares(scenario: Scenario, rows: tuple[Summary, ...]) -> Iterator[tuple[str, Share]]:
    """Every share with its name; that of a rung says which."""
    for row in rows:
        name = row.outcome.name or row.outcome.id
        if row.share is not None:
            yield name, row.share
        for rung, share in row.rungs:
            yield f"{name} ({rung_names(scenario, row)[rung]})", share


def rung_names(scenario: Scenario, row: Summary) -> dict[str, str]:
    """The names of the rungs of an outcome that is a rung, lowest first."""
    on = row.outcome.at_end or row.outcome.highest
    assert on is not None
    return {rung.id: rung.name or rung.id for rung in scenario.issue(on.issue).rungs}


def shown_share(share: Share | None) -> str:
    """A share with its interval, in per cent."""
    if share is None:
        return ""
    return f"{100 * share.value:.1f} ({100 * share.low:.1f} to {100 * share.high:.1f})"


def shown_mean(row: Summary) -> str:
    """A mean with its Monte Carlo standard error, in days or as a distance."""
    if row.mean is None:
        return ""
    unit, places = (" days", 2) if row.outcome.measure == "days_at_or_above" else ("", 4)
    error = "" if row.error is None else f" ({row.error:.{places}f})"
    return f"{row.mean:.{places}f}{error}{unit}"


def shown_quantiles(scenario: Scenario, row: Summary) -> list[tuple[str, str]]:
    """Each quantile with its interval; none where the outcome has none."""
    found = []
    for value, (low, high) in zip(row.quantiles, row.bounds, strict=True):
        first, last = shown_quantile(scenario, row, low), shown_quantile(scenario, row, high)
        number, _, unit = first.partition(" ")
        shared = unit and last.endswith(f" {unit}") and number.isdigit()
        span = f"{number if shared else first} to {last}" if first != last else first
        found.append((shown_quantile(scenario, row, value), span))
    return found


def shown_quantile(scenario: Scenario, row: Summary, value: float | None) -> str:
    """A quantile as a date, days or a distance."""
    if value is None:
        return "not yet"
    if row.outcome.measure == "first_reaches":
        return short_date(scenario, value)
    return f"{value:.0f} days" if row.outcome.measure == "days_at_or_above" else f"{value:.2f}"
