"""The causes above the positions: one row each, an instant as a triangle, a lasting one as a bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import SMALL, TEXT, Frame, Row
from sim.report.charts.layout import Box
from sim.report.charts.marks import CauseMarks, Occurrence, cause_marks
from sim.report.charts.palette import INK, Palette, shade
from sim.report.history import History

ROW = 19  # pixels of a cause
REACH = 9  # pixels from the middle of a triangle to its date


def cause_panel(history: History, where: Frame, colours: Palette) -> alt.LayerChart:
    """The causes that happened, one row each, in order of their beginning."""
    rows = _Rows(history, cause_marks(history), where, colours)
    return charts.layered(
        [_drops(rows), _bars(rows), _ticks(rows), _dates(rows)],
        width=where.plot,
        height=ROW * len(rows.marks),
        title=charts.panel_title("Causes: what nobody in the scenario decides"),
    )


@dataclass(frozen=True)
class _Rows:
    """The rows while they are laid out."""

    history: History
    marks: tuple[CauseMarks, ...]
    where: Frame
    colours: Palette

    def colour(self, mark: CauseMarks) -> str:
        """The colour of the party whose doing a cause is."""
        name = self.history.program.causes.name[mark.cause]
        sources = (each.source for each in self.history.scenario.causes if each.id == name)
        return self.colours.party(next(sources, None))

    def each(self, *, lasting: bool) -> Iterator[tuple[int, CauseMarks, Occurrence]]:
        """The occurrences that last, or those that do not, with their rows."""
        for row, mark in enumerate(self.marks):
            for occurrence in mark.occurrences:
                if (occurrence.ends is not None) is lasting:
                    yield row, mark, occurrence

    def x(self) -> alt.X:
        """The dates."""
        return charts.times(self.where, axis=False)

    def y(self) -> alt.Y:
        """The rows, with the names of the causes at the left."""
        room = self.where.left - 16
        names = [layout.shortened(mark.name, room, TEXT) for mark in self.marks]
        axis = charts.names_axis(names, self.where.left, padding=9)
        domain = [-0.5, len(self.marks) - 0.5]
        scale = alt.Scale(domain=domain, reverse=True, nice=False, zero=False)
        return alt.Y("row:Q", scale=scale, axis=axis)


def _said(history: History, mark: CauseMarks, each: Occurrence) -> Row:
    begins = "from the start" if each.from_start else history.day(each.begins)
    if each.ends is None:
        return {"what": mark.name, "when": begins}
    ends = "beyond the end" if each.to_end else history.day(each.ends)
    return {"what": mark.name, "when": f"{begins} to {ends}"}


def _drops(rows: _Rows) -> alt.Chart:
    """Dotted lines that lead down to the positions."""
    lines: list[Row] = [
        {"row": n, "end": len(rows.marks) - 0.5, "t": rows.where.ms(time)}
        for n, mark in enumerate(rows.marks)
        for time in mark.lines()
    ]
    return charts.drawn("rule", lines, charts.DOTTED, x=rows.x(), y=rows.y(), y2="end:Q")


def _bars(rows: _Rows) -> alt.Chart:
    bars: list[Row] = [
        {
            "row": n,
            "t": rows.where.ms(each.begins),
            "t2": rows.where.ms(each.ends or 0.0),
            "fill": shade(rows.colour(mark), 0.55),
            "line": rows.colour(mark),
            **_said(rows.history, mark, each),
        }
        for n, mark, each in rows.each(lasting=True)
    ]
    return charts.drawn(
        "bar",
        bars,
        {"height": ROW - 5, "strokeWidth": 1.2},
        x=rows.x(),
        x2="t2:T",
        y=rows.y(),
        fill=charts.colour("fill"),
        stroke=charts.colour("line"),
        tooltip=charts.tooltip("when", "what"),
    )


def _ticks(rows: _Rows) -> alt.Chart:
    ticks: list[Row] = [
        {
            "row": n,
            "t": rows.where.ms(each.begins),
            "fill": rows.colour(mark),
            **_said(rows.history, mark, each),
        }
        for n, mark, each in rows.each(lasting=False)
    ]
    look = {"shape": "triangle-down", "size": 90, "stroke": INK, "strokeWidth": 0.8, "opacity": 1}
    return charts.drawn(
        "point",
        ticks,
        look,
        x=rows.x(),
        y=rows.y(),
        fill=charts.colour("fill"),
        tooltip=charts.tooltip("when", "what"),
    )


def _dates(rows: _Rows) -> alt.Chart:
    """The date of each occurrence in its row, where it has room."""
    where = rows.where
    texts: list[Row] = []
    for n, mark in enumerate(rows.marks):
        taken = [_box(where, each) for each in mark.occurrences if each.ends is None]
        for each in mark.occurrences:
            text = _date(rows.history, each)
            places = _places(where, each, layout.width(text, SMALL))
            box = layout.first_free(places, taken, Box(0, -9, where.plot + 36, 9))
            if box is not None:
                taken.append(box)
                texts.append({"row": n, "t": where.at(box.left), "text": text})
    look = {"align": "left", "baseline": "middle", "fontSize": SMALL, "color": INK}
    return charts.drawn("text", texts, look, x=rows.x(), y=rows.y(), text="text:N")


def _date(history: History, each: Occurrence) -> str:
    if each.ends is None:
        return history.short(each.begins)
    begins = "from before" if each.from_start else f"from {history.short(each.begins)}"
    return f"{begins}, goes on" if each.to_end else f"{begins} to {history.short(each.ends)}"


def _box(where: Frame, each: Occurrence) -> Box:
    x = where.x(each.begins)
    return Box(x - REACH + 2, -8, x + REACH - 2, 8)


def _places(where: Frame, each: Occurrence, wide: float) -> list[Box]:
    """Inside a bar if it fits, else to its right or left; beside a triangle."""
    x = where.x(each.begins)
    if each.ends is None:
        return [_line(x + REACH, wide), _line(x - REACH - wide, wide)]
    right = where.x(each.ends)
    inside = [_line(x + 5, wide)] if right - x >= wide + 10 else []
    return [*inside, _line(right + 5, wide), _line(x - 5 - wide, wide)]


def _line(left: float, wide: float) -> Box:
    return Box(left, -7, left + wide, 7)
