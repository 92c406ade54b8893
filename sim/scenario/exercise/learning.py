"""What a class is to learn and how it is seen that it did: objectives, quiz, evaluation, rubric."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.exercise.words import Line, Text
from sim.scenario.language.base import Many, Strictly, fault
from sim.scenario.language.basis import Basis, Identifier

RATINGS = {
    "P": "Performed without challenges",
    "S": "Performed with some challenges",
    "M": "Performed with major challenges",
    "U": "Unable to be performed",
}  # HSEEP's four


class Task(Strictly):
    """A critical task of a target: something an evaluator can see done or not done."""

    id: Identifier
    text: Line


class Capability(Strictly):
    """A core capability with the target it is rated against."""

    id: Identifier
    name: Line
    target: Line
    tasks: Many[Task] = Field(min_length=1)


class Objective(Strictly):
    """A learning objective, tied to the capability under which evaluators note what they saw."""

    id: Identifier
    text: Line
    capability: Identifier


class Quiz(Strictly):
    """A question on the rules, for before class; `answer` counts the choices from 1."""

    question: Line
    choices: Many[Line] = Field(min_length=2, max_length=6)
    answer: int = Field(ge=1)
    why: Line

    @model_validator(mode="after")
    def _among_the_choices(self) -> Self:
        if self.answer > len(self.choices):
            raise fault(f"found {self.answer}, expected 1 to {len(self.choices)}", ("answer",))
        return self


class Criterion(Strictly):
    """A line of the grading rubric: what is graded, and what each level looks like, best first."""

    id: Identifier
    name: Line
    weight: float = Field(gt=0, le=100, strict=False)  # per cent of the grade
    levels: dict[str, Line]


class Rubric(Strictly):
    """The grading rubric; the weights sum to 100."""

    note: Text | None = None
    criteria: Many[Criterion] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(each.weight for each in self.criteria)
        if abs(total - 100.0) > 1e-9:  # noqa: PLR2004 (per cent)
            raise fault(f"the weights sum to {total:g}, expected 100", ("criteria",))
        return self


class Forecast(Strictly):
    """What every student forecasts before the first and the last move: an outcome of the scenario."""

    outcome: Identifier
    question: Line
    basis: Basis | None = None
