"""The tables of a counterfactual: necessity, what becomes of the date, sufficiency, what was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.report import butfor
from sim.report.charts.butfor import asked, blocks, told
from sim.report.charts.fates import KINDS, shares
from sim.report.charts.shares import between, share
from sim.report.names import brief, party_name
from sim.report.pages.parts import Group, Table, table
from sim.report.words import listed

CHANGE = "What is changed"


def heading(found: Counterfactual, column: Column) -> str:
    """What a column asks, and what the record says where that is a rung."""
    record = asked(found, column)
    return f"{butfor.name(column)} ({record})" if record else butfor.name(column)


def necessity(found: Counterfactual) -> tuple[Table, ...]:
    """A table for what happened on record, and one for what did not."""
    return tuple(
        _table(found, title, columns, lambda cell: "" if cell is None else told(cell))
        for title, columns in blocks(found)
    )


def _table(
    found: Counterfactual,
    caption: str,
    columns: Sequence[Column],
    say: Callable[[Cell | None], str],
) -> Table:
    def line(answer: Answered) -> tuple[str, ...]:
        cells = found.cells[answer.row.id]
        return answer.row.title, *(say(cells.get(each.outcome.id)) for each in columns)

    groups = tuple(
        Group(title, tuple(line(each) for each in answers))
        for title, answers in butfor.groups(found)
    )
    return Table(caption, (CHANGE, *(heading(found, each) for each in columns)), groups)


def fates(found: Counterfactual) -> Table:
    """What becomes of the date of the headline outcome."""
    column = butfor.headline(found)
    caption = f"What becomes of the date of “{butfor.name(column)}”, shares of worlds"

    def line(answer: Answered) -> tuple[str, ...]:
        cell = found.cells[answer.row.id].get(column.outcome.id)
        if cell is None:
            return answer.row.title, *("" for _ in KINDS), ""
        so = "by construction" if cell.construction else "from the worlds"
        return answer.row.title, *(share(each) for each in shares(cell)), so

    groups = tuple(
        Group(title, tuple(line(each) for each in answers))
        for title, answers in butfor.groups(found)
    )
    return Table(caption, (CHANGE, *(kind.name for kind in KINDS), "How it is known"), groups)


# --- the other way round -----------------------------------------------------------------------


def sufficient(cell: Cell | None) -> str:
    """A probability of sufficiency with its interval, and from how many worlds."""
    if cell is None or cell.suffices is None:
        return "no world to ask"
    found = cell.suffices
    told = f"{share(found.value)} ({between(found.low, found.high)})"
    return f"{told} of {found.runs:,} worlds"


def sufficiency(found: Counterfactual) -> tuple[Table, ...]:
    """Whether the cause would have been enough: for the headline outcome, then for the others on record."""
    lead = butfor.headline(found)
    others = [column for column in found.columns if column.happened and column != lead]
    title = "Probability of sufficiency"
    tables = [_table(found, f"{title}: {butfor.name(lead)}", [lead], sufficient)]
    tables += [_table(found, f"{title}: other outcomes", others, sufficient)] if others else []
    return tuple(tables)


# --- what was changed --------------------------------------------------------------------------


def changed(found: Counterfactual) -> Table:
    """The rows that the table makes by itself: what goes, who is held."""
    lines = [
        (each.row.title, *_made(found, each))
        for _, answers in butfor.groups(found)
        for each in answers
        if each.row.kind != "variant"
    ]
    return table("Changes made for the table", (CHANGE, "What goes", "Who is held still"), lines)


def _made(found: Counterfactual, answer: Answered) -> tuple[str, str]:
    scenario = found.case.scenario
    causes = [scenario.cause(each).name or each for each in answer.row.causes]
    held = [
        f"{brief(party_name(scenario, each.split('/')[0]))}"
        f" ({scenario.issue(each.split('/')[1]).name or each.split('/')[1]})"
        for each in answer.row.stances
    ]
    return listed(causes) or "nothing", listed(held) or "nobody"
