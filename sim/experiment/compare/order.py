"""Who moved before whom, in both worlds. The order of moves is evidence, not cause."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.compare import measures
from sim.experiment.compare.effects import Effect, Effects
from sim.experiment.compare.quantities import Quantity, Way
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class Order:
    """The share of runs in which the first move of one actor came before that of another.

    A first move is the first change of any stance of the actor, acts included. Never counts as after
    everybody, and of two that never move, or move at one instant, none is first. `cells[i][j]` is
    actor i before actor j; None on the diagonal.
    """

    actors: tuple[str, ...]
    cells: tuple[tuple[Effect | None, ...], ...]


def order(scenario: Scenario, effects: Effects) -> Order:
    """The matrix of all actors that both worlds have."""
    known = [each.id for each in scenario.actors if effects.can(_before(each.id, each.id))]
    cells = tuple(
        tuple(None if a == b else effects.of(_before(a, b)) for b in known) for a in known
    )
    return Order(tuple(known), cells)


def _before(first: str, then: str) -> Quantity:
    way = Way("before", measures.moves(first), measures.moves(then))
    return Quantity(f"{first} before {then}", "share", way)
