"""The names a scenario declares, gathered before validation: references are checked in place.

Validation receives a Names as pydantic context; without one (models built in Python) references are
left to the checks that follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from sim.scenario.files.tree import Plain
from sim.scenario.language.base import fault
from sim.scenario.problems import nearest


@dataclass(frozen=True)
class Names:
    """Everything that can be referred to, by sort."""

    sources: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    rungs: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by issue
    acts: frozenset[str] = frozenset()  # issues whose decisions are acts
    stances: frozenset[tuple[str, str]] = frozenset()  # (actor, issue)
    stages: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    public: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    people: dict[str, frozenset[str]] = field(default_factory=dict)  # by actor

    @property
    def issues(self) -> frozenset[str]:
        """The issues declared."""
        return frozenset(self.rungs)

    @property
    def parties(self) -> frozenset[str]:
        """Whoever may be the source of a cause: actors and others."""
        return self.actors | self.others


DEFAULT_STAGE = "decided"


def gather(*trees: Plain) -> Names:
    """The names in the plain data of a scenario (and of its record, for sources); never raises."""
    sources: set[str] = set()
    for tree in trees:
        sources |= set(_map(tree, "sources"))
    tree = trees[0]
    stances: set[tuple[str, str]] = set()
    stages: dict[tuple[str, str], tuple[str, ...]] = {}
    public: dict[tuple[str, str], frozenset[str]] = {}
    people: dict[str, frozenset[str]] = {}
    for actor in _items(tree, "actors"):
        name = _word(actor, "id")
        people[name] = frozenset(_map(actor, "people"))
        for stance in _items(actor, "stances"):
            key = (name, _word(stance, "issue"))
            stances.add(key)
            listed = list(_items(stance, "stages"))
            stages[key] = tuple(_word(stage, "id") for stage in listed) or (DEFAULT_STAGE,)
            public[key] = frozenset(_word(s, "id") for s in listed if s.get("public") is True)
    issues = list(_items(tree, "issues"))
    return Names(
        sources=frozenset(sources),
        kinds=frozenset(_map(tree, "kinds")),
        weapons=frozenset(_map(tree, "weapons")),
        areas=frozenset(_map(tree, "areas")),
        targets=frozenset(_map(tree, "targets")),
        others=frozenset(_map(tree, "others")),
        actors=frozenset(_word(actor, "id") for actor in _items(tree, "actors")),
        causes=frozenset(_word(cause, "id") for cause in _items(tree, "causes")),
        rungs={
            _word(issue, "id"): tuple(_word(rung, "id") for rung in _items(issue, "rungs"))
            for issue in issues
        },
        acts=frozenset(_word(issue, "id") for issue in issues if issue.get("acts") is True),
        stances=frozenset(stances),
        stages=stages,
        public=public,
        people=people,
    )


def _items(tree: Plain, key: str) -> Iterator[dict[str, Plain]]:
    """The mappings in the list at `key`, if there are any."""
    listed = tree.get(key) if isinstance(tree, dict) else None
    if isinstance(listed, list):
        yield from (item for item in listed if isinstance(item, dict))


def _map(tree: Plain, key: str) -> list[str]:
    """The names at `key`, written as a mapping's keys or as a list of words."""
    found = tree.get(key) if isinstance(tree, dict) else None
    if isinstance(found, dict):
        return list(found)
    if isinstance(found, list):
        return [item for item in found if isinstance(item, str)]
    return []


def _word(tree: dict[str, Plain], key: str) -> str:
    found = tree.get(key)
    return found if isinstance(found, str) else ""


def names_of(info: ValidationInfo) -> Names | None:
    """The names in force during a validation, if any."""
    return info.context if isinstance(info.context, Names) else None


def _known(sort: str, shown: str) -> AfterValidator:
    """A validator: the name is among those of its sort."""

    def check(value: str, info: ValidationInfo) -> str:
        names = names_of(info)
        if names is not None and value not in (valid := getattr(names, sort)):
            raise fault(f"found the unknown {shown} {value!r}{nearest(value, valid)}", (), value)
        return value

    return AfterValidator(check)


ActorName = Annotated[str, _known("actors", "actor")]
PartyName = Annotated[str, _known("parties", "source")]
IssueName = Annotated[str, _known("issues", "issue")]
CauseName = Annotated[str, _known("causes", "cause")]
KindName = Annotated[str, _known("kinds", "kind")]
WeaponName = Annotated[str, _known("weapons", "weapon")]
AreaName = Annotated[str, _known("areas", "area")]
TargetName = Annotated[str, _known("targets", "target")]
SourceName = Annotated[str, _known("sources", "source")]


def stance_faults(
    names: Names | None, actor: str, issue: str, keys: tuple[str, str] = ("actor", "issue")
) -> list[tuple[str, tuple[str | int, ...], object]]:
    """What is wrong with naming the stance of `actor` on `issue`: nothing, or that it has none."""
    if names is None or actor not in names.actors or issue not in names.issues:
        return []  # an unknown name has been reported already
    if (actor, issue) in names.stances:
        return []
    held = [i for a, i in names.stances if a == actor]
    return [(f"{actor!r} has no stance on {issue!r}{nearest(issue, held)}", (keys[1],), issue)]


def rung_faults(
    names: Names | None, issue: str, rung: str, key: tuple[str | int, ...] = ("rung",)
) -> list[tuple[str, tuple[str | int, ...], object]]:
    """What is wrong with naming `rung` on `issue`."""
    if names is None or issue not in names.rungs or rung in names.rungs[issue]:
        return []
    return [
        (
            f"found the unknown rung {rung!r} of {issue!r}{nearest(rung, names.rungs[issue])}",
            key,
            rung,
        )
    ]
