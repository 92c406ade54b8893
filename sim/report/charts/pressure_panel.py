"""One stance's pressure laid out: its curve, bands, levels and flags, and what is where in pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10

import altair as alt

from sim.engine.trace import DECISION, FORCE, STAGE, Event
from sim.report import names
from sim.report.charts import common as charts
from sim.report.charts.bands import Band, bands, extent
from sim.report.charts.common import SMALL, Frame
from sim.report.charts.curves import Sample, samples
from sim.report.charts.flags import Flag, Hung, hung
from sim.report.charts.levels import AHEAD, ON_SCALE, Level, levels
from sim.report.charts.palette import Palette
from sim.report.gates import Gate, gates
from sim.report.history import History

LEAST_HEIGHT = 230  # pixels of the plot
ROW = 17  # pixels of a line of the list of sources
LANE = 14  # pixels of a lane of flags
DIGITS = 4  # of a pressure in the picture's data
LEAST_SPAN = 0.3  # pressure between bottom and top, so that a flat line is not blown up


@dataclass(frozen=True)
class Panel:
    """A stance's panel; `low` and `high` are the pressures at its bottom and top."""

    history: History
    stance: int
    where: Frame
    height: float
    low: float
    high: float
    samples: tuple[Sample, ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    flags: tuple[Hung, ...]
    events: tuple[Event, ...]  # decisions, forces and stages of the stance
    gates: tuple[Gate, ...]

    def y(self, value: float) -> float:
        """Pixels from the top of the plot."""
        return self.height * (self.high - value) / (self.high - self.low)

    def value(self, y: float) -> float:
        """The pressure at some pixels from the top; outside the plot, what it would be."""
        return self.high - y / self.height * (self.high - self.low)

    def across(self) -> alt.X:
        """The dates."""
        return charts.times(self.where, axis=True)

    def up(self) -> alt.Y:
        """Pressure; the axis only keeps room at the left, what stands there is drawn by hand."""
        room = self.where.left
        axis = alt.Axis(
            labels=False,
            ticks=False,
            domain=False,
            grid=False,
            title=None,
            minExtent=room,
            maxExtent=room,
        )
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.Y("y:Q", scale=scale, axis=axis)

    def drawn(self) -> tuple[Level, ...]:
        """The levels on the scale."""
        return tuple(each for each in self.levels if self.low <= each.value <= self.high)

    def beyond(self) -> tuple[Level, ...]:
        """The levels off the scale."""
        return tuple(each for each in self.levels if not self.low <= each.value <= self.high)


def panel(history: History, stance: int, where: Frame, colours: Palette) -> Panel:
    """A stance's panel."""
    curve = samples(history, stance)
    found = bands(history, stance, curve, colours)
    all_levels = levels(history, stance)
    low, high = _scale(extent(found, curve), all_levels)
    events = tuple(
        event
        for event in history.trace.events
        if event.kind in {DECISION, FORCE, STAGE} and event.subject == stance
    )
    return Panel(
        history,
        stance,
        where,
        max(LEAST_HEIGHT, ROW * (len(found) + 2)),
        low,
        high,
        curve,
        found,
        all_levels,
        hung([_flag(history, event, where) for event in events], SMALL),
        events,
        gates(history, stance),
    )


def ticks(low: float, high: float) -> Iterator[float]:
    """Round numbers from the bottom to the top of a scale, three to eight of them."""
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough)
    number = -floor(-low / step)
    while number * step <= high:
        yield number * step
        number += 1


def _scale(drawn: tuple[float, float], found: tuple[Level, ...]) -> tuple[float, float]:
    """From below all that is drawn to above it, with the levels that do not squeeze it too much."""
    low, high = drawn
    takes = [level for level in found if not level.gives_up]
    most = max(high, LEAST_SPAN)
    near = [
        level.value for level in takes if level.value <= most * (AHEAD if level.spans else ON_SCALE)
    ]
    near = near or [level.value for level in takes[:1]]
    least = min(low, 0.0) - (max(high, *near, 0.0) - low) * (ON_SCALE - 1)
    below = [level.value for level in found if least <= level.value < low]
    low, high = min([low, *below]), max([high, *near])
    room = max(high - low, LEAST_SPAN)
    return low - 0.03 * room * (low < 0), low + room * 1.05


def _flag(history: History, event: Event, where: Frame) -> Flag:
    x, date = where.x(event.time), history.short(event.time)
    if event.kind == STAGE:
        program = history.program
        stage = program.stances.stage[event.subject][event.step]
        return Flag(x, date, names.stage_name(program, event.subject, stage), strong=False)
    forced = "forced: " if event.kind == FORCE else ""
    return Flag(x, date, forced + history.rung(event.subject, event.after))
