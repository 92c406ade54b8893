"""Cells that are 0 or 1 by construction: nothing leads from the change to the outcome, or it is the outcome."""

from __future__ import annotations

from collections.abc import Iterable

from sim.experiment.columns import Floats
from sim.experiment.counterfactual.columns import Column
from sim.experiment.counterfactual.rows import Row
from sim.model.program import Program
from sim.scenario.language.outcomes import OnIssue, Outcome
from sim.scenario.language.vocabulary import Standing

Node = tuple[str, int]  # ("cause" or "stance", index)


def reached(program: Program, causes: Iterable[int], stances: Iterable[int]) -> frozenset[Node]:
    """Everything that some causes and stances can act on, directly or through others."""
    edges = _edges(program)
    found: set[Node] = {("cause", c) for c in causes} | {("stance", s) for s in stances}
    ahead = list(found)
    while ahead:
        for following in edges.get(ahead.pop(), ()):
            if following not in found:
                found.add(following)
                ahead.append(following)
    return frozenset(found)


def _edges(program: Program) -> dict[Node, set[Node]]:
    """Who can act on whom: by being heard, by lasting, by a gate, by a trigger."""
    listeners, reactions, gates = program.listeners, program.reactions, program.gates
    edges: dict[Node, set[Node]] = {}

    def add(source: Node, heard: Iterable[int], turned: Iterable[int]) -> None:
        to = edges.setdefault(source, set())
        to |= {("stance", reactions.stance[r]) for r in heard}
        to |= {("stance", gates.stance[g]) for g in turned}

    for c in range(len(program.causes.name)):
        add(
            ("cause", c),
            (*listeners.cause[c], *listeners.cause_lasting[c]),
            listeners.cause_gates[c],
        )
    for s in range(len(program.stances.name)):
        staged = (r for each in listeners.stage[s] for r in each)
        heard = (*listeners.decision[s], *listeners.position[s], *staged)
        add(("stance", s), heard, listeners.position_gates[s])
        edges["stance", s] |= {("cause", c) for c in listeners.triggers[s]}
    return edges


def by_construction(
    program: Program, row: Row, column: Column, first: Floats, was: Floats
) -> bool | None:
    """Whether the outcome fails (True) or stands (False) whatever the numbers are; None if it depends.

    `first` is, by world, the earliest day on which the row can act (its causes' dates, or the first
    decisions of those it holds), and `was` the outcome without it. Of a row that does more than drop
    and hold, nothing is told.
    """
    if not row.causes and not row.stances:
        return None
    outcome, names = column.outcome, program.stances.name
    held = {names.index(name) for name in row.stances}
    causes = {program.causes.name.index(name) for name in row.causes}
    own = _stances(program, outcome)
    movers = own if outcome.before is None else {_stance(program, outcome.before.first)}
    if movers <= held and _takes_a_move(program, column, movers):
        return True  # who may not move does not get there
    touched = reached(program, causes, held)
    if not any(("stance", s) in touched for s in own):
        return False
    if outcome.first_reaches is not None and column.happened and bool((first >= was).all()):
        return False  # it acts after the event in every draw of the dates
    return None


def _takes_a_move(program: Program, column: Column, own: set[int]) -> bool:
    """Whether a stance that never moves cannot give the record's answer."""
    if column.outcome.first_reaches is not None or column.outcome.before is not None:
        return column.happened
    if column.rung is None:
        return False
    return any(program.stances.start[stance] != column.rung for stance in own)


def _stances(program: Program, outcome: Outcome) -> set[int]:
    """The stances that an outcome is about."""
    on = [outcome.first_reaches, outcome.at_end, outcome.highest, outcome.days_at_or_above]
    if outcome.before is not None:
        on += [outcome.before.first, outcome.before.then]
    found = {_stance(program, each) for each in on if each is not None}
    if outcome.spread is not None:
        issue = program.issues.index(outcome.spread.issue)
        found |= {s for s, each in enumerate(program.stances.issue) if each == issue}
    return found


def _stance(program: Program, where: Standing | OnIssue) -> int:
    return program.stances.name.index(f"{where.actor}/{where.issue}")
