"""What a check hands back, and how it shows a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from sim.scenario.language.actors import Actor
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance

Keys: TypeAlias = tuple[str | int, ...]
Findings: TypeAlias = list[tuple[Keys, str]]  # (keys in the file, what is wrong there)


def day(instant: datetime) -> str:
    """An instant as the file writes it: the day, with the time where it is not midnight."""
    form = (
        "%Y-%m-%d"
        if (instant.hour, instant.minute, instant.second) == (0, 0, 0)
        else "%Y-%m-%dT%H:%M"
    )
    return instant.strftime(form)


def stances(scenario: Scenario) -> Iterator[tuple[Keys, Actor, Stance]]:
    """Every stance with its keys and its actor, in file order."""
    for i, actor in enumerate(scenario.actors):
        for j, stance in enumerate(actor.stances):
            yield ("actors", i, "stances", j), actor, stance
