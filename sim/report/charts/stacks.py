"""Stacked bars to 100 %: one a row, the same kinds in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, Row
from sim.report.charts.layout import width
from sim.report.charts.palette import INK, ink_on
from sim.report.charts.rows import Groups, Laid, lay, whole, written
from sim.report.charts.shares import share as whole_share

BARS = 560  # pixels of 100 %
MOST_NAMES = 250
NOTES = 150  # pixels for a note at the right of a bar
KEY = 34  # pixels above the bars for what the colours mean


@dataclass(frozen=True)
class Kind:
    """A kind of piece: what it is called, and its colour."""

    name: str
    colour: str


@dataclass(frozen=True)
class Bar:
    """A bar: its shares, one a kind, and a note at its right."""

    shares: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True)
class Stacks:
    """What is shown: kinds, and a bar for each row of the groups."""

    title: str
    lines: tuple[str, ...]
    kinds: tuple[Kind, ...]
    groups: Groups
    bars: tuple[Bar, ...]


def stacks_chart(shown: Stacks) -> alt.LayerChart:
    """The bars with their numbers in them, and the key above."""
    rows = lay(shown.groups, MOST_NAMES)
    names = [name for _, group in shown.groups for name in group]
    pieces: list[Row] = []
    numbers: list[Row] = []
    notes: list[Row] = []
    for name, laid, bar in zip(names, rows.named, shown.bars, strict=True):
        for piece, number in _pieces(shown, name, laid, bar, rows.left):
            pieces.append(piece)
            numbers += number
        notes.append({"x": rows.left + BARS + 10, "y": laid.middle, "text": bar.note})
    layers = [
        *rows.layers(rows.left + BARS),
        charts.drawn(
            "rect", pieces, {"stroke": "white", "strokeWidth": 1.5},
            x=charts.pixels("x"), x2="x2:Q", y=charts.pixels("y"), y2="y2:Q",
            fill=charts.colour(), tooltip=charts.tooltip("Change", "What becomes of it", "Share"),
        ),
        written(numbers, "center", size=SMALL),
        written([note for note in notes if note["text"]], "left"),
        *_key(shown.kinds, rows.left),
    ]  # fmt: skip
    return whole(layers, rows.left + BARS + NOTES, rows.height, shown.title, shown.lines)


def _pieces(
    shown: Stacks, name: str, laid: Laid, bar: Bar, left: float
) -> Iterator[tuple[Row, list[Row]]]:
    """The pieces of a bar, each with its number where it has room for it."""
    for kind, share in zip(shown.kinds, bar.shares, strict=True):
        if share <= 0:
            continue
        wide = share * BARS
        told = whole_share(share)
        piece = {
            "x": left, "x2": left + wide, "y": laid.middle - 9, "y2": laid.middle + 9,
            "fill": kind.colour, "Change": name, "What becomes of it": kind.name, "Share": told,
        }  # fmt: skip
        number = {"x": left + wide / 2, "y": laid.middle, "text": told, "ink": ink_on(kind.colour)}
        yield piece, [number] if width(told, SMALL) + 6 <= wide else []
        left += wide


def _key(kinds: Sequence[Kind], left: float) -> list[alt.Chart]:
    """What the colours mean, above the bars, in their order."""
    patches: list[Row] = []
    names: list[Row] = []
    for kind in kinds:
        patches.append(
            {"x": left, "x2": left + 14, "y": 12 - KEY, "y2": 26 - KEY, "fill": kind.colour}
        )
        names.append({"x": left + 20, "y": 19 - KEY, "text": kind.name})
        left += 20 + width(kind.name, TEXT) + 22
    return [
        charts.drawn(
            "rect", patches, {}, x=charts.pixels("x"), x2="x2:Q", y=charts.pixels("y"), y2="y2:Q",
            fill=charts.colour(),
        ),
        written(names, "left", INK, TEXT),
    ]  # fmt: skip
