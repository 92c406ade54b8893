"""The scenario: vocabulary, issues, actors, causes and outcomes, as one frozen model."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.language.actors import Actor
from sim.scenario.language.base import Faults, Many, Strictly, fault, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.causes import Cause
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.moments import Moment
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.vocabulary import Issue, Kind, Source, Weapon

LONGEST_DAYS = 36_500
Item = TypeVar("Item", Actor, Issue, Cause)


class Party(Strictly):
    """Someone who only appears as a source of causes."""

    name: str | None = None
    note: str | None = None


def _from_list(empty: object) -> BeforeValidator:
    """Lets a mapping of names to meanings be written as a bare list of names."""

    def spread(value: object) -> object:
        if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            return value
        twice: Faults = [
            (f"{item!r} is written twice", (n,), item)
            for n, item in enumerate(value)
            if item in value[:n]
        ]
        if twice:
            raise faults(twice)
        return dict.fromkeys(value, empty)

    return BeforeValidator(spread, json_schema_input_type=dict[str, object] | list[str])


Words = Annotated[dict[Identifier, str], _from_list("")]
Parties = Annotated[dict[Identifier, Party], _from_list({})]


class Scenario(Strictly):
    """One policy question and all that bears on it. Times run from `starts` to the end of `ends`."""

    scenario: Identifier
    title: str
    question: str
    summary: str | None = None
    extends: str | None = None
    record: str | None = None
    starts: Moment
    ends: Moment
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    kinds: dict[Identifier, Kind] = Field(default_factory=dict)
    weapons: dict[Identifier, Weapon] = Field(default_factory=dict)
    areas: Words = Field(default_factory=dict)
    targets: Words = Field(default_factory=dict)
    others: Parties = Field(default_factory=dict)
    issues: Many[Issue]
    actors: Many[Actor]
    causes: Many[Cause] = ()
    holds: Many[Hold] = ()
    forces: Many[Force] = ()
    outcomes: Many[Outcome] = ()
    limits: Many[str] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _unique(self) -> Self:
        wrong: Faults = []
        for key, each in (
            ("issues", self.issues),
            ("actors", self.actors),
            ("causes", self.causes),
            ("outcomes", self.outcomes),
        ):
            ids = [item.id for item in each]
            wrong += [
                (f"the id {name!r} is written twice", (key, i, "id"), name)
                for i, name in enumerate(ids)
                if name in ids[:i]
            ]
        if self.starts.plus or self.ends.plus:
            wrong.append(("a scenario starts and ends on fixed dates", ("starts",), None))
        elif not 0 < (self.ends.last - self.starts.first).days <= LONGEST_DAYS:
            wrong.append(
                (
                    f"found {self.ends.first:%Y-%m-%d}, before the start or a century after it",
                    ("ends",),
                    None,
                )
            )
        if not self.issues or not self.actors:
            raise fault("a scenario needs at least one issue and one actor")
        if wrong:
            raise faults(wrong)
        return self

    @property
    def start(self) -> datetime:
        """The instant t = 0, UTC."""
        return self.starts.first

    @property
    def days(self) -> float:
        """The length of the scenario in days; the end itself is outside."""
        return self.time(self.ends.last)

    def time(self, instant: datetime) -> float:
        """An instant in days from the start."""
        return (instant - self.start) / timedelta(days=1)

    def date(self, time: float) -> datetime:
        """The instant of a time in days from the start."""
        return self.start + timedelta(days=time)

    def actor(self, name: str) -> Actor:
        """An actor by id. Raises KeyError."""
        return _by_id(self.actors, name)

    def issue(self, name: str) -> Issue:
        """An issue by id. Raises KeyError."""
        return _by_id(self.issues, name)

    def cause(self, name: str) -> Cause:
        """A cause by id. Raises KeyError."""
        return _by_id(self.causes, name)


def _by_id(items: tuple[Item, ...], name: str) -> Item:
    for item in items:
        if item.id == name:
            return item
    raise KeyError(name)
