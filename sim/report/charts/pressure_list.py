"""The list of sources beside a pressure: in the order of the stack, with numbers and greatest parts."""

from __future__ import annotations

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.bands import Band
from sim.report.charts.common import SMALL, Row
from sim.report.charts.palette import FAINT, INK, ink_on
from sim.report.charts.pressure_panel import ROW, Panel
from sim.report.words import number

WIDTH = 292  # pixels
_BOX, _NAME, _MOST = (
    20,
    26,
    36,
)  # pixels: of the numbered box, before the name, for the greatest part


def source_list(panel: Panel) -> alt.LayerChart:
    """Numbered boxes, names and the greatest part of each source."""
    rows = _rows(panel.bands)
    look = {"baseline": "middle", "fontSize": SMALL}
    y = charts.pixels("y")
    boxes = charts.drawn(
        "rect",
        [row for row in rows if row["fill"]],
        {"height": 13, "stroke": FAINT, "strokeWidth": 0.5},
        x=charts.pixels("x"),
        x2="x2:Q",
        y=y,
        fill=charts.colour("fill"),
    )
    columns = (("number", "center", _BOX / 2), ("name", "left", _NAME), ("most", "right", WIDTH))
    texts = [
        charts.drawn(
            "text",
            rows,
            {**look, "align": align},
            x=alt.value(x),
            y=y,
            text=f"{column}:N",
            color=charts.colour("ink" if column == "number" else "black"),
            tooltip=alt.Tooltip("whole:N", title="source"),
        )
        for column, align, x in columns
    ]
    return charts.layered([boxes, *texts], width=WIDTH, height=panel.height)


def _rows(bands: tuple[Band, ...]) -> list[Row]:
    up = [band for band in reversed(bands) if band.most >= 0]
    down = [band for band in bands if band.most < 0]
    rows: list[Row] = [_head("Pushing, as stacked" if up else "Nothing pushing")]
    rows += [_line(band) for band in up]
    if down:
        rows += [_head("Holding back"), *(_line(band) for band in down)]
    return [
        {"x": 0, "x2": _BOX, "y": ROW * (n + 0.5), "black": INK, **row}
        for n, row in enumerate(rows)
    ]


def _head(text: str) -> Row:
    most = "" if text.startswith("Nothing") else "peak"
    return {"fill": "", "ink": INK, "number": "", "name": text, "whole": text, "most": most}


def _line(band: Band) -> Row:
    return {
        "fill": band.colour,
        "ink": ink_on(band.colour),
        "number": str(band.number),
        "name": layout.shortened(band.name, WIDTH - _NAME - _MOST, SMALL),
        "whole": band.name,
        "most": number(band.most),
    }
