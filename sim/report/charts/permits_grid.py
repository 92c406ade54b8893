"""Picture (c): which weapon may be used where, by date, one grid for each day that changed it."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from sim.report import names
from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import PANEL, SMALL, TEXT, WIDTH, Row
from sim.report.charts.palette import FAINT, INK, PAPER, ink_on, palette
from sim.report.charts.permit_dates import (
    PermitDate,
    area_name,
    note_said,
    permit_dates,
    targets_said,
    use,
    weapon_name,
)
from sim.report.charts.permits_plan import GAP, LETTERS, LINE, Line, Plan, lines_in, planned
from sim.report.history import History
from sim.scenario.permits import Cell

NONE_FILL, SOME_FILL, ALL_FILL = (
    PAPER,
    "#A6CEE3",
    "#1F5A96",
)  # light to dark, told apart in grey too
KEY = (
    "White: no use permitted. Light: some targets. Dark: all kinds of target, under the condition "
    "whose letter stands in the cell. Heavy outline: changed on that date."
)


def permits_chart(history: History) -> alt.VConcatChart | None:
    """The permission grid by date; None where no rung permits anything."""
    found = permit_dates(history)
    if not found:
        return None
    plan = planned(history, found)
    rows: list[alt.HConcatChart] = []
    for first in range(0, len(found), plan.per_row):
        part = found[first : first + plan.per_row]
        views = [_side(plan), *(_grid(plan, each) for each in part)]
        rows.append(alt.hconcat(*views, spacing=GAP, bounds="flush"))
    foot = _foot(plan)
    parts = rows if foot is None else [*rows, foot]
    title = _title(history, found)
    return alt.vconcat(*parts, spacing=30, title=title, config=charts.looks())


def _title(history: History, found: Sequence[PermitDate]) -> alt.TitleParams:
    several = f" and on {len(found) - 1} later dates" if len(found) > 1 else "; nothing changed it"
    return charts.heading(
        f"Which weapon may be used where: at the start{several}, {history.span()}",
        f"{history.title}. {history.subtitle}.",
        KEY,
        "Declared permissions, not practice. Each actor speaks for the weapons it supplies.",
    )


# --- views -------------------------------------------------------------------------------------


def _texts(rows: Sequence[Row], **look: object) -> alt.Chart:
    return charts.drawn(
        "text",
        rows,
        {"baseline": "middle", **look},
        x=charts.pixels("x"),
        y=charts.pixels("y"),
        text="text:N",
        color=charts.colour("ink"),
    )


def _rects(rows: Sequence[Row], **look: object) -> alt.Chart:
    return charts.drawn(
        "rect",
        rows,
        look,
        x=charts.pixels("x"),
        x2="x2:Q",
        y=charts.pixels("y"),
        y2="y2:Q",
        fill=charts.colour("fill"),
        tooltip=charts.tooltip("what"),
    )


def _side(plan: Plan) -> alt.LayerChart:
    """The names of actors, in their colours' boxes, and of their weapons."""
    colours = palette(plan.history)
    heads: list[Row] = []
    boxes: list[Row] = []
    for line in plan.lines:
        if line.actor is None:
            continue
        y = plan.head + (line.top + line.bottom) / 2
        name = layout.shortened(line.text, plan.left - 16, TEXT)
        heads.append({"x": 16, "y": y + 2, "text": name, "ink": INK})
        fill = colours.party(line.actor)
        boxes.append({"x": 0, "x2": 11, "y": y - 4, "y2": y + 7, "fill": fill, "what": line.text})
    weapons: list[Row] = [
        {"x": plan.left, "y": plan.head + (line.top + line.bottom) / 2, "ink": INK,
         "text": layout.shortened(line.text, plan.left - 8, TEXT)}
        for line in plan.lines
        if line.key is not None
    ]  # fmt: skip
    layers = [
        _rects(boxes),
        _texts(heads, align="left", fontSize=TEXT, fontWeight="bold"),
        _texts(weapons, align="right", fontSize=TEXT),
    ]
    return charts.layered(layers, width=plan.left, height=plan.head + plan.height)


