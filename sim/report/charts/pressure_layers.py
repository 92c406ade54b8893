"""The plot of a pressure, layer by layer: bands, levels, the line, its marks and their flags."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.bands import HIGH, LOW, Band, Edge, label_in
from sim.report.charts.common import SMALL, Row
from sim.report.charts.layout import Box
from sim.report.charts.levels import Level
from sim.report.charts.palette import FAINT, INK, PAPER, ink_on
from sim.report.charts.pressure_events import flags, hovers, marks
from sim.report.charts.pressure_panel import DIGITS, Panel, ticks
from sim.report.words import number


def plot(panel: Panel) -> alt.LayerChart:
    """All layers of a stance's plot."""
    layers = [_grid(panel), _bands(panel), *_lines(panel), _zero(panel), _line(panel)]
    layers += [*_names(panel), *flags(panel), _numbers(panel), *_levels(panel), hovers(panel)]
    layers.append(_gates(panel))
    layers += marks(panel)
    return charts.layered(layers, width=panel.where.plot, height=panel.height)


# --- scale -------------------------------------------------------------------------------------


def _ticks(panel: Panel) -> list[Row]:
    return [
        {"y": value, "text": f"{value:.2g}".replace("-", "−")}
        for value in ticks(panel.low, panel.high)
    ]


def _gates(panel: Panel) -> alt.Chart:
    """Bars along the top while a gate is shut."""
    rows: list[Row] = [
        {
            "t": panel.where.ms(since),
            "t2": panel.where.ms(until),
            "top": 1 + 6 * n,
            "what": f"gate shut: {gate.name}, waits for {gate.waits_for}",
        }
        for n, gate in enumerate(panel.gates)
        for since, until in gate.shut(panel.history.horizon)
    ]
    return charts.drawn(
        "bar",
        rows,
        {"height": 4, "yOffset": 2, "color": "#404040"},
        x=panel.across(),
        x2="t2:T",
        y=charts.pixels("top"),
        tooltip=charts.tooltip("what"),
    )


def _grid(panel: Panel) -> alt.Chart:
    return charts.drawn("rule", _ticks(panel), {"color": "#E8E8E8"}, y=panel.up())


def _numbers(panel: Panel) -> alt.Chart:
    look = {"align": "left", "baseline": "middle", "fontSize": SMALL, "color": FAINT}
    x = alt.value(panel.where.plot + 6)
    return charts.drawn("text", _ticks(panel), look, x=x, y=panel.up(), text="text:N")


def _zero(panel: Panel) -> alt.Chart:
    return charts.drawn("rule", [{"y": 0.0}], {"color": INK, "strokeWidth": 1}, y=panel.up())


# --- bands and line ----------------------------------------------------------------------------


def _bands(panel: Panel) -> alt.Chart:
    rows = [
        row
        for band in panel.bands
        for side, edges in (("above", band.above), ("below", band.below))
        for row in _edges(panel, band, side, edges)
    ]
    return charts.drawn(
        "area",
        rows,
        {"stroke": PAPER, "strokeWidth": 0.7, "opacity": 1, "interpolate": "linear"},
        x=panel.across(),
        y=panel.up(),
        y2="y2:Q",
        detail="band:N",
        fill=charts.colour("fill"),
    )


def _edges(panel: Panel, band: Band, side: str, edges: tuple[Edge, ...]) -> Iterator[Row]:
    """A band on one side of zero, without the stretches in which it is nothing."""
    for n, (sample, (low, high)) in enumerate(zip(panel.samples, edges, strict=True)):
        if any(a != b for a, b in edges[max(0, n - 1) : n + 2]):
            yield {
                "t": panel.where.ms(sample.time),
                "y": round(low, DIGITS),
                "y2": round(high, DIGITS),
                "band": f"{band.number} {side}",
                "fill": band.colour,
            }


def _line(panel: Panel) -> alt.Chart:
    rows: list[Row] = [
        {"t": panel.where.ms(sample.time), "y": round(sample.pressure, DIGITS), "n": n}
        for n, sample in enumerate(panel.samples)
    ]
    look = {"color": "black", "strokeWidth": 2.2}
    return charts.drawn("line", rows, look, x=panel.across(), y=panel.up(), order=alt.Order("n:Q"))


