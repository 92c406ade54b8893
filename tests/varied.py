"""Tiny worlds with something changed, each run beside the world it was."""

from __future__ import annotations

from sim.experiment.explain.divergence import Divergence, diverge
from sim.model.lower import lower
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply
from tests.worlds import BASIS, Tree, at, traced

_SAID = dict.fromkeys(("variant", "title", "reason", "minimal", "cotenable", "otherwise"), "x")


def changed(scenario: Scenario, *changes: Tree) -> Scenario:
    """A scenario with changes made to it, each given as a file would."""
    given = [{"why": "x", **change} for change in changes]
    return apply(
        scenario, Variant.model_validate({**_SAID, "of": scenario.scenario, "changes": given})
    )


def parted(scenario: Scenario, *changes: Tree, replication: int = 0) -> Divergence:
    """Where a run of a scenario parts from one with changes made to it."""
    return beside(scenario, changed(scenario, *changes), replication)


def beside(baseline: Scenario, variant: Scenario, replication: int = 0) -> Divergence:
    """Where runs of two scenarios part."""
    ours, theirs = (traced(lower(each), replication) for each in (baseline, variant))
    return diverge(ours, theirs)


def hold(
    name: str, begins: float | None = None, issue: str = "use", until: float | None = None
) -> Tree:
    """A stance that may not move by itself, from the start or a time to the end or a time."""
    more: Tree = {} if begins is None else {"from": at(begins)}
    more |= {} if until is None else {"until": at(until)}
    return {"hold": {"actor": name, "issue": issue, **more}}


def force(name: str, rung: str, on: float, issue: str = "use") -> Tree:
    """A stance put on a rung."""
    return {"force": {"actor": name, "issue": issue, "rung": rung, "on": at(on)}}


def move(cause: str, on: float) -> Tree:
    """A cause at another time."""
    return {"move": {"cause": cause, "to": at(on)}}


def sets(parameter: str, to: object) -> Tree:
    """A number that is another."""
    return {"set": {"parameter": parameter, "to": to, "basis": BASIS}}
