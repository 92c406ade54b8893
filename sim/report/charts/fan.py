"""The fan: the recorded line, and under it where the worlds of a change stand by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

import altair as alt
import numpy as np

from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.report import names
from sim.report.charts import common as charts
from sim.report.charts.common import SMALL, TEXT, WIDTH, Frame, Row
from sim.report.charts.layout import shortened
from sim.report.charts.palette import INK, OKABE_ITO
from sim.report.charts.rows import NUMBER, choosing, chosen
from sim.report.charts.shares import share as told_share

RUNG = 21  # pixels of a rung
RIGHT = 62  # pixels for the shares at the end
PALE, DEEP = "#DCEBF6", OKABE_ITO[0]
KEPT = 2  # decimals of a share: days on which it is the same are drawn as one


def fan_chart(found: Counterfactual, answers: Sequence[Answered], title: str) -> alt.VConcatChart:
    """Panels of all stances; of several changes the first is shown, the parameter chooses."""
    scenario, program = found.case.scenario, found.program
    ladders = [names.rung_names(scenario, program, s) for s in range(len(program.stances.name))]
    left = charts.left_room([rung for ladder in ladders for rung in ladder])
    where = Frame(left, WIDTH - left - RIGHT, scenario.start, found.horizon)
    panels = [_panel(found, answers, stance, where) for stance in range(len(ladders))]
    lines = (
        (
            f"{scenario.title}. Black line: the record. Blue: the share of {found.posterior.worlds:,} worlds on"
            " each rung, the darker the more; at the right, the shares at the end."
        ),
        "Declared positions, not practice. Under this model's noise; no forecast.",
    )
    return alt.vconcat(
        *panels,
        spacing=14,
        params=choosing(),
        title=charts.heading(title, *lines),
        config=charts.looks(),
    )


def _panel(
    found: Counterfactual, answers: Sequence[Answered], stance: int, where: Frame
) -> alt.LayerChart:
    scenario, program = found.case.scenario, found.program
    ladder = names.rung_names(scenario, program, stance)
    up = _up(ladder, where.left)
    bands, ends = _bands(found, answers, stance, where)
    line = recorded(found, stance)
    steps: list[Row] = [{"t": where.ms(time), "rung": rung} for time, rung in line]
    across = charts.times(where, axis=True)
    told = [
        alt.Tooltip("name:N", title="Rung"),
        alt.Tooltip("from:N", title="From"),
        alt.Tooltip("to:N", title="To"),
        alt.Tooltip("v:Q", title="Share of worlds", format=".0%"),
    ]
    shade = alt.Color("v:Q", scale=alt.Scale(domain=[0, 1], range=[PALE, DEEP]), legend=None)
    worlds = chosen(
        charts.drawn(
            "rect", bands, {}, x=across, x2="u:T", y=up, y2="top:Q", color=shade, tooltip=told
        )
    ).transform_calculate(
        rung="datum.r - 0.42", top="datum.r + 0.42", name=_names(ladder),
        **{"from": _day("t"), "to": _day("u")},
    )  # fmt: skip
    look = {"interpolate": "step-after", "strokeJoin": "round"}
    white = charts.drawn(
        "line", steps, {**look, "stroke": "white", "strokeWidth": 6}, x=across, y=up
    )
    black = charts.drawn("line", steps, {**look, "stroke": INK, "strokeWidth": 3}, x=across, y=up)
    at_end = chosen(
        charts.drawn(
            "text", ends, {"align": "left", "dx": 6, "fontSize": SMALL, "color": INK},
            x=across, y=up, text=alt.Text("text:N"),
        )
    )  # fmt: skip
    note = "the sharpest act so far" if program.stances.acts[stance] else ""
    return charts.layered(
        [worlds, white, black, at_end],
        width=where.plot,
        height=RUNG * len(ladder),
        title=charts.panel_title(
            names.stance_name(scenario, program, stance), *([note] if note else [])
        ),
    )


def _names(ladder: Sequence[str]) -> str:
    """An expression that gives a rung's name."""
    quoted = (name.replace("\\", "\\\\").replace("'", "\\'") for name in ladder)
    return "[" + ",".join(f"'{name}'" for name in quoted) + "][datum.r]"


def _day(column: str) -> str:
    return f"utcFormat(datum.{column}, '%-d %B %Y')"


def _up(ladder: Sequence[str], left: float) -> alt.Y:
    axis = charts.names_axis([shortened(name, left - 12, TEXT) for name in ladder], left)
    scale = alt.Scale(domain=[-0.5, len(ladder) - 0.5], nice=False, zero=False)
    return alt.Y("rung:Q", scale=scale, axis=axis)


def recorded(found: Counterfactual, stance: int) -> list[tuple[float, int]]:
    """The record's steps of a stance (day, rung) from the start to the end; of acts the sharpest so far."""
    program = found.program
    name, ladder = program.stances.name[stance], program.ladder(stance)
    moves = [
        (each.time, ladder.index(str(each.entry.rung)))
        for each in found.placed
        if each.entry.mark == "decision" and f"{each.entry.actor}/{each.entry.issue}" == name
    ]
    steps = [(0.0, program.stances.start[stance]), *moves]
    rungs = [rung for _, rung in steps]
    if program.stances.acts[stance]:
        rungs = list(accumulate(rungs, max))
    taken = [(time, rung) for (time, _), rung in zip(steps, rungs, strict=True)]
    return [*taken, (found.horizon, rungs[-1])]


# --- the worlds --------------------------------------------------------------------------------


def _bands(
    found: Counterfactual, answers: Sequence[Answered], stance: int, where: Frame
) -> tuple[list[Row], list[Row]]:
    """Rectangles of equal share, and the shares at the end, for each change by its number."""
    name = found.program.stances.name[stance]
    bands: list[Row] = []
    ends: list[Row] = []
    for number, answer in enumerate(answers):
        shares = answer.fan.shares.get(name)
        if shares is None:
            continue  # the change took the actor out
        days = np.array(answer.fan.days)
        for rung in range(shares.shape[1]):
            for first, last, share in _runs(np.round(shares[:, rung], KEPT)):
                low = max(0.0, float(days[first]) - 0.5)
                high = min(found.horizon, float(days[last]) + 0.5)
                bands.append(
                    {NUMBER: number, "r": rung, "t": where.ms(low), "u": where.ms(high), "v": share}
                )
            left = float(shares[-1, rung])
            if left > 0:
                at = {NUMBER: number, "rung": rung, "t": where.ms(found.horizon)}
                ends.append({**at, "text": told_share(left)})
    return bands, ends


def _runs(shares: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Stretches of days on which a share is the same and above nothing: first, last, share."""
    edges = np.flatnonzero(np.diff(shares)) + 1
    firsts = [0, *edges.tolist()]
    lasts = [*(edges - 1).tolist(), len(shares) - 1]
    for first, last in zip(firsts, lasts, strict=True):
        if shares[first] > 0:
            yield first, last, float(shares[first])
