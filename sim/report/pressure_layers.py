"""The plot of a pressure, layer by layer: bands, levels, the line, its marks and their flags."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from sim.engine.trace import STAGE, Event
from sim.report import charts, curves, layout
from sim.report.bands import HIGH, Band, Edge, label_in
from sim.report.charts import SMALL, Row
from sim.report.layout import Box
from sim.report.levels import Level
from sim.report.palette import FAINT, INK, PAPER, ink_on
from sim.report.pressure_panel import LANE, Panel, ticks
from sim.report.sentences import what
from sim.report.words import number

HOVERS = 120  # places along the dates that answer to the pointer
DIGITS = 4  # of a pressure in the picture's data


def plot(panel: Panel) -> alt.LayerChart:
    """All layers of a stance's plot."""
    layers = [_grid(panel), _bands(panel), *_levels(panel), _zero(panel), _line(panel)]
    layers += [*_names(panel), *_flags(panel), _numbers(panel), _hovers(panel), *_marks(panel)]
    chart = alt.layer(*layers).resolve_scale(shape="independent")
    return chart.properties(width=panel.where.plot, height=panel.height)


def _x(panel: Panel, field: str = "t") -> alt.X:
    return charts.times(panel.where, axis=True, field=field)


def _y(panel: Panel, field: str = "y") -> alt.Y:
    """Pressure; the axis only keeps room at the left, what stands there is drawn by hand."""
    axis = alt.Axis(
        labels=False, ticks=False, domain=False, grid=False, title=None,
        minExtent=panel.where.left, maxExtent=panel.where.left,
    )  # fmt: skip
    scale = alt.Scale(domain=[panel.low, panel.high], nice=False, zero=False)
    return alt.Y(f"{field}:Q", scale=scale, axis=axis)


# --- scale -------------------------------------------------------------------------------------


def _ticks(panel: Panel) -> list[Row]:
    return [{"y": value, "text": f"{value:.2g}".replace("-", "−")} for value in ticks(panel.low, panel.high)]


def _grid(panel: Panel) -> alt.Chart:
    return alt.Chart(charts.data(_ticks(panel))).mark_rule(color="#E8E8E8").encode(y=_y(panel))


def _numbers(panel: Panel) -> alt.Chart:
    text = alt.Chart(charts.data(_ticks(panel))).mark_text(
        align="left", baseline="middle", fontSize=SMALL, color=FAINT
    )
    return text.encode(x=alt.value(panel.where.plot + 6), y=_y(panel), text="text:N")


def _zero(panel: Panel) -> alt.Chart:
    return alt.Chart(charts.data([{"y": 0.0}])).mark_rule(color=INK, strokeWidth=1).encode(y=_y(panel))


# --- bands and line ----------------------------------------------------------------------------


def _bands(panel: Panel) -> alt.Chart:
    rows = [
        row
        for band in panel.bands
        for side, edges in (("above", band.above), ("below", band.below))
        for row in _edges(panel, band, side, edges)
    ]
    area = alt.Chart(charts.data(rows)).mark_area(
        stroke=PAPER, strokeWidth=0.7, line=False, opacity=1, interpolate="linear"
    )
    return area.encode(
        x=_x(panel), y=_y(panel), y2="y2:Q", detail="band:N",
        fill=alt.Fill("fill:N", scale=None),
    )  # fmt: skip


def _edges(panel: Panel, band: Band, side: str, edges: tuple[Edge, ...]) -> Iterator[Row]:
    """A band on one side of zero, without the stretches in which it is nothing."""
    for n, (sample, (low, high)) in enumerate(zip(panel.samples, edges, strict=True)):
        if any(a != b for a, b in edges[max(0, n - 1) : n + 2]):
            yield {
                "t": panel.where.ms(sample.time), "y": round(low, DIGITS), "y2": round(high, DIGITS),
                "band": f"{band.number} {side}", "fill": band.colour,
            }  # fmt: skip


