"""The permission grid of each world: what each supplier permits at the end, as a share of runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from sim.experiment.compare import measures
from sim.experiment.compare.effects import Effect, Effects
from sim.experiment.compare.ladders import stances
from sim.experiment.compare.quantities import Quantity, Way
from sim.scenario.language.scenario import Scenario
from sim.scenario.permits import Use, permits_at


@dataclass(frozen=True)
class Permitted:
    """A cell of the grid: the share of runs in which an actor permits a use at the end.

    Declared positions, not what was done in practice. What a rung permits no variant changes.
    """

    stance: str  # `actor/issue`
    weapon: str
    area: str
    target: str
    effect: Effect


def permitted(scenario: Scenario, effects: Effects) -> tuple[Permitted, ...]:
    """All cells of the weapons an actor supplies or speaks for, in the order of the vocabulary."""
    found = []
    for name, _, rungs in stances(scenario, acts=False):
        uses = [_uses(scenario, name, rung) for rung in rungs]
        if not any(uses):
            continue  # a ladder that permits nothing: warnings, advocacy
        for weapon, area, target in product(
            _weapons(scenario, name, uses), scenario.areas, scenario.targets
        ):
            marks = tuple((weapon, area, target) in each for each in uses)
            way = Way("rung", measures.end(name), rungs=marks)
            quantity = Quantity(f"{name} permits {weapon}, {area}, {target}", "share", way)
            if effects.can(quantity):
                found.append(Permitted(name, weapon, area, target, effects.of(quantity)))
    return tuple(found)


def _uses(scenario: Scenario, stance: str, rung: str) -> frozenset[Use]:
    """What a stance permits at a rung."""
    actor, issue = stance.split("/")
    grants = permits_at(scenario, actor, issue, rung)
    return frozenset((grant.weapon, grant.area, grant.target) for grant in grants)


def _weapons(scenario: Scenario, stance: str, uses: list[frozenset[Use]]) -> list[str]:
    actor = stance.split("/", maxsplit=1)[0]
    spoken = {weapon for each in uses for weapon, _, _ in each}
    return [
        name for name, each in scenario.weapons.items() if actor in each.suppliers or name in spoken
    ]
