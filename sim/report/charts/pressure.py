"""Picture (b): a stance's pressure, stacked by source, against what its rungs take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, Frame, Spec
from sim.report.charts.levels import levels
from sim.report.charts.palette import palette
from sim.report.charts.pressure_layers import plot
from sim.report.charts.pressure_list import WIDTH as LIST
from sim.report.charts.pressure_list import source_list
from sim.report.charts.pressure_panel import Panel, panel
from sim.report.gates import Gate
from sim.report.history import History
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


def pressure_chart(history: History) -> alt.VConcatChart:
    """The pressure of every stance, one panel each."""
    where, colours = frame(history), palette(history)
    panels = [panel(history, stance, where, colours) for stance in history.stances]
    rows = [_row(each) for each in panels]
    return alt.vconcat(*rows, spacing=26, title=_all(history), config=charts.looks())


def alone(whole: Spec, history: History, stance: int) -> Spec:
    """One panel of the picture as a picture of its own: drawing it again would take as long."""
    row = dict(whole["vconcat"][stance])
    notes = row.pop("title").get("subtitle", [])
    used = set(_datasets(row))
    kept = {name: rows for name, rows in whole["datasets"].items() if name in used}
    title = _alone(history, stance, notes).to_dict()
    return {**whole, "vconcat": [row], "title": title, "datasets": kept}


def _datasets(part: object) -> Iterator[str]:
    """The names of the data that a part of a specification draws."""
    if isinstance(part, dict):
        named = part.get("data")
        if isinstance(named, dict) and "name" in named:
            yield named["name"]
        for each in part.values():
            yield from _datasets(each)
    elif isinstance(part, list):
        for each in part:
            yield from _datasets(each)


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
    title = charts.panel_title(each.history.heading(each.stance), *_notes(each), offset=8)
    parts = [plot(each), source_list(each)]
    return alt.HConcatChart(hconcat=parts, spacing=NUMBERS, bounds="flush", title=title)


# --- titles ------------------------------------------------------------------------------------


def _all(history: History) -> alt.TitleParams:
    return charts.heading(
        f"What pushed each actor, how hard, and when it moved, {history.span()}",
        f"{history.title}. {history.subtitle}.",
        BANDS,
        LINES,
        *([ACTS] if any(history.program.stances.acts) else []),
    )


def _alone(history: History, stance: int, notes: Sequence[str]) -> alt.TitleParams:
    return charts.heading(
        history.heading(stance),
        f"What pushed it, how hard, and when it moved, {history.span()}.",
        f"{history.title}. {history.subtitle}.",
        BANDS,
        LINES,
        *([ACTS] if history.program.stances.acts[stance] else []),
        *notes,
    )


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
