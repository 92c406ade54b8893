"""How shares of runs grow by date, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import altair as alt

from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import cumulative
from sim.report.charts.common import FONT, SMALL, TEXT, Row, drawn, layered, milliseconds
from sim.report.charts.ensemble import PERCENT, PLOT, TALL, of, titled
from sim.report.charts.palette import INK, OKABE_ITO, RULE

DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4))
CLOSEST = 15  # pixels between two names at the end of lines
LEAD, SAMPLE = (
    14,
    26,
)  # pixels from a line's end to the piece of it beside its name, and of that piece
DAY_MARKS = alt.Axis(format="%-d %b", labelFontSize=SMALL, title=None, grid=True, gridColor=RULE)


def cumulative_chart(found: Ensemble) -> alt.Chart | alt.LayerChart:
    """The share of all runs that has reached each rung by each date, named at the end of its line.

    Beside each name stands a piece of its line, in its colour and dashes, so that lines which cross or
    end together can be told apart.
    """
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
    full = alt.Scale(domain=[0, 1])
    share = alt.Y("share:Q", scale=full, axis=PERCENT)
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
    leaders = drawn(
        "rule", ends, {"strokeWidth": 1},
        x=alt.value(PLOT), x2=alt.value(PLOT + LEAD), y=alt.Y("share:Q", scale=full),
        y2="at:Q", color=colour,
    )  # fmt: skip
    samples = drawn(
        "rule", ends, {"strokeWidth": 2.5},
        x=alt.value(PLOT + LEAD), x2=alt.value(PLOT + LEAD + SAMPLE), y=alt.Y("at:Q", scale=full),
        color=colour, strokeDash=dash,
    )  # fmt: skip
    labels = drawn(
        "text", ends, {"align": "left", "fontSize": TEXT, "font": FONT, "color": INK},
        x=alt.value(PLOT + LEAD + SAMPLE + 6), y=alt.Y("at:Q", scale=full), text=alt.Text("label:N"),
    )  # fmt: skip
    return titled(
        layered([lines, points, leaders, samples, labels], width=PLOT, height=TALL),
        "How many runs had got there by each date",
        [
            of(found),
            f"Share of {found.finished:,} runs; a run that never gets there counts in every share.",
            "Declared positions, not practice.",
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
        for day, share in cumulative(found.rows("outcomes"), row.outcome.id, until).iter_rows():
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


def _colours(names: Sequence[str]) -> list[str]:
    readable = [
        colour for colour in OKABE_ITO if colour != OKABE_ITO[6]
    ]  # yellow is too light for a line
    return [readable[i % len(readable)] for i in range(len(names))]


def _dash(number: int) -> tuple[int, ...]:
    return DASHES[number % len(DASHES)]
