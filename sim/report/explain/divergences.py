"""What many pairs of runs say of where a variant parts from the baseline, in words and a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import DECISION
from sim.experiment.explain.changed import Worlds
from sim.experiment.explain.divergence import (
    EARLIER,
    LATER,
    ONLY_BASELINE,
    ONLY_VARIANT,
    OTHER_RUNG,
)
from sim.experiment.explain.divergences import Divergences, Group
from sim.experiment.explain.firsts import What
from sim.experiment.summary import Share, wilson
from sim.model.keys import UP
from sim.model.program import Program
from sim.report import dates
from sim.report.explain.sections import Row, Section
from sim.report.many import shown_share
from sim.report.names import stage_name
from sim.report.terminal import names
from sim.report.words import listed
from sim.scenario.language.scenario import Scenario

MOST = 12  # first differences told one by one
HEAD = ("What first differs", "In the variant", "Share, % (95 %)", "After", "Example")
LEGEND = (
    "What an actor first does otherwise, the commonest first: its share of the pairs, how long after the "
    "change first shows it comes, and one replication in which it is so. Times are medians over those pairs."
)


@dataclass(frozen=True)
class Many:
    """The first differences of many pairs, with what things are called in both worlds."""

    scenarios: tuple[Scenario, Scenario]
    worlds: Worlds
    found: Divergences


def told(many: Many, example: str) -> tuple[Section, ...]:
    """What many pairs say; `example` is a command to which a replication's number is added."""
    found = many.found
    shown = found.groups[:MOST]
    rows = [_row(many, group) for group in shown]
    if rest := found.groups[MOST:]:
        rows.append(_rest(found, rest))
    sections = [Section("How many pairs of runs differ", tuple(_shares(found)))]
    if shown:
        sections += [
            Section("Where they first part", (LEGEND,), head=HEAD, rows=tuple(rows), left=2),
            Section("To see one of them", (f"{example} --replication {shown[0].example}",)),
        ]
    return tuple(sections)


def _shares(found: Divergences) -> Iterator[str]:
    pairs = found.untouched.runs
    if not pairs:
        yield f"All {found.runs:,} pairs failed."
        return
    moved = f"In {pairs - found.untouched.count:,} of {pairs:,} pairs some actor does something otherwise"
    if found.lead is None:
        yield f"{moved}."
    else:
        after = f"{dates.duration(found.lead)} after the change first shows (median)"
        yield f"{moved}; the first such thing comes {after}."
    yield _untouched(found)
    if found.failed:
        yield f"{found.failed:,} of {found.runs:,} pairs failed and are part of no share."


def _untouched(found: Divergences) -> str:
    """In how many pairs nobody does anything otherwise."""
    idle, same = found.untouched.count - found.same.count, found.same.count
    if not found.untouched.count:
        return "There is no pair in which nobody does."
    ways = [f"only the change itself differs in {idle:,}"] if idle else []
    ways += [f"nothing at all differs in {same:,}"] if same else []
    return f"In {found.untouched.count:,} nobody does, {_share(found.untouched)}: {listed(ways)}."


def _share(share: Share) -> str:
    value, low, high = (f"{100 * each:.1f}" for each in (share.value, share.low, share.high))
    return f"{value} % (95 % interval {low} to {high} %)"


# --- the table ----------------------------------------------------------------------------------


def _row(many: Many, group: Group) -> Row:
    lead = "-" if group.lead is None else dates.duration(group.lead)
    way = _way(group)
    return _what(many, group.what), way, shown_share(group.share), lead, str(group.example)


def _rest(found: Divergences, rest: tuple[Group, ...]) -> Row:
    share = wilson(sum(group.share.count for group in rest), found.untouched.runs)
    return f"{len(rest)} other first differences", "", shown_share(share), "", str(rest[0].example)


def _what(many: Many, what: What) -> str:
    side = next(
        number
        for number, program in enumerate(many.worlds.both)
        if what.kind == DECISION or what.stage in program.stances.stages[_stance(program, what)]
    )
    scenario, program = many.scenarios[side], many.worlds.both[side]
    stance = _stance(program, what)
    who = names(scenario)[stance]
    if what.kind != DECISION:
        stage = program.stances.stages[stance].index(what.stage)
        return f"{who}: {stage_name(program, stance, stage)}"
    if program.stances.acts[stance]:
        return f"{who} acts"
    return f"{who} {'moves' if what.direction == UP else 'goes back'}"


def _stance(program: Program, what: What) -> int:
    return program.stances.name.index(what.stance)


def _way(group: Group) -> str:
    if group.shift is None or group.what.way == OTHER_RUNG:
        return _WAYS[group.what.way]
    return f"{_WAYS[group.what.way]} by {dates.duration(abs(group.shift))}"


_WAYS = {
    ONLY_BASELINE: "not at all",
    ONLY_VARIANT: "only there",
    EARLIER: "earlier",
    LATER: "later",
    OTHER_RUNG: "to another rung",
}
