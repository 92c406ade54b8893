"""The picture of one actor: the class and history as lines over the model's worlds, by move.

There are two of each, a wide one and one for phones, because letters that shrink with a picture
cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import altair as alt
import numpy as np
from altair.utils.schemapi import debug_mode

from sim.classroom.debrief.courses import Course, line
from sim.experiment.positions import Path
from sim.report import dates
from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, Frame, Row, Spec
from sim.report.charts.layout import shortened, width
from sim.report.charts.palette import FAINT, INK, OKABE_ITO
from sim.report.words import whole

PALE, DEEP = "#E3EFF8", "#5AA0D0"  # shares of worlds: light enough for lines and letters over them
HISTORY, HISTORY_TEXT = OKABE_ITO[4], "#A84300"  # the text darker, to be read on white
KEPT = 2  # decimals of a share: days on which it is the same are drawn as one
APART = 3.5  # pixels by which the lines of class and history keep to either side of the middle
HALF = 0.5  # days


@dataclass(frozen=True)
class Layout:
    """Sizes in pixels; `inside` writes the names of rungs over their rows instead of at the left."""

    left: float
    plot: float
    right: float
    row: float
    inside: bool

    @property
    def band(self) -> tuple[float, float]:
        """Bottom and top of a row's band, in rungs from its middle."""
        return (-0.46, 0.06) if self.inside else (-0.42, 0.42)

    @property
    def middle(self) -> float:
        """Where in a row the lines run, in rungs from its middle."""
        return sum(self.band) / 2


def wide(course: Course) -> Layout:
    """Names at the left: for screens and paper."""
    left = min(250.0, charts.left_room(course.rungs) + 6)
    return Layout(left, 790 - left, 110, 28, inside=False)


def narrow() -> Layout:
    """Names over their rows: for phones."""
    return Layout(6, 276, 44, 42, inside=True)


def spec(course: Course, layout: Layout) -> Spec:
    """The picture in Vega-Lite's words; unchecked, which takes half the time (the tests check it)."""
    with debug_mode(False):
        found: Spec = chart(course, layout).to_dict(validate=False)
        return found


def chart(course: Course, layout: Layout) -> alt.LayerChart:
    """The picture of one actor in a layout."""
    where = Frame(layout.left, layout.plot, course.calendar.scenario.start, course.end)
    drawing = _Drawing(course, layout, where)
    return charts.layered(
        list(drawing.layers()),
        width=layout.plot,
        height=drawing.height,
        padding={"left": 4, "top": 8, "right": 8, "bottom": 4},
        config=_looks(),
    )


def _looks() -> alt.Config:
    looks = charts.looks()
    looks.padding = alt.Undefined
    return looks


