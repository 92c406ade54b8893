"""Picture (c): which weapon may be used where, by date, one grid for each day that changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import altair as alt

from sim.report import charts, layout, names
from sim.report.charts import PANEL, SMALL, TEXT, WIDTH, Row
from sim.report.history import History
from sim.report.palette import FAINT, INK, PAPER, ink_on, palette
from sim.report.permit_dates import (
    PermitDate,
    area_name,
    note_said,
    permit_dates,
    targets_said,
    use,
    weapon_name,
)
from sim.scenario.permits import Cell

NONE_FILL, SOME_FILL, ALL_FILL = PAPER, "#A6CEE3", "#1F5A96"  # light to dark, told apart in grey too
LEAST_CELL, MOST_CELL = 54.0, 92.0  # pixels across
GAP = 14  # pixels between grids
LINE = 12.5  # pixels of a line in a cell
LETTERS = 10  # font size in a cell


def permits_chart(history: History) -> alt.VConcatChart | None:
    """The permission grid by date; None where no rung permits anything."""
    found = permit_dates(history)
    if not found:
        return None
    plan = _plan(history, found)
    rows: list[alt.HConcatChart] = []
    for first in range(0, len(found), plan.per_row):
        part = found[first : first + plan.per_row]
        views = [_side(plan), *(_grid(plan, each) for each in part)]
        rows.append(alt.hconcat(*views, spacing=GAP, bounds="flush"))
    foot = _foot(plan)
    return alt.vconcat(
        *rows, *([foot] if foot is not None else []), spacing=30, title=_title(history, found), config=charts.looks()
    )


def _title(history: History, found: Sequence[PermitDate]) -> alt.TitleParams:
    several = f" and on {len(found) - 1} later dates" if len(found) > 1 else "; nothing changed it"
    return charts.heading(
        f"Which weapon may be used where: at the start{several}, {history.span()}",
        f"{history.title}. {history.subtitle}.",
        "White: no use permitted. Light: some targets. Dark: all kinds of target, under the condition whose letter "
        "stands in the cell. Heavy outline: changed on that date.",
        "Declared permissions, not practice. Each actor speaks for the weapons it supplies.",
    )


# --- plan --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A row at the left: an actor's name, or one of its weapons; `top` and `bottom` in pixels."""

    text: str
    top: float
    bottom: float
    actor: str | None = None  # of an actor's own row
    key: tuple[str, str, str] | None = None  # actor, issue and weapon of a weapon's row


@dataclass(frozen=True)
class _Plan:
    history: History
    left: float
    cell: float
    per_row: int
    head: float  # pixels of the names of the areas
    lines: tuple[_Line, ...]
    notes: Mapping[str, str]  # letter by note

    @property
    def height(self) -> float:
        return self.lines[-1].bottom


