"""The results as a chart: how many times longer than the compiled engine, and how cost grows."""

from __future__ import annotations

from typing import Literal

import altair as alt
import polars as pl

from benchmarks.results import KEPT, Growth, Results, Row, number

ABOUT = {"against the limit", "against peers", "between engines"}
COMPILED, SIMPY = "compiled engine", "SimPy engine"
INK, BLUE, SKY, GREY, ORANGE = "#333333", "#0072B2", "#56B4E9", "#999999", "#D55E00"
ENGINES = alt.Scale(domain=[COMPILED, SIMPY], range=[BLUE, GREY])
WORLDS = alt.Scale(domain=["may-2024", "tanks-2023", "twenty actors"], range=[BLUE, SKY, GREY])
PANEL = 190
SIDES: tuple[tuple[str, int, Literal["left", "right"]], ...] = (
    ("datum.times < 1", -9, "right"),
    ("datum.times >= 1", 9, "left"),
)


def write(results: Results) -> None:
    """Write results.svg and results.png where reference results are kept."""
    title = alt.TitleParams(
        "How long a run takes, as a multiple of the compiled engine",
        subtitle=[
            f"{results.machine}; {results.when}",
            "Orange: the goal. Scales are logarithmic.",
        ],
        anchor="start",
        fontSize=15,
        subtitleFontSize=11,
        subtitleColor=INK,
        offset=14,
    )
    whole = (
        alt.vconcat(_ratios(results.rows), _growth(results.growth), title=title, spacing=30)
        .resolve_scale(color="independent")
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelFontSize=11, titleFontWeight="normal")
    )
    KEPT.mkdir(parents=True, exist_ok=True)
    whole.save(KEPT / "results.svg")
    whole.save(KEPT / "results.png", scale_factor=2)


def _ratios(rows: list[Row]) -> alt.LayerChart | alt.FacetChart:
    bars = [_bar(row) for row in rows if row.about in ABOUT and COMPILED in {row.slow, row.fast}]
    table = pl.DataFrame(bars)
    names = table.sort("times").get_column("who").unique(maintain_order=True).to_list()
    base = alt.Chart(table).encode(
        y=alt.Y("who:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("times:Q", scale=alt.Scale(type="log"), title="times the compiled engine"),
        yOffset=alt.YOffset("world:N", scale=alt.Scale(paddingOuter=0.3)),
    )
    dots = base.mark_circle(size=80, opacity=1).encode(
        color=alt.Color("world:N", scale=WORLDS, title="scenario")
    )
    words = [
        base.transform_filter(where).mark_text(dx=dx, align=side, color=INK).encode(text="told:N")
        for where, dx, side in SIDES
    ]
    goals = base.mark_tick(color=ORANGE, thickness=3, size=14).encode(x="goal:Q")
    one = alt.Chart(pl.DataFrame({"times": [1.0]})).mark_rule(strokeDash=[4, 3], color=INK)
    height = 46 * len(names)
    return alt.layer(one.encode(x="times:Q"), goals, dots, *words).properties(
        width=560, height=height
    )


def _bar(row: Row) -> dict[str, object]:
    """C stands left of 1, all others right of it."""
    limit = row.slow == COMPILED
    times = 1.0 / row.least if limit else row.least
    goal = None if row.goal is None else 1.0 / row.goal if limit else row.goal
    who = row.fast if limit else row.slow
    return {"who": who, "world": row.world, "times": times, "goal": goal, "told": number(times)}


def _growth(rows: list[Growth]) -> alt.HConcatChart:
    panels = [_panel(about, rows) for about in dict.fromkeys(row.about for row in rows)]
    return alt.hconcat(*panels, spacing=24).resolve_scale(color="shared")


def _panel(about: str, rows: list[Growth]) -> alt.LayerChart | alt.FacetChart:
    mine = [row for row in rows if row.about == about]
    table = pl.DataFrame(
        [
            {"size": size, "cost": cost, "engine": row.engine}
            for row in mine
            for size, cost in zip(row.sizes, row.costs, strict=True)
        ]
    )
    exponents = [f"{row.engine}: exponent {row.exponent:.2f}" for row in mine]
    title = alt.TitleParams(
        about, subtitle=exponents, anchor="start", fontSize=12, subtitleColor=INK, offset=8
    )
    least, most = min(mine[0].sizes), max(mine[0].sizes)
    decades = alt.Axis(values=[10.0**power for power in range(-1, 7)], format=",~g")
    base = alt.Chart(table, title=title).encode(
        x=alt.X(
            "size:Q",
            scale=alt.Scale(type="log", domain=[least, most]),
            axis=decades,
            title=about.partition(" (")[0],
        ),
        y=alt.Y("cost:Q", scale=alt.Scale(type="log"), axis=decades, title="cost, first = 1"),
        color=alt.Color("engine:N", scale=ENGINES, title="engine"),
    )
    return alt.layer(base.mark_line(), base.mark_circle(size=40, opacity=1)).properties(
        width=PANEL, height=PANEL
    )
