"""Picture (b): a stance's pressure, stacked by source, against what its rungs take."""

from __future__ import annotations

import altair as alt

from sim.report import charts
from sim.report.charts import SMALL, Frame
from sim.report.gates import Gate
from sim.report.history import History
from sim.report.levels import levels
from sim.report.palette import palette
from sim.report.pressure_layers import plot
from sim.report.pressure_list import WIDTH as LIST
from sim.report.pressure_list import source_list
from sim.report.pressure_panel import Panel, panel
from sim.report.words import listed, number

BANDS = (
    "Bands: the parts of the pressure by source, numbered as in the list; what holds back hangs "
    "below zero. Black line: the pressure, their sum (no unit)."
)
LINES = (
    "Dashed lines: what a rung takes, heavy while it is the next one up. Dotted: below it a rung "
    "held is given up. Dots: decisions, before the pressure they let off. Strokes: stages."
)
NUMBERS = 40  # pixels between plot and list, for the scale


def pressure_chart(history: History, stances: tuple[int, ...] | None = None) -> alt.VConcatChart:
    """The pressure of each stance (or of those asked for), one panel each."""
    asked = tuple(history.stances) if stances is None else stances
    where, colours = frame(history), palette(history)
    panels = [panel(history, stance, where, colours) for stance in asked]
    return alt.vconcat(
        *(_row(each, named=len(panels) > 1) for each in panels),
        spacing=26,
        title=_title(history, asked),
        config=charts.looks(),
    )


def frame(history: History) -> Frame:
    """Where time runs: the names of the levels have the same room in every picture of a history."""
    labels = [
        f"{level.name} {number(level.value)}"
        for stance in history.stances
        for level in levels(history, stance)
    ]
    left = charts.left_room(labels, SMALL)
    return charts.frame(history, left, charts.WIDTH - left - LIST - NUMBERS - 24)


def _row(each: Panel, *, named: bool) -> alt.HConcatChart:
    note = [
        f"{level.name} {'below' if level.gives_up else 'takes'} {number(level.value)}"
        for level in each.beyond()
    ]
    notes = [f"Off the scale: {listed(note)}."] if note else []
    notes += [_gate(each, gate) for gate in each.gates]
    named_as = each.history.heading(each.stance) if named else ""
    title = charts.panel_title(named_as, *notes, offset=8)
    chart = alt.hconcat(plot(each), source_list(each), spacing=NUMBERS, bounds="flush")
    return chart.properties(title=title)


def _gate(each: Panel, gate: Gate) -> str:
    spans = gate.shut(each.history.horizon)
    told = listed(
        [f"{each.history.short(since)} to {each.history.short(until)}" for since, until in spans]
    )
    shut = f"shut {told}: the bar along the top" if spans else "open throughout"
    return f"Gate “{gate.name}” before the stage “{gate.stage}” waits for {gate.waits_for}; {shut}."


def _title(history: History, asked: tuple[int, ...]) -> alt.TitleParams:
    lines = [f"{history.title}. {history.subtitle}.", BANDS, LINES]
    if any(history.program.stances.acts[stance] for stance in asked):
        lines.append("Acts are words and drills; they hold no position.")
    if len(asked) > 1:
        title = f"What pushed each actor, how hard, and when it moved, {history.span()}"
        return charts.heading(title, *lines)
    when = f"What pushed it, how hard, and when it moved, {history.span()}."
    return charts.heading(history.heading(asked[0]), when, *lines)
