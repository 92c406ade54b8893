"""Picture (a): who stood where when, as steps over the dates, with the causes in rows above."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from sim.engine.trace import DECISION, FORCE, STAGE, Event
from sim.experiment.positions import Path
from sim.report import charts, dates, layout
from sim.report.cause_rows import cause_panel
from sim.report.charts import SMALL, TEXT, Frame, Row
from sim.report.history import History
from sim.report.layout import Box
from sim.report.marks import cause_marks
from sim.report.palette import FAINT, INK, PAPER, Palette, palette
from sim.report.sentences import what

ROW = 24  # pixels of a rung
DOT = 7  # pixels from the middle of a dot to where its label may begin
GREY = "#6E6E6E"  # of what is on record, beside a run
THICK = 2.5  # pixels on either side of a line
RIGHT = 40  # pixels left free at the right, so that the last date is not cut


def positions_chart(history: History) -> alt.VConcatChart:
    """The positions of all actors over the dates, the causes marked above them."""
    colours = palette(history)
    names = [mark.name for mark in cause_marks(history)]
    rungs = [name for stance in history.stances for name in _rung_labels(history, stance)]
    left = charts.left_room([*names, *rungs])
    where = charts.frame(history, left, charts.WIDTH - left - RIGHT)
    panels = [_stance_panel(history, stance, where, colours) for stance in history.stances]
    if names:
        panels.insert(0, cause_panel(history, where, colours))
    title = charts.heading(
        f"Who stood where when, {history.span()}",
        f"{history.title}. {history.subtitle}.",
        _key(history),
        "Declared positions, not practice. The order of moves is evidence, not cause.",
    )
    return alt.vconcat(*panels, spacing=18, title=title, config=charts.looks())


def _key(history: History) -> str:
    signs = ["Dots are decisions"]
    if any(history.program.stances.acts):
        signs.append("dots on stems are acts, which hold no position")
    if any(event.kind == FORCE for event in history.trace.events):
        signs.append("diamonds are moves forced from outside")
    if any(event.kind == STAGE for event in history.trace.events):
        signs.append("small upright strokes are stages of a decision still under way")
    if _recorded(history):
        signs.append("grey rings are the decisions on record, for comparison")
    return f"{'; '.join(signs)}. Dotted upright lines are the causes named above."


# --- one stance --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Panel:
    """A stance's panel while it is laid out: y runs from rung 0 upwards, in rungs."""

    history: History
    stance: int
    where: Frame
    colour: str

    @property
    def rungs(self) -> int:
        return self.history.program.stances.rungs[self.stance]

    @property
    def path(self) -> Path:
        return self.history.paths[self.stance]

    @property
    def height(self) -> float:
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
        labels = _rung_labels(self.history, self.stance)
        skips = self.history.program.stances.skipped[self.stance]
        skipped = [rung for rung, skip in enumerate(skips) if skip]
        ink = alt.condition(
            f"indexof({skipped}, datum.value) >= 0", alt.value(FAINT), alt.value(INK)
        )
        axis = charts.names_axis(
            [layout.shortened(label, room, TEXT) for label in labels], self.where.left, labelColor=ink
        )
        scale = alt.Scale(domain=[-0.5, self.rungs - 0.5], nice=False, zero=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=axis)

    def marked(self, kind: str, rows: list[Row], look: charts.Look, **more: object) -> alt.Chart:
        """Marks at dates and rungs that tell what they are."""
        told = charts.tooltip("when", "what")
        return charts.drawn(kind, rows, look, x=self.across(), y=self.up(), tooltip=told, **more)

    def moves(self) -> list[Event]:
        return [
            event
            for event in self.history.trace.events
            if event.kind in {DECISION, FORCE} and event.subject == self.stance
        ]


def _stance_panel(
    history: History, stance: int, where: Frame, colours: Palette
) -> alt.LayerChart:
    panel = _Panel(history, stance, where, colours.party(history.actor_id(stance)))
    return charts.layered(
        [_cause_lines(panel), *_line(panel), _stages(panel), _rings(panel), _dots(panel), *_labels(panel)],
        width=where.plot,
        height=panel.height,
        title=charts.panel_title(history.heading(stance)),
    )


def _rung_labels(history: History, stance: int) -> list[str]:
    skipped = history.program.stances.skipped[stance]
    names = history.rungs(stance)
    return [f"{name} (skipped)" if skip else name for name, skip in zip(names, skipped, strict=True)]


def _cause_lines(panel: _Panel) -> alt.Chart:
    rows: list[Row] = [
        {"t": panel.where.ms(time)}
        for mark in cause_marks(panel.history)
        for each in mark.occurrences
        for time in each.turns()
    ]
    return charts.drawn("rule", rows, charts.DOTTED, x=panel.across())


