"""How shares grow by date: the baseline against its variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import altair as alt

from sim.experiment.compare.curves import Curve
from sim.experiment.compare.found import Compared, Comparison
from sim.report.charts import common as charts
from sim.report.charts import layout
from sim.report.charts.common import SMALL, TEXT, Row
from sim.report.charts.palette import INK, OKABE_ITO, shade
from sim.report.charts.rows import NUMBER, choosing, chosen
from sim.report.charts.shares import share as whole_share
from sim.report.comparison_words import quantity_words
from sim.report.names import party_name

ACROSS = 3  # panels in a row
PANEL_WIDE, PANEL_HIGH = 322, 150  # pixels of a panel
PLOT, TALL, NAMES = 700, 340, 420  # pixels of the picture of the headline outcome
MOST = 5  # variants in that picture
MOST_PANELS = 9
LEAST = 0.01  # a rung that no more runs reach in any world has no panel
BY = "utcFormat(datum.t, '%-d %B %Y')"  # a date in words, in UTC whatever the reader's clock
DARKER = -0.45  # how much darker than its line a name is, so that it can be read
GAP = 16.0  # pixels between two names
LINES = (OKABE_ITO[0], OKABE_ITO[4], OKABE_ITO[2], OKABE_ITO[3], OKABE_ITO[1])
DASHES = ([1, 0], [8, 3], [3, 2], [10, 3, 2, 3], [2, 4])


def curve_words(found: Comparison, of: str) -> str:
    """What a curve is of: an outcome's name, or who reaches which rung."""
    stance, arrow, rung = of.partition(">=")
    if not arrow:
        return quantity_words(found.scenario, of)
    actor, _, issue = stance.partition("/")
    rungs = {each.id: each.name or each.id for each in found.scenario.issue(issue).rungs}
    return f"{party_name(found.scenario, actor)}: “{rungs[rung]}” or more"


def quantities(found: Comparison) -> list[str]:
    """What curves there are: outcomes, then rungs somebody reaches whose curves are not the same again."""
    drawn: dict[str, list[float]] = {}
    for each in found.variants:
        for curve in each.curves:
            drawn.setdefault(curve.of, []).extend(
                [*curve.baseline.tolist(), *curve.variant.tolist()]
            )
    kept: dict[str, list[float]] = {}
    for of in sorted(drawn, key=lambda of: ">=" in of):
        again = ">=" in of and (max(drawn[of]) < LEAST or drawn[of] in kept.values())
        if not again:
            kept[of] = drawn[of]
    return list(kept)[:MOST_PANELS]


# --- the headline outcome, the variants that move it most -------------------------------------


def shown_variants(found: Comparison, of: str) -> list[Compared]:
    """The variants whose curves lie furthest from the baseline, at most as many as are told apart."""

    def far(each: Compared) -> float:
        curve = each.curve(of)
        return float(abs(curve.variant - curve.baseline).sum())

    known = [each for each in found.variants if any(curve.of == of for curve in each.curves)]
    moved = [each for each in known if far(each) > 0.0]
    return sorted(moved, key=far, reverse=True)[:MOST]


def headline_chart(found: Comparison, of: str) -> alt.LayerChart:
    """The baseline as a bold line, and the variants named at the ends of theirs."""
    variants = shown_variants(found, of)
    first = variants[0].curve(of) if variants else found.variants[0].curve(of)
    lines = [("Baseline", INK, [1, 0], list(_points(found, first, "baseline")))]
    lines += [
        (each.world.title, ink, dash, list(_points(found, each.curve(of), "variant")))
        for each, ink, dash in zip(variants, LINES, DASHES, strict=False)
    ]
    where = _frame(found, PLOT)
    layers = [
        charts.drawn(
            "line",
            [{**row, "name": name} for row in rows],
            {
                "color": ink, "strokeDash": dash, "strokeWidth": 4 if number == 0 else 2.5,
                "point": {"opacity": 0, "size": 80},
            },
            x=charts.times(where, axis=True), y=_share(), tooltip=_tip("name"),
        ).transform_calculate(by=BY)
        for number, (name, ink, dash, rows) in enumerate(lines)
    ]  # fmt: skip
    ends = [(float(str(rows[-1]["share"])), name, ink) for name, ink, _, rows in lines]
    return charts.layered(
        [*layers, *_names(ends, where)],
        width=PLOT,
        height=TALL,
        title=charts.heading(
            f"By each date, the share of runs in which: {curve_words(found, of)}",
            f"{found.scenario.title}. {found.question.runs:,} paired runs of the baseline and each "
            "variant; those that move it most.",
            "A run that never gets there counts in every share. Declared positions, not practice.",
        ),
        config=charts.looks(),
    )


