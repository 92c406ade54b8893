"""A variant applied to a scenario: its changes made one after another, giving a new scenario.

What a change removes is removed with what cannot be without it (causes that came of it, outcomes on
it). Reactions and gate conditions that name something dropped stay in place and are inert: lowering
ignores a reaction to what is not there, and takes a condition on it as never true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.files.tree import Node
from sim.scenario.language.base import KEY
from sim.scenario.language.changes import Change, Variant
from sim.scenario.language.interventions import Hold
from sim.scenario.language.names import Names
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError
from sim.scenario.variants import actors as change_actors
from sim.scenario.variants import causes as change_causes
from sim.scenario.variants import stances as change_stances
from sim.scenario.variants.base import Refused, written
from sim.scenario.variants.names import known
from sim.scenario.variants.tree import Keys
from sim.scenario.variants.words import words

Thing = tuple[str, ...]  # what a change changes; a longer one lies within a shorter


class ChangeError(Exception):
    """A change that cannot be made: the index of the change, the keys below it, and why."""

    def __init__(self, index: int, keys: Keys, message: str) -> None:
        self.index, self.keys, self.message = index, keys, message
        super().__init__(f"{_way((index, *keys))}: {message}")


def _way(keys: Keys) -> str:
    return "/".join(str(key) for key in ("changes", *keys) if key != KEY)


@dataclass(frozen=True)
class Step:
    """One change, and the scenario before and after it."""

    change: Change
    before: Scenario
    after: Scenario


def apply(scenario: Scenario, variant: Variant) -> Scenario:
    """The scenario with the variant's changes made, in order. Raises the first ChangeError."""
    steps, wrong = _attempt(scenario, variant)
    if wrong:
        raise wrong[0]
    return steps[-1].after if steps else scenario


def apply_all(scenario: Scenario, variant: Variant, node: Node | None = None) -> Scenario:
    """As `apply`, but raises ScenarioError with all faults, placed in the file of root `node`."""
    steps, wrong = _attempt(scenario, variant)
    if wrong:
        raise ScenarioError(_placed(error, variant, node) for error in wrong)
    return steps[-1].after if steps else scenario


def touched(scenario: Scenario, variant: Variant) -> str:
    """What a variant changes, a line for each change. Raises ChangeError."""
    steps, wrong = _attempt(scenario, variant)
    if wrong:
        raise wrong[0]
    return "\n".join(words(step.change, step.before, step.after) for step in steps)


def _placed(error: ChangeError, variant: Variant, node: Node | None) -> Problem:
    if node is None:
        way = _way((error.index, *error.keys))
        return Problem(Mark(variant.variant), way, error.message)
    mark, path = node.find(("changes", error.index, *error.keys))
    return Problem(mark, path, error.message)


def _attempt(scenario: Scenario, variant: Variant) -> tuple[list[Step], list[ChangeError]]:
    """Every change tried; one that cannot be made is passed over, so that all faults are found."""
    steps: list[Step] = []
    wrong: list[ChangeError] = []
    done: dict[Thing, int] = {}
    for index, change in enumerate(variant.changes):
        try:
            things = tuple(_things(scenario, change))
            _check_untouched(things, done, variant)
            after = _made(scenario, change, known(scenario, variant))
        except Refused as refused:
            wrong += [
                ChangeError(index, (change.verb, *keys), told) for keys, told in refused.faults
            ]
            continue
        done |= dict.fromkeys(things, index)
        steps.append(Step(change, scenario, after))
        scenario = after
    return steps, wrong


def _made(scenario: Scenario, change: Change, names: Names) -> Scenario:  # noqa: C901, PLR0911, PLR0912 (one line a change)
    """The scenario with one change made. Raises Refused."""
    if change.drop is not None:
        return change_causes.drop(scenario, change.drop, names)
    if change.add is not None:
        return change_causes.add(scenario, change.add, names)
    if change.move is not None:
        return change_causes.move(scenario, change.move, names)
    if change.alter is not None:
        return change_causes.alter(scenario, change.alter, names)
    if change.hold is not None:
        return change_actors.hold(scenario, change.hold, names)
    if change.force is not None:
        return change_actors.force(scenario, change.force, names)
    if change.set is not None:
        return change_stances.set_parameter(scenario, change.set, names)
    if change.add_part is not None:
        return change_stances.add_part(scenario, change.add_part, names)
    if change.add_actor is not None:
        return change_actors.add_actor(scenario, change.add_actor, names)
    if change.drop_actor is not None:
        return change_actors.drop_actor(scenario, change.drop_actor, names)
    for sort, dropped, changed in change_stances.of_parts(change):
        if dropped is not None:
            return change_stances.drop_part(scenario, sort, dropped, names)
        if changed is not None:
            return change_stances.change_part(scenario, sort, changed, names)
    raise AssertionError(change.verb)


# --- no thing is changed twice -----------------------------------------------------------------


def _check_untouched(things: tuple[Thing, ...], done: dict[Thing, int], variant: Variant) -> None:
    for thing in things:
        for other, index in done.items():
            shared = min(len(thing), len(other))
            if thing[:shared] == other[:shared]:
                told = f"changes/{index} ({variant.changes[index].verb})"
                raise Refused(((), f"{told} has changed {'/'.join(other[1:])} already"))


def _things(scenario: Scenario, change: Change) -> Iterator[Thing]:
    """What a change changes. Names are checked by the change itself, later."""
    if change.drop is not None:
        gone = change_causes.followers(scenario, change.drop.cause, change.drop.keep)
        yield from (("cause", name) for name in (change.drop.cause, *gone))
    elif change.add is not None:
        yield "cause", change.add.id
    elif change.move is not None:
        along = change_causes.moves(scenario, change.move)
        yield from (("cause", name, "dates") for name in (change.move.cause, *along))
    elif change.alter is not None:
        yield from (("cause", change.alter.cause, key) for key in change.alter.to)
    elif change.hold is not None:
        yield from _held(change.hold)
    elif change.force is not None:
        yield "force", change.force.actor, change.force.issue, written(change.force.on)
    elif change.add_actor is not None:
        yield "actor", change.add_actor.id
    elif change.drop_actor is not None:
        yield from ((sort, change.drop_actor) for sort in ("actor", "hold", "force"))
    else:
        yield from change_stances.things(scenario, change)


def _held(hold: Hold) -> Iterator[Thing]:
    """The whole stance, or the hold of it that begins then: of these there may be several."""
    whole = hold.begins is None and hold.until is None
    begins = "start" if hold.begins is None else written(hold.begins)
    yield "hold", hold.actor, hold.issue, *(() if whole else (begins,))
