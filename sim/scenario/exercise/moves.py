"""Moves: a stretch of scenario dates with a limit in minutes, and what is discussed in it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.exercise.words import Line, Text
from sim.scenario.language.base import Faults, Many, Strictly, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import names_of
from sim.scenario.problems import nearest

Minutes = Annotated[float, Field(gt=0, le=24 * 60, strict=False)]


class Move(Strictly):
    """One move: the first and the last scenario day it covers, and the minutes a class has for it.

    A module of the situation manual: `situation` and `issues` are read by all, `questions` by party.
    """

    id: Identifier
    title: Line
    begins: Moment = Field(alias="from")
    until: Moment  # the last day, included
    minutes: Minutes
    situation: Text
    issues: Many[Line] = ()
    questions: dict[str, Many[Line]] = Field(default_factory=dict)  # by party, or `all`

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> Self:
        wrong: Faults = []
        if self.begins.plus is not None or self.until.plus is not None:
            wrong.append(("a move begins and ends on fixed dates", ("from",), None))
        elif self.until.last <= self.begins.first:
            wrong.append(
                (f"found {self.until.first:%Y-%m-%d}, before the move begins", ("until",), None)
            )
        names = names_of(info)
        if names is not None:
            known = names.parties | {"all"}
            wrong += [
                (
                    f"found the unknown party {party!r}{nearest(party, known)}",
                    ("questions", party),
                    None,
                )
                for party in self.questions
                if party not in known
            ]
        if wrong:
            raise faults(wrong)
        return self
