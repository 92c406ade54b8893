"""Many runs at hand in a notebook: tables, a display, and pictures."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, fields
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from sim.experiment import ask
from sim.experiment.ask import Where
from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import QUANTILES, Summary
from sim.report import dates
from sim.report.many import (
    HOW_TO_READ,
    failed,
    rung_names,
    shown_mean,
    shown_quantiles,
    shown_share,
)

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, repr=False)
class Run(Ensemble):
    """An ensemble with pictures (`plot`) and a display of its own in a notebook."""

    @property
    def plot(self) -> Plot:
        """Pictures as Altair charts: interactive in a notebook, `.save("x.svg")` for a file."""
        return Plot(self)

    def _repr_html_(self) -> str:
        """The summary as tables, with what must stand beside it."""
        ladders = "".join(self._ladder(row) for row in self.summary if row.rungs)
        limits = "".join(f"<li>{escape(limit)}</li>" for limit in self.scenario.limits)
        lost = failed(self, self.summary)
        return (
            f"<p><b>{escape(self.scenario.title)}</b>{self._varied()}<br>{self.finished:,} runs, seed "
            f"{self.seed}, {dates.covered(self.scenario, self.program.horizon)}</p>"
            f"{f'<p>{escape(lost)}</p>' if lost else ''}"
            f"{self._amounts()}{ladders}<p>Under a share of runs: {escape(HOW_TO_READ)}</p><ul>{limits}</ul>"
        )

    def _varied(self) -> str:
        if not self.variant:
            return ""
        title = f": {self.variant_title}" if self.variant_title else ""
        return escape(f", variant {self.variant}{title}")

    def _amounts(self) -> str:
        """Shares, means and quantiles, each with its error."""
        columns = (
            "Share of runs, % (95 %)",
            "Mean (error)",
            *(f"{p:.0%} of runs" for p in QUANTILES),
        )
        head = "".join(f"<th>{column}</th>" for column in ("Outcome", *columns))
        rows = "".join(self._line(row) for row in self.summary if not row.rungs)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""

    def _line(self, row: Summary) -> str:
        told = shown_quantiles(self.scenario, row) or [("", "")] * len(QUANTILES)
        cells = [
            shown_share(row.share),
            shown_mean(row),
            *(f"{value}<br><small>{span if span != value else ''}</small>" for value, span in told),
        ]
        listed = "".join(f"<td>{cell}</td>" for cell in cells)
        return f"<tr><th>{escape(row.outcome.name or row.outcome.id)}</th>{listed}</tr>"

    def _ladder(self, row: Summary) -> str:
        """The share of each rung, by its name."""
        names = rung_names(self.scenario, row)
        rows = "".join(
            f"<tr><th>{escape(names[rung])}</th><td>{shown_share(share)}</td></tr>"
            for rung, share in row.rungs
        )
        name = escape(row.outcome.name or row.outcome.id)
        head = f"<tr><th>{name}</th><th>Share of runs, % (95 %)</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True, repr=False)
class Plot:
    """The pictures of a run."""

    run: Run

    def __repr__(self) -> str:
        return (
            f"<Plot of {self.run.scenario.scenario}: cumulative(), rungs(outcome), held(outcome)>"
        )

    def cumulative(self) -> alt.Chart | alt.LayerChart:
        """The share of all runs that has reached each rung by each date."""
        from sim.report.charts.cumulative import cumulative_chart

        return cumulative_chart(self.run)

    def rungs(self, outcome: str) -> alt.Chart | alt.LayerChart:
        """The shares of runs by rung, of an outcome that is a rung. Raises KeyError."""
        from sim.report.charts.ensemble import rungs_chart

        return rungs_chart(self.run, self._row(outcome, {"at_end", "highest"}))

    def held(self, outcome: str) -> alt.Chart | alt.LayerChart:
        """How long a rung is held, of an outcome in days held. Raises KeyError."""
        from sim.report.charts.held import held_chart

        return held_chart(self.run, self._row(outcome, {"days_at_or_above"}))

    def _row(self, outcome: str, measures: set[str]) -> Summary:
        known = {row.outcome.id: row for row in self.run.summary if row.outcome.measure in measures}
        if outcome not in known:
            raise KeyError(f"found {outcome!r}, expected one of: {', '.join(known) or 'none'}")
        return known[outcome]


def run(  # noqa: PLR0913 (the options of a run)
    where: Where,
    *,
    runs: int = 1000,
    seed: int = 0,
    until: datetime | str | None = None,
    variant: str = "",
    engine: Engine | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Run:
    """Replications 0 to `runs` - 1 from the causes alone, with their tables in memory.

    `where` is a shipped name, a folder, a file, or what `sim.load` gave; `until` ends them early.
    `executor` is any of the interface of `concurrent.futures`, and `workers` how many it has where it
    does not say. Raises ScenarioError, and ValueError for an option that cannot be one.
    """
    found = ask.run(
        where, runs=runs, seed=seed, until=until, variant=variant, engine=engine, workers=workers,
        executor=executor,
    )  # fmt: skip
    return Run(**{each.name: getattr(found, each.name) for each in fields(found)})
