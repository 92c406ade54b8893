"""What an added cause, reaction, stage or gate does, in a few words, for a list of variants."""

from __future__ import annotations

from sim.scenario.language.causes import Cause
from sim.scenario.language.gates import Condition, Gate, Stage
from sim.scenario.language.reactions import Matcher, Reaction
from sim.scenario.variants.base import written
from sim.scenario.variants.numbers import told


def cause(added: Cause) -> str:
    """When an added cause comes, as its file says it."""
    if added.when is not None:
        late = "at once" if added.delay is None else f"after {told(added.delay, 'after')} days"
        return f"when {added.when.actor} reaches {added.when.rung}, {late}"
    if added.every is not None:
        return f"every {told(added.every, 'every')} days"
    begins = added.on if added.on is not None else added.begins
    return (
        "from the start" if begins is None or isinstance(begins, str) else f"on {written(begins)}"
    )


def part(added: Reaction | Stage | Gate) -> str:
    """What an added part of a stance does."""
    if isinstance(added, Reaction):
        match = added.hears if added.hears is not None else added.during
        assert match is not None
        way = "hears" if added.hears is not None else "while"
        return f"{way} {_matched(match)}, weight {told(added.weight, 'weight')}"
    if isinstance(added, Gate):
        stage = "the decision" if added.stage is None else f"the stage {added.stage}"
        conditions = ", ".join(_condition(each) for each in added.of)
        enough = "" if added.at_least is None else f" {added.at_least} of"
        return f"{stage} waits for{enough}: {conditions}"
    return f"{added.steps} steps" if added.steps > 1 else "one step"


def _matched(match: Matcher) -> str:
    if match.cause is not None:
        return match.cause
    if match.kind is not None or match.source is not None:
        return " by ".join(each for each in (match.kind, match.source) if each is not None)
    who = match.decision_of or match.stage_of or match.position_of
    sort = "decisions" if match.decision_of else "positions" if match.position_of else match.stage
    return f"{sort} of {who} on {match.issue}"


def _condition(condition: Condition) -> str:
    if condition.date is not None:
        return written(condition.date)
    if condition.in_force is not None:
        return f"{condition.in_force} in force"
    if condition.happened is not None:
        return f"{condition.happened} happened"
    return f"{condition.actor} at {condition.rung} on {condition.issue}"
