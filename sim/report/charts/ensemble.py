"""Pictures of many runs: what they share, and the shares of runs by rung."""

from __future__ import annotations

import altair as alt

from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import Summary
from sim.report import dates
from sim.report.charts.common import (
    FONT,
    PANEL,
    SMALL,
    TEXT,
    TITLE,
    Row,
    drawn,
    layered,
)
from sim.report.charts.palette import FAINT, INK, OKABE_ITO, RULE

PLOT, TALL, ROW = 720, 320, 22  # pixels
LEFT, RIGHT = 320, 330  # pixels for names beside a plot
PERCENT = alt.Axis(format=".0%", labelFontSize=SMALL, title=None, grid=True, gridColor=RULE)


def rungs_chart(found: Ensemble, row: Summary) -> alt.Chart | alt.LayerChart:
    """The shares of runs by rung, with their intervals."""
    on = row.outcome.at_end or row.outcome.highest
    assert on is not None
    issue = found.scenario.issue(on.issue)
    names = {rung.id: rung.name or rung.id for rung in issue.rungs}
    rows: list[Row] = [
        {
            "rung": names[rung],
            "share": share.value,
            "low": share.low,
            "high": share.high,
            "label": f"{share.value:.1%}",
        }
        for rung, share in row.rungs
    ]
    order = [names[rung.id] for rung in reversed(issue.rungs)]
    y = alt.Y("rung:N", sort=order, title=None, axis=alt.Axis(labelFontSize=TEXT, labelLimit=LEFT))
    most = alt.Scale(domain=[0, 1])
    tip = [
        alt.Tooltip("rung:N", title="Rung"),
        alt.Tooltip("share:Q", title="Share of runs", format=".1%"),
        alt.Tooltip("low:Q", title="from (95 %)", format=".1%"),
        alt.Tooltip("high:Q", title="to", format=".1%"),
    ]
    x = alt.X("share:Q", scale=most, axis=PERCENT)
    bars = drawn(
        "bar",
        rows,
        {"color": OKABE_ITO[5], "stroke": INK, "strokeWidth": 0.5},
        x=x,
        y=y,
        tooltip=tip,
    )
    spans = drawn(
        "rule",
        rows,
        {"color": INK, "strokeWidth": 2},
        x=alt.X("low:Q", scale=most),
        x2="high:Q",
        y=y,
    )
    text = drawn(
        "text", rows, {"align": "left", "dx": 8, "fontSize": TEXT, "font": FONT, "color": INK},
        x=alt.X("high:Q", scale=most), y=y, text=alt.Text("label:N"),
    )  # fmt: skip
    return titled(
        layered([bars, spans, text], width=PLOT, height=ROW * len(rows)),
        row.outcome.name or row.outcome.id,
        [
            of(found),
            f"Share of {found.finished:,} runs; the line is the 95 % interval (Monte Carlo error only).",
        ],
    )


def of(found: Ensemble) -> str:
    """What a picture is of, so that it can stand alone: scenario, variant, days."""
    variant = f", variant {found.variant}" if found.variant else ""
    return (
        f"{found.scenario.title}{variant}. {dates.covered(found.scenario, found.program.horizon)}."
    )


def titled(
    chart: alt.Chart | alt.LayerChart, title: str, lines: list[str]
) -> alt.Chart | alt.LayerChart:
    """A picture with its title and the lines under it, in our letters."""
    params = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=TITLE - 2, subtitleFontSize=TEXT,
        subtitleColor=FAINT, font=FONT, subtitleFont=FONT, color=INK, offset=12,
    )  # fmt: skip
    framed = chart.properties(title=params).configure_view(stroke=None)
    whole: alt.Chart | alt.LayerChart = framed.configure_axis(
        labelFont=FONT, titleFont=FONT, titleFontSize=PANEL - 2, domainColor=FAINT
    )
    return whole
