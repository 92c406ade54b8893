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
ACTS = "Acts hold no position: each is over at once."
NUMBERS = 40  # pixels between plot and list, for the scale


def pressure_chart(history: History, stances: tuple[int, ...] | None = None) -> alt.VConcatChart:
    """The pressure of each stance (or of those asked for), one panel each."""
    asked = tuple(history.stances) if stances is None else stances
    where, colours = frame(history), palette(history)
    panels = [panel(history, stance, where, colours) for stance in asked]
    alone = len(panels) == 1
    rows = [
        _row(each) if alone else _row(each).properties(title=_panel_title(each)) for each in panels
    ]
    title = _alone(panels[0]) if alone else _all(history)
    return alt.vconcat(*rows, spacing=26, title=title, config=charts.looks())


def frame(history: History) -> Frame:
    """Where time runs: the names of the levels have the same room in every picture of a history."""
    labels = [
        f"{level.name} {number(level.value)}"
        for stance in history.stances
        for level in levels(history, stance)
    ]
    left = charts.left_room(labels, SMALL)
    return charts.frame(history, left, charts.WIDTH - left - LIST - NUMBERS - 24)


def _row(each: Panel) -> alt.HConcatChart:
    return alt.hconcat(plot(each), source_list(each), spacing=NUMBERS, bounds="flush")


# --- titles ------------------------------------------------------------------------------------


def _all(history: History) -> alt.TitleParams:
    return charts.heading(
        f"What pushed each actor, how hard, and when it moved, {history.span()}",
        f"{history.title}. {history.subtitle}.",
        BANDS,
        LINES,
        *([ACTS] if any(history.program.stances.acts) else []),
    )


def _alone(each: Panel) -> alt.TitleParams:
    history = each.history
    return charts.heading(
        history.heading(each.stance),
        f"What pushed it, how hard, and when it moved, {history.span()}.",
        f"{history.title}. {history.subtitle}.",
        BANDS,
        LINES,
        *([ACTS] if history.program.stances.acts[each.stance] else []),
        *_notes(each),
    )


def _panel_title(each: Panel) -> alt.TitleParams:
    return charts.panel_title(each.history.heading(each.stance), *_notes(each), offset=8)


def _notes(each: Panel) -> list[str]:
    """What the plot cannot show: levels off its scale, and what its gates wait for."""
    beyond = [
        f"{level.name} {'below' if level.gives_up else 'takes'} {number(level.value)}"
        for level in each.beyond()
    ]
    notes = [f"Off the scale: {listed(beyond)}."] if beyond else []
    return notes + [_gate(each, gate) for gate in each.gates]


def _gate(each: Panel, gate: Gate) -> str:
    history = each.history
    spans = gate.shut(history.horizon)
    told = [f"{history.short(since)} to {history.short(until)}" for since, until in spans]
    shut = f"shut {listed(told)}: the bar along the top" if spans else "open throughout"
    return f"Gate “{gate.name}” before the stage “{gate.stage}” waits for {gate.waits_for}; {shut}."
