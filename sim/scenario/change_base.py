"""What every change is made with: the scenario as plain data, edited and validated again as a whole.

A change edits the dump of a scenario and validates the result, so a changed scenario obeys every rule
of the language. Names that were there before count as known: what is left behind when a cause, actor
or stage is dropped still names it, and is inert. Only what a change itself writes must name things
that are there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.names import Names, gather
from sim.scenario.problems import nearest
from sim.scenario.scenario import Scenario
from sim.scenario.values import Moment

Keys = tuple[str | int, ...]
Tree = dict[str, Any]
Fresh = tuple[tuple[Keys, Keys], ...]  # (where in the scenario, below which keys of the change)


class Refused(Exception):  # noqa: N818 (a verdict on the change, turned into a ChangeError)
    """A change that cannot be made: what is wrong, and below which keys of the change."""

    def __init__(self, *faults: tuple[Keys, str]) -> None:
        self.faults = faults
        super().__init__("; ".join(message for _, message in faults))


@dataclass(frozen=True)
class Known:
    """The names that may stay behind, and the sources that may be cited."""

    names: Names

    def after(self, scenario: Scenario) -> Known:
        """What is known once `scenario` has been reached as well."""
        return Known(_union(gather(plain(scenario)), self.names))


def known(scenario: Scenario, *more: BaseModel) -> Known:
    """The names of a scenario. Citations were checked by the loader, which also knows the record's."""
    tree = plain(scenario)
    cited = {source for each in (tree, *map(plain, more)) for source in _cited(each)}
    names = gather(tree)
    return Known(replace(names, sources=names.sources | cited))