def _grid(plan: Plan, date: PermitDate) -> alt.LayerChart:
    """One grid: the areas across, the weapons down."""
    history, areas = plan.history, list(plan.history.scenario.areas)
    heads = [
        {
            "x": (n + 0.5) * plan.cell,
            "y": plan.head - 6 - LINE * (len(lines) - k - 0.5),
            "text": text,
            "ink": FAINT,
        }
        for n, area in enumerate(areas)
        for lines in [layout.wrapped(area_name(history, area), plan.cell - 6, LETTERS)]
        for k, text in enumerate(lines)
    ]
    place = {line.key: line for line in plan.lines if line.key is not None}
    cells: list[Row] = []
    texts: list[Row] = []
    for cell in date.cells:
        line, n = place[cell.actor, cell.issue, cell.weapon], areas.index(cell.area)
        cells.append(_box(plan, cell, n, line, changed=use(cell) in date.changed))
        texts += _inside(
            plan, cell, (n + 0.5) * plan.cell, plan.head + (line.top + line.bottom) / 2
        )
    layers = [
        _texts(heads, align="center", fontSize=LETTERS),
        _rects([row for row in cells if not row["changed"]], stroke="#BFBFBF", strokeWidth=1),
        _rects([row for row in cells if row["changed"]], stroke="#000000", strokeWidth=2.5),
        _texts(texts, align="center", fontSize=LETTERS),
    ]
    return charts.layered(
        layers,
        width=plan.cell * len(areas),
        height=plan.head + plan.height,
        title=_grid_title(plan, date),
    )


def _grid_title(plan: Plan, date: PermitDate) -> alt.TitleParams:
    history = plan.history
    wide = plan.cell * len(history.scenario.areas)
    if not date.moves:
        head, lines = f"{history.day(date.time)}, at the start", []
    else:
        head = f"From {history.day(date.time)}"
        lines = [
            part
            for event in date.moves
            for part in layout.wrapped(
                f"{history.actor(event.subject)}: {history.rung(event.subject, event.after)}",
                wide,
                SMALL,
            )
        ]
    return alt.TitleParams(
        layout.wrapped(head, wide, PANEL, bold=True), subtitle=lines or [""], anchor="start", frame="group",
        fontSize=PANEL, subtitleFontSize=SMALL, offset=8,
    )  # fmt: skip


def _box(plan: Plan, cell: Cell, n: int, line: Line, *, changed: bool) -> Row:
    history = plan.history
    inset = 1.5
    said = targets_said(history, cell)
    note = note_said(history, cell)
    told = (
        f"{names.party_name(history.scenario, cell.actor)}, {weapon_name(history, cell.weapon)}, "
        f"{area_name(history, cell.area)}: {said}{f' ({note})' if note and cell.targets else ''}"
    )
    return {
        "x": n * plan.cell + inset, "x2": (n + 1) * plan.cell - inset,
        "y": plan.head + line.top + inset, "y2": plan.head + line.bottom - inset,
        "fill": _fill(said), "changed": changed, "what": told,
    }  # fmt: skip


def _fill(said: str) -> str:
    return {"no": NONE_FILL, "all": ALL_FILL}.get(said, SOME_FILL)


def _inside(plan: Plan, cell: Cell, x: float, y: float) -> list[Row]:
    lines = lines_in(plan.history, cell, plan.cell, plan.notes)
    fill = _fill(targets_said(plan.history, cell))
    ink = ink_on(fill) if cell.targets else FAINT
    top = y - LINE * (len(lines) - 1) / 2
    return [{"x": x, "y": top + LINE * k, "text": text, "ink": ink} for k, text in enumerate(lines)]


def _foot(plan: Plan) -> alt.LayerChart | None:
    """The conditions, by letter."""
    if not plan.notes:
        return None
    rows: list[Row] = []
    y = 0.0
    for note, letter in plan.notes.items():
        for k, text in enumerate(layout.wrapped(note, WIDTH - 80, SMALL)):
            rows.append({"x": 24, "y": y + 8, "text": text, "ink": INK})
            if k == 0:
                rows.append({"x": 0, "y": y + 8, "text": f"({letter})", "ink": INK})
            y += 15
    layer = _texts(rows, align="left", fontSize=SMALL)
    return charts.layered(
        [layer], width=WIDTH - 40, height=y, title=charts.panel_title("Conditions")
    )