@dataclass(frozen=True)
class _Drawing:
    """A picture while it is drawn: y runs from rung 0 upwards, in rungs."""

    course: Course
    layout: Layout
    where: Frame

    @property
    def height(self) -> float:
        return self.layout.row * len(self.course.rungs)

    @property
    def lift(self) -> float:
        """APART in rungs."""
        return APART / self.layout.row

    def layers(self) -> Iterator[alt.Chart]:
        """What is under comes first."""
        middle = self.layout.middle
        yield self._frame()
        yield from self._worlds()
        yield self._bounds()
        if self.course.history is not None:
            look = {"stroke": HISTORY, "strokeWidth": 2.5, "strokeDash": [6, 3]}
            yield from self._line(self.course.history, middle + self.lift, look, HISTORY)
        if self.course.own.until > 0:
            look = {"stroke": INK, "strokeWidth": 3.5}
            yield from self._line(self.course.own, middle - self.lift, look, INK)
            yield from self._ends()
        if self.layout.inside:
            yield from self._names()
        yield from self._moves()
        yield from self._shares()

    @cached_property
    def across(self) -> alt.X:
        """The dates."""
        return charts.times(self.where, axis=True)

    @cached_property
    def up(self) -> alt.Y:
        """The rungs."""
        scale = alt.Scale(domain=[-0.5, len(self.course.rungs) - 0.5], nice=False, zero=False)
        if self.layout.inside:
            return alt.Y("rung:Q", scale=scale, axis=None)
        room = self.layout.left - 16
        names = [shortened(name, room, TEXT) for name in self.course.rungs]
        return alt.Y(
            "rung:Q", scale=scale, axis=charts.names_axis(names, self.layout.left, padding=10)
        )

    def drawn(
        self, kind: charts.Mark, rows: list[Row], look: charts.Look, **more: alt.SchemaBase | str
    ) -> alt.Chart:
        """Marks at dates and rungs."""
        return charts.drawn(kind, rows, look, x=self.across, y=self.up, **more)

    # --- the model's worlds --------------------------------------------------------------------

    def _frame(self) -> alt.Chart:
        """A pale ground for each rung, so that an empty row is seen to be one."""
        low, high = self.layout.band
        rows: list[Row] = [
            {"t": self.where.ms(0), "u": self.where.ms(self.course.end), "rung": rung + low,
             "top": rung + high}
            for rung in range(len(self.course.rungs))
        ]  # fmt: skip
        return self.drawn("rect", rows, {"color": "#F7F7F7"}, x2="u:T", y2="top:Q")

    def _worlds(self) -> Iterator[alt.Chart]:
        if self.course.worlds is None:
            return
        low, high = self.layout.band
        fan = self.course.worlds.fan
        days, shares = np.array(fan.days), np.round(fan.shares[self.course.stance], KEPT)
        rows: list[Row] = []
        for rung in range(shares.shape[1]):
            edges = np.flatnonzero(np.diff(shares[:, rung])) + 1
            firsts = [0, *edges.tolist()]
            lasts = [*(edges - 1).tolist(), len(shares) - 1]
            for first, last in zip(firsts, lasts, strict=True):
                share = float(shares[first, rung])
                if share > 0:
                    begins = max(0.0, float(days[first]) - HALF)
                    ends = min(self.course.end, float(days[last]) + HALF)
                    rows.append(
                        {"t": self.where.ms(begins), "u": self.where.ms(ends), "rung": rung + low,
                         "top": rung + high, "share": share}
                    )  # fmt: skip
        shade = alt.Color(
            "share:Q", scale=alt.Scale(domain=[0, 1], range=[PALE, DEEP]), legend=None
        )
        yield self.drawn("rect", rows, {}, x2="u:T", y2="top:Q", color=shade)

    def _shares(self) -> Iterator[alt.Chart]:
        """The shares at the end, at the right."""
        if self.course.worlds is None:
            return
        rows: list[Row] = [
            {"t": self.where.ms(self.course.end), "rung": rung + self.layout.middle,
             "text": f"{whole(float(share))} %"}
            for rung, share in enumerate(self.course.worlds.at(self.course.stance, self.course.end))
            if share > 0
        ]  # fmt: skip
        look = {"align": "left", "dx": 6, "fontSize": SMALL, "color": "#1F5F8F"}
        yield self.drawn("text", rows, look, text="text:N")

    # --- moves and names -----------------------------------------------------------------------

    def _bounds(self) -> alt.Chart:
        rows: list[Row] = [
            {"t": self.where.ms(self.course.calendar.begin(move))}
            for move in range(1, self.course.calendar.moves)
        ]
        look = {"color": FAINT, "strokeWidth": 1.2}
        return charts.drawn("rule", rows, look, x=self.across)

    def _moves(self) -> Iterator[alt.Chart]:
        """Above the plot: which move it is and who played."""
        rows: list[Row] = []
        for move, played in enumerate(self.course.played):
            begins = 0.0 if move == 0 else self.course.calendar.begin(move)
            ends = self.course.calendar.end(move)
            who = "not run" if played is None else "team" if played else "model"
            room = self.where.x(ends) - self.where.x(begins) - 4
            told = next(
                (text for text in (f"Move {move + 1}: {who}", f"{move + 1}: {who}")
                 if width(text, SMALL) <= room),
                str(move + 1),
            )  # fmt: skip
            rows.append({"t": self.where.ms((begins + ends) / 2), "text": told})
        look = {"align": "center", "baseline": "bottom", "fontSize": SMALL, "color": INK}
        yield charts.drawn(
            "text", rows, look, x=self.across, y=alt.value(-4), text=alt.Text("text:N")
        )

    def _names(self) -> Iterator[alt.Chart]:
        """The rungs' names over their rows, clear of the lines."""
        room = self.layout.plot - 4
        rows: list[Row] = [
            {"t": self.where.ms(0), "rung": rung + 0.28, "text": shortened(name, room, TEXT)}
            for rung, name in enumerate(self.course.rungs)
        ]
        look = {"align": "left", "dx": 2, "fontSize": TEXT}
        halo = {**look, "stroke": "white", "strokeWidth": 3, "color": "white"}
        yield self.drawn("text", rows, halo, text="text:N")
        yield self.drawn("text", rows, {**look, "color": INK}, text="text:N")

    # --- lines ---------------------------------------------------------------------------------

    def _line(self, path: Path, lift: float, look: charts.Look, colour: str) -> Iterator[alt.Chart]:
        steps = [*line(path)]
        steps.append((path.until, steps[-1][1]))
        rows: list[Row] = [
            {"t": self.where.ms(time), "rung": rung + lift, "n": n}
            for n, (time, rung) in enumerate(steps)
        ]
        shape = {"interpolate": "step-after", "strokeJoin": "round", "strokeCap": "butt"}
        order = alt.Order("n:Q")
        halo = {**shape, "stroke": "white", "strokeWidth": 6}
        yield self.drawn("line", rows, halo, order=order)
        yield self.drawn("line", rows, {**shape, **look}, order=order)
        if path.acts:
            dots: list[Row] = [
                {"t": self.where.ms(step.time), "rung": step.rung + lift} for step in path.steps
            ]
            dot = {"filled": True, "size": 70, "color": colour, "opacity": 1, "stroke": "white",
                   "strokeWidth": 1}  # fmt: skip
            yield self.drawn("point", dots, dot)

    def _ends(self) -> Iterator[alt.Chart]:
        """At the end of each line whose it is; on a phone the key says it."""
        own, history, middle = self.course.own, self.course.history, self.layout.middle
        early = own.until < self.course.end
        if early:
            at = {"t": self.where.ms(own.until), "rung": line(own)[-1][1] + middle - self.lift}
            stop = {"shape": "square", "filled": True, "size": 60, "color": INK, "opacity": 1}
            yield self.drawn("point", [at], stop)
            day = dates.short(self.course.calendar.scenario.date(own.until - 1e-6))
            text = {**at, "text": f"class ended {day}"}
            look = {"align": "left", "dx": 6, "fontSize": SMALL, "fontWeight": "bold", "color": INK}
            yield self.drawn("text", [text], look, text="text:N")
        if self.layout.inside:
            return
        ends = self.where.ms(self.course.end)
        for path, name, colour, lift in (
            (own, "class", INK, -1), (history, "history", HISTORY_TEXT, 1),
        ):  # fmt: skip
            if path is None or (path is own and early):
                continue
            together = (
                not early and history is not None and line(own)[-1][1] == line(history)[-1][1]
            )
            rung = line(path)[-1][1] + middle + (lift * 6 / self.layout.row if together else 0)
            look = {"align": "left", "dx": 46, "fontSize": SMALL, "fontWeight": "bold",
                    "color": colour}  # fmt: skip
            yield self.drawn("text", [{"t": ends, "rung": rung, "text": name}], look, text="text:N")
