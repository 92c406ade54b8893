"""A heat map with its numbers in it: rows in groups, columns in blocks, some cells hatched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, WIDTH, Row
from sim.report.charts.layout import width, wrapped
from sim.report.charts.palette import FAINT, INK, OKABE_ITO, ink_on, shade
from sim.report.charts.rows import LINE, NUMBER, Groups, Laid, Rows, chosen, lay, whole, written

GAP = 22  # pixels between blocks of columns
MOST_NAMES = 250  # pixels of the names at the left: on a phone the first column is still seen
WIDEST = 116  # pixels of a column
LEAST = 620  # pixels of a picture, so that its title has room
NARROWEST = 130  # pixels that the heading of a block may take
HATCH = 8  # pixels between strokes of hatching
HATCHED, STROKES = "#EFEFEF", "#BDBDBD"
UP, DOWN = OKABE_ITO[0], OKABE_ITO[4]  # blue above nothing, vermilion below it
BETWEEN = 1.5  # pixels of white around a cell


@dataclass(frozen=True)
class HeatColumn:
    """A column: its name, and a note in grey under it."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class HeatCell:
    """A cell: what is written in it, how dark it is (-1 to 1, below 0 in another colour), what is told.

    `told` is for the pointer: labels with texts. A hatched cell has no shade.
    """

    text: str
    dark: float = 0.0
    told: tuple[tuple[str, str], ...] = ()
    hatched: bool = False


Line = Sequence[HeatCell | None]  # a row's cells, None where there is none


@dataclass(frozen=True)
class Heat:
    """What a heat map shows: blocks of columns with their headings, groups of rows, lines of cells."""

    title: str
    lines: tuple[str, ...]
    blocks: tuple[tuple[str, tuple[HeatColumn, ...]], ...]
    groups: Groups
    cells: tuple[Line, ...]  # a line for each row, over all columns of all blocks


def heat_chart(heat: Heat, *others: Heat) -> alt.LayerChart:
    """The heat map; of several with the same rows and columns the parameter chooses, 0 is the first."""
    rows = lay(heat.groups, MOST_NAMES)
    count = sum(len(columns) for _, columns in heat.blocks)
    gaps = GAP * (len(heat.blocks) - 1)
    wide = min(WIDEST, (WIDTH - 24 - rows.left - gaps) / max(1, count))
    places = list(_places(heat, rows.left, wide))
    right = places[-1][0] + wide if places else rows.left
    layers = [
        *rows.layers(right),
        *_cells((heat, *others), rows, places, wide),
        *_heads(heat, places, wide),
    ]
    reach = _reach(heat, places, right)
    return whole(layers, reach, rows.height, heat.title, heat.lines, several=bool(others))


def _reach(heat: Heat, places: Sequence[tuple[float, HeatColumn]], right: float) -> float:
    """Pixels up to the end of whatever reaches furthest to the right."""
    if not heat.blocks or not places:
        return max(right, LEAST)
    heading, columns = heat.blocks[-1]
    first = places[-len(columns)][0]
    lines = _block_lines(heading, right - first)
    widest = max(width(line, TEXT, bold=True) for line in lines)
    return max(right, first + widest, LEAST)


def _block_lines(heading: str, room: float) -> list[str]:
    return wrapped(heading, max(room, NARROWEST), TEXT, bold=True)


def _places(heat: Heat, left: float, wide: float) -> Iterator[tuple[float, HeatColumn]]:
    """The left edge of every column."""
    for block, (_, columns) in enumerate(heat.blocks):
        for column in columns:
            yield left, column
            left += wide
        if block + 1 < len(heat.blocks):
            left += GAP


# --- the cells ---------------------------------------------------------------------------------


