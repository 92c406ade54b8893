"""Who moved before whom: the matrix of the baseline, of a variant, and the difference."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.report.charts.heat import Heat, HeatCell, HeatColumn, heat_chart
from sim.report.charts.sides import SIDES, cells
from sim.report.names import brief, party_name

TITLE = "Who moved before whom"


def actors(found: Comparison) -> tuple[str, ...]:
    """The actors of the baseline."""
    return tuple(actor.id for actor in found.scenario.actors)


def before(each: Compared, first: str, then: str) -> Effect | None:
    """The share of runs in which one actor's first move came before another's; None if not compared."""
    order = each.order
    if order is None or first not in order.actors or then not in order.actors:
        return None
    return order.cells[order.actors.index(first)][order.actors.index(then)]


def order_chart(found: Comparison, variants: Sequence[Compared], title: str) -> alt.LayerChart:
    """The three matrices; of several variants the parameter chooses."""
    known = actors(found)
    names = [brief(party_name(found.scenario, actor)) for actor in known]
    columns = tuple(HeatColumn(name) for name in names)
    lines = (
        (
            "Share of runs in which the first move of the row came before that of the column; acts count. Of"
            " two that never move, none is first."
        ),
        "The order of moves is evidence, not cause.",
    )
    groups = [("First move of …, before that of the column", names)]
    blocks = tuple((side, columns) for side in SIDES)
    heats = [
        Heat(title, lines, blocks, groups, tuple(_line(found, each, actor) for actor in known))
        for each in variants
    ]
    return heat_chart(*heats)


def _line(found: Comparison, each: Compared, first: str) -> tuple[HeatCell | None, ...]:
    """One actor before every other: all of the baseline, all of the variant, all differences."""
    told = []
    for then in actors(found):
        who = brief(party_name(found.scenario, first))
        other = brief(party_name(found.scenario, then))
        told.append(cells(before(each, first, then), ("Order", f"{who} before {other}")))
    return tuple(three[side] for side in range(len(SIDES)) for three in told)
