"""Interventions: a stance that may not move, and a stance put on a rung from outside."""

from __future__ import annotations

from typing import Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.language.base import Strictly, faults
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import ActorName
from sim.scenario.language.vocabulary import place_faults


class Hold(Strictly):
    """Hold a stance: it may not move by itself, from the start or a date to the end or a date.

    A held stance has no clocks; a force still moves it.
    """

    actor: ActorName
    issue: str
    begins: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        wrong = place_faults(self.actor, self.issue, None, info)
        if wrong:
            raise faults(wrong)
        return self


class Force(Strictly):
    """Force a stance to a rung at a moment: announced, without relief; the clocks start afresh."""

    actor: ActorName
    issue: str
    rung: str
    on: Moment

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        wrong = place_faults(self.actor, self.issue, self.rung, info)
        if wrong:
            raise faults(wrong)
        return self
