"""Rows with names at the left, in groups under headings: what heat maps, bars and forests share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, Row
from sim.report.charts.layout import width, wrapped
from sim.report.charts.palette import FAINT, INK, RULE

LINE = 14  # pixels from one line of a name to the next
ROW = 25  # pixels of a row whose name has one line
HEADING = 32  # pixels of a heading, with the air above it
CHOSEN = (
    "row"  # the parameter of a picture of several things, which says the number of the one shown
)
NUMBER = "a"  # the column that has that number
INDENT = 10  # pixels that names stand in from their heading

Groups = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Laid:
    """A row laid out: its name in lines, its middle and its height in pixels from the top."""

    lines: tuple[str, ...]
    middle: float
    height: float
    heading: bool = False


@dataclass(frozen=True)
class Rows:
    """All rows laid out, headings among them; `left` is the room of the names."""

    laid: tuple[Laid, ...]
    left: float

    @property
    def height(self) -> float:
        """Pixels of all of them."""
        last = self.laid[-1] if self.laid else Laid((), 0.0, 0.0)
        return last.middle + last.height / 2

    @property
    def named(self) -> tuple[Laid, ...]:
        """Those that are no headings, in order."""
        return tuple(each for each in self.laid if not each.heading)

    def layers(self, right: float) -> list[alt.Chart]:
        """The names and headings, and a light line under each heading up to `right`."""
        heads = [each for each in self.laid if each.heading]
        rules: list[Row] = [
            {"y": each.middle + 12, "x": 0, "x2": right} for each in heads if each.lines
        ]
        under = charts.drawn(
            "rule", rules, {"color": RULE, "strokeWidth": 1},
            x=charts.pixels("x"), x2="x2:Q", y=charts.pixels("y"),
        )  # fmt: skip
        return [
            under,
            written(list(_texts(heads, 0)), "left", INK, TEXT, bold=True),
            written(list(_texts(self.named, INDENT)), "left", INK, TEXT),
        ]


def lay(groups: Groups, most: float) -> Rows:
    """Rows for groups (heading, names); names are broken into lines of at most `most` pixels."""
    found: list[Laid] = []
    top = 0.0
    for heading, names in groups:
        if heading:
            found.append(Laid((heading,), top + HEADING - 13, HEADING, heading=True))
            top += HEADING
        for name in names:
            lines = tuple(wrapped(name, most - INDENT - 8, TEXT))
            tall = ROW + LINE * (len(lines) - 1)
            found.append(Laid(lines, top + tall / 2, tall))
            top += tall
    widest = max((width(line, TEXT) for each in found for line in each.lines), default=0.0)
    return Rows(tuple(found), min(most, max(120.0, widest + INDENT + 14)))


def _texts(rows: Sequence[Laid], x: float) -> Iterator[Row]:
    for each in rows:
        first = each.middle - LINE * (len(each.lines) - 1) / 2
        for number, line in enumerate(each.lines):
            yield {"x": x, "y": first + LINE * number, "text": line}


def written(
    rows: Sequence[Row], align: str, ink: str = FAINT, size: int = SMALL, *, bold: bool = False
) -> alt.Chart:
    """Texts at pixels `x` and `y`."""
    look = {
        "align": align,
        "baseline": "middle",
        "fontSize": size,
        "fontWeight": "bold" if bold else "normal",
    }
    colour = {"color": charts.colour("ink")} if rows and "ink" in rows[0] else {}
    if not colour:
        look["color"] = ink
    return charts.drawn(
        "text", rows, look,
        x=charts.pixels("x"), y=charts.pixels("y"), text=alt.Text("text:N"), **colour,
    )  # fmt: skip


def chosen(chart: alt.Chart) -> alt.Chart:
    """A chart that shows only the rows of the thing chosen."""
    found: alt.Chart = chart.transform_filter(f"datum.{NUMBER} == {CHOSEN}")
    return found


def choosing() -> list[alt.VariableParameter]:
    """The parameter that chooses; the first thing is shown until it says otherwise."""
    return [alt.VariableParameter(CHOSEN, value=0)]


def whole(  # noqa: PLR0913 (the parts of a picture)
    layers: Sequence[alt.Chart],
    wide: float,
    high: float,
    title: str,
    lines: Sequence[str],
    *,
    several: bool = False,
) -> alt.LayerChart:
    """Layers in pixels as a finished picture, with its title and what it is of."""
    more = {"params": choosing()} if several else {}
    return charts.layered(
        layers,
        width=wide,
        height=high,
        title=charts.heading(title, *lines),
        config=charts.looks(),
        **more,
    )
