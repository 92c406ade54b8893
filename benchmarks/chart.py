"""The results as a chart: how many times longer than the compiled engine, and how cost grows."""

from __future__ import annotations

import altair as alt
import polars as pl

from benchmarks.results import HERE, Growth, Results, Row

ABOUT = {"against the limit", "against peers", "between engines"}
COMPILED = "compiled engine"
INK, BLUE, ORANGE = "#333333", "#0072B2", "#D55E00"


def write(results: Results) -> None:
    """Write results.svg and results.png beside this file."""
    title = alt.TitleParams(
        "How long a run takes, as a multiple of the compiled engine",
        subtitle=[
            f"{results.machine}, {results.when}",
            "Goals as orange ticks; scales are logarithmic.",
        ],
        anchor="start",
    )
    chart = alt.vconcat(_ratios(results.rows), _growth(results.growth), title=title, spacing=30)
    chart = chart.configure_view(stroke=None).configure_axis(grid=False)
    chart.save(HERE / "results.svg")
    chart.save(HERE / "results.png", scale_factor=2)


def _ratios(rows: list[Row]) -> alt.LayerChart:
    table = pl.DataFrame([_bar(row) for row in rows if row.about in ABOUT and _with_ours(row)])
    order = table.sort("times").get_column("who").unique(maintain_order=True).to_list()
    base = alt.Chart(table).encode(
        y=alt.Y("who:N", sort=order, title=None),
        x=alt.X("times:Q", scale=alt.Scale(type="log"), title="times the compiled engine"),
    )
    dots = base.mark_circle(size=90, opacity=1).encode(
        color=alt.Color(
            "world:N", scale=alt.Scale(range=[BLUE, "#56B4E9", "#999999"]), title="world"
        )
    )
    words = base.mark_text(dy=-11, fontSize=10, color=INK).encode(text=alt.Text("told:N"))
    goals = base.mark_tick(color=ORANGE, thickness=3, size=20).encode(x="goal:Q")
    one = (
        alt.Chart(pl.DataFrame({"x": [1.0]}))
        .mark_rule(strokeDash=[4, 3], color=INK)
        .encode(x="x:Q")
    )
    return alt.layer(one, goals, dots, words).properties(width=560, height=42 * len(order))


def _with_ours(row: Row) -> bool:
    return COMPILED in {row.slow, row.fast}


def _bar(row: Row) -> dict[str, object]:
    """C stands left of 1, all others right of it."""
    ours_is_slow = row.slow == COMPILED
    times = 1.0 / row.least if ours_is_slow else row.least
    goal = None if row.goal is None else (1.0 / row.goal if ours_is_slow else row.goal)
    who = row.fast if ours_is_slow else row.slow
    if row.note:
        who += ", random.random()"
    told = f"{times:.2f}" if times < 10 else f"{times:,.0f}"  # noqa: PLR2004 (two digits or whole)
    return {"who": who, "world": row.world, "times": times, "goal": goal, "told": told}


def _growth(rows: list[Growth]) -> alt.HConcatChart:
    return alt.hconcat(*(_panel(about, rows) for about in dict.fromkeys(r.about for r in rows)))


def _panel(about: str, rows: list[Growth]) -> alt.LayerChart:
    mine = [row for row in rows if row.about == about]
    table = pl.DataFrame(
        [
            {"size": size, "cost": cost, "engine": f"{row.engine} (exponent {row.exponent:.2f})"}
            for row in mine
            for size, cost in zip(row.sizes, row.costs, strict=True)
        ]
    )
    base = alt.Chart(table, title=alt.TitleParams(about, fontSize=11)).encode(
        x=alt.X("size:Q", scale=alt.Scale(type="log"), title=about.partition(",")[0]),
        y=alt.Y("cost:Q", scale=alt.Scale(type="log"), title="cost, first = 1"),
        color=alt.Color(
            "engine:N",
            scale=alt.Scale(range=[BLUE, ORANGE]),
            legend=alt.Legend(orient="bottom", direction="vertical", title=None),
        ),
    )
    return alt.layer(base.mark_line(), base.mark_circle(size=40, opacity=1)).properties(
        width=165, height=150
    )