def _plan(history: History, found: Sequence[PermitDate]) -> _Plan:
    areas = list(history.scenario.areas)
    left = charts.left_room(
        [weapon_name(history, cell.weapon) for cell in found[0].cells]
        + [names.party_name(history.scenario, cell.actor) for cell in found[0].cells]
    )
    room = WIDTH - left - 24
    most = max(1, int((room + GAP) // (LEAST_CELL * len(areas) + GAP)))
    per_row = ceil(len(found) / ceil(len(found) / most))
    cell = max(LEAST_CELL, min(MOST_CELL, (room - GAP * per_row) / per_row / len(areas)))
    notes: dict[str, str] = {}
    for date in found:
        for each in date.cells:
            note = note_said(history, each)
            if each.targets and note:
                notes.setdefault(note, _letter(len(notes)))
    lines = max(len(_lines(history, each, cell, notes)) for date in found for each in date.cells)
    head = LINE * max(len(layout.wrapped(area_name(history, area), cell - 6, LETTERS)) for area in areas)
    return _Plan(history, left, cell, per_row, head + 6, _side_lines(history, found[0].cells, lines * LINE + 13), notes)


def _letter(number: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)


def _lines(history: History, cell: Cell, wide: float, notes: Mapping[str, str]) -> list[str]:
    """What stands in a cell: what may be struck, and the letter of its condition."""
    note = note_said(history, cell)
    letter = f" ({notes[note]})" if cell.targets and note else ""
    return layout.wrapped(f"{targets_said(history, cell)}{letter}", wide - 6, LETTERS)


def _side_lines(history: History, cells: Sequence[Cell], high: float) -> tuple[_Line, ...]:
    found: list[_Line] = []
    y = 0.0
    actors: list[tuple[str, str]] = list(dict.fromkeys((cell.actor, cell.issue) for cell in cells))
    for actor, issue in actors:
        name = names.party_name(history.scenario, actor)
        if sum(each == actor for each, _ in actors) > 1:
            name = f"{name}: {names.issue_name(history.scenario, issue)}"
        found.append(_Line(name, y, y + 22, actor=actor))
        y += 22
        mine = (cell.weapon for cell in cells if (cell.actor, cell.issue) == (actor, issue))
        for weapon in dict.fromkeys(mine):
            found.append(_Line(weapon_name(history, weapon), y, y + high, key=(actor, issue, weapon)))
            y += high
        y += 6
    return tuple(found)


# --- views -------------------------------------------------------------------------------------


def _texts(rows: Sequence[Row], **look: object) -> alt.Chart:
    mark = alt.Chart(charts.data(rows)).mark_text(baseline="middle", **look)
    return mark.encode(
        x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None), text="text:N",
        color=alt.Color("ink:N", scale=None),
    )  # fmt: skip


def _rects(rows: Sequence[Row], **look: object) -> alt.Chart:
    mark = alt.Chart(charts.data(rows)).mark_rect(**look)
    return mark.encode(
        x=alt.X("x:Q", scale=None, axis=None), x2="x2:Q", y=alt.Y("y:Q", scale=None, axis=None), y2="y2:Q",
        fill=alt.Fill("fill:N", scale=None), tooltip=["what:N"],
    )  # fmt: skip


def _side(plan: _Plan) -> alt.LayerChart:
    """The names of actors, in their colours' boxes, and of their weapons."""
    colours = palette(plan.history)
    heads: list[Row] = [
        {"x": 16, "y": plan.head + (line.top + line.bottom) / 2 + 2, "text": layout.shortened(line.text, plan.left - 16, TEXT),
         "ink": INK}
        for line in plan.lines
        if line.actor is not None
    ]  # fmt: skip
    boxes: list[Row] = [
        {"x": 0, "x2": 11, "y": plan.head + (line.top + line.bottom) / 2 - 4, "what": line.text,
         "y2": plan.head + (line.top + line.bottom) / 2 + 7, "fill": colours.party(line.actor)}
        for line in plan.lines
        if line.actor is not None
    ]  # fmt: skip
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
    return alt.layer(*layers).properties(width=plan.left, height=plan.head + plan.height)


def _grid(plan: _Plan, date: PermitDate) -> alt.LayerChart:
    """One grid: the areas across, the weapons down."""
    history, areas = plan.history, list(plan.history.scenario.areas)
    heads = [
        {"x": (n + 0.5) * plan.cell, "y": plan.head - 6 - LINE * (len(lines) - k - 0.5), "text": text, "ink": FAINT}
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
        texts += _inside(plan, cell, (n + 0.5) * plan.cell, plan.head + (line.top + line.bottom) / 2)
    layers = [
        _texts(heads, align="center", fontSize=LETTERS),
        _rects([row for row in cells if not row["changed"]], stroke="#BFBFBF", strokeWidth=1),
        _rects([row for row in cells if row["changed"]], stroke="#000000", strokeWidth=2.5),
        _texts(texts, align="center", fontSize=LETTERS),
    ]
    return alt.layer(*layers).properties(
        width=plan.cell * len(areas), height=plan.head + plan.height, title=_grid_title(plan, date)
    )


def _grid_title(plan: _Plan, date: PermitDate) -> alt.TitleParams:
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
                f"{history.actor(event.subject)}: {history.rung(event.subject, event.after)}", wide, SMALL
            )
        ]
    return alt.TitleParams(
        layout.wrapped(head, wide, PANEL, bold=True), subtitle=lines or [""], anchor="start", frame="group",
        fontSize=PANEL, subtitleFontSize=SMALL, offset=8,
    )  # fmt: skip


def _box(plan: _Plan, cell: Cell, n: int, line: _Line, *, changed: bool) -> Row:
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


def _inside(plan: _Plan, cell: Cell, x: float, y: float) -> list[Row]:
    lines = _lines(plan.history, cell, plan.cell, plan.notes)
    fill = _fill(targets_said(plan.history, cell))
    ink = ink_on(fill) if cell.targets else FAINT
    top = y - LINE * (len(lines) - 1) / 2
    return [{"x": x, "y": top + LINE * k, "text": text, "ink": ink} for k, text in enumerate(lines)]


def _foot(plan: _Plan) -> alt.LayerChart | None:
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
    return alt.layer(layer).properties(
        width=WIDTH - 40, height=y, title=charts.panel_title("Conditions")
    )