def _line(panel: Panel) -> alt.Chart:
    rows: list[Row] = [
        {"t": panel.where.ms(sample.time), "y": round(sample.pressure, DIGITS), "n": n}
        for n, sample in enumerate(panel.samples)
    ]
    line = alt.Chart(charts.data(rows)).mark_line(color="black", strokeWidth=2.2)
    return line.encode(x=_x(panel), y=_y(panel), order=alt.Order("n:Q"))


def _names(panel: Panel) -> list[alt.Chart]:
    """The number and name of each band inside it, where there is room for them."""
    xs = [panel.where.x(sample.time) for sample in panel.samples]
    taken = [_around(panel, x, sample.pressure) for x, sample in zip(xs, panel.samples, strict=True)]
    taken += [Box(x - 3, 0, x + 3, panel.height) for x in (panel.where.x(e.time) for e in panel.events)]
    taken += [_along(panel, level) for level in panel.drawn()]
    rows: list[Row] = []
    for band in panel.bands:
        edges = [(x, panel.y(high), panel.y(low)) for x, (low, high) in zip(xs, band.edges, strict=True)]
        texts = (f"{band.number} {band.name}", str(band.number))
        label = label_in(edges, texts, taken, panel.where.plot)
        if label is not None:
            wide = layout.width(label.text, HIGH)
            taken.append(Box(label.left, label.middle - 6, label.left + wide, label.middle + 6))
            rows.append({"t": panel.where.at(label.left), "y": panel.value(label.middle),
                         "text": label.text, "ink": ink_on(band.colour), "fill": band.colour})  # fmt: skip
    base = alt.Chart(charts.data(rows))
    text = {"align": "left", "baseline": "middle", "fontSize": HIGH}
    halo = base.mark_text(strokeWidth=3, **text).encode(
        x=_x(panel), y=_y(panel), text="text:N", stroke=alt.Stroke("fill:N", scale=None)
    )
    ink = base.mark_text(**text).encode(
        x=_x(panel), y=_y(panel), text="text:N", color=alt.Color("ink:N", scale=None)
    )
    return [halo, ink]


def _around(panel: Panel, x: float, pressure: float) -> Box:
    y = panel.y(pressure)
    return Box(x - 2, y - 3, x + 2, y + 3)


def _along(panel: Panel, level: Level) -> Box:
    y = panel.y(level.value)
    return Box(0, y - 2, panel.where.plot, y + 2)


# --- levels ------------------------------------------------------------------------------------


def _levels(panel: Panel) -> list[alt.Chart]:
    """Lines at what the rungs take, with names at the left that stand apart."""
    where, drawn = panel.where, sorted(panel.drawn(), key=lambda level: -level.value)
    faint: list[Row] = [
        {"y": level.value, "t": where.ms(0.0), "t2": where.ms(where.horizon)}
        for level in drawn
        if not level.gives_up
    ]
    heavy, dotted = (
        [
            {"y": level.value, "t": where.ms(since), "t2": where.ms(until)}
            for level in drawn
            if level.gives_up is gives_up
            for since, until in level.spans
        ]
        for gives_up in (False, True)
    )
    found = [
        _rule(panel, faint, strokeDash=[3, 4], strokeWidth=1, color="#737373"),
        _rule(panel, heavy, strokeDash=[7, 4], strokeWidth=2, color="#262626"),
        _rule(panel, dotted, strokeDash=[1.5, 3], strokeWidth=2, color="#262626"),
    ]
    places = layout.apart([panel.y(level.value) for level in drawn], SMALL + 3, 0, panel.height)
    rows: list[Row] = [
        {"y": panel.value(place), "line": level.value, "text": _named(panel, level.name, level.value)}
        for level, place in zip(drawn, places, strict=True)
    ]
    base = alt.Chart(charts.data(rows))
    name = base.mark_text(align="right", baseline="middle", fontSize=SMALL, color=INK)
    leader = base.mark_rule(color=FAINT)
    return [
        *found,
        name.encode(x=alt.value(-12), y=_y(panel), text="text:N"),
        leader.encode(x=alt.value(-9), x2=alt.value(0), y=_y(panel), y2="line:Q"),
    ]


def _named(panel: Panel, name: str, value: float) -> str:
    room = panel.where.left - 16 - layout.width(" 0.00", SMALL)
    return f"{layout.shortened(name, room, SMALL)} {number(value)}"


