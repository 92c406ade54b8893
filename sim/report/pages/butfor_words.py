"""The pictures of a counterfactual in words, how it was made, and what it cannot tell."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.found import Counterfactual
from sim.report import butfor, dates
from sim.report.charts.butfor import named
from sim.report.charts.shares import share
from sim.report.names import stance_name
from sim.report.words import listed

MOST = 2  # changes named for an outcome
LEAST = 0.005  # of the worlds: less is not named

CANNOT = (
    (
        "It changes a model, not the world. That an outcome hung on a cause here says that the model's "
        "numbers, set by hand and weighed by the record, make it so."
    ),
    (
        "Only what the file has can be changed. What would have taken its place (another request, another "
        "offensive, another argument) is not there unless a variant puts it there."
    ),
    (
        "A cause may not be necessary because another stands in for it, and two may each be necessary. The "
        "shares of rows overlap and do not sum to 100."
    ),
    (
        "Necessity is not importance: a cause that only hastens an outcome has a share near nothing and may "
        "still have moved its date. Read the dates beside it."
    ),
    "Nobody in it bargains, learns, or answers to opinion at home, and there is no battlefield.",
)


def heat(found: Counterfactual) -> str:
    """For each outcome the changes on which most hung, those by construction left out."""
    return " ".join(_most(found))


def _most(found: Counterfactual) -> Iterator[str]:
    for column in found.columns:
        own = list(_turning(found, column, variants=False))
        told = sorted(own or _turning(found, column, variants=True), key=lambda each: -each[0])
        name = butfor.name(column)
        if not told:
            yield f"“{name}”: no change turns it, but for those that do so by construction."
            continue
        changes = [f"{title} ({share(value)})" for value, title in told[:MOST]]
        yield f"“{name}” {_turns(column)} most often: {'; '.join(changes)}."


def _turning(
    found: Counterfactual, column: Column, *, variants: bool
) -> Iterator[tuple[float, str]]:
    """The changes that turn an outcome, not by construction, with their shares."""
    for answer in found.answers:
        cell = found.cells[answer.row.id].get(column.outcome.id)
        if cell is None or cell.construction or cell.changed.value < LEAST:
            continue
        if (answer.row.kind == "variant") == variants:
            yield cell.changed.value, named(answer)


def _turns(column: Column) -> str:
    if not column.happened:
        return "would have happened"
    return "is otherwise" if column.rung is not None else "fails"


def fates(found: Counterfactual) -> str:
    """The changes under which the headline outcome most often never comes, and those that hasten it."""
    column = butfor.headline(found).outcome.id
    cells = [
        (named(each), cell)
        for each in found.answers
        if (cell := found.cells[each.row.id].get(column)) is not None and not cell.construction
    ]
    parts = []
    for word in ("never", "later", "sooner"):
        ranked = sorted(cells, key=lambda each: -float(getattr(each[1], word)))[:MOST]
        changes = [
            f"{title} ({share(getattr(cell, word))})"
            for title, cell in ranked
            if getattr(cell, word) >= LEAST
        ]
        if changes:
            parts.append(f"{_WORDS[word]} most often: {'; '.join(changes)}.")
    return " ".join(parts) or "No change moves the date by more than a day."


_WORDS = {"never": "It never comes", "later": "Later", "sooner": "Sooner"}


# --- how it was made ---------------------------------------------------------------------------


def made(found: Counterfactual) -> list[tuple[str, str]]:
    """Labels and texts: all that a reader needs to make it again, and to know how far to trust it."""
    worlds = found.posterior.worlds
    rows = [
        ("Scenario", f"{found.case.scenario.scenario}, {_span(found)}"),
        ("Command", command(found)),
        ("Worlds", f"{worlds:,} that fit the record, seed {found.asked.seed}"),
        ("Draws", f"{found.asked.size:,} of each stance's numbers, weighed by the record"),
        ("Effective draws", _effective(found)),
        ("Evidence", f"log likelihood of the record {found.posterior.evidence:.2f}".replace("-", "−")),
        ("Engine", "compiled" if found.engine == "batch" else "SimPy"),
        (
            "Without a change",
            ("every world is the record again, event by event and rung by rung, to within "
            f"{max(found.null_error, 0.001):.3f} milliseconds"),
        ),
    ]  # fmt: skip
    tempered = _tempered(found)
    if tempered:
        told = f"the record is unlikely there, draws were moved towards it in steps: {tempered}"
        rows.append(("Sequential Monte Carlo", told))
    if found.compared:
        told = f"{len(found.compared)} worlds ran on both engines and agreed to the last bit"
        rows.append(("Compared", told))
    if found.asked.since is not None:
        day = dates.day(found.asked.since)
        rows.append(
            ("From", f"the record is followed to {day}; chance and the changes act after it")
        )
    rows += [("Left out", f"{each.row.title}: {each.reason}") for each in found.left]
    return rows


def command(found: Counterfactual) -> str:
    """The command line that makes it again."""
    asked = found.asked
    words = ["tabletop", "counterfactual", found.case.scenario.scenario]
    words += ["--worlds", str(asked.worlds), "--seed", str(asked.seed)]
    if asked.variants is not None:
        words += ["--variants", ",".join(asked.variants)]
    for joint in asked.joint:
        words += ["--joint", joint]
    if asked.since is not None:
        words += ["--from", f"{asked.since:%Y-%m-%d}"]
    return shlex.join(words)


def _span(found: Counterfactual) -> str:
    scenario = found.case.scenario
    return dates.span(scenario.start, scenario.date(found.horizon))


def _effective(found: Counterfactual) -> str:
    scenario, program = found.case.scenario, found.program
    told = [
        f"{stance_name(scenario, program, stance)} {number:,.0f}"
        for stance, number in enumerate(found.posterior.effective)
    ]
    return "; ".join([*told, f"dates {found.posterior.effective_dates:,.0f}"])


def _tempered(found: Counterfactual) -> str:
    scenario, program = found.case.scenario, found.program
    return listed(
        [
            stance_name(scenario, program, stance)
            for stance, each in enumerate(found.posterior.populations)
            if each.powers
        ]
    )
