"""What refers to what: reactions that match nothing, gates that cannot be."""

from __future__ import annotations

from sim.scenario.checks.findings import Findings, stances
from sim.scenario.language.causes import Cause
from sim.scenario.language.gates import Condition
from sim.scenario.language.reactions import Matcher
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance


def errors(scenario: Scenario) -> Findings:
    """Everything that is wrong with the references between the parts of a scenario."""
    found: Findings = []
    for keys, actor, stance in stances(scenario):
        for k, reaction in enumerate(stance.reactions):
            if message := _unmatched(scenario, actor.id, reaction.hears, lasting=False):
                found.append(((*keys, "reactions", k, "hears"), message))
            if message := _unmatched(scenario, actor.id, reaction.during, lasting=True):
                found.append(((*keys, "reactions", k, "while"), message))
        for k, gate in enumerate(stance.requires):
            lowest = scenario.issue(stance.issue).rungs[0].id
            if lowest in gate.rungs:
                message = f"the lowest rung {lowest!r} is never climbed to: no gate can hold it"
                found.append(((*keys, "requires", k, "rungs"), message))
            for m, condition in enumerate(gate.of):
                if message := _never(scenario, condition):
                    found.append(((*keys, "requires", k, "of", m, "in_force"), message))
    return found


def in_force(cause: Cause) -> bool:
    """Whether a cause lasts, and so can be in force."""
    return cause.form == "lasting" or cause.lasts is not None


def matches(matcher: Matcher, cause: Cause) -> bool:
    """Whether a matcher means a cause, whoever hears of it."""
    if matcher.cause is not None:
        return matcher.cause == cause.id
    if matcher.kind is None and matcher.source is None:
        return False
    wanted = {"kind": matcher.kind, "source": matcher.source}
    return all(name is None or name == getattr(cause, key) for key, name in wanted.items())


def _unmatched(
    scenario: Scenario, actor: str, matcher: Matcher | None, *, lasting: bool
) -> str | None:
    """Why a matcher of causes can never match, if it cannot."""
    if matcher is None or not (matcher.cause or matcher.kind or matcher.source):
        return None
    kind = scenario.kinds.get(matcher.kind) if matcher.kind is not None else None
    if kind is not None and kind.spoken:
        return f"{described(matcher)} is an instant: use 'hears'" if lasting else None
    meant = [cause for cause in scenario.causes if matches(matcher, cause)]
    if not meant:
        return f"nothing in the file is {described(matcher)}"
    heard = [cause for cause in meant if cause.heard_by is None or actor in cause.heard_by]
    if not heard:
        by = ", ".join(sorted({name for cause in meant for name in cause.heard_by or ()}))
        return f"{described(matcher)} is heard only by {by or 'nobody'}, not by {actor}"
    if lasting and not any(in_force(cause) for cause in heard):
        return f"{described(matcher)} is an instant and never in force: use 'hears'"
    return None


def described(matcher: Matcher) -> str:
    """A matcher of causes in words."""
    if matcher.cause is not None:
        return repr(matcher.cause)
    kind = f" of kind {matcher.kind!r}" if matcher.kind else ""
    source = f" from {matcher.source!r}" if matcher.source else ""
    return f"a cause{kind}{source}"


def _never(scenario: Scenario, condition: Condition) -> str | None:
    if condition.in_force is None or in_force(scenario.cause(condition.in_force)):
        return None
    return f"{condition.in_force!r} is an instant and never in force: use 'happened'"


def hearers(scenario: Scenario, actor: str, stance: Stance, stage: str) -> list[str]:
    """The other actors that react to the end of a stage of a stance."""
    return [
        other.id
        for _, other, held in stances(scenario)
        for reaction in held.reactions
        if other.id != actor
        and reaction.hears is not None
        and reaction.hears.stage_of == actor
        and reaction.hears.issue == stance.issue
        and reaction.hears.stage == stage
    ]
