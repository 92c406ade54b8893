"""The report of many runs: pictures as SVG and PNG, and one page that opens offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import QUANTILES, Summary
from sim.report import dates
from sim.report.charts.cumulative import cumulative_chart
from sim.report.charts.ensemble import rungs_chart
from sim.report.charts.figures import Figure, save
from sim.report.charts.held import held_chart
from sim.report.many import (
    HOW_TO_READ,
    failed,
    rung_names,
    shown_mean,
    shown_quantile,
    shown_quantiles,
    shown_share,
)
from sim.report.pages.ensemble_made import made_rows, varied
from sim.report.pages.page import NO_LIMITS, bundle, environment, picture, style


@dataclass(frozen=True)
class Lines:
    """A table: its columns and its lines, as text."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """A figure with the table that says the same."""

    figure: Figure
    table: Lines | None


def write_ensemble(
    folder: Path, found: Ensemble, say: Callable[[str], object] = lambda _: None
) -> list[Path]:
    """Write `report.html` and `figures/` into a run folder; returns the files written."""
    written: list[Path] = []
    drawn = []
    for each in _figures(found):
        say(f"Drawing {each.figure.name}")
        written += save(folder / "figures", each.figure)
        drawn.append(each)
    say("Writing report.html")
    target = folder / "report.html"
    target.write_text(ensemble_page(found, drawn), encoding="utf-8")
    return [target, *written]


def ensemble_page(found: Ensemble, drawn: list[Drawn]) -> str:
    """The whole page as text."""
    scenario = found.scenario
    means = any(row.mean is not None for row in found.summary)
    figures = [{**vars(picture(each.figure)), "table": each.table} for each in drawn]
    return environment().get_template("ensemble.html.j2").render(
        title=scenario.title,
        runs=f"{found.finished:,}",
        subtitle=f"{found.finished:,} runs from the causes alone, seed {found.seed}, "
        f"{dates.covered(scenario, found.program.horizon)}",
        variant=varied(found),
        question=scenario.question,
        limits=scenario.limits or (NO_LIMITS,),
        quantiles=[f"{p:.0%}" for p in QUANTILES],
        means=means,
        how_to_read=f"Under a share of runs: {HOW_TO_READ}",
        failed=failed(found, found.summary),
        rows=[_row(found, row) for row in found.summary if not row.rungs],
        figures=figures,
        made=made_rows(found),
        css=style(),
        script=bundle(),
    )  # fmt: skip


def _figures(found: Ensemble) -> Iterator[Drawn]:
    times = [row for row in found.summary if row.outcome.measure == "first_reaches"]
    if times:
        title = "How many runs had got there by each date"
        words = "; ".join(f"{_name(row)}: {shown_share(row.share)} by the end" for row in times)
        yield Drawn(Figure("reached", title, words, cumulative_chart(found).to_dict()), None)
    for row in found.summary:
        if row.rungs:
            yield _rungs(found, row)
        elif row.outcome.measure == "days_at_or_above":
            title = f"{_name(row)}: how long"
            cells = (shown_quantile(found.scenario, row, each) for each in row.quantiles)
            words = ", ".join(
                f"{p:.0%} of runs at most {cell}" for p, cell in zip(QUANTILES, cells, strict=True)
            )
            figure = Figure(row.outcome.id, title, words, held_chart(found, row).to_dict())
            yield Drawn(figure, None)


def _rungs(found: Ensemble, row: Summary) -> Drawn:
    names = rung_names(found.scenario, row)
    words = "; ".join(f"{names[rung]} {shown_share(share)}" for rung, share in row.rungs)
    figure = Figure(row.outcome.id, _name(row), words, rungs_chart(found, row).to_dict())
    lines = tuple((names[rung], shown_share(share)) for rung, share in row.rungs)
    return Drawn(figure, Lines(("Rung", "Share of runs, % (95 %)"), lines))


def _name(row: Summary) -> str:
    return row.outcome.name or row.outcome.id


def _row(found: Ensemble, row: Summary) -> dict[str, object]:
    return {
        "name": _name(row),
        "share": shown_share(row.share),
        "mean": shown_mean(row),
        "quantiles": [
            (value, span if span != value else "")
            for value, span in shown_quantiles(found.scenario, row)
        ]
        or [("", "")] * len(QUANTILES),
    }
