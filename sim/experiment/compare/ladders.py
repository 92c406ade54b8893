"""Ladders in both worlds: every rung reached and held, the rung at the end, the sharpest act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.experiment.columns import Ints
from sim.experiment.compare import measures
from sim.experiment.compare.effects import Both, Effect, Effects
from sim.experiment.compare.quantities import Quantity, Way, only
from sim.scenario.language.outcomes import Measure
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance


@dataclass(frozen=True)
class RungEffect:
    """One rung of a stance: whether it is reached by the end, and the days at or above it."""

    stance: str  # `actor/issue`
    rung: str
    skipped: bool  # the stance passes it over; only a force could put it there
    reaches: Effect
    days: Effect


@dataclass(frozen=True)
class LadderEffect:
    """Where a stance is: each rung's share of runs, and the pairs of rungs.

    `joint` counts pairs, a row for each rung in the baseline, a column for each in the variant.
    `caption` is the name that the scenario gives to its outcome on this, empty where it has none; with
    the scenario's limits it says what the shares are, and are not.
    """

    stance: str  # `actor/issue`
    caption: str
    rungs: tuple[str, ...]
    effects: tuple[Effect, ...]  # one for each rung
    joint: Ints


Held = tuple[str, Stance, tuple[str, ...]]  # `actor/issue`, the stance, its rungs


def stances(scenario: Scenario, *, acts: bool) -> Iterator[Held]:
    """The stances that are acts, or those that are positions."""
    for actor in scenario.actors:
        for stance in actor.stances:
            issue = scenario.issue(stance.issue)
            if issue.acts == acts:
                rungs = tuple(rung.id for rung in issue.rungs)
                yield f"{actor.id}/{stance.issue}", stance, rungs


def rung_effects(scenario: Scenario, effects: Effects) -> tuple[RungEffect, ...]:
    """Every rung above the start of every position that both worlds have."""
    found = []
    for name, stance, rungs in stances(scenario, acts=False):
        for rung in rungs[rungs.index(stance.starts_at) + 1 :]:
            reached = reaching(name, rung)
            held = Quantity(
                f"{name}>={rung} days", "days", Way("number", measures.days(name, rung))
            )
            if effects.can(reached):
                skipped = rung in stance.skips
                found.append(RungEffect(name, rung, skipped, effects.of(reached), effects.of(held)))
    return tuple(found)


def reaching(stance: str, rung: str) -> Quantity:
    """Whether a stance reaches a rung by the end."""
    return Quantity(f"{stance}>={rung}", "share", Way("reached", measures.reaches(stance, rung)))


def ends(scenario: Scenario, effects: Effects, pair: Both) -> tuple[LadderEffect, ...]:
    """The rung at the end of every position."""
    held, names = stances(scenario, acts=False), _captions(scenario, "at_end")
    return _ladders(held, names, measures.end, effects, pair)


def sharpest(scenario: Scenario, effects: Effects, pair: Both) -> tuple[LadderEffect, ...]:
    """The highest rung of every stance of acts: the sharpest answer given."""
    held, names = stances(scenario, acts=True), _captions(scenario, "highest")
    return _ladders(held, names, measures.highest, effects, pair)


def _captions(scenario: Scenario, measure: Measure) -> dict[str, str]:
    """The names of the scenario's own outcomes of a measure, by stance."""
    found = {}
    for outcome in scenario.outcomes:
        on = outcome.at_end if measure == "at_end" else outcome.highest
        if on is not None:
            found[f"{on.actor}/{on.issue}"] = outcome.name or outcome.id
    return found


def _ladders(
    held: Iterator[Held],
    captions: dict[str, str],
    key: measures.KeyOf,
    effects: Effects,
    pair: Both,
) -> tuple[LadderEffect, ...]:
    found = []
    for name, _, rungs in held:
        asked = [
            Quantity(f"{key(name)}={rung}", "share", only(key(name), index, len(rungs)))
            for index, rung in enumerate(rungs)
        ]
        if effects.can(asked[0]):
            shares = tuple(map(effects.of, asked))
            joint = _joint(pair, key(name), len(rungs))
            found.append(LadderEffect(name, captions.get(name, ""), rungs, shares, joint))
    return tuple(found)


def _joint(pair: Both, key: str, rungs: int) -> Ints:
    """Pairs by rung in the baseline and in the variant."""
    counts = np.zeros((rungs, rungs), dtype=np.int64)
    was, now = (
        each.values[key][pair.counted].astype(np.int64) for each in (pair.baseline, pair.variant)
    )
    np.add.at(counts, (was, now), 1)
    return counts