def _line(panel: _Panel) -> list[alt.Chart]:
    """The position as a line of steps; for acts a base line with a stem for each."""
    where, path = panel.where, panel.path
    steps = () if path.acts else path.steps
    held = [(0.0, path.start), *((step.time, step.rung) for step in steps)]
    held.append((panel.history.horizon, held[-1][1]))
    rows: list[Row] = [
        {"t": where.ms(time), "rung": rung, "n": n} for n, (time, rung) in enumerate(held)
    ]
    stems: list[Row] = [
        {"t": where.ms(step.time), "rung": step.rung, "base": path.start}
        for step in path.steps
        if path.acts
    ]
    look = {"interpolate": "step-after", "color": panel.colour, "strokeWidth": 3, "strokeCap": "butt"}
    line = charts.drawn(
        "line", rows, look, x=panel.across(), y=panel.up(), order=alt.Order("n:Q")
    )
    stem_look = {"color": panel.colour, "strokeWidth": 2.5}
    return [
        line,
        charts.drawn("rule", stems, stem_look, x=panel.across(), y=panel.up(), y2="base:Q"),
    ]


def _stages(panel: _Panel) -> alt.Chart:
    history = panel.history
    rows: list[Row] = [
        {
            "t": panel.where.ms(event.time),
            "rung": panel.path.at(event.time),
            "what": what(history, event),
            "when": history.when(event),
        }
        for event in history.trace.events
        if event.kind == STAGE and event.subject == panel.stance
    ]
    look = {"orient": "vertical", "size": 14, "thickness": 2, "color": INK}
    return panel.marked("tick", rows, look)


def _dots(panel: _Panel) -> alt.Chart:
    rows: list[Row] = [
        {
            "t": panel.where.ms(event.time),
            "rung": event.after,
            "when": panel.history.when(event),
            "what": what(panel.history, event),
            "shape": "diamond" if event.kind == FORCE else "circle",
        }
        for event in panel.moves()
    ]
    look = {"filled": True, "size": 110, "color": panel.colour, "stroke": PAPER, "strokeWidth": 1.5,
            "opacity": 1}  # fmt: skip
    return panel.marked("point", rows, look, shape=alt.Shape("shape:N", scale=None))


# --- the record beside a run -------------------------------------------------------------------


def _recorded(history: History, stance: int | None = None) -> list[Row]:
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


def _rings(panel: _Panel) -> alt.Chart:
    rows: list[Row] = [
        {**row, "t": panel.where.ms(row["time"])} for row in _recorded(panel.history, panel.stance)
    ]
    look = {"shape": "circle", "size": 150, "stroke": GREY, "strokeWidth": 2, "opacity": 1, "fill": PAPER}
    return panel.marked("point", rows, look)


# --- dates beside the dots ---------------------------------------------------------------------


def _labels(panel: _Panel) -> list[alt.Chart]:
    """The date of each dot where it is free of lines, dots and other dates; else it is in the table."""
    where, taken = panel.where, _drawn(panel)
    bounds = Box(2, -8, where.plot + RIGHT, panel.height + 4)
    rows: list[Row] = []
    for time, rung, ink in _dated(panel):
        text = panel.history.short(time)
        wide = layout.width(text, SMALL, bold=True)
        places = layout.around(where.x(time), panel.y(rung), wide, SMALL, DOT)
        box = layout.first_free(places, taken, bounds)
        if box is not None:
            taken.append(box)
            rows.append(
                {
                    "t": where.at(box.left),
                    "t2": where.at(box.right),
                    "rung": panel.rung(box.top),
                    "rung2": panel.rung(box.bottom),
                    "middle": panel.rung((box.top + box.bottom) / 2),
                    "text": text,
                    "ink": ink,
                }
            )
    back = charts.drawn(
        "rect",
        rows,
        {"color": PAPER, "opacity": 0.85},
        x=panel.across(),
        x2="t2:T",
        y=panel.up(),
        y2="rung2:Q",
    )
    look = {"align": "left", "baseline": "middle", "fontSize": SMALL, "fontWeight": "bold"}
    text_mark = charts.drawn(
        "text",
        rows,
        look,
        x=panel.across(),
        y=panel.up("middle"),
        text="text:N",
        color=charts.colour("ink"),
    )
    return [back, text_mark]


def _dated(panel: _Panel) -> list[tuple[float, int, str]]:
    """The dots whose dates are told: time, rung and colour; what happened before what is on record."""
    moves = [(event.time, event.after, INK) for event in panel.moves()]
    return moves + [
        (row["time"], row["rung"], GREY) for row in _recorded(panel.history, panel.stance)
    ]


def _drawn(panel: _Panel) -> list[Box]:
    """What the dates must keep clear of: dots, rings, the line, and stems."""
    where, path = panel.where, panel.path
    boxes = [
        Box(where.x(t) - DOT + 1, panel.y(r) - DOT + 1, where.x(t) + DOT - 1, panel.y(r) + DOT - 1)
        for t, r, _ in _dated(panel)
    ]
    since, held = 0.0, path.start
    for step in path.steps:
        x, ends = where.x(step.time), (panel.y(held), panel.y(step.rung))
        boxes.append(Box(x - THICK, min(ends), x + THICK, max(ends)))
        if not path.acts:
            boxes.append(_level(where, since, step.time, panel.y(held)))
            since, held = step.time, step.rung
    return [*boxes, _level(where, since, panel.history.horizon, panel.y(held))]


def _level(where: Frame, since: float, until: float, y: float) -> Box:
    return Box(where.x(since), y - THICK, where.x(until), y + THICK)
