"""A change in plain words, for a list of variants."""

from __future__ import annotations

from sim.scenario.language.changes import Change, Drop, Move, SetParameter
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants import parts_words
from sim.scenario.variants.base import written
from sim.scenario.variants.causes import followers, moves
from sim.scenario.variants.numbers import number, parameters, told
from sim.scenario.variants.stances import added_part, of_parts


def words(change: Change, before: Scenario, after: Scenario) -> str:
    """One line that says what a change does, given the scenario before and after it."""
    if change.drop is not None:
        return _drops(change.drop, before)
    if change.add is not None:
        added = change.add
        return f"adds {added.id} ({added.kind} by {added.source}) {parts_words.cause(added)}"
    if change.move is not None:
        return _moves(change.move, before, after)
    if change.alter is not None:
        return f"alters {change.alter.cause}: {_keys(change.alter.to)}"
    if change.set is not None:
        return _sets(change.set, before, after)
    return _acts(change, before, after) or _parts(change)


def _drops(change: Drop, before: Scenario) -> str:
    gone = followers(before, change.cause, change.keep)
    return f"drops {change.cause}{_along(gone)}{_kept(change.keep)}"


def _moves(change: Move, before: Scenario, after: Scenario) -> str:
    to = f"from {_when(before, change.cause)} to {_when(after, change.cause)}"
    along = _along(moves(before, change))
    return f"moves {change.cause} {to}{along}{_kept(change.keep)}"


def _when(scenario: Scenario, name: str) -> str:
    cause = scenario.cause(name)
    begin = cause.on or cause.begins
    return "the start" if begin is None or isinstance(begin, str) else written(begin)


def _sets(change: SetParameter, before: Scenario, after: Scenario) -> str:
    keys = parameters(before)[change.parameter]
    old, new = (told(number(each, keys), str(keys[-1])) for each in (before, after))
    return f"sets {change.parameter} to {new} (was {old})"


def _acts(change: Change, before: Scenario, after: Scenario) -> str:
    if change.hold is not None:
        begins, until = change.hold.begins, change.hold.until
        since = "" if begins is None else f" from {written(begins)}"
        ends = "" if until is None else f" until {written(until)}"
        return f"holds {change.hold.actor}/{change.hold.issue}{since}{ends}"
    if change.force is not None:
        force = change.force
        return f"forces {force.actor}/{force.issue} to {force.rung} on {written(force.on)}"
    if change.add_actor is not None:
        issues = ", ".join(stance.issue for stance in change.add_actor.stances)
        return f"adds the actor {change.add_actor.id} ({issues or 'no stance'})"
    if change.drop_actor is not None:
        gone = {outcome.id for outcome in before.outcomes} - {each.id for each in after.outcomes}
        counted = [outcome.id for outcome in before.outcomes if outcome.id in gone]
        return f"drops the actor {change.drop_actor}{_along(tuple(counted))}"
    return ""


def _parts(change: Change) -> str:
    if change.add_part is not None:
        sort, part = added_part(change.add_part)
        told_ = parts_words.part(part)
        return f"adds the {sort} {part.id} to {change.add_part.stance}: {told_}"
    for sort, dropped, changed in of_parts(change):
        if dropped is not None:
            return f"drops the {sort} {dropped}"
        if changed is not None:
            return f"changes the {sort} {changed.id}: {_keys(changed.to)}"
    raise AssertionError(change.verb)


def _along(names: tuple[str, ...]) -> str:
    return f" and with it {', '.join(names)}" if names else ""


def _kept(keep: dict[str, str]) -> str:
    return f"; keeps {', '.join(keep)}" if keep else ""


def _keys(to: dict[str, object]) -> str:
    return "; ".join(f"{key} {_value(value)}" for key, value in to.items())


def _value(value: object) -> str:
    """Plain data in words, much as the file writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
