"""Changes inside a stance: a number, a reaction, a stage, a gate."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from sim.scenario.change_base import Keys, Known, Refused, added, at, place, plain, put, validated
from sim.scenario.change_numbers import number, parameters, same, told
from sim.scenario.changes import AddPart, ChangePart, SetParameter
from sim.scenario.scenario import Scenario
from sim.scenario.stance import Gate, Reaction, Stage

Sort = Literal["reaction", "stage", "gate"]
LISTS: dict[Sort, str] = {"reaction": "reactions", "stage": "stages", "gate": "requires"}
_MODELS: dict[Sort, type[BaseModel]] = {"reaction": Reaction, "stage": Stage, "gate": Gate}


def set_parameter(scenario: Scenario, change: SetParameter, known: Known) -> Scenario:
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


def drop_part(scenario: Scenario, sort: Sort, name: str, known: Known) -> Scenario:
    """Without a reaction, stage or gate.

    Without its last stage a decision is made at the one before, and so it is where the settling
    stage goes and none is marked; a reaction elsewhere that hears the stage stays, and is inert.
    """
    keys = _part(scenario, sort, name, ())
    if sort == "stage":
        _check_waiting(scenario, name, keys)
    return validated(put(plain(scenario), keys, None), known)


def change_part(scenario: Scenario, sort: Sort, change: ChangePart, known: Known) -> Scenario:
    """With the keys of `to` merged into a part; a key that is null goes back to its default."""
    keys = _part(scenario, sort, change.id, ("id",))
    aliases = {name: field.alias or name for name, field in _MODELS[sort].model_fields.items()}
    given = {aliases.get(key, key): value for key, value in change.to.items()}
    if not given:
        raise Refused((("to",), "it changes no key"))
    if "id" in given:
        raise Refused((("to", "id"), f"a {sort} keeps its id: drop it and add another"))
    tree = plain(scenario)
    for key, value in given.items():
        tree = put(tree, (*keys, key), value)
    fresh = tuple(((*keys, key), ("to", key)) for key in given)
    changed = validated(tree, known, (*fresh, (keys, ("to",))))
    _check_changed(scenario, changed, change, keys, tuple(given))
    return changed


def _check_changed(
    before: Scenario, after: Scenario, change: ChangePart, keys: Keys, given: tuple[str, ...]
) -> None:
    old, new = _model(before, keys), _model(after, keys)
    names = {field.alias or name: name for name, field in type(old).model_fields.items()}
    idle: list[tuple[Keys, str]] = [
        (("to", key), f"the {key!r} of {change.id!r} is that already")
        for key in given
        if same(getattr(old, names[key]), getattr(new, names[key]), key)
    ]
    if idle:
        raise Refused(*idle)


def _model(scenario: Scenario, keys: Keys) -> BaseModel:
    _, actor, _, stance, listed, index = keys
    parts = getattr(scenario.actors[int(actor)].stances[int(stance)], _FIELDS[str(listed)])
    part: BaseModel = parts[int(index)]
    return part


_FIELDS = {"reactions": "reactions", "stages": "stages", "requires": "requires"}


def add_part(scenario: Scenario, change: AddPart, known: Known) -> Scenario:
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
