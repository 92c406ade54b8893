"""The but-for table as a heat map: on what each outcome hung, given what happened."""

from __future__ import annotations

import altair as alt

from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.report import butfor
from sim.report.charts.heat import Heat, HeatCell, HeatColumn, heat_chart
from sim.report.charts.shares import between, share

HAPPENED = "On record: would it have failed, or been otherwise?"
DID_NOT = "Not on record: would it have happened?"


def named(answer: Answered) -> str:
    """A change as it is asked: what goes is said to be gone."""
    row = answer.row
    return f"without “{row.title}”" if row.kind in {"cause", "alone"} else row.title


def certain(cell: Cell) -> str:
    """What a cell that is so by construction says."""
    return share(1.0 if cell.construction == "fails" else 0.0)


def told(cell: Cell) -> str:
    """A cell with its interval, or that it is so by construction."""
    if cell.construction:
        return f"{certain(cell)}, by construction"
    if cell.changed.runs == 0:
        return "no such world"
    return f"{share(cell.changed.value)} ({between(cell.changed.low, cell.changed.high)})"


def asked(found: Counterfactual, column: Column) -> str:
    """What the record says of a column, where that is a rung; else empty."""
    on = column.outcome.at_end or column.outcome.highest
    if on is None or column.rung is None:
        return ""
    rung = found.case.scenario.issue(on.issue).rungs[column.rung]
    return f"on record: {rung.name or rung.id}"


def blocks(found: Counterfactual) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    """The columns in two blocks: what happened on record, and what did not."""
    parts = (
        (HAPPENED, tuple(column for column in found.columns if column.happened)),
        (DID_NOT, tuple(column for column in found.columns if not column.happened)),
    )
    return tuple((heading, columns) for heading, columns in parts if columns)


def butfor_chart(found: Counterfactual) -> alt.LayerChart:
    """The heat map of all changes and all outcomes."""
    groups = list(butfor.groups(found))
    heads = blocks(found)
    order = [column for _, columns in heads for column in columns]
    return heat_chart(
        Heat(
            "On what each outcome hung",
            (
                (
                    f"{found.case.scenario.title}. The share of {found.posterior.worlds:,} worlds that fit the "
                    "record in which the answer turns when one thing is changed: the probability of necessity."
                ),
                "Hatched: so by construction, whatever the numbers. Under this model's noise; no forecast.",
            ),
            tuple(
                (
                    heading,
                    tuple(HeatColumn(butfor.name(each), asked(found, each)) for each in columns),
                )
                for heading, columns in heads
            ),
            [(title, [each.row.title for each in answers]) for title, answers in groups],
            tuple(
                tuple(_cell(found, each, column) for column in order)
                for _, answers in groups
                for each in answers
            ),
        )
    )


def _cell(found: Counterfactual, answer: Answered, column: Column) -> HeatCell | None:
    cell = found.cells[answer.row.id].get(column.outcome.id)
    if cell is None or (cell.changed.runs == 0 and not cell.construction):
        return None
    tips = (("Change", answer.row.title), ("Outcome", butfor.name(column)), ("Share", told(cell)))
    if cell.construction:
        return HeatCell(certain(cell), told=tips, hatched=True)
    return HeatCell(share(cell.changed.value), cell.changed.value, tips)
