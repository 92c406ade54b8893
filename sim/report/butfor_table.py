"""The but-for table in the terminal, with what its columns and signs mean and how it was made."""

from __future__ import annotations

from rich.table import Table

from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.found import Counterfactual
from sim.report.butfor import groups, happening, headline, name
from sim.report.words import whole

LEAST_WORLDS = 20  # that lack both cause and outcome, before a share of them is told in a table


def shown(cell: Cell) -> str:
    """A cell's share in per cent; in brackets where it is so by construction."""
    if cell.construction:
        return "(all)" if cell.construction == "fails" else "(0)"
    if cell.changed.runs == 0:
        return ""
    return _in_percent(cell.changed.value)


def _in_percent(share: float) -> str:
    """A share as a table shows it: every world is said so."""
    return "all" if share == 1.0 else whole(share)


def table(found: Counterfactual) -> Table:
    """The but-for table: a row a change, a column an outcome, and what becomes of the first one's date."""
    lead = headline(found)
    page = Table(box=None, pad_edge=False, collapse_padding=True, header_style="bold")
    page.add_column("What is changed", min_width=30)
    more = _more(found, lead)
    for heading in (*(c.outcome.id.replace("-", "-\n") for c in found.columns), *more):
        page.add_column(heading, justify="right", no_wrap=True)
    if found.asked.since is not None:
        happens = [_in_percent(happening(found, column)) for column in found.columns]
        page.add_row("Nothing is changed: it happens in", *happens)
    for title, answers in groups(found):
        page.add_row(title, style="bold")
        for each in answers:
            cells = found.cells[each.row.id]
            row = [f"  {each.row.title}"]
            row += [
                shown(cells[c.outcome.id]) if c.outcome.id in cells else "" for c in found.columns
            ]
            row += [_of_date(cells.get(lead.outcome.id), heading) for heading in more]
            page.add_row(*row)
    return page


def _more(found: Counterfactual, lead: Column) -> list[str]:
    """The columns about the first outcome alone; `sooner` only where some world has it sooner."""
    if lead.outcome.first_reaches is None or not lead.happened:
        return []
    cells = [each[lead.outcome.id] for each in found.cells.values() if lead.outcome.id in each]
    sooner = ["sooner"] if any(cell.sooner for cell in cells) else []
    suffices = ["suffices"] if any(cell.suffices is not None for cell in cells) else []
    return ["later", *sooner, *suffices]


def _of_date(cell: Cell | None, heading: str) -> str:
    if cell is None:
        return ""
    if heading == "suffices":
        told = cell.suffices is not None and cell.suffices.runs >= LEAST_WORLDS
        return _in_percent(cell.suffices.value) if told and cell.suffices else ""
    return _in_percent(cell.later if heading == "later" else cell.sooner)


def legend(found: Counterfactual) -> list[str]:
    """What the columns and signs of the table mean."""
    lines = []
    for column in found.columns:
        said = (
            "happened"
            if column.happened
            else "did not happen on record: the share in which it would"
        )
        if column.outcome.at_end is not None or column.outcome.highest is not None:
            assert column.rung is not None
            on = column.outcome.at_end or column.outcome.highest
            assert on is not None
            rung = found.case.scenario.issue(on.issue).rungs[column.rung]
            said = f"on record: {rung.name or rung.id}"
        lines.append(f"{column.outcome.id}: {name(column)} ({said})")
    return lines


HOW_TO_READ = (
    "Cells: in how many of 100 worlds that fit the record the outcome is otherwise once the change is made "
    "(probability of necessity). all and 0: every world and none; in brackets: by construction, whatever "
    "the numbers. later, sooner: in how many the first outcome comes more than a day later or sooner. "
    "suffices: the other way round, with fresh chance: of the worlds that lack both, in how many of 100 adding "
    "what was taken away brings the first outcome."
)


def _to_within(milliseconds: float) -> str:
    least = 0.001
    return f"to within {max(milliseconds, least):.3f} milliseconds"


def made(found: Counterfactual) -> list[str]:
    """How the table was made, and how far it may be trusted."""
    draws = zip(found.program.stances.name, found.posterior.effective, strict=True)
    lines = [
        f"{found.posterior.worlds:,} worlds, seed {found.asked.seed}; effective draws: "
        + ", ".join(f"{stance} {number:,.0f}" for stance, number in draws)
        + f"; dates {found.posterior.effective_dates:,.0f}.",
        f"Without a change every world is the record again, {_to_within(found.null_error)}.",
    ]
    tempered = [
        stance
        for stance, each in zip(
            found.program.stances.name, found.posterior.populations, strict=True
        )
        if each.powers
    ]
    if tempered:
        lines.append(
            f"By sequential Monte Carlo, as the record is unlikely: {', '.join(tempered)}."
        )
    if found.compared:
        lines.append(f"{len(found.compared)} worlds ran on SimPy too, and agreed to the last bit.")
    return lines


def left_out(found: Counterfactual) -> list[str]:
    """The rows that could not be asked, with the reason."""
    lines = []
    for reason in dict.fromkeys(each.reason for each in found.left):
        rows = [each.row.title for each in found.left if each.reason == reason]
        lines.append(f"Left out, as what is changed {reason}: {'; '.join(rows)}.")
    return lines
