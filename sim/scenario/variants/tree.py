"""A scenario as the plain data a file would hold, and copies of it with something changed."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

Keys = tuple[str | int, ...]
Tree = dict[str, Any]


def plain(model: BaseModel) -> Tree:
    """A model as the file would write it: aliases, lists, nothing for what was left out."""
    tree: Tree = _listed(model.model_dump(by_alias=True, exclude_none=True))
    return tree


def _listed(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(each) for each in value]
    return value


def put(value: Any, keys: Keys, new: object) -> Any:  # noqa: ANN401 (plain data)
    """A copy of plain data with `new` at `keys`; None removes what is there."""
    if not keys:
        return new
    first, rest = keys[0], keys[1:]
    if isinstance(value, list):
        index = int(first)
        changed = [] if not rest and new is None else [put(value[index], rest, new)]
        return [*value[:index], *changed, *value[index + 1 :]]
    held = dict(value)
    if not rest and new is None:
        held.pop(first, None)
        return held
    return {**held, first: put(held.get(first, {}), rest, new)}


def field(model: BaseModel, key: str) -> object:
    """The value that a file writes under `key`."""
    for name, each in type(model).model_fields.items():
        if key in {name, each.alias}:
            return getattr(model, name)
    raise KeyError(key)


def added(tree: Tree, keys: Keys, item: BaseModel) -> tuple[Tree, Keys]:
    """The tree with an item at the end of the list at `keys`, and the way to the item."""
    items = at(tree, keys) or []
    changed: Tree = put(tree, keys, [*items, plain(item)])
    return changed, (*keys, len(items))


def at(value: Any, keys: Keys) -> Any:  # noqa: ANN401 (plain data)
    """What is found at `keys`; None where they lead nowhere."""
    for key in keys:
        inside = (isinstance(value, dict) and key in value) or (
            isinstance(value, list) and isinstance(key, int) and key < len(value)
        )
        if not inside:
            return None
        value = value[key]
    return value