def _rule(panel: Panel, rows: list[Row], **look: object) -> alt.Chart:
    rule = alt.Chart(charts.data(rows)).mark_rule(**look)
    return rule.encode(x=_x(panel), x2="t2:T", y=_y(panel))


# --- decisions and stages ----------------------------------------------------------------------


def _marks(panel: Panel) -> list[alt.Chart]:
    decisions = [_mark(panel, event) for event in panel.events if event.kind != STAGE]
    stages = [_mark(panel, event) for event in panel.events if event.kind == STAGE]
    tooltip = [alt.Tooltip(f"{each}:N", title=each) for each in ("when", "what", "pressure")]
    dot = alt.Chart(charts.data(decisions)).mark_point(
        filled=True, shape="circle", size=95, color="black", stroke=PAPER, strokeWidth=1.5, opacity=1
    )
    stroke = alt.Chart(charts.data(stages)).mark_tick(
        orient="vertical", size=13, thickness=2.5, color="black"
    )
    return [each.encode(x=_x(panel), y=_y(panel), tooltip=tooltip) for each in (stroke, dot)]


def _mark(panel: Panel, event: Event) -> Row:
    pressure = _pressure(panel, event)
    return {"t": panel.where.ms(event.time), "y": round(pressure, DIGITS), "pressure": number(pressure),
            "when": panel.history.when(event), "what": what(panel.history, event)}  # fmt: skip


def _pressure(panel: Panel, event: Event) -> float:
    """The pressure at an event of the stance's own, before what it let off."""
    own = next((felt for felt in event.felt if felt.stance == panel.stance), None)
    if own is not None:
        return own.before
    return curves.pressure_at(panel.history, panel.stance, event.time)


def _flags(panel: Panel) -> list[alt.Chart]:
    rows: list[Row] = []
    ordered = sorted(panel.events, key=lambda event: event.time)
    for each, event in zip(panel.flags, ordered, strict=True):
        top = -(each.lane * LANE + 4) if each.label else 0
        rows.append({"t": panel.where.at(each.flag.x), "y": panel.value(top - 6 if each.label else 0),
                     "y2": round(_pressure(panel, event), DIGITS), "text": each.label,
                     "weight": "bold" if each.flag.strong else "normal",
                     "ink": INK if each.flag.strong else FAINT})  # fmt: skip
    base = alt.Chart(charts.data(rows))
    ink = alt.Color("ink:N", scale=None)
    stem = base.mark_rule(strokeWidth=1).encode(x=_x(panel), y=_y(panel), y2="y2:Q", color=ink)
    texts = [
        base.transform_filter(f"datum.weight == '{weight}'")
        .mark_text(align="left", baseline="middle", fontSize=SMALL, fontWeight=weight, dx=4)
        .encode(x=_x(panel), y=_y(panel), text="text:N", color=ink)
        for weight in ("bold", "normal")
    ]
    return [stem, *texts]


# --- under the pointer -------------------------------------------------------------------------


def _hovers(panel: Panel) -> alt.Chart:
    """Upright strips that nobody sees and that tell the pressure and its parts at a date."""
    history, rows = panel.history, []
    strip = history.horizon / HOVERS
    for n in range(HOVERS):
        time = (n + 0.5) * strip
        sample = curves.sample_at(history, panel.stance, time)
        row = {"t": panel.where.ms(n * strip), "t2": panel.where.ms((n + 1) * strip),
               "when": history.day(time), "pressure": number(sample.pressure)}  # fmt: skip
        rows.append({**row, **{f"p{band.part}": number(sample.parts[band.part]) for band in panel.bands}})
    tooltip = [alt.Tooltip("when:N", title="when"), alt.Tooltip("pressure:N", title="pressure")]
    tooltip += [
        alt.Tooltip(f"p{band.part}:N", title=f"{band.number} {band.name}") for band in reversed(panel.bands)
    ]
    rect = alt.Chart(charts.data(rows)).mark_rect(opacity=0)
    return rect.encode(
        x=_x(panel), x2="t2:T", y=alt.value(0), y2=alt.value(panel.height), tooltip=tooltip
    )
