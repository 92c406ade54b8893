"""What is allowed and probably not meant."""

from __future__ import annotations

from typing import TypeAlias

from sim.scenario.checks.findings import Findings, Keys, stances
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance
from sim.scenario.typical import median

LONGEST_CYCLE = 6  # acts that feed each other through more actors than this are not looked for
Who: TypeAlias = tuple[str, str]  # a stance: actor and issue
Gains: TypeAlias = dict[Who, dict[Who, float]]  # by stance heard, then by hearer
Way: TypeAlias = tuple[float, tuple[Who, ...]]  # the product of the gains along a way


def warnings(scenario: Scenario) -> Findings:
    """Every warning about the model itself."""
    found: Findings = []
    for keys, actor, stance in stances(scenario):
        if not scenario.issue(stance.issue).acts:
            found += _undoing(keys, stance)
        found += _stuck(scenario, keys, stance)
        for k, reaction in enumerate(stance.reactions):
            for key, each in (("hears", reaction.hears), ("while", reaction.during)):
                if each and actor.id in {each.decision_of, each.stage_of, each.position_of}:
                    message = f"{actor.id!r} reacts to itself"
                    found.append(((*keys, "reactions", k, key), message))
    return found + _runaway(scenario)


def _undoing(keys: Keys, stance: Stance) -> Findings:
    standing = median(stance.standing)
    found: Findings = []
    for rung, number in stance.gives_up_below.items():
        if median(number) > standing:
            below = f"it is given up below {median(number):g}"
            message = f"{rung!r} would undo itself: {below}, and the standing level is {standing:g}"
            found.append(((*keys, "gives_up_below", rung), message))
    return found


def _stuck(scenario: Scenario, keys: Keys, stance: Stance) -> Findings:
    """A stance that reacts to nothing and that its standing level alone does not move."""
    if stance.reactions:
        return []
    standing = median(stance.standing)
    ladder = [rung.id for rung in scenario.issue(stance.issue).rungs]
    given_up = stance.gives_up_below.get(stance.starts_at)
    if given_up is not None and median(given_up) > standing:
        return []
    needed = median(stance.resistance.first)
    for place, rung in enumerate(ladder[1:], start=1):
        if place > 1:
            needed += median(stance.resistance.steps[place - 2])
        if place > ladder.index(stance.starts_at) and rung not in stance.skips:
            break
    else:
        return [
            (keys, f"the stance can never move: {stance.starts_at!r} is the highest it can hold")
        ]
    if standing > needed:
        return []
    message = (
        "the stance can never move but by chance: it reacts to nothing, and its standing level"
    )
    return [(keys, f"{message} {standing:g} is not above the {needed:g} that {rung!r} takes")]


def _runaway(scenario: Scenario) -> Findings:
    """Actors whose acts feed each other more than they take (docs/model.md)."""
    gains = _gains(scenario)
    best: Way | None = None
    for start in gains:
        for gain, way in _cycles(gains, start):
            if gain > 1 and (best is None or gain > best[0]):
                best = gain, way
    if best is None:
        return []
    gain, way = best
    told = " -> ".join(f"{actor} ({issue})" for actor, issue in (*way, way[0]))
    place = next(keys for keys, a, s in stances(scenario) if (a.id, s.issue) == way[0])
    return [
        ((*place, "reactions"), f"acts that feed each other by {gain:.3g}, more than 1: {told}")
    ]


def _gains(scenario: Scenario) -> Gains:
    """What one act at its highest rung adds to the pressure of each stance that hears it."""
    gains: Gains = {}
    for _, actor, stance in stances(scenario):
        for reaction in stance.reactions:
            heard = reaction.hears
            if heard is None or heard.decision_of is None or heard.issue is None:
                continue
            if not (scenario.issue(heard.issue).acts and scenario.issue(stance.issue).acts):
                continue
            levels = scenario.issue(heard.issue).levels
            ways = gains.setdefault((heard.decision_of, heard.issue), {})
            hearer = (actor.id, stance.issue)
            change = levels[-1] - levels[0]
            ways[hearer] = ways.get(hearer, 0.0) + median(reaction.weight) * change
    return gains


def _cycles(gains: Gains, start: Who) -> list[Way]:
    """The strongest way from a stance back to itself, for each length, through positive gains."""
    found: list[Way] = []
    ways: dict[Who, Way] = {start: (1.0, (start,))}
    for _ in range(LONGEST_CYCLE):
        following: dict[Who, Way] = {}
        for place, (gain, way) in ways.items():
            for target, factor in gains.get(place, {}).items():
                product = gain * factor
                if factor <= 0:
                    continue
                if target == start:
                    found.append((product, way))
                elif target not in way and product > following.get(target, (0.0, ()))[0]:
                    following[target] = product, (*way, target)
        ways = following
    return found