def _names(ends: Sequence[tuple[float, str, str]], where: charts.Frame) -> list[alt.Chart]:
    """Names at the ends of lines, moved apart; long ones are cut."""
    order = sorted(ends)
    places = layout.apart([TALL * each[0] for each in order], GAP, 0.0, TALL)
    rows: list[Row] = []
    for (share, name, ink), place in zip(order, places, strict=True):
        text = layout.shortened(f"{whole_share(share)} {name}", NAMES - 30, TEXT)
        rows.append(
            {
                "t": where.ms(where.horizon),
                "share": place / TALL,
                "text": text,
                "ink": shade(ink, DARKER),
            }
        )
    look = {"align": "left", "dx": 8, "fontSize": TEXT, "clip": False}
    return [
        charts.drawn(
            "text", rows, look,
            x=charts.times(where, axis=True), y=_share(), text="text:N", color=charts.colour("ink"),
        )
    ]  # fmt: skip


# --- one variant, all outcomes -----------------------------------------------------------------


def panels_chart(found: Comparison, variants: Sequence[Compared], title: str) -> alt.VConcatChart:
    """A panel for each outcome; of several variants the parameter chooses."""
    panels = [_panel(found, variants, of) for of in quantities(found)]
    rows = [
        alt.hconcat(*panels[start : start + ACROSS], spacing=24)
        for start in range(0, len(panels), ACROSS)
    ]
    return alt.vconcat(
        *rows,
        spacing=20,
        params=choosing(),
        title=charts.heading(
            title,
            f"{found.scenario.title}. Shares of runs by date. Grey, dashed: the baseline. Blue: the variant.",
            "A run that never gets there counts in every share. Declared positions, not practice.",
        ),
        config=charts.looks(),
    )


def _panel(found: Comparison, variants: Sequence[Compared], of: str) -> alt.LayerChart:
    where = _frame(found, PANEL_WIDE)
    layers = [_lines(found, variants, of, where, side) for side in ("baseline", "variant")]
    return charts.layered(
        layers,
        width=PANEL_WIDE,
        height=PANEL_HIGH,
        title=alt.TitleParams(
            layout.wrapped(curve_words(found, of), PANEL_WIDE, TEXT, bold=True),
            anchor="start", frame="group", fontSize=TEXT, offset=6,
        ),
    )  # fmt: skip


def _lines(
    found: Comparison, variants: Sequence[Compared], of: str, where: charts.Frame, side: str
) -> alt.Chart:
    rows = [
        {NUMBER: number, **row}
        for number, each in enumerate(variants)
        for curve in each.curves
        if curve.of == of
        for row in _points(found, curve, side)
    ]
    looks = {
        "baseline": {"color": "#767676", "strokeDash": [6, 3], "strokeWidth": 2.5},
        "variant": {"color": OKABE_ITO[0], "strokeWidth": 3},
    }
    name = "Baseline" if side == "baseline" else "Variant"
    line = charts.drawn(
        "line", rows, {**looks[side], "point": {"opacity": 0, "size": 70}},
        x=_few_dates(where), y=_share(), tooltip=_tip("name"),
    )  # fmt: skip
    return chosen(line).transform_calculate(name=f"'{name}'", by=BY)


def _few_dates(where: charts.Frame) -> alt.X:
    """Dates along a narrow panel: few of them."""
    values, form = charts.ticks(where.start, where.horizon)
    every = -(-len(values) // 4)
    axis = alt.Axis(
        values=alt.ExprRef(expr=str(values[::every])), format=form, title=None, grid=True,
        labelFontSize=SMALL, labelFlush=False, labelOverlap=False,
    )  # fmt: skip
    return alt.X("t:T", scale=charts.time_scale(where), axis=axis)


# --- shared ------------------------------------------------------------------------------------


def _frame(found: Comparison, wide: float) -> charts.Frame:
    return charts.Frame(0.0, wide, found.scenario.start, found.until)


def _points(found: Comparison, curve: Curve, side: str) -> Iterator[dict[str, object]]:
    """A curve's points, with their dates in words."""
    shares = curve.baseline if side == "baseline" else curve.variant
    rounded = [round(share, 3) for share in shares.tolist()]
    for number, (day, share) in enumerate(zip(curve.days.tolist(), rounded, strict=True)):
        if rounded[max(0, number - 1) : number + 2] == [share] * 3:
            continue  # inside a flat stretch: its ends are enough
        instant = found.scenario.start + timedelta(days=min(day, found.until))
        yield {"t": charts.milliseconds(instant), "share": share}


def _share() -> alt.Y:
    label = "round(100 * datum.value) + '\u00a0%'"
    axis = alt.Axis(labelExpr=label, title=None, labelFontSize=SMALL, tickCount=5)
    return alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)


def _tip(name: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{name}:N", title="World"),
        alt.Tooltip("by:N", title="By"),
        alt.Tooltip("share:Q", title="Share of runs", format=".1%"),
    ]
