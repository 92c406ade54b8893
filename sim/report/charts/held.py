"""How long a rung is held, as a picture: the share of runs by days, and of those that never held it."""

from __future__ import annotations

from math import ceil, floor

import altair as alt
import numpy as np

from sim.experiment.columns import Floats
from sim.experiment.ensemble import Ensemble
from sim.experiment.summary import Summary, days
from sim.report.charts.common import SMALL, Row, drawn
from sim.report.charts.ensemble import PERCENT, PLOT, TALL, of, titled
from sim.report.charts.palette import INK, OKABE_ITO, OTHER_GREY

WIDTHS = ((21.0, 1), (400.0, 7), (float("inf"), 28))  # days in a bar, by the days that were run
MOST_MARKS = 16  # along the bottom
NEVER = "never"


def held_chart(found: Ensemble, row: Summary) -> alt.Chart | alt.LayerChart:
    """The share of runs by days held, in bars with their edges marked; "never" is a bar of its own."""
    horizon = found.program.horizon
    width = next(width for most, width in WIDTHS if horizon <= most)
    rows = _bars(days(found.rows("outcomes"), row.outcome.id), width)
    tip = [
        alt.Tooltip("told:N", title="Days held"),
        alt.Tooltip("share:Q", title="Share of runs", format=".1%"),
    ]
    bars = drawn(
        "rect", rows, {"stroke": INK, "strokeWidth": 0.5},
        x=alt.X("from:Q", title="days held", axis=_marks(rows, width), scale=alt.Scale(nice=False)),
        x2="to:Q", y=alt.Y("share:Q", axis=PERCENT), y2="none:Q",
        color=alt.Color("fill:N", scale=None), tooltip=tip,
    )  # fmt: skip
    many = "a day" if width == 1 else f"{width} days"
    return titled(
        bars.properties(width=PLOT, height=TALL // 2),
        row.outcome.name or row.outcome.id,
        [
            of(found),
            f"Share of {found.finished:,} runs by days held up to the end, {many} to a bar.",
        ],
    )


def _bars(values: Floats, width: int) -> list[Row]:
    """A bar for every so many days up to the longest; at the left, apart, the runs that never held it."""
    total = max(1, len(values))
    never = int((values == 0.0).sum())
    places, counts = np.unique(np.floor(values[values > 0.0] / width), return_counts=True)
    counted = dict(zip(places.astype(int).tolist(), counts.tolist(), strict=True))
    rows: list[Row] = [
        {
            "from": place * width,
            "to": (place + 1) * width,
            "told": f"{place * width} to under {(place + 1) * width}",
            "share": counted.get(place, 0) / total,
            "none": 0,
            "fill": OKABE_ITO[5],
        }
        for place in range(max(counted, default=0) + 1)
    ]
    apart: Row = {
        "from": -1.75 * width,
        "to": -0.75 * width,
        "told": NEVER,
        "share": never / total,
        "none": 0,
        "fill": OTHER_GREY,
    }
    return [apart, *rows] if never else rows


def _marks(rows: list[Row], width: int) -> alt.Axis:
    """Marks at the edges of bars, as many as have room, and the word under the bar that stands apart."""
    bars = [row for row in rows if row["from"] >= 0]
    every = max(1, ceil(len(bars) / MOST_MARKS))
    values = [place * every * width for place in range(floor(len(bars) / every) + 1)]
    first = [-1.25 * width] if len(bars) < len(rows) else []
    return alt.Axis(
        values=[*first, *values],
        labelExpr=f"datum.value < 0 ? '{NEVER}' : datum.label",
        labelFontSize=SMALL,
        labelOverlap=False,
        grid=False,
    )
