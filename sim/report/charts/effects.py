"""Differences of many variants as a forest: a point, and its two intervals kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, Row
from sim.report.charts.layout import width
from sim.report.charts.palette import FAINT, INK, OKABE_ITO, RULE
from sim.report.charts.rows import Groups, Laid, Rows, lay, whole, written
from sim.report.charts.span import Span, around_nothing
from sim.report.words import NBSP

PLOT = 600  # pixels of the differences
NOTES = 190  # pixels of the numbers at the right
MOST_NAMES = 250
KEY = 40  # pixels above the rows
WIDE, THIN = OKABE_ITO[5], INK  # what the parameters leave open, and what more runs would settle


DOT = {"shape": "circle", "size": 64, "filled": True, "color": THIN, "opacity": 1}


@dataclass(frozen=True)
class Spot:
    """A row: its difference, both intervals, and the number as it is written at the right.

    `value` is None where there is nothing to show; `note` then says why.
    """

    value: float | None
    monte_carlo: tuple[float, float] = (0.0, 0.0)
    parameters: tuple[float, float] | None = None
    note: str = ""
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Forest:
    """What is shown; `per` is what a number is multiplied with along the bottom, `unit` its unit."""

    title: str
    lines: tuple[str, ...]
    groups: Groups
    spots: tuple[Spot, ...]
    per: float
    unit: str
    less: str  # what lies to the left of nothing
    more: str  # what lies to the right


def forest_chart(forest: Forest) -> alt.LayerChart:
    """The forest, with what its bars mean above it and round numbers below."""
    rows = lay(forest.groups, MOST_NAMES)
    ends = [end for spot in forest.spots for end in _ends(spot)]
    span = around_nothing(ends, rows.left + 8, PLOT, least=0.02 if forest.per > 1 else 1.0)
    layers = [
        *_ground(forest, rows, span),
        *rows.layers(span.left + PLOT),
        *_bars(forest, rows, span),
        written(list(_notes(forest, rows, span)), "left", INK, SMALL),
        *_key(span, parameters=any(spot.parameters is not None for spot in forest.spots)),
    ]
    return whole(layers, span.left + PLOT + NOTES, rows.height + 40, forest.title, forest.lines)


def _ends(spot: Spot) -> tuple[float, ...]:
    if spot.value is None:
        return ()
    return (spot.value, *spot.monte_carlo, *(spot.parameters or ()))


def _ground(forest: Forest, rows: Rows, span: Span) -> list[alt.Chart]:
    """Light lines at round numbers, a dark one at nothing, numbers and words under them."""
    high = rows.height + 4
    lines: list[Row] = [
        {"x": span.x(mark), "y": 0, "y2": high, "ink": FAINT if abs(mark) < 1e-9 else RULE}  # noqa: PLR2004 (nothing, but for rounding)
        for mark in span.marks
    ]
    numbers: list[Row] = [
        {"x": span.x(mark), "y": high + 10, "text": _number(forest, mark)} for mark in span.marks
    ]
    middle = span.x(0.0)
    words: list[tuple[str, Row]] = []
    if middle - span.left > width(forest.less, SMALL) + 20:
        words.append(("right", {"x": middle - 8, "y": high + 27, "text": f"← {forest.less}"}))
    if span.left + span.wide - middle > width(forest.more, SMALL) - NOTES:
        words.append(("left", {"x": middle + 8, "y": high + 27, "text": f"{forest.more} →"}))
    return [
        charts.drawn(
            "rule", lines, {"strokeWidth": 1},
            x=charts.pixels("x"), y=charts.pixels("y"), y2="y2:Q", color=charts.colour("ink"),
        ),
        written(numbers, "center", FAINT),
        *(written([row], align, FAINT) for align, row in words),
    ]  # fmt: skip


def _number(forest: Forest, mark: float) -> str:
    value = round(mark * forest.per, 6)
    sign = "+" if value > 0 else ""
    return f"{sign}{value:g}{NBSP}{forest.unit}".replace("-", "−")


def _bars(forest: Forest, rows: Rows, span: Span) -> list[alt.Chart]:
    wide: list[Row] = []
    thin: list[Row] = []
    dots: list[Row] = []
    for laid, spot in zip(rows.named, forest.spots, strict=True):
        if spot.value is None:
            continue
        told = dict(spot.told)
        if spot.parameters is not None:
            wide.append(_bar(laid, span, spot.parameters, 6.0) | told)
        thin.append(_bar(laid, span, spot.monte_carlo, 1.5) | told)
        dots.append({"x": span.x(spot.value), "y": laid.middle, **told})
    keys = dict.fromkeys(key for row in dots for key in row if key not in {"x", "y"})
    tip = charts.tooltip(*keys)
    across = {"x": charts.pixels("x"), "x2": "x2:Q", "y": charts.pixels("y"), "y2": "y2:Q"}
    return [
        charts.drawn("rect", wide, {"color": WIDE}, **across, tooltip=tip),
        charts.drawn("rect", thin, {"color": THIN}, **across, tooltip=tip),
        charts.drawn(
            "point", dots, DOT,
            x=charts.pixels("x"), y=charts.pixels("y"), tooltip=tip,
        ),
    ]  # fmt: skip


def _bar(laid: Laid, span: Span, ends: tuple[float, float], half: float) -> dict[str, object]:
    low, high = sorted((span.x(ends[0]), span.x(ends[1])))
    middle = max(high - low, 2.0) / 2  # an interval of no width is still seen
    centre = (low + high) / 2
    return {
        "x": centre - middle,
        "x2": centre + middle,
        "y": laid.middle - half,
        "y2": laid.middle + half,
    }


def _notes(forest: Forest, rows: Rows, span: Span) -> Iterator[Row]:
    for laid, spot in zip(rows.named, forest.spots, strict=True):
        yield {"x": span.left + PLOT + 12, "y": laid.middle, "text": spot.note}


def _key(span: Span, *, parameters: bool) -> list[alt.Chart]:
    """What the bars mean."""
    left, middle = span.left, 18.0 - KEY
    names = [("difference and its Monte Carlo interval (95 %): more runs shrink it", THIN, 1.5)]
    if parameters:
        names.append(
            ("where it would lie if the parameters were known: runs do not shrink it", WIDE, 6)
        )
    bars: list[Row] = []
    texts: list[Row] = []
    for number, (name, ink, half) in enumerate(names):
        y = middle + 18 * (number - len(names) + 1)
        bars.append({"x": left, "x2": left + 34, "y": y - half, "y2": y + half, "fill": ink})
        texts.append({"x": left + 42, "y": y, "text": name})
    dot: list[Row] = [{"x": left + 17, "y": middle - 18 * (len(names) - 1)}]
    across = {"x": charts.pixels("x"), "y": charts.pixels("y")}
    return [
        charts.drawn("rect", bars, {}, **across, x2="x2:Q", y2="y2:Q", fill=charts.colour()),
        charts.drawn("point", dot, DOT, **across),
        written(texts, "left", INK, TEXT),
    ]  # fmt: skip
