"""The names that a changed scenario may use: those that are there, and those that were.

What is left behind when a cause, actor or stage is dropped still names it. A scenario that has been
loaded, or changed before, is valid: whatever it names and does not hold has been dropped from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from sim.scenario.language.names import Names, gather
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.tree import Tree, plain

Stance = tuple[str, str]  # actor, issue

_CAUSES = ("cause", "in_force", "happened", "because")
_ACTORS = ("actor", "decision_of", "stage_of", "position_of", "suppliers", "heard_by")
_NO_STAGE = ""  # stands for the last stage of a stance that is gone


def known(scenario: Scenario, *more: BaseModel) -> Names:
    """Every name that a scenario holds or mentions, and every source that it and `more` cite.

    Citations have been checked by the loader, which also knows the sources of the record.
    """
    tree = plain(scenario)
    names = united(gather(tree), _mentioned(tree))
    cited = {cite.split()[0] for each in (tree, *map(plain, more)) for cite in _cited(each)}
    return replace(names, sources=names.sources | cited)


def missing(scenario: Scenario) -> set[str]:
    """The causes that are mentioned and not there."""
    return set(_mentioned(plain(scenario)).causes) - {cause.id for cause in scenario.causes}


def united(now: Names, before: Names) -> Names:
    """The names of both. Stages that are gone come first, so that the last stage stays the last."""
    stages: dict[Stance, tuple[str, ...]] = {}
    public: dict[Stance, frozenset[str]] = {}
    for key in (*now.stages, *before.stages):
        left = now.stages.get(key, (_NO_STAGE,))
        stages[key] = (*(each for each in before.stages.get(key, ()) if each not in left), *left)
        gone = before.public.get(key, frozenset()).difference(left)
        public[key] = now.public.get(key, frozenset()) | gone
    return replace(
        now,
        sources=now.sources | before.sources,
        others=now.others | before.others,
        actors=now.actors | before.actors,
        causes=now.causes | before.causes,
        stances=now.stances | before.stances,
        stages=stages,
        public=public,
        people={**before.people, **now.people},
    )


def _mentioned(tree: Tree) -> Names:
    """The names that the parts of a scenario use for one another."""
    causes: set[str] = set()
    actors: set[str] = set()
    sources: set[str] = set()
    stages: defaultdict[Stance, tuple[str, ...]] = defaultdict(tuple)
    for each in _mappings(tree):
        causes.update(*(_words(each, key) for key in _CAUSES))
        causes.update(_words(each, "after") if "on" in each else ())
        sources.update(_words(each, "source"))
        for key in _ACTORS:
            actors.update(_words(each, key))
            for actor in _words(each, key):
                for issue in _words(each, "issue"):
                    stages[actor, issue] += tuple(_words(each, "stage"))
    return Names(
        others=frozenset(sources),
        actors=frozenset(actors),
        causes=frozenset(causes),
        stances=frozenset(stages),
        stages=dict(stages),
        public={key: frozenset(each) for key, each in stages.items()},
    )


def _mappings(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (plain data)
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _mappings(each)


def _words(mapping: dict[str, Any], key: str) -> list[str]:
    """The names under a key, one or a list."""
    found = mapping.get(key)
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if isinstance(each, str)]


def _cited(tree: Tree) -> Iterator[str]:
    for each in _mappings(tree):
        yield from (cite for cite in _words(each, "cites") if cite.split())
