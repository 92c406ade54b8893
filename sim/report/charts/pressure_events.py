"""What a stance did, on its pressure: decisions, stages and their flags; and what the pointer tells."""

from __future__ import annotations

import altair as alt

from sim.engine.trace import STAGE, Event
from sim.report.charts import common as charts
from sim.report.charts import curves
from sim.report.charts.common import SMALL, Row
from sim.report.charts.palette import FAINT, INK, PAPER
from sim.report.charts.pressure_panel import DIGITS, LANE, Panel
from sim.report.sentences import what
from sim.report.words import number

HOVERS = 120  # places along the dates that answer to the pointer


def marks(panel: Panel) -> list[alt.Chart]:
    """Dots for decisions and strokes for stages, on the line."""
    decisions = [_mark(panel, event) for event in panel.events if event.kind != STAGE]
    stages = [_mark(panel, event) for event in panel.events if event.kind == STAGE]
    tick = {"orient": "vertical", "size": 13, "thickness": 2.5, "color": "black"}
    dot = {"filled": True, "shape": "circle", "size": 95, "color": "black", "stroke": PAPER,
           "strokeWidth": 1.5, "opacity": 1}  # fmt: skip
    told = charts.tooltip("when", "what", "pressure")
    place = {"x": panel.across(), "y": panel.up(), "tooltip": told}
    return [
        charts.drawn("tick", stages, tick, **place),
        charts.drawn("point", decisions, dot, **place),
    ]


def _mark(panel: Panel, event: Event) -> Row:
    pressure = _pressure(panel, event)
    return {
        "t": panel.where.ms(event.time),
        "y": round(pressure, DIGITS),
        "pressure": number(pressure),
        "when": panel.history.when(event),
        "what": what(panel.history, event),
    }


def _pressure(panel: Panel, event: Event) -> float:
    """The pressure at an event of the stance's own, before what it let off."""
    own = next((felt for felt in event.felt if felt.stance == panel.stance), None)
    if own is not None:
        return own.before
    return curves.pressure_at(panel.history, panel.stance, event.time)


def flags(panel: Panel) -> list[alt.Chart]:
    """The dates and names of decisions and stages above the plot, on stems."""
    ordered = sorted(panel.events, key=lambda event: event.time)
    rows: list[Row] = [
        {
            "t": panel.where.at(each.flag.x),
            "y": panel.value(-(each.lane * LANE + 10) if each.label else 0),
            "y2": round(_pressure(panel, event), DIGITS),
            "text": each.label,
            "strong": each.flag.strong,
            "ink": INK if each.flag.strong else FAINT,
        }
        for each, event in zip(panel.flags, ordered, strict=True)
    ]
    ink = charts.colour("ink")
    place = {"x": panel.across(), "y": panel.up(), "color": ink}
    look = {"align": "left", "baseline": "middle", "fontSize": SMALL, "dx": 4}
    texts = [
        charts.drawn(
            "text",
            [row for row in rows if row["strong"] is strong],
            {**look, "fontWeight": "bold" if strong else "normal"},
            **place,
            text="text:N",
        )
        for strong in (True, False)
    ]
    return [charts.drawn("rule", rows, {"strokeWidth": 1}, **place, y2="y2:Q"), *texts]


# --- under the pointer -------------------------------------------------------------------------


def hovers(panel: Panel) -> alt.Chart:
    """Upright strips that nobody sees and that tell the pressure and its parts at a date."""
    history, strip = panel.history, panel.history.horizon / HOVERS
    rows: list[Row] = []
    for n in range(HOVERS):
        sample = curves.sample_at(history, panel.stance, (n + 0.5) * strip)
        parts = {f"p{band.part}": number(sample.parts[band.part]) for band in panel.bands}
        rows.append(
            {
                "t": panel.where.ms(n * strip),
                "t2": panel.where.ms((n + 1) * strip),
                "when": history.day(sample.time),
                "pressure": number(sample.pressure),
                **parts,
            }
        )
    told = charts.tooltip("when", "pressure") + [
        alt.Tooltip(f"p{band.part}:N", title=f"{band.number} {band.name}")
        for band in reversed(panel.bands)
    ]
    top, bottom = alt.value(0), alt.value(panel.height)
    return charts.drawn(
        "rect", rows, {"opacity": 0}, x=panel.across(), x2="t2:T", y=top, y2=bottom, tooltip=told
    )
