"""Actors: states and alliances with their named people and their stances."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.language.base import Faults, Many, Strictly, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.stance import Stance
from sim.scenario.problems import nearest


class Person(Strictly):
    """A named person of an actor."""

    name: str
    role: str | None = None


class Actor(Strictly):
    """A state or alliance that decides."""

    id: Identifier
    name: str
    people: dict[str, Person] = Field(default_factory=dict)
    stances: Many[Stance]
    note: str | None = None

    @model_validator(mode="after")
    def _own_people(self) -> Self:
        wrong: Faults = []
        issues = [stance.issue for stance in self.stances]
        for i, stance in enumerate(self.stances):
            if stance.issue in issues[:i]:
                wrong.append(
                    (f"a second stance on {stance.issue!r}", ("stances", i, "issue"), stance.issue)
                )
            wrong += [
                (
                    f"{person!r} is not among the people of {self.id!r}"
                    + nearest(person, self.people),
                    ("stances", i, "stages", j, "by", k),
                    person,
                )
                for j, stage in enumerate(stance.stages)
                for k, person in enumerate(stage.by)
                if person not in self.people
            ]
        if wrong:
            raise faults(wrong)
        return self

    def stance(self, issue: str) -> Stance:
        """The stance on an issue. Raises KeyError if the actor has none."""
        for stance in self.stances:
            if stance.issue == issue:
                return stance
        raise KeyError(issue)
