"""Many runs at hand in a notebook: tables, a display, and pictures."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from sim.experiment import ask
from sim.experiment.ask import Where
from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import QUANTILES, Summary
from sim.report.terminal import shown_quantile, shown_share

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Run(Ensemble):
    """An ensemble with pictures (`plot`) and a display of its own in a notebook."""

    @property
    def plot(self) -> Plot:
        """Pictures as Altair charts: interactive in a notebook, `.save("x.svg")` for a file."""
        return Plot(self)

    def _repr_html_(self) -> str:
        """The summary as a table, with what must stand beside it."""
        head = "".join(f"<th>{p:.0%} of runs</th>" for p in QUANTILES)
        rows = "".join(self._line(row) for row in self.summary)
        limits = "".join(f"<li>{escape(limit)}</li>" for limit in self.scenario.limits)
        return (
            f"<p><b>{escape(self.scenario.title)}</b>: {self.finished:,} runs, seed {self.seed}</p>"
            f"<table><thead><tr><th>Outcome</th><th>Share of runs, % (95 %)</th>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table><ul>{limits}</ul>"
        )

    def _line(self, row: Summary) -> str:
        name = escape(row.outcome.name or row.outcome.id)
        if row.rungs:
            told = "; ".join(f"{escape(rung)} {shown_share(share)}" for rung, share in row.rungs)
            return f"<tr><th>{name}</th><td colspan='{1 + len(QUANTILES)}'>{told}</td></tr>"
        cells = [shown_quantile(self.scenario, row, value) for value in row.quantiles]
        listed = "".join(f"<td>{cell}</td>" for cell in cells or [""] * len(QUANTILES))
        return f"<tr><th>{name}</th><td>{shown_share(row.share)}</td>{listed}</tr>"


@dataclass(frozen=True)
class Plot:
    """The pictures of a run."""

    run: Run

    def cumulative(self) -> alt.Chart | alt.LayerChart:
        """The share of all runs that has reached each rung by each date."""
        from sim.report.charts.ensemble import cumulative_chart

        return cumulative_chart(self.run)

    def rungs(self, outcome: str) -> alt.Chart | alt.LayerChart:
        """The shares of runs by rung, of an outcome that is a rung. Raises KeyError."""
        from sim.report.charts.ensemble import rungs_chart

        return rungs_chart(self.run, self._row(outcome, {"at_end", "highest"}))

    def held(self, outcome: str) -> alt.Chart | alt.LayerChart:
        """How long a rung is held, of an outcome in days held. Raises KeyError."""
        from sim.report.charts.ensemble import held_chart

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
    variant: str = "",
    engine: Engine | None = None,
    workers: int | None = None,
) -> Run:
    """Replications 0 to `runs` - 1 from the causes alone, with their tables in memory.

    `where` is a shipped name, a folder, a file, or what `sim.load` gave. Raises ScenarioError.
    """
    found = ask.run(where, runs=runs, seed=seed, variant=variant, engine=engine, workers=workers)
    return Run(**{each.name: getattr(found, each.name) for each in fields(found)})
