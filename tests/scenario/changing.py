"""One scenario with everything that a variant can change, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sim.scenario.files.load import load_text, variant_of
from sim.scenario.files.tree import Node, parse
from sim.scenario.language.actors import Actor
from sim.scenario.language.causes import Cause
from sim.scenario.language.changes import Variant
from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance
from sim.scenario.variants.apply import ChangeError, apply, touched

CASE = load_text(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
BASE = CASE.scenario
WHY = "{variant: v, of: changing, title: t, reason: r, minimal: m, cotenable: c, otherwise: o,"
ASSUMED = "basis: 'assumed, for this test'"


def variant(*changes: str) -> Variant:
    """A variant that makes these changes, each given as a mapping in YAML."""
    return variant_of(file(*changes), CASE)


def file(*changes: str) -> Node:
    """The variant's file, a line for each change, the first on line 3."""
    null = "" if changes else "null: true, "
    listed = ",\n".join(changes)
    return parse(f"{WHY}\n{null}changes: [\n{listed}]}}", "v.yaml")


def changed(*changes: str) -> Scenario:
    """The scenario with these changes made."""
    return apply(BASE, variant(*changes))


def words(*changes: str) -> str:
    """These changes in words."""
    return touched(BASE, variant(*changes))


def causes(edit: Callable[[Cause], Cause | None]) -> Scenario:
    """The base scenario with its causes edited by hand; None drops one."""
    edited = (edit(cause) for cause in BASE.causes)
    return BASE.model_copy(update={"causes": tuple(each for each in edited if each is not None)})


def without(*names: str) -> Scenario:
    """The base scenario without some causes."""
    return causes(lambda cause: None if cause.id in names else cause)


def stance(actor: str, issue: str, edit: Callable[[Stance], Mapping[str, object]]) -> Scenario:
    """The base scenario with keys of one stance replaced by hand."""

    def edited(each: Actor) -> Actor:
        stances = tuple(
            held.model_copy(update=dict(edit(held))) if held.issue == issue else held
            for held in each.stances
        )
        return each.model_copy(update={"stances": stances})

    actors = tuple(edited(each) if each.id == actor else each for each in BASE.actors)
    return BASE.model_copy(update={"actors": actors})


def moment(text: str) -> Moment:
    """A moment as a file writes it."""
    return Moment.model_validate(text)


# --- changes, and what is said of those that cannot be made ---


def refused(*changes: str) -> str:
    """What the first change that cannot be made says, with its way."""
    with pytest.raises(ChangeError) as caught:
        apply(BASE, variant(*changes))
    return str(caught.value)


HELD = "{hold: {actor: north, issue: use}}"
FORCED = "{force: {actor: north, issue: use, rung: anywhere, on: 2024-05-20}}"
EXTRA = "{id: extra, on: 2024-05-20, kind: plea, source: east, basis: paper 1}"


def to(parameter: str, value: str) -> str:
    """A parameter set."""
    return f"{{set: {{parameter: {parameter}, to: {value}, {ASSUMED}}}}}"


def alter(cause: str, keys: str) -> str:
    """A cause altered."""
    return f"{{alter: {{cause: {cause}, to: {{{keys}}}}}}}"


def reaction(keys: str) -> str:
    """A reaction added to south/use."""
    return f"{{add_part: {{stance: south/use, reaction: {{id: r, weight: 1, {ASSUMED}, {keys}}}}}}}"
