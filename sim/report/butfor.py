"""The but-for table in words: what hung on what, given what happened."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.report import dates, names
from sim.report.words import listed, percent, percents

GROUPS = {
    "cause": "Without a cause",
    "alone": "Without a cause",
    "decisions": "With an actor held still",
    "together": "Several at once",
    "variant": "Variants of the file",
}
MOSTLY = 0.5  # of the work behind a decision
LEAST_TOLD = 0.5  # of the worlds: what turns fewer is not told as what the outcome hung on


def name(column: Column) -> str:
    """What a column asks."""
    return column.outcome.name or column.outcome.id


def headline(found: Counterfactual) -> Column:
    """The outcome that leads: the first reached on record, else the first of all."""
    reached = (each for each in found.columns if each.outcome.first_reaches and each.happened)
    return next(reached, found.columns[0])


def groups(found: Counterfactual) -> Iterator[tuple[str, tuple[Answered, ...]]]:
    """The rows in their groups, in the order of the table."""
    for title in dict.fromkeys(GROUPS.values()):
        rows = tuple(each for each in found.answers if GROUPS[each.row.kind] == title)
        if rows:
            yield title, rows


# --- sentences ----------------------------------------------------------------------------------


def sentences(found: Counterfactual) -> tuple[str, ...]:
    """What the outcome hung on most, which actors mattered, and how sure that is.

    Three sentences; two where, from a date on, nothing was left to turn.
    """
    column = headline(found)
    settled = _is_over(found, column) or not happening(found, column)
    if found.asked.since is not None and settled:
        return (_most(found, column), _sure(found))
    return (_most(found, column), _actors(found, column), _sure(found))


def _most(found: Counterfactual, column: Column) -> str:
    start = f"{_given(found)}, “{name(column)}”"
    if found.asked.since is None:
        return f"{start} {_hung(found, column)}"
    if _is_over(found, column):
        return f"{start} had happened already: nothing that lies ahead can turn it."
    if not happening(found, column):
        return f"{start} happens in no world, so there is nothing that it hung on."
    return f"{start} {_happens(found, column)}, and {_hung(found, column)}"


def _is_over(found: Counterfactual, column: Column) -> bool:
    """Whether it had happened by the date up to which the record is followed."""
    since = found.asked.since
    return since is not None and column.when is not None and column.when < found.posterior.horizon


def _hung(found: Counterfactual, column: Column) -> str:
    """On which cause it hung, and how much."""
    told = _cells(found, column, {"cause", "alone"})
    open_ = [(each, cell) for each, cell in told if not cell.construction]
    if not told:
        where = "lies ahead" if found.case.scenario.causes else "is in the file"
        return f"hung on no cause: none {where}."
    if not open_:
        return "hung on no cause of the file: none can act on it before it happened."
    answer, cell = max(open_, key=lambda pair: pair[1].changed.value)
    if cell.changed.value >= LEAST_TOLD:
        line = f"take that away, and {_fails(column)} in {_share(cell)}"
        return f"hung most on “{answer.row.title}”: {line}."
    if cell.changed.count:
        line = f"most on “{answer.row.title}”, without which {_fails(column)} in {_share(cell)}"
    else:
        line = f"take away any one, and {_stands(column)} in {_share(cell, every=True)}"
    return f"hung on no single cause of the file: {line}.{_without_cause(found, column)}"


def _cells(found: Counterfactual, column: Column, kinds: set[str]) -> list[tuple[Answered, Cell]]:
    """The rows of some kinds with their cells of a column."""
    return [
        (each, found.cells[each.row.id][column.outcome.id])
        for each in found.answers
        if each.row.kind in kinds and column.outcome.id in found.cells[each.row.id]
    ]


def _without_cause(found: Counterfactual, column: Column) -> str:
    """What is said of a move that had no cause in the model to speak of."""
    about = column.outcome.first_reaches
    share = found.background.get(f"{about.actor}/{about.issue}", 0.0) if about else 0.0
    if share <= MOSTLY:
        return ""
    return (
        f" But {percent(share)} of the work behind it was background, which stands for reasons outside the "
        "scenario: the model has no cause for it, and every but-for question about it answers no."
    )


def happening(found: Counterfactual, column: Column) -> float:
    """The share of worlds in which an outcome happens when nothing is changed."""
    return float(column.yes(found.null.values[column.outcome.id]).mean())


def _happens(found: Counterfactual, column: Column) -> str:
    return f"happens in {percent(happening(found, column))} of worlds"


def _given(found: Counterfactual) -> str:
    if found.asked.since is not None:
        return f"Following the record to {dates.day(found.asked.since)}, and chance from there on"
    return "Given what happened, and by this model's account"


def _fails(column: Column) -> str:
    if column.outcome.first_reaches is None:
        return "it is otherwise"
    return "it fails to happen" if column.happened else "it comes about"


def _stands(column: Column) -> str:
    if column.outcome.first_reaches is None:
        return "it is the same"
    return "it still happens" if column.happened else "it still does not"


def _share(cell: Cell, *, every: bool = False) -> str:
    """The share of worlds in which the answer turns; with `every`, of those in which it stands."""
    low, high = cell.changed.low, cell.changed.high
    if every:
        low, high = 1.0 - high, 1.0 - low
    if every or cell.changed.count == cell.changed.runs:
        of = f"every one of the {cell.changed.runs:,} worlds"
    else:
        of = f"{percent(cell.changed.value)} of the worlds"
    return f"{of} that fit the record (95 %: {percents(low, high)})"


def _actors(found: Counterfactual, column: Column) -> str:
    told = [pair for pair in _cells(found, column, {"decisions"}) if not _is_about(column, pair[0])]
    open_ = [(each, cell) for each, cell in told if not cell.construction]
    if not told:
        return "No other actor has a decision on record."
    if not open_ or not any(cell.changed.runs for _, cell in open_):
        return "No other actor's decisions can act on it."
    answer, cell = max(open_, key=lambda pair: (pair[1].changed.value, pair[1].later))
    every = "every world" if found.asked.since is None else "every world in which it does so at all"
    if not cell.changed.count and not cell.later:
        still = f"{_stands(column)} in {every}"
        dated = ", and within a day of its date" if column.outcome.first_reaches else ""
        line = f"whichever of them had stayed put, {still}{dated}"
        return f"It hung on none of the other actors' decisions: {line}."
    line = "Of the other actors' decisions it hung most on this one: "
    line += f"if {_who(found, answer)} had stayed put, {_becomes(column, cell, every)}"
    idle = [
        _who(found, each) for each, other in open_ if each is not answer and not other.changed.count
    ]
    if idle:
        line += f"; {_stands(column)} in {every} if {listed(idle, 'or')} had"
    return f"{line}."


def _becomes(column: Column, cell: Cell, every: str) -> str:
    """What becomes of an outcome: that it fails, and how often it is late."""
    late = f"more than a day later in {percent(cell.later)}" if cell.later else ""
    if not cell.changed.count:
        return f"{_stands(column)} in {every}, {late} of them"
    line = f"{_fails(column)} in {percent(cell.changed.value)} of worlds"
    return f"{line} and comes {late}" if late else line


def _is_about(column: Column, answer: Answered) -> bool:
    """Whether the actor held still is the one whose move is asked about."""
    about = column.outcome.first_reaches
    return about is not None and answer.row.stances == (f"{about.actor}/{about.issue}",)


def _who(found: Counterfactual, answer: Answered) -> str:
    """The actor of a row inside a sentence."""
    actor = answer.row.stances[0].partition("/")[0]
    name = names.brief(names.party_name(found.case.scenario, actor))
    if name.startswith("The "):
        return f"the {name.removeprefix('The ')}"
    return f"the {name}" if name.startswith("United ") else name


def _sure(found: Counterfactual) -> str:
    thin = min(range(len(found.posterior.effective)), key=found.posterior.effective.__getitem__)
    stance = found.program.stances.name[thin]
    return (
        "This is a statement about the model and its hand-set numbers, weighed by the record "
        f"({found.posterior.effective[thin]:,.0f} effective draws where they are fewest, {stance}), not "
        "about what governments would have done; it makes no forecast."
    )
