"""Numbers as changes see them: every one that can be set, by name, and whether two are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from sim.scenario.language.limits import DEFAULTS
from sim.scenario.language.numbers import Number
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance
from sim.scenario.variants.tree import Keys, field

_PLAIN = ("standing", "half_life", "tempo", "background", "choice_sd", "relief", "rest")


def parameters(scenario: Scenario) -> dict[str, Keys]:
    """Every number that can be set: its name and where it is in the scenario.

    Names are `actor/issue.number`, `actor/issue/reaction.weight` and `cause.magnitude`, with
    `resistance.first`, `resistance.steps.0` (the lowest step) and `gives_up_below.<rung>`.
    """
    named: dict[str, Keys] = {}
    for i, actor in enumerate(scenario.actors):
        for j, stance in enumerate(actor.stances):
            name, way = f"{actor.id}/{stance.issue}", ("actors", i, "stances", j)
            rungs = [rung.id for rung in scenario.issue(stance.issue).rungs]
            for keys in _of_stance(stance, rungs):
                named[f"{name}.{'.'.join(map(str, keys))}"] = (*way, *keys)
            for k, reaction in enumerate(stance.reactions):
                for key in ("weight",) if reaction.hears is None else ("weight", "wears"):
                    named[f"{name}/{reaction.id}.{key}"] = (*way, "reactions", k, key)
    for i, cause in enumerate(scenario.causes):
        named[f"{cause.id}.magnitude"] = ("causes", i, "magnitude")
    return named


def _of_stance(stance: Stance, rungs: list[str]) -> Iterator[Keys]:
    yield from ((name,) for name in _PLAIN)
    yield "resistance", "first"
    yield from (("resistance", "steps", i) for i in range(len(stance.resistance.steps)))
    yield from (("gives_up_below", rung) for rung in rungs[1:])


def number(scenario: Scenario, keys: Keys) -> Number | None:
    """The number at `keys`; None where the file leaves it out."""
    found: object = scenario
    for key in keys:
        if isinstance(found, tuple):
            found = found[int(key)]
        elif isinstance(found, dict):
            found = found.get(key)
        else:
            found = getattr(found, str(key))
    return found if isinstance(found, Number) else None


def same(before: object, after: object, key: str) -> bool:
    """Whether two values of a key say the same; numbers by what is drawn, not by their basis."""
    if isinstance(before, Number) or isinstance(after, Number):
        return _drawn(before, key) == _drawn(after, key)
    return before == after


def idle_keys(before: BaseModel, after: BaseModel, keys: Iterable[str]) -> list[tuple[Keys, str]]:
    """The keys of a change that change nothing, as faults of it."""
    return [
        (("to", key), f"the {key!r} of {field(before, 'id')!r} is that already")
        for key in keys
        if same(field(before, key), field(after, key), key)
    ]


def _drawn(value: object, key: str) -> object:
    if not isinstance(value, Number):
        return ("value", (DEFAULTS[key],), None, None) if key in DEFAULTS else value
    return value.shape, value.arguments, value.min, value.max


def told(value: Number | None, key: str) -> str:
    """A number in words, as `12` or `normal [0.5, 0.1]`; its default where the file gives none."""
    if value is None:
        return f"{DEFAULTS[key]:g}" if key in DEFAULTS else "none"
    words = [f"{each:g}" for each in value.arguments]
    text = words[0] if value.shape == "value" else f"{value.shape} [{', '.join(words)}]"
    for cut, limit in (("min", value.min), ("max", value.max)):
        text += "" if limit is None else f", {cut} {limit:g}"
    return text
