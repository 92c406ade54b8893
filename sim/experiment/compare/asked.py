"""What was asked, and what was given by the end."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.compare import measures
from sim.experiment.compare.effects import Effect, Effects
from sim.experiment.compare.quantities import Quantity, Way
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """A rung that an actor hears itself asked for, and the shares of runs by what it gives.

    `in_full`: it stands at or above that rung at the end; `in_part`: above its start and below that
    rung; `nothing`: at its start or below. The three sum to 1.
    """

    stance: str  # `actor/issue`
    rung: str
    causes: tuple[str, ...]  # the requests, in the baseline
    still: tuple[str, ...]  # those of them that the variant keeps
    in_full: Effect
    in_part: Effect
    nothing: Effect


def asked(scenario: Scenario, variant: Scenario, effects: Effects) -> tuple[Asked, ...]:
    """Every rung asked for in the baseline, by the actor that hears it."""
    kept = {cause.id for cause in variant.causes}
    found = []
    for (name, rung), causes in _requests(scenario).items():
        actor, issue = name.split("/")
        rungs = [each.id for each in scenario.issue(issue).rungs]
        start = rungs.index(scenario.actor(actor).stance(issue).starts_at)
        full = rungs.index(rung)
        if start >= full or not effects.can(_given(name, "in full", len(rungs), 0, full)):
            continue
        shares = [
            effects.of(_given(name, word, len(rungs), low, high))
            for word, low, high in (
                (f"gives {rung} in full", full, len(rungs)),
                (f"gives {rung} in part", start + 1, full),
                (f"gives nothing of {rung}", 0, start + 1),
            )
        ]
        still = tuple(cause for cause in causes if cause in kept)
        found.append(Asked(name, rung, causes, still, *shares))
    return tuple(found)


def _requests(scenario: Scenario) -> dict[tuple[str, str], tuple[str, ...]]:
    """The causes that ask, by who hears them (`actor/issue`) and the rung asked for."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for cause in scenario.causes:
        if cause.asks is None:
            continue
        for actor in scenario.actors:
            hears = cause.heard_by is None or actor.id in cause.heard_by
            if hears and any(stance.issue == cause.asks.issue for stance in actor.stances):
                key = (f"{actor.id}/{cause.asks.issue}", cause.asks.rung)
                found[key] = (*found.get(key, ()), cause.id)
    return found


def _given(stance: str, word: str, count: int, low: int, high: int) -> Quantity:
    """Whether a stance ends on a rung from `low` up to but not including `high`."""
    marks = tuple(low <= rung < high for rung in range(count))
    return Quantity(f"{stance} {word}", "share", Way("rung", measures.end(stance), rungs=marks))