def _cited(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "cites":
                yield from (cite.split()[0] for cite in each if cite.split())
            else:
                yield from _cited(each)
    elif isinstance(value, list):
        for each in value:
            yield from _cited(each)


def _union(now: Names, before: Names) -> Names:
    """The names of both; stages that are gone come first, so that the last stage stays the last."""
    stages = {
        key: (
            *(
                stage
                for stage in before.stages.get(key, ())
                if stage not in now.stages.get(key, ())
            ),
            *now.stages.get(key, ()),
        )
        for key in (*before.stages, *now.stages)
    }
    public = {
        key: now.public.get(key, frozenset())
        | (before.public.get(key, frozenset()) - set(now.stages.get(key, ())))
        for key in stages
    }
    return Names(
        sources=before.sources | now.sources,
        kinds=now.kinds,
        weapons=now.weapons,
        areas=now.areas,
        targets=now.targets,
        others=now.others,
        actors=before.actors | now.actors,
        causes=before.causes | now.causes,
        rungs=now.rungs,
        acts=now.acts,
        stances=before.stances | now.stances,
        stages=stages,
        public=public,
        people={**before.people, **now.people},
    )


# --- plain data --------------------------------------------------------------------------------


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
        assert isinstance(first, int)
        changed = [] if not rest and new is None else [put(value[first], rest, new)]
        return [*value[:first], *changed, *value[first + 1 :]]
    held = dict(value)
    if not rest and new is None:
        held.pop(first, None)
        return held
    return {**held, first: put(held.get(first, {}), rest, new)}


def added(tree: Tree, keys: Keys, item: BaseModel) -> tuple[Tree, Keys]:
    """The tree with an item at the end of the list at `keys`, and the way to the item."""
    items = at(tree, keys) or []
    changed: Tree = put(tree, keys, [*items, plain(item)])
    return changed, (*keys, len(items))


def at(value: Any, keys: Keys) -> Any:  # noqa: ANN401 (plain data)
    """What is found at `keys`; None where they lead nowhere."""
    for key in keys:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def place(ids: Iterable[str], name: str, sort: str, keys: Keys = ()) -> int:
    """The index of a name. Raises Refused with the nearest valid one."""
    listed = list(ids)
    if name not in listed:
        raise Refused((keys, f"found the unknown {sort} {name!r}{nearest(name, listed)}"))
    return listed.index(name)


# --- validation --------------------------------------------------------------------------------


def validated(tree: Tree, names: Known, fresh: Fresh = ()) -> Scenario:
    """The scenario in a changed tree. Raises Refused with every fault.

    `fresh` says where the change wrote something: names there must exist now, dates must lie within
    the scenario, and faults there are reported below the keys of the change.
    """
    now = gather(tree)
    scenario, wrong = _tried(tree, _union(now, names.names))
    if fresh:
        sources = names.names.sources | now.sources
        strict = _tried(tree, replace(now, sources=sources))[1]
        wrong += [each for each in strict if each not in wrong and _below(each[0], fresh)]
    if scenario is None or wrong:
        raise Refused(*(_retold(tree, keys, message, fresh) for keys, message in wrong))
    late = tuple(_outside(scenario, fresh))
    if late:
        raise Refused(*late)
    return scenario


def _tried(tree: Tree, names: Names) -> tuple[Scenario | None, list[tuple[Keys, str]]]:
    try:
        return Scenario.model_validate(tree, context=names), []
    except ValidationError as error:
        return None, [(line["loc"], line["msg"]) for line in error.errors(include_url=False)]


def _below(keys: Keys, fresh: Fresh) -> tuple[Keys, Keys] | None:
    return next((each for each in fresh if keys[: len(each[0])] == each[0]), None)


def _retold(tree: Tree, keys: Keys, message: str, fresh: Fresh) -> tuple[Keys, str]:
    """A fault of the changed scenario as a fault of the change."""
    written = _below(keys, fresh)
    if written is not None:
        return (*written[1], *keys[len(written[0]) :]), message
    return (), f"{_way(tree, keys)}: {message}" if keys else message


def _way(tree: Tree, keys: Keys) -> str:
    """The way through a scenario in words: things are named by their id."""
    words: list[str] = []
    for depth, key in enumerate(keys, 1):
        item = at(tree, keys[:depth])
        name = (item.get("id") or item.get("issue")) if isinstance(item, dict) else None
        words.append(str(name) if isinstance(key, int) and name else str(key))
    return "/".join(words)


def _outside(scenario: Scenario, fresh: Fresh) -> Iterator[tuple[Keys, str]]:
    tree = plain(scenario)
    for where, keys in fresh:
        for below, moment in _moments(at(tree, where), ()):
            if outside(scenario, moment):
                yield (*keys, *below), f"found {written(moment)}, outside {span(scenario)}"


def _moments(value: object, keys: Keys) -> Iterator[tuple[Keys, Moment]]:
    if isinstance(value, dict):
        if "first" in value and "last" in value:
            yield keys, Moment.model_validate(value)
            return
        items: Iterable[tuple[Any, Any]] = value.items()
    else:
        items = enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from _moments(each, (*keys, key))


def outside(scenario: Scenario, moment: Moment) -> bool:
    """Whether any part of a window lies outside the scenario, whose end is itself outside."""
    end = scenario.ends.last
    return moment.first < scenario.start or moment.last > end or moment.first >= end


def span(scenario: Scenario) -> str:
    """The dates of a scenario, in words."""
    return f"the scenario ({written(scenario.starts)} to {written(scenario.ends)})"


def written(moment: Moment) -> str:
    """A moment as the file would write it; the draw of a drawn one in words."""
    days = (moment.last - moment.first).days
    whole = moment.first.hour == moment.first.minute == moment.first.second == 0
    if whole and days >= 1:
        last = f"{moment.last.fromordinal(moment.last.toordinal() - 1):%Y-%m-%d}"
        text = f"{moment.first:%Y-%m-%d}" if days == 1 else f"{moment.first:%Y-%m-%d}..{last}"
    else:
        text = f"{moment.first:%Y-%m-%dT%H:%M}"
        text += "" if moment.first == moment.last else f"..{moment.last:%Y-%m-%dT%H:%M}"
    return text if moment.plus is None else f"{text} and a draw"
