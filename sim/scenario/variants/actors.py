"""Changes of who acts: hold or force a stance, add or drop an actor."""

from __future__ import annotations

from sim.scenario.language.actors import Actor
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.names import Names
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.base import Refused, place, validated, written
from sim.scenario.variants.tree import added, plain


def hold(scenario: Scenario, change: Hold, known: Names) -> Scenario:
    """With a stance that may not move by itself; holds of one stance may not overlap."""
    tree, way = added(plain(scenario), ("holds",), change)
    return validated(tree, known, ((way, ()),))


def force(scenario: Scenario, change: Force, known: Names) -> Scenario:
    """With a stance put on a rung at a moment, held or not; two forces of it need two moments."""
    name = f"{change.actor}/{change.issue}"
    for each in scenario.forces:
        if (each.actor, each.issue, each.on) == (change.actor, change.issue, change.on):
            raise Refused((("on",), f"{name} is forced on {written(each.on)} already"))
    tree, way = added(plain(scenario), ("forces",), change)
    forced = validated(tree, known, ((way, ()),))
    issue = scenario.issue(change.issue)
    if issue.acts and change.rung == issue.rungs[0].id:
        message = f"{name} is at {change.rung!r} whenever it does not act"
        raise Refused((("rung",), f"{message}, so this would do nothing"))
    return forced


def add_actor(scenario: Scenario, change: Actor, known: Names) -> Scenario:
    """With a new actor, last in file order."""
    taken = [*(actor.id for actor in scenario.actors), *scenario.others]
    if change.id in taken:
        raise Refused((("id",), f"{change.id!r} exists already"))
    tree, way = added(plain(scenario), ("actors",), change)
    return validated(tree, known, ((way, ()),))


def drop_actor(scenario: Scenario, name: str, known: Names) -> Scenario:
    """Without an actor, its holds and forces, and the outcomes on it.

    What others say of it stays and is inert: a position watched that nobody holds, a gate that
    waits for it and stays shut. Causes it is the source of are given, and stay in force.
    """
    place([actor.id for actor in scenario.actors], name, "actor")
    left = {issue.issue for actor in scenario.actors if actor.id != name for issue in actor.stances}
    tree = plain(scenario)
    tree["actors"] = [actor for actor in tree["actors"] if actor["id"] != name]
    for key in ("holds", "forces"):
        tree[key] = [each for each in tree[key] if each["actor"] != name]
    tree["outcomes"] = [
        plain(outcome) for outcome in scenario.outcomes if not _is_on(outcome, name, left)
    ]
    return validated(tree, known)


def _is_on(outcome: Outcome, actor: str, issues: set[str]) -> bool:
    """Whether an outcome speaks of an actor, or of an issue on which nobody is left."""
    if outcome.spread is not None:
        return outcome.spread.issue not in issues
    standings = [outcome.first_reaches, outcome.days_at_or_above, outcome.at_end, outcome.highest]
    if outcome.before is not None:
        standings += [outcome.before.first, outcome.before.then]
    return any(each is not None and each.actor == actor for each in standings)
