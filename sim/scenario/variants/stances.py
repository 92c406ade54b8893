"""Changes inside a stance: a number, a reaction, a stage, a gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel

from sim.scenario.language.base import Strictly
from sim.scenario.language.changes import AddPart, Change, ChangePart, SetParameter
from sim.scenario.language.gates import Gate, Stage
from sim.scenario.language.names import Names
from sim.scenario.language.reactions import Reaction
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.base import Refused, check_keys, place, validated
from sim.scenario.variants.numbers import idle_keys, number, parameters, same, told
from sim.scenario.variants.tree import Keys, added, at, plain, put

Sort = Literal["reaction", "stage", "gate"]
LISTS: dict[Sort, str] = {"reaction": "reactions", "stage": "stages", "gate": "requires"}
_MODELS: dict[Sort, type[Strictly]] = {"reaction": Reaction, "stage": Stage, "gate": Gate}


def set_parameter(scenario: Scenario, change: SetParameter, known: Names) -> Scenario:
    """With another number under a name; the change's basis becomes the number's."""
    named = parameters(scenario)
    place(named, change.parameter, "parameter", ("parameter",))
    keys = named[change.parameter]
    given = change.to if isinstance(change.to, dict) else {"value": change.to}
    new = {"basis": plain(change.basis), **given}
    changed = validated(put(plain(scenario), keys, new), known, ((keys, ("to",)),))
    before, after = number(scenario, keys), number(changed, keys)
    if same(before, after, str(keys[-1])):
        message = f"{change.parameter!r} is {told(before, str(keys[-1]))} already"
        raise Refused((("to",), message))
    return changed


def drop_part(scenario: Scenario, sort: Sort, name: str, known: Names) -> Scenario:
    """Without a reaction, stage or gate.

    Without its last stage a decision is made at the one before, and so it is where the settling
    stage goes and none is marked; a reaction elsewhere that hears the stage stays, and is inert.
    """
    keys = _part(scenario, sort, name, ())
    if sort == "stage":
        _check_waiting(scenario, name, keys)
    return validated(put(plain(scenario), keys, None), known)


def change_part(scenario: Scenario, sort: Sort, change: ChangePart, known: Names) -> Scenario:
    """With the keys of `to` merged into a part; a key that is null goes back to its default."""
    keys = _part(scenario, sort, change.id, ("id",))
    check_keys(_MODELS[sort], change.to)
    if "id" in change.to:
        raise Refused((("to", "id"), f"a {sort} keeps its id: drop it and add another"))
    tree = plain(scenario)
    for key, value in change.to.items():
        tree = put(tree, (*keys, key), value)
    fresh = tuple(((*keys, key), ("to", key)) for key in change.to)
    changed = validated(tree, known, fresh, ((keys, ("to",)),))
    idle = idle_keys(_model(scenario, keys), _model(changed, keys), change.to)
    if idle:
        raise Refused(*idle)
    return changed


def _model(scenario: Scenario, keys: Keys) -> BaseModel:
    """The reaction, stage or gate at `keys`."""
    _, actor, _, stance, listed, index = keys
    part: BaseModel = getattr(scenario.actors[int(actor)].stances[int(stance)], str(listed))[
        int(index)
    ]
    return part


def add_part(scenario: Scenario, change: AddPart, known: Names) -> Scenario:
    """With one more reaction, stage or gate at the end of its list: a stage becomes the last."""
    sort, part = added_part(change)
    named = stances(scenario)
    place(named, change.stance, "stance", ("stance",))
    way = (*named[change.stance], LISTS[sort])
    tree = plain(scenario)
    if any(each["id"] == part.id for each in at(tree, way) or ()):
        message = f"{change.stance!r} has the {sort} {part.id!r} already: change it instead"
        raise Refused(((sort, "id"), message))
    tree, keys = added(tree, way, part)
    return validated(tree, known, ((keys, (sort,)),))


def added_part(change: AddPart) -> tuple[Sort, Reaction | Stage | Gate]:
    """What is added. Raises Refused unless it is one thing."""
    given: list[tuple[Sort, Reaction | Stage | Gate]] = []
    if change.reaction is not None:
        given.append(("reaction", change.reaction))
    if change.stage is not None:
        given.append(("stage", change.stage))
    if change.gate is not None:
        given.append(("gate", change.gate))
    if len(given) != 1:
        found = " and ".join(sort for sort, _ in given) or "none"
        raise Refused(((), f"found {found}, expected exactly one of: reaction, stage, gate"))
    return given[0]


def of_parts(change: Change) -> tuple[tuple[Sort, str | None, ChangePart | None], ...]:
    """The part a change drops and the one it changes, by sort."""
    return (
        ("reaction", change.drop_reaction, change.change_reaction),
        ("stage", change.drop_stage, change.change_stage),
        ("gate", change.drop_gate, change.change_gate),
    )


# --- names -------------------------------------------------------------------------------------


def stances(scenario: Scenario) -> dict[str, Keys]:
    """Every stance, as `actor/issue`, and where it is in the scenario."""
    return {
        f"{actor.id}/{stance.issue}": ("actors", i, "stances", j)
        for i, actor in enumerate(scenario.actors)
        for j, stance in enumerate(actor.stances)
    }


def parts(scenario: Scenario, sort: Sort) -> dict[str, Keys]:
    """Every reaction, stage or gate, as `actor/issue/id`, and where it is in the scenario."""
    tree = plain(scenario)
    return {
        f"{name}/{part['id']}": (*way, LISTS[sort], k)
        for name, way in stances(scenario).items()
        for k, part in enumerate(at(tree, (*way, LISTS[sort])) or ())
    }


def _part(scenario: Scenario, sort: Sort, name: str, keys: Keys) -> Keys:
    named = parts(scenario, sort)
    place(named, name, sort, keys)
    return named[name]


def _check_waiting(scenario: Scenario, name: str, keys: Keys) -> None:
    stance = scenario.actors[int(keys[1])].stances[int(keys[3])]
    stage = stance.stages[int(keys[5])].id
    waiting = [gate.id for gate in stance.requires if gate.stage == stage]
    if waiting:
        message = f"the gate {waiting[0]!r} holds the stage {name!r}: drop or change the gate first"
        raise Refused(((), message))


def things(scenario: Scenario, change: Change) -> Iterator[tuple[str, ...]]:
    """What a change inside a stance changes, in names."""
    if change.set is not None and change.set.parameter in (named := parameters(scenario)):
        yield _thing(scenario, named[change.set.parameter])
    if change.add_part is not None:
        sort, part = added_part(change.add_part)
        yield "actor", *change.add_part.stance.split("/"), LISTS[sort], part.id
    for sort, dropped, changed in of_parts(change):
        if dropped is not None:
            yield _named(sort, dropped)
        if changed is not None:
            yield from ((*_named(sort, changed.id), key) for key in changed.to)


def _named(sort: Sort, name: str) -> tuple[str, ...]:
    *stance, part = name.split("/")
    return "actor", *stance, LISTS[sort], part


def _thing(scenario: Scenario, keys: Keys) -> tuple[str, ...]:
    """The way to a number in names."""
    if keys[0] == "causes":
        return "cause", scenario.causes[int(keys[1])].id, str(keys[2])
    actor = scenario.actors[int(keys[1])]
    stance = actor.stances[int(keys[3])]
    rest = list(map(str, keys[4:]))
    if rest[0] == "reactions":
        rest[1] = stance.reactions[int(rest[1])].id
    return "actor", actor.id, stance.issue, *rest
