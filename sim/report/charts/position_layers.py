"""One stance's positions, layer by layer: the line, its stages, dots, dates, and rings of the record."""

from __future__ import annotations

import altair as alt

from sim.engine.trace import FORCE, STAGE
from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import SMALL, Frame, Row
from sim.report.charts.layout import Box
from sim.report.charts.marks import cause_marks
from sim.report.charts.palette import INK, PAPER
from sim.report.charts.position_panel import RIGHT, Panel, recorded
from sim.report.sentences import what

DOT, RING = 8.0, 10.0  # pixels from the middle of a dot or ring to where its date may begin
THICK = 2.5  # pixels on either side of a line
GREY = "#6E6E6E"  # of what is on record, beside a run


def stance_chart(panel: Panel) -> alt.LayerChart:
    """All layers of a stance's panel."""
    layers = [_cause_lines(panel), *_line(panel), _stages(panel), _rings(panel), _dots(panel)]
    return charts.layered(
        [*layers, *_labels(panel)],
        width=panel.where.plot,
        height=panel.height,
        title=charts.panel_title(panel.history.heading(panel.stance)),
    )


def _cause_lines(panel: Panel) -> alt.Chart:
    rows: list[Row] = [
        {"t": panel.where.ms(time)} for mark in cause_marks(panel.history) for time in mark.lines()
    ]
    return charts.drawn("rule", rows, charts.DOTTED, x=panel.across())


def _line(panel: Panel) -> list[alt.Chart]:
    """The position as a line of steps; for acts a base line with a stem for each."""
    where, path = panel.where, panel.path
    steps = () if path.acts else path.steps
    held = [(0.0, path.start), *((step.time, step.rung) for step in steps)]
    held.append((panel.history.horizon, held[-1][1]))
    rows: list[Row] = [
        {"t": where.ms(time), "rung": rung, "n": n} for n, (time, rung) in enumerate(held)
    ]
    stems: list[Row] = [
        {"t": where.ms(step.time), "rung": step.rung, "base": path.start}
        for step in path.steps
        if path.acts
    ]
    look = {
        "interpolate": "step-after",
        "color": panel.colour,
        "strokeWidth": 3,
        "strokeCap": "butt",
    }
    line = charts.drawn("line", rows, look, x=panel.across(), y=panel.up(), order=alt.Order("n:Q"))
    stem_look = {"color": panel.colour, "strokeWidth": 2.5}
    return [
        line,
        charts.drawn("rule", stems, stem_look, x=panel.across(), y=panel.up(), y2="base:Q"),
    ]


def _stages(panel: Panel) -> alt.Chart:
    history = panel.history
    rows: list[Row] = [
        {
            "t": panel.where.ms(event.time),
            "rung": panel.path.at(event.time),
            "what": what(history, event),
            "when": history.when(event),
        }
        for event in history.trace.events
        if event.kind == STAGE and event.subject == panel.stance
    ]
    look = {"orient": "vertical", "size": 14, "thickness": 2, "color": INK}
    return panel.marked("tick", rows, look)


def _dots(panel: Panel) -> alt.Chart:
    rows: list[Row] = [
        {
            "t": panel.where.ms(event.time),
            "rung": event.after,
            "when": panel.history.when(event),
            "what": what(panel.history, event),
            "shape": "diamond" if event.kind == FORCE else "circle",
        }
        for event in panel.moves()
    ]
    look = {"filled": True, "size": 110, "color": panel.colour, "stroke": PAPER, "strokeWidth": 1.5,
            "opacity": 1}  # fmt: skip
    return panel.marked("point", rows, look, shape=alt.Shape("shape:N", scale=None))


def _rings(panel: Panel) -> alt.Chart:
    rows: list[Row] = [
        {**row, "t": panel.where.ms(row["time"])} for row in recorded(panel.history, panel.stance)
    ]
    look = {
        "shape": "circle",
        "size": 150,
        "stroke": GREY,
        "strokeWidth": 2,
        "opacity": 1,
        "fill": PAPER,
    }
    return panel.marked("point", rows, look)


# --- dates beside the dots ---------------------------------------------------------------------


def _labels(panel: Panel) -> list[alt.Chart]:
    """The date of each dot where it is free of lines, dots and other dates; else it is in the table."""
    where, taken = panel.where, _drawn(panel)
    bounds = Box(2, -8, where.plot + RIGHT, panel.height + 4)
    rows: list[Row] = []
    for time, rung, ink, reach in _dated(panel):
        text = panel.history.short(time)
        wide = layout.width(text, SMALL, bold=True)
        places = layout.around(where.x(time), panel.y(rung), wide, SMALL, reach)
        box = layout.first_free(places, taken, bounds)
        if box is not None:
            taken.append(box)
            rows.append(
                {
                    "t": where.at(box.left),
                    "t2": where.at(box.right),
                    "rung": panel.rung(box.top),
                    "rung2": panel.rung(box.bottom),
                    "middle": panel.rung((box.top + box.bottom) / 2),
                    "text": text,
                    "ink": ink,
                }
            )
    back = charts.drawn(
        "rect",
        rows,
        {"color": PAPER, "opacity": 1},
        x=panel.across(),
        x2="t2:T",
        y=panel.up(),
        y2="rung2:Q",
    )
    look = {"align": "left", "baseline": "middle", "fontSize": SMALL, "fontWeight": "bold"}
    text_mark = charts.drawn(
        "text",
        rows,
        look,
        x=panel.across(),
        y=panel.up("middle"),
        text="text:N",
        color=charts.colour("ink"),
    )
    return [back, text_mark]


def _dated(panel: Panel) -> list[tuple[float, int, str, float]]:
    """The dots whose dates are told: time, rung, colour and reach; what is on record comes last."""
    moves = [(event.time, event.after, INK, DOT) for event in panel.moves()]
    return moves + [
        (row["time"], row["rung"], GREY, RING) for row in recorded(panel.history, panel.stance)
    ]


def _drawn(panel: Panel) -> list[Box]:
    """What the dates must keep clear of: dots, rings, the line, and stems."""
    where, path = panel.where, panel.path
    boxes = [
        Box(where.x(t) - DOT + 1, panel.y(r) - DOT + 1, where.x(t) + DOT - 1, panel.y(r) + DOT - 1)
        for t, r, *_ in _dated(panel)
    ]
    since, held = 0.0, path.start
    for step in path.steps:
        x, ends = where.x(step.time), (panel.y(held), panel.y(step.rung))
        boxes.append(Box(x - THICK, min(ends), x + THICK, max(ends)))
        if not path.acts:
            boxes.append(_level(where, since, step.time, panel.y(held)))
            since, held = step.time, step.rung
    return [*boxes, _level(where, since, panel.history.horizon, panel.y(held))]


def _level(where: Frame, since: float, until: float, y: float) -> Box:
    return Box(where.x(since), y - THICK, where.x(until), y + THICK)
