"""Pictures of many runs: how shares grow by date, where actors end, how long a rung is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import altair as alt

from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import Summary, cumulative
from sim.report.charts.common import (
    FONT,
    PANEL,
    SMALL,
    TEXT,
    TITLE,
    Row,
    drawn,
    layered,
    milliseconds,
)
from sim.report.charts.palette import FAINT, INK, OKABE_ITO, RULE

PLOT, TALL, ROW = 720, 320, 22  # pixels
LEFT, RIGHT = 320, 330  # pixels for names beside a plot
DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4))
CLOSEST = 15  # pixels between two names at the end of lines
DAY_MARKS = alt.Axis(format="%-d %b", labelFontSize=SMALL, title=None, grid=True, gridColor=RULE)
PERCENT = alt.Axis(format=".0%", labelFontSize=SMALL, title=None, grid=True, gridColor=RULE)


def cumulative_chart(found: Ensemble) -> alt.Chart | alt.LayerChart:
    """The share of all runs that has reached each rung by each date, named at the end of its line."""
    rows, ends = _curves(found)
    names = [str(end["name"]) for end in ends]
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=_colours(names)), legend=None)
    dash = alt.StrokeDash(
        "name:N",
        scale=alt.Scale(domain=names, range=[list(_dash(i)) for i in range(len(names))]),
        legend=None,
    )
    tip = [
        alt.Tooltip("name:N", title="Outcome"),
        alt.Tooltip("date:T", title="By", format="%-d %B %Y"),
        alt.Tooltip("share:Q", title="Share of all runs", format=".1%"),
    ]
    share = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=PERCENT)
    date = alt.X("date:T", axis=DAY_MARKS)
    lines = drawn(
        "line", rows, {"strokeWidth": 2.5}, x=date, y=share, color=colour, strokeDash=dash
    )
    points = drawn(
        "point",
        rows,
        {"size": 60, "opacity": 0, "filled": True},
        x=date,
        y=share,
        color=colour,
        tooltip=tip,
    )
    labels = drawn(
        "text", ends, {"align": "left", "dx": 8, "fontSize": TEXT, "font": FONT, "color": INK},
        x=alt.X("date:T", axis=DAY_MARKS), y=alt.Y("at:Q", scale=alt.Scale(domain=[0, 1]), axis=PERCENT),
        text=alt.Text("label:N"),
    )  # fmt: skip
    return _titled(
        layered([lines, points, labels], width=PLOT, height=TALL),
        "How many runs had got there by each date",
        [
            f"{found.scenario.title}. {found.finished:,} runs from the causes alone.",
            "A run that never gets there counts in every share. Declared positions, not practice.",
        ],
    )


def _curves(found: Ensemble) -> tuple[list[Row], list[dict[str, object]]]:
    """The points of every curve, and where each name stands so that none covers another."""
    rows: list[Row] = []
    ends: list[dict[str, object]] = []
    until = found.program.horizon
    for row in found.summary:
        if row.outcome.measure != "first_reaches":
            continue
        name = row.outcome.name or row.outcome.id
        last = 0.0
        for day, share in cumulative(found.outcomes, row.outcome.id, until).iter_rows():
            instant = found.scenario.start + timedelta(days=min(day, until))
            rows.append({"name": name, "date": milliseconds(instant), "share": share})
            last = share
        end = milliseconds(found.scenario.date(until))
        ends.append({"name": name, "date": end, "share": last, "label": f"{last:.0%} {name}"})
    for named, at in zip(ends, _apart([float(str(each["share"])) for each in ends]), strict=True):
        named["at"] = at
    return rows, ends


def _apart(values: Sequence[float]) -> list[float]:
    """Values moved up or down so little as keeps names from covering each other."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    gap = CLOSEST / TALL
    placed = [values[i] for i in order]
    for i, (below, above) in enumerate(pairwise(placed)):
        placed[i + 1] = max(above, below + gap) if above < below + gap else above
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    over = placed[-1] - 1.0 if placed else 0.0
    if over > 0:
        placed = [min(value, 1.0 - gap * (len(placed) - 1 - i)) for i, value in enumerate(placed)]
    found = [0.0] * len(values)
    for place, i in zip(placed, order, strict=True):
        found[i] = place
    return found


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
    return _titled(
        layered([bars, spans, text], width=PLOT, height=ROW * len(rows)),
        row.outcome.name or row.outcome.id,
        [
            f"Share of {found.finished:,} runs; the line is the 95 % interval (Monte Carlo error only)."
        ],
    )


def held_chart(found: Ensemble, row: Summary) -> alt.Chart | alt.LayerChart:
    """How long a rung is held: the share of runs by days."""
    import polars as pl

    days = found.outcomes.filter(pl.col("outcome") == row.outcome.id)["days"]
    width = 7
    counts = (days // width).cast(pl.Int64).value_counts().sort("days")
    rows: list[Row] = [
        {
            "from": bin_ * width,
            "to": bin_ * width + width,
            "share": count / max(1, days.len()),
            "none": 0,
        }
        for bin_, count in counts.iter_rows()
    ]
    tip = [
        alt.Tooltip("from:Q", title="from (days)"),
        alt.Tooltip("to:Q", title="to under"),
        alt.Tooltip("share:Q", title="Share of runs", format=".1%"),
    ]
    x = alt.X(
        "from:Q", title="days held", axis=alt.Axis(labelFontSize=SMALL, grid=False, tickMinStep=7)
    )
    bars = drawn(
        "rect", rows, {"color": OKABE_ITO[5], "stroke": INK, "strokeWidth": 0.5},
        x=x, x2="to:Q", y=alt.Y("share:Q", axis=PERCENT), y2="none:Q", tooltip=tip,
    )  # fmt: skip
    return _titled(
        bars.properties(width=PLOT, height=TALL // 2),
        row.outcome.name or row.outcome.id,
        [f"Share of {found.finished:,} runs, by weeks held up to the end."],
    )


def _titled(
    chart: alt.Chart | alt.LayerChart, title: str, lines: list[str]
) -> alt.Chart | alt.LayerChart:
    params = alt.TitleParams(
        title, subtitle=lines, anchor="start", fontSize=TITLE - 2, subtitleFontSize=TEXT,
        subtitleColor=FAINT, font=FONT, subtitleFont=FONT, color=INK, offset=12,
    )  # fmt: skip
    framed = chart.properties(title=params).configure_view(stroke=None)
    whole: alt.Chart | alt.LayerChart = framed.configure_axis(
        labelFont=FONT, titleFont=FONT, titleFontSize=PANEL - 2, domainColor=FAINT
    )
    return whole


def _colours(names: Sequence[str]) -> list[str]:
    readable = [
        colour for colour in OKABE_ITO if colour != OKABE_ITO[6]
    ]  # yellow is too light for a line
    return [readable[i % len(readable)] for i in range(len(names))]


def _dash(number: int) -> tuple[int, ...]:
    return DASHES[number % len(DASHES)]
