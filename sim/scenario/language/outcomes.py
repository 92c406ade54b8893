"""Outcomes: what is counted at the end of a run."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.language.base import Strictly, fault, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.names import ActorName, IssueName
from sim.scenario.language.vocabulary import Standing, place_faults

Measure = Literal["first_reaches", "before", "days_at_or_above", "at_end", "highest", "spread"]
MEASURES: tuple[Measure, ...] = (
    "first_reaches",
    "before",
    "days_at_or_above",
    "at_end",
    "highest",
    "spread",
)


class OnIssue(Strictly):
    """An actor's stance on an issue."""

    actor: ActorName
    issue: str

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        wrong = place_faults(self.actor, self.issue, None, info)
        if wrong:
            raise faults(wrong)
        return self


class Order(Strictly):
    """One standing reached before another."""

    first: Standing
    then: Standing


class Spread(Strictly):
    """The distance between the highest and the lowest position on an issue at the end."""

    issue: IssueName


class Outcome(Strictly):
    """One thing to count, in exactly one measure.

    `first_reaches`: the time (days) an actor first holds a rung or higher. `before`: whether one
    standing is reached before another (or the other never). `days_at_or_above`: days. `at_end` and
    `highest`: a rung. `spread`: a difference of levels in 0..1.
    """

    id: Identifier
    name: str | None = None
    first_reaches: Standing | None = None
    before: Order | None = None
    days_at_or_above: Standing | None = None
    at_end: OnIssue | None = None
    highest: OnIssue | None = None
    spread: Spread | None = None
    note: str | None = Field(default=None)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        given = [measure for measure in MEASURES if getattr(self, measure) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise fault(f"found {found}, expected exactly one measure of: {', '.join(MEASURES)}")
        return self

    @property
    def measure(self) -> Measure:
        """Which measure this outcome is."""
        return next(measure for measure in MEASURES if getattr(self, measure) is not None)