def _names(panel: Panel) -> list[alt.Chart]:
    """The number and name of each band inside it, where there is room for them."""
    xs = [panel.where.x(sample.time) for sample in panel.samples]
    taken = _crossed(panel, xs)
    rows: list[Row] = []
    for band in panel.bands:
        edges = [
            (x, panel.y(high), panel.y(low)) for x, (low, high) in zip(xs, band.edges, strict=True)
        ]
        alone = str(band.number)
        texts = ((f"{alone} {band.name}", HIGH), (alone, HIGH), (alone, LOW))
        label = label_in(edges, texts, taken, panel.where.plot)
        if label is None:
            continue
        taken.append(label.box)
        rows.append(
            {
                "t": panel.where.at(label.left),
                "y": panel.value(label.middle),
                "text": label.text,
                "size": label.size,
                "ink": ink_on(band.colour),
                "fill": band.colour,
            }
        )
    look = {"align": "left", "baseline": "middle"}
    size = {"field": "size", "type": "quantitative", "scale": None}
    place = {"x": panel.across(), "y": panel.up(), "text": "text:N", "size": size}
    halo = {**look, "strokeWidth": 3}
    return [
        charts.drawn("text", rows, halo, **place, stroke=charts.colour("fill")),
        charts.drawn("text", rows, look, **place, color=charts.colour("ink")),
    ]


def _crossed(panel: Panel, xs: list[float]) -> list[Box]:
    """What a name in a band must keep clear of: the line, the stems and the levels."""
    boxes = [
        Box(x - 2, panel.y(sample.pressure) - 3, x + 2, panel.y(sample.pressure) + 3)
        for x, sample in zip(xs, panel.samples, strict=True)
    ]
    for x, (one, other) in zip(xs, pairwise(panel.samples), strict=False):
        if one.time == other.time:
            ends = (panel.y(one.pressure), panel.y(other.pressure))
            boxes.append(Box(x - 3, min(ends), x + 3, max(ends)))
    stems = (panel.where.x(event.time) for event in panel.events)
    boxes += [Box(x - 3, 0, x + 3, panel.height) for x in stems]
    levels = (panel.y(level.value) for level in panel.drawn())
    return boxes + [Box(0, y - 2, panel.where.plot, y + 2) for y in levels]


# --- levels ------------------------------------------------------------------------------------


def _lines(panel: Panel) -> list[alt.Chart]:
    """Lines at what the rungs take: light all along, heavy where they are next; dotted to give up."""
    whole = ((0.0, panel.history.horizon),)
    takes = [level for level in panel.drawn() if not level.gives_up]
    kept = [level for level in panel.drawn() if level.gives_up]
    heavy = {"strokeDash": [7, 4], "strokeWidth": 2, "color": "#262626"}
    return [
        _rules(panel, [(level, whole) for level in takes],
               {"strokeDash": [3, 4], "strokeWidth": 1, "color": "#737373"}),
        _rules(panel, [(level, level.spans) for level in takes], heavy),
        _rules(panel, [(level, level.spans) for level in kept], {**heavy, "strokeDash": [1.5, 3]}),
    ]  # fmt: skip


def _rules(
    panel: Panel, drawn: list[tuple[Level, tuple[tuple[float, float], ...]]], look: charts.Look
) -> alt.Chart:
    where = panel.where
    rows: list[Row] = [
        {"y": level.value, "t": where.ms(since), "t2": where.ms(until)}
        for level, spans in drawn
        for since, until in spans
    ]
    return charts.drawn("rule", rows, look, x=panel.across(), x2="t2:T", y=panel.up())


def _levels(panel: Panel) -> list[alt.Chart]:
    """The names of the levels at the left, which stand apart."""
    drawn = sorted(panel.drawn(), key=lambda level: -level.value)
    wanted = [panel.y(level.value) for level in drawn]
    places = layout.apart(wanted, SMALL + 3, 0, panel.height)
    rows: list[Row] = [
        {"y": panel.value(place), "line": level.value, "text": _named(panel, level)}
        for level, place in zip(drawn, places, strict=True)
    ]
    look = {"align": "right", "baseline": "middle", "fontSize": SMALL, "color": INK}
    return [
        charts.drawn("text", rows, look, x=alt.value(-12), y=panel.up(), text="text:N"),
        charts.drawn(
            "rule",
            rows,
            {"color": FAINT},
            x=alt.value(-9),
            x2=alt.value(0),
            y=panel.up(),
            y2="line:Q",
        ),
    ]


def _named(panel: Panel, level: Level) -> str:
    room = panel.where.left - 16 - layout.width(" 0.00", SMALL)
    return f"{layout.shortened(level.name, room, SMALL)} {number(level.value)}"
