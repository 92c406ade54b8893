"""What becomes of the date: never, later, about the same, sooner, for each change."""

from __future__ import annotations

import altair as alt

from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.found import Counterfactual
from sim.report import butfor
from sim.report.charts.palette import OKABE_ITO, STANDING_GREY
from sim.report.charts.stacks import Bar, Kind, Stacks, stacks_chart

NEVER, LATER, SAME, SOONER = OKABE_ITO[4], OKABE_ITO[1], STANDING_GREY, OKABE_ITO[5]
KINDS = (
    Kind("never", NEVER),
    Kind("later by more than a day", LATER),
    Kind("about the same", SAME),
    Kind("sooner by more than a day", SOONER),
)


def shares(cell: Cell) -> tuple[float, ...]:
    """A cell's shares in the order of the kinds."""
    return cell.never, cell.later, cell.same, cell.sooner


def has_dates(found: Counterfactual) -> bool:
    """Whether the headline outcome has a date on record."""
    column = butfor.headline(found)
    return column.when is not None and bool(found.answers)


def fates_chart(found: Counterfactual) -> alt.LayerChart:
    """A bar for each change, of the headline outcome."""
    column = butfor.headline(found)
    groups = list(butfor.groups(found))
    cells = [
        found.cells[each.row.id].get(column.outcome.id) for _, answers in groups for each in answers
    ]
    day = found.case.scenario.date(column.when or 0.0)
    return stacks_chart(
        Stacks(
            f"What becomes of the date of “{butfor.name(column)}”",
            (
                (
                    f"{found.case.scenario.title}. On record: {day.day} {day:%B %Y}. Shares of "
                    f"{found.posterior.worlds:,} worlds that fit the record."
                ),
            ),
            KINDS,
            [(title, [each.row.title for each in answers]) for title, answers in groups],
            tuple(_bar(cell) for cell in cells),
        )
    )


def _bar(cell: Cell | None) -> Bar:
    if cell is None:
        return Bar((0.0,) * len(KINDS), "no such outcome then")
    note = "so by construction" if cell.construction else ""
    return Bar(shares(cell), note)
