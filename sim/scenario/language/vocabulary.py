"""What a scenario's words mean: sources, kinds of events, weapons, permits, rungs and issues."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, model_validator
from pydantic.types import Strict

from sim.scenario.language.base import Many, Strictly, fault, faults, shown
from sim.scenario.language.basis import Basis, Identifier
from sim.scenario.language.names import (
    ActorName,
    AreaName,
    TargetName,
    WeaponName,
    names_of,
    rung_faults,
    stance_faults,
)
from sim.scenario.language.numbers import Number, within
from sim.scenario.problems import nearest

Quality = Literal[
    "primary", "wire", "news", "repost", "aggregator", "partisan", "state_media", "scholarly"
]


class Source(Strictly):
    """Something that can be cited; a record must cover its numbered `sentences`, if it has any."""

    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    quality: Quality
    sentences: int | None = Field(default=None, ge=1)
    note: str | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.url or self.title or self.publisher or self.note):
            raise fault("the source has no url, title, publisher or note: nobody could find it")
        return self


# PLOVER event types (Halterman et al. 2023, "PLOVER and POLECAT", ISA annual convention)
Plover = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "none",
]  # fmt: skip


class Kind(Strictly):
    """A kind of event, mapped to a PLOVER event type where one fits.

    What is `spoken` is said by the people of a live exercise: no cause of the file need be of it.
    """

    plover: Plover
    meaning: str | None = None
    spoken: bool = False


class Weapon(Strictly):
    """A class of weapons with the actors that supply it."""

    name: str | None = None
    suppliers: Many[ActorName]
    meaning: str | None = None


T = TypeVar("T")


def _all(value: object) -> object:
    if value != "all":
        raise fault(f"found {shown(value)}, expected 'all' or a list of names")
    return value


AllOr = Annotated[
    Annotated[Literal["all"], BeforeValidator(_all), Tag("word")]
    | Annotated[tuple[T, ...], Strict(False), Tag("list")],
    Discriminator(lambda value: "word" if isinstance(value, str) else "list"),
]


class Permit(Strictly):
    """What a rung allows: weapons, in areas, on targets, under a condition in words."""

    weapons: AllOr[WeaponName] = "all"
    areas: AllOr[AreaName]
    targets: AllOr[TargetName] = "all"
    condition: str | None = None
    basis: Basis


class Rung(Strictly):
    """One answer to the question; its permits include those of the rungs below unless `only`."""

    id: Identifier
    name: str | None = None
    meaning: str | None = None
    level: Annotated[Number, within(0.0, 1.0)] | None = None
    permits: Many[Permit] = ()
    only: bool = False

    @model_validator(mode="after")
    def _level_is_fixed(self) -> Self:
        if self.level is not None and self.level.shape != "value":
            raise fault("a level is a number in 0..1, not a distribution", ("level",))
        if self.level is not None and self.level.basis is None:
            raise fault("the level has no basis", ("level",))
        return self


class Issue(Strictly):
    """A policy question with its ladder, lowest rung first; decisions on `acts` fall back at once."""

    id: Identifier
    name: str | None = None
    question: str | None = None
    acts: bool = False
    rungs: Many[Rung]

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        ids = [rung.id for rung in self.rungs]
        if not 2 <= len(ids) <= 255:  # noqa: PLR2004 (a rung is 8 bits of a draw's key)
            raise fault(f"found {len(ids)} rungs, expected 2 to 255", ("rungs",))
        wrong: list[tuple[str, tuple[str | int, ...], object]] = [
            (f"the rung {name!r} is written twice", ("rungs", i, "id"), name)
            for i, name in enumerate(ids)
            if name in ids[:i]
        ]
        given = [rung.level is not None for rung in self.rungs]
        if any(given) and not all(given):
            wrong.append(("either every rung gives its level or none does", ("rungs",), None))
        levels = self.levels
        wrong += [
            (
                f"found the level {levels[i]:g} after {levels[i - 1]:g}: a ladder rises",
                ("rungs", i, "level"),
                levels[i],
            )
            for i in range(1, len(levels))
            if all(given) and levels[i] <= levels[i - 1]
        ]
        if wrong:
            raise faults(wrong)
        return self

    @property
    def levels(self) -> tuple[float, ...]:
        """The level of each rung, evenly spaced over 0..1 unless the file gives it."""
        top = max(1, len(self.rungs) - 1)
        return tuple(
            rung.level.arguments[0] if rung.level is not None else index / top
            for index, rung in enumerate(self.rungs)
        )

    def index(self, rung: str) -> int:
        """The place of a rung on the ladder, 0 lowest."""
        return next(index for index, each in enumerate(self.rungs) if each.id == rung)


class Standing(Strictly):
    """An actor at or above a rung of an issue: what gates, triggers and outcomes refer to."""

    actor: ActorName
    issue: str
    rung: str

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        wrong = place_faults(self.actor, self.issue, self.rung, info)
        if wrong:
            raise faults(wrong)
        return self


def place_faults(
    actor: str, issue: str, rung: str | None, info: ValidationInfo
) -> list[tuple[str, tuple[str | int, ...], object]]:
    """What is wrong with naming an actor's stance and a rung of its issue."""
    names = names_of(info)
    if names is None:
        return []
    wrong = stance_faults(names, actor, issue)
    if issue not in names.issues:
        wrong.append(
            (f"found the unknown issue {issue!r}{nearest(issue, names.issues)}", ("issue",), issue)
        )
    if rung is not None:
        wrong += rung_faults(names, issue, rung)
    return wrong
