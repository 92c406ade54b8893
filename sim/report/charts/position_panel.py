"""One stance's positions laid out: what is where in pixels, and what the record has beside a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import altair as alt

from sim.engine.trace import DECISION, FORCE, Event
from sim.experiment.positions import Path
from sim.report import dates
from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import TEXT, Frame, Look, Mark, Row
from sim.report.charts.palette import FAINT, INK
from sim.report.history import History

ROW = 24  # pixels of a rung
RIGHT = 40  # pixels left free at the right, so that the last date is not cut


@dataclass(frozen=True)
class Panel:
    """A stance's panel while it is laid out: y runs from rung 0 upwards, in rungs."""

    history: History
    stance: int
    where: Frame
    colour: str

    @property
    def rungs(self) -> int:
        """How many rungs the ladder has."""
        return self.history.program.stances.rungs[self.stance]

    @cached_property
    def path(self) -> Path:
        """The stance's positions."""
        return self.history.paths[self.stance]

    @property
    def height(self) -> float:
        """Pixels of the panel."""
        return ROW * self.rungs

    def y(self, rung: float) -> float:
        """Pixels from the top of the panel."""
        return self.height * (1 - (rung + 0.5) / self.rungs)

    def rung(self, y: float) -> float:
        """The rung at some pixels from the top."""
        return (1 - y / self.height) * self.rungs - 0.5

    def across(self) -> alt.X:
        """The dates."""
        return charts.times(self.where, axis=True)

    def up(self, column: str = "rung") -> alt.Y:
        """The rungs, with their names at the left, those that are skipped in grey."""
        room = self.where.left - 12
        labels = rung_labels(self.history, self.stance)
        skips = self.history.program.stances.skipped[self.stance]
        skipped = [rung for rung, skip in enumerate(skips) if skip]
        ink = alt.condition(
            f"indexof({skipped}, datum.value) >= 0", alt.value(FAINT), alt.value(INK)
        )
        axis = charts.names_axis(
            [layout.shortened(label, room, TEXT) for label in labels],
            self.where.left,
            labelColor=ink,
        )
        scale = alt.Scale(domain=[-0.5, self.rungs - 0.5], nice=False, zero=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=axis)

    def marked(self, kind: Mark, rows: list[Row], look: Look, **more: object) -> alt.Chart:
        """Marks at dates and rungs that tell what they are."""
        told = charts.tooltip("when", "what")
        return charts.drawn(kind, rows, look, x=self.across(), y=self.up(), tooltip=told, **more)

    def moves(self) -> list[Event]:
        """The stance's decisions, and the moves forced on it."""
        return [
            event
            for event in self.history.trace.events
            if event.kind in {DECISION, FORCE} and event.subject == self.stance
        ]


def rung_labels(history: History, stance: int) -> list[str]:
    """The names of a stance's rungs, lowest first, with a word at those it skips."""
    skipped = history.program.stances.skipped[stance]
    names = history.rungs(stance)
    return [
        f"{name} (skipped)" if skip else name for name, skip in zip(names, skipped, strict=True)
    ]


def recorded(history: History, stance: int | None = None) -> list[Row]:
    """The decisions on record, where the record was not what was followed."""
    if history.followed:
        return []
    names = history.program.stances.name
    found: list[Row] = []
    for each in history.placed:
        entry = each.entry
        name = f"{entry.actor}/{entry.issue}"
        if entry.mark != "decision" or name not in names or each.time >= history.horizon:
            continue
        number = names.index(name)
        if stance is None or number == stance:
            rung = history.scenario.issue(str(entry.issue)).index(str(entry.rung))
            said = f"on record: {history.rung(number, rung)}"
            found.append(
                {"time": each.time, "rung": rung, "when": dates.window(entry.on), "what": said}
            )
    return found
