"""Picture (a): who stood where when, as steps over the dates, with the causes in rows above."""

from __future__ import annotations

import altair as alt

from sim.engine.trace import FORCE, STAGE
from sim.report.charts import common as charts
from sim.report.charts.cause_rows import cause_panel
from sim.report.charts.marks import cause_marks
from sim.report.charts.palette import palette
from sim.report.charts.position_layers import stance_chart
from sim.report.charts.position_panel import RIGHT, Panel, recorded, rung_labels
from sim.report.history import History


def positions_chart(history: History) -> alt.VConcatChart:
    """The positions of all actors over the dates, the causes marked above them."""
    colours = palette(history)
    causes = [mark.name for mark in cause_marks(history)]
    rungs = [name for stance in history.stances for name in rung_labels(history, stance)]
    left = charts.left_room([*causes, *rungs])
    where = charts.frame(history, left, charts.WIDTH - left - RIGHT)
    panels = [
        stance_chart(Panel(history, stance, where, colours.party(history.actor_id(stance))))
        for stance in history.stances
    ]
    if causes:
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
    if recorded(history):
        signs.append("grey rings are the decisions on record, for comparison")
    told = f"{'; '.join(signs)}."
    lines = any(mark.lines() for mark in cause_marks(history))
    return f"{told} Dotted upright lines are the causes named above." if lines else told