def _cells(
    heats: Sequence[Heat], rows: Rows, places: Sequence[tuple[float, HeatColumn]], wide: float
) -> list[alt.Chart]:
    boxes: list[Row] = []
    strokes: list[Row] = []
    texts: list[Row] = []
    for number, heat in enumerate(heats):
        of = {NUMBER: number}
        for laid, line in zip(rows.named, heat.cells, strict=True):
            for (left, _), cell in zip(places, line, strict=True):
                if cell is None:
                    continue
                box = _box(laid, left, wide)
                fill = HATCHED if cell.hatched else _fill(cell.dark)
                boxes.append({**of, **box, "fill": fill, **dict(cell.told)})
                strokes += [{**of, **each} for each in _hatching(box)] if cell.hatched else []
                ink = FAINT if cell.hatched or not cell.dark else ink_on(fill)
                at = {"x": left + wide / 2, "y": laid.middle}
                texts.append({**of, **at, "text": cell.text, "ink": ink})
    told = list(dict.fromkeys(key for row in boxes for key in row if key not in _OWN))
    across = {"x": charts.pixels("x"), "y": charts.pixels("y"), "x2": "x2:Q", "y2": "y2:Q"}
    layers = [
        charts.drawn(
            "rect", boxes, {"stroke": "#D9D9D9", "strokeWidth": 0.5},
            **across, fill=charts.colour(), tooltip=charts.tooltip(*told),
        ),
        charts.drawn("rule", strokes, {"color": STROKES, "strokeWidth": 1}, **across),
        written(texts, "center", size=TEXT),
    ]  # fmt: skip
    return [chosen(layer) for layer in layers] if len(heats) > 1 else layers


_OWN = {NUMBER, "x", "y", "x2", "y2", "fill"}


def _box(laid: Laid, left: float, wide: float) -> dict[str, float]:
    half = laid.height / 2 - BETWEEN
    return {
        "x": left + BETWEEN,
        "x2": left + wide - BETWEEN,
        "y": laid.middle - half,
        "y2": laid.middle + half,
    }


def _fill(dark: float) -> str:
    """White at 0, deeper towards 1 and -1."""
    return shade(UP if dark >= 0 else DOWN, 1 - min(1.0, abs(dark)))


def _hatching(box: dict[str, float]) -> Iterator[Row]:
    """Slanting strokes inside a box, leaving its middle free for the text."""
    wide, high = box["x2"] - box["x"], box["y2"] - box["y"]
    free = 24  # pixels to either side of the middle
    at = HATCH / 2
    while at < wide + high:
        start, end = max(0.0, at - high), min(wide, at)
        stroke = {"x": box["x"] + start, "y": box["y"] + at - start}
        stroke |= {"x2": box["x"] + end, "y2": box["y"] + at - end}
        if end < wide / 2 - free or start > wide / 2 + free:
            yield stroke
        at += HATCH


# --- what stands over the columns --------------------------------------------------------------


def _heads(heat: Heat, places: Sequence[tuple[float, HeatColumn]], wide: float) -> list[alt.Chart]:
    """Names of the columns above the first row, growing upwards; over them those of the blocks."""
    names: list[Row] = []
    notes: list[Row] = []
    tallest = 0
    for left, column in places:
        lines = wrapped(column.name, wide - 6, SMALL)
        small = wrapped(column.note, wide - 6, SMALL) if column.note else []
        tallest = max(tallest, len(lines) + len(small))
        for number, line in enumerate(reversed([*lines, *small])):
            into = notes if number < len(small) else names
            into.append({"x": left + wide / 2, "y": -8 - LINE * number, "text": line})
    over = -8.0 - LINE * tallest - 10
    heads: list[Row] = []
    rules: list[Row] = []
    number = 0
    for heading, columns in heat.blocks:
        first, last = places[number][0], places[number + len(columns) - 1][0] + wide
        number += len(columns)
        if not heading:
            continue
        lines = _block_lines(heading, last - first)
        heads += [
            {"x": first + 2, "y": over - LINE * (len(lines) - 1 - n), "text": line}
            for n, line in enumerate(lines)
        ]
        rules.append({"x": first + 2, "x2": last - 2, "y": over + 10})
    across = {"x": charts.pixels("x"), "x2": "x2:Q", "y": charts.pixels("y")}
    return [
        written(names, "center", INK),
        written(notes, "center", FAINT),
        written(heads, "left", INK, TEXT, bold=True),
        charts.drawn("rule", rules, {"color": FAINT, "strokeWidth": 1}, **across),
    ]
