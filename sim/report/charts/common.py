"""What every picture shares: size, letters, dates along the bottom, a title and a caption."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import altair as alt

from sim.report.charts import layout
from sim.report.charts.palette import FAINT, INK, RULE
from sim.report.history import History

WIDTH = 1200  # pixels of a whole picture
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TITLE, PANEL, TEXT, SMALL = 19, 14, 12, 11  # font sizes in pixels
MOST_LEFT = 300  # pixels for names at the left
DOTTED = {"color": FAINT, "strokeWidth": 1, "strokeDash": [2, 3]}
Row = Mapping[str, Any]
Spec = dict[str, Any]  # a picture in Vega-Lite's words
Look = Mapping[str, Any]  # how a mark looks, in Vega-Lite's words


@dataclass(frozen=True)
class Frame:
    """The part of a picture in which time runs: its place, its width in pixels, its days."""

    left: float
    plot: float
    start: datetime
    horizon: float

    def x(self, time: float) -> float:
        """Pixels from the left edge of the plot."""
        return time / self.horizon * self.plot

    def at(self, pixels: float) -> int:
        """The instant at some pixels from the left edge, as `ms`."""
        return self.ms(pixels / self.plot * self.horizon)

    def ms(self, time: float) -> int:
        """A time in days from the start, as milliseconds since 1970."""
        return milliseconds(self.start + timedelta(days=time))


def frame(history: History, left: float, plot: float) -> Frame:
    """The frame of a history."""
    return Frame(left, plot, history.date(0.0), history.horizon)


def milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970, which is how Vega counts time."""
    return round((instant - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def data(rows: Sequence[Row]) -> alt.InlineData:
    """Rows as data inside the picture's own specification.

    They are a text, since Altair copies and validates a list row by row, ten times over.
    """
    text = json.dumps([dict(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return alt.InlineData(values=text, format=alt.JsonDataFormat(type="json"))


Mark = Literal["area", "bar", "line", "point", "rect", "rule", "text", "tick"]


def drawn(kind: Mark, rows: Sequence[Row], look: Look, **channels: Any) -> alt.Chart:  # noqa: ANN401 (as Altair's)
    """Rows drawn as marks of a kind, with a look."""
    mark = alt.MarkDef(type=kind, **look)
    chart: alt.Chart = alt.Chart(data(rows), mark=mark).encode(**channels)
    return chart


def layered(layers: Sequence[alt.Chart], **properties: Any) -> alt.LayerChart:  # noqa: ANN401 (as Altair's)
    """Layers over each other, in their order; those without rows are left out."""
    kept = [layer for layer in layers if layer.data.values != "[]"] or list(layers[:1])
    return alt.LayerChart(layer=kept, **properties)


def tooltip(*columns: str) -> list[alt.Tooltip]:
    """What the pointer tells: the columns under their own names."""
    return [alt.Tooltip(f"{column}:N", title=column) for column in columns]


def names_axis(names: Sequence[str], room: float, *, padding: float = 4, **look: Any) -> alt.Axis:  # noqa: ANN401 (as Altair's)
    """Names at the left of rows numbered from 0, in a room that is the same in every panel."""
    quoted = ",".join("'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'" for name in names)
    return alt.Axis(
        values=list(range(len(names))),
        labelExpr=f"[{quoted}][datum.value]",
        labelLimit=MOST_LEFT,
        labelPadding=padding,
        minExtent=room,
        maxExtent=room,
        title=None,
        grid=True,
        gridColor="#F0F0F0",
        domain=False,
        ticks=False,
        **look,
    )


def colour(column: str = "fill") -> dict[str, object]:
    """A column of colours, taken as they are."""
    return {"field": column, "type": "nominal", "scale": None}


def pixels(column: str) -> dict[str, object]:
    """A column of pixels, taken as they are."""
    return {"field": column, "type": "quantitative", "scale": None, "axis": None}


def times(where: Frame, *, axis: bool, field: str = "t") -> alt.X:
    """The dates along the bottom; without `axis` only their light lines."""
    values, form = ticks(where.start, where.horizon)
    shown = alt.Axis(
        values=alt.ExprRef(expr=str(values)), format=form, title=None, grid=True, labels=axis,
        ticks=axis, domain=axis, labelFlush=False, labelOverlap=False,
    )  # fmt: skip
    return alt.X(f"{field}:T", scale=time_scale(where), axis=shown)


def time_scale(where: Frame) -> alt.Scale:
    """The scale of dates, in UTC on every machine."""
    ends = f"[{where.ms(0.0)}, {where.ms(where.horizon)}]"  # as numbers they would be taken twice
    return alt.Scale(type="utc", domain=alt.ExprRef(expr=ends), nice=False, padding=0)


def ticks(start: datetime, horizon: float) -> tuple[list[int], str]:
    """The dates that are written along the bottom, and their form."""
    end = start + timedelta(days=horizon)
    if horizon <= 24:  # noqa: PLR2004 (days: every one or two of them has room)
        every = 1 if horizon <= 12 else 2  # noqa: PLR2004
        found = [start + timedelta(days=n) for n in range(0, int(horizon) + 1, every)]
        return [milliseconds(each) for each in found], "%-d %b"
    days, months, form = _calendar(horizon)
    found = [
        datetime(year, month, day, tzinfo=UTC)
        for year in range(start.year, end.year + 1)
        for month in range(1, 13)
        for day in days
        if (month - 1) % months == 0
    ]
    return [milliseconds(each) for each in found if start <= each <= end], form


def _calendar(horizon: float) -> tuple[tuple[int, ...], int, str]:
    """Days of the month to write, every how many months, and in which form."""
    for most, days, months, form in (
        (120, (1, 8, 15, 22), 1, "%-d %b"),
        (250, (1, 15), 1, "%-d %b"),
        (600, (1,), 1, "%b %Y"),
        (1800, (1,), 3, "%b %Y"),
    ):
        if horizon <= most:
            return days, months, form
    return (1,), 12, "%Y"


def heading(text: str, *lines: str) -> alt.TitleParams:
    """A picture's title, and under it what it is of and how it is to be read."""
    return alt.TitleParams(
        layout.wrapped(text, WIDTH - 20, TITLE, bold=True),
        subtitle=[part for line in lines for part in layout.wrapped(line, WIDTH - 20, TEXT)],
        anchor="start", frame="bounds", fontSize=TITLE, subtitleFontSize=TEXT, offset=14,
    )  # fmt: skip


def panel_title(text: str, *notes: str, offset: float = 4) -> alt.TitleParams:
    """The title of one panel, with notes under it."""
    lines = [part for note in notes for part in layout.wrapped(note, WIDTH - MOST_LEFT, SMALL)]
    return alt.TitleParams(
        text, subtitle=lines or alt.Undefined, anchor="start", frame="group", fontSize=PANEL,
        subtitleFontSize=SMALL, offset=offset,
    )  # fmt: skip


def looks() -> alt.Config:
    """The looks that all pictures share."""
    return alt.Config(
        font=FONT,
        background="white",
        padding=12,
        aria=False,  # a list of coordinates tells nobody anything: the page has words and tables
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=TEXT, titleFontSize=TEXT, labelColor=INK, titleColor=INK, gridColor=RULE,
            domainColor=FAINT, tickColor=FAINT, titleFontWeight="normal",
        ),
        title=alt.TitleConfig(color=INK, subtitleColor=FAINT, fontWeight="bold"),
    )  # fmt: skip


def left_room(labels: Sequence[str], size: float = TEXT) -> float:
    """The pixels that names at the left need."""
    widest = max((layout.width(label, size) for label in labels), default=0.0)
    return min(MOST_LEFT, max(80.0, widest + 18))
