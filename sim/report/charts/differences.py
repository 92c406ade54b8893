"""Differences pair by pair: how the same draws come out otherwise, a small histogram a variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from sim.experiment.columns import Floats
from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, Row
from sim.report.charts.palette import FAINT, INK, OKABE_ITO, RULE
from sim.report.charts.rows import Laid, Rows, lay, whole, written
from sim.report.charts.shares import share
from sim.report.charts.span import Span

PLOT, NOTE = 560, 74  # pixels of the histograms, and of a number at the right
MOST_NAMES = 250
TALL = 20  # pixels of the highest bar
BINS = 40  # to either side of nothing
SAME = 1 / 1440  # days: a minute, under which two are the same
LESS, MORE = OKABE_ITO[4], OKABE_ITO[0]


@dataclass(frozen=True)
class Pairs:
    """A variant's differences in days, one a pair; None where it could not be compared."""

    name: str
    days: Floats | None


@dataclass(frozen=True)
class Split:
    """Shares of pairs by what becomes of the days."""

    less: float
    same: float
    more: float


def split(days: Floats) -> Split:
    """The shares of pairs with fewer days, as many (to the minute), and more."""
    less, more = float((days < -SAME).mean()), float((days > SAME).mean())
    return Split(less, max(0.0, 1.0 - less - more), more)


def differences_chart(
    pairs: Sequence[Pairs], title: str, lines: Sequence[str], until: float
) -> alt.LayerChart:
    """The histograms, those pairs left out that are the same, with the shares at the right."""
    rows = lay([("", [each.name for each in pairs])], MOST_NAMES)
    furthest = max(
        [1.0, *(float(np.abs(p.days).max(initial=0.0)) for p in pairs if p.days is not None)]
    )
    reach = min(until, furthest)
    span = Span(-reach, reach, rows.left + 8, PLOT)
    bars = [
        row for laid, each in zip(rows.named, pairs, strict=True) for row in _bars(laid, each, span)
    ]
    tip = charts.tooltip("Variant", "Days", "Share of pairs")
    layers = [
        *_ground(rows, span),
        *rows.layers(span.left + PLOT),
        charts.drawn(
            "rect", bars, {},
            x=charts.pixels("x"), x2="x2:Q", y=charts.pixels("y"), y2="y2:Q",
            fill=charts.colour(), tooltip=tip,
        ),
        *_notes(rows, pairs, span),
    ]  # fmt: skip
    right = span.left + PLOT + 3 * NOTE + 20
    return whole(layers, right, rows.height + 40, title, lines)


def _bars(laid: Laid, pairs: Pairs, span: Span) -> Iterator[Row]:
    """Bars of one variant, the highest as high as in every other."""
    if pairs.days is None or not pairs.days.size:
        return
    edges = np.linspace(span.low, span.high, 2 * BINS + 1)
    moved = pairs.days[np.abs(pairs.days) > SAME]
    counts, _ = np.histogram(moved, bins=edges)
    most = max(1, int(counts.max()))
    floor = laid.middle + laid.height / 2 - 2
    for number, count in enumerate(counts.tolist()):
        if count:
            low, high = float(edges[number]), float(edges[number + 1])
            yield {
                "x": span.x(low), "x2": span.x(high) - 0.5,
                "y": floor - max(1.0, TALL * count / most), "y2": floor,
                "fill": LESS if low < -SAME / 2 and high <= SAME / 2 else MORE,
                "Variant": pairs.name,
                "Days": f"{low:+.1f} to {high:+.1f}".replace("-", "−"),
                "Share of pairs": share(count / pairs.days.size),
            }  # fmt: skip


def _ground(rows: Rows, span: Span) -> list[alt.Chart]:
    high = rows.height + 4
    lines: list[Row] = [
        {"x": span.x(mark), "y": 0, "y2": high, "ink": RULE if abs(mark) > SAME else FAINT}
        for mark in span.marks
    ]
    floors: list[Row] = [
        {"x": span.left, "x2": span.left + span.wide, "y": each.middle + each.height / 2 - 2}
        for each in rows.named
    ]
    numbers: list[Row] = [
        {
            "x": span.x(mark),
            "y": high + 10,
            "text": f"{mark:+g}".replace("-", "−").replace("+0", "0"),
        }
        for mark in span.marks
    ]
    words: list[Row] = [
        {"x": span.x(0.0) - 8, "y": high + 27, "text": "← fewer days in the variant"},
        {"x": span.x(0.0) + 8, "y": high + 27, "text": "more days in the variant →"},
    ]
    across = {"x": charts.pixels("x"), "y": charts.pixels("y")}
    return [
        charts.drawn("rule", lines, {"strokeWidth": 1}, **across, y2="y2:Q", color=charts.colour("ink")),
        charts.drawn("rule", floors, {"strokeWidth": 1, "color": RULE}, **across, x2="x2:Q"),
        written(numbers, "center", FAINT),
        written(words[:1], "right", FAINT),
        written(words[1:], "left", FAINT),
    ]  # fmt: skip


def _notes(rows: Rows, pairs: Sequence[Pairs], span: Span) -> list[alt.Chart]:
    """The shares of pairs at the right, under their headings."""
    left = span.left + PLOT + 12
    heads: list[Row] = [
        {"x": left + NOTE * (n + 1) - 12, "y": -10, "text": word}
        for n, word in enumerate(("fewer", "the same", "more"))
    ]
    texts: list[Row] = []
    for laid, each in zip(rows.named, pairs, strict=True):
        if each.days is None or not each.days.size:
            continue
        told = split(each.days)
        for n, value in enumerate((told.less, told.same, told.more)):
            text = share(value)
            texts.append({"x": left + NOTE * (n + 1) - 12, "y": laid.middle, "text": text})
    return [written(heads, "right", INK, SMALL, bold=True), written(texts, "right", INK, SMALL)]
