"""Reactions: what pushes a stance, and what it matches."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.base import Faults, Strictly, fault, faults, listed
from sim.scenario.language.basis import Basis, Identifier, also
from sim.scenario.language.limits import STRONGEST
from sim.scenario.language.names import (
    ActorName,
    CauseName,
    IssueName,
    KindName,
    PartyName,
    names_of,
    stance_faults,
)
from sim.scenario.language.numbers import Number, within
from sim.scenario.problems import nearest


class Matcher(Strictly):
    """What a reaction reacts to: a cause's id, or one of these forms.

    `{kind, source}` (either or both), `{decision_of, issue}`, `{stage_of, issue, stage}`,
    `{position_of, issue}`.
    """

    cause: CauseName | None = None
    kind: KindName | None = None
    source: PartyName | None = None
    decision_of: ActorName | None = None
    stage_of: ActorName | None = None
    position_of: ActorName | None = None
    issue: IssueName | None = None
    stage: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"cause": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_form(self, info: ValidationInfo) -> Self:
        given = frozenset(
            name for name in type(self).model_fields if getattr(self, name) is not None
        )
        if given not in _FORMS:
            raise fault(f"found {listed(given)}, expected one of: {_forms()}")
        names = names_of(info)
        actor = self.decision_of or self.stage_of or self.position_of
        if names is None or actor is None or self.issue is None:
            return self
        wrong = stance_faults(names, actor, self.issue)
        if not wrong and self.stage is not None:
            wrong = self._stage_faults(
                names.stages[actor, self.issue], names.public[actor, self.issue]
            )
        if wrong:
            raise faults(wrong)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return also(handler, schema, {"type": "string"})

    def _stage_faults(self, stages: tuple[str, ...], public: frozenset[str]) -> Faults:
        if self.stage not in stages:
            return [
                (
                    f"found the unknown stage {self.stage!r}{nearest(self.stage, stages)}",
                    ("stage",),
                    None,
                )
            ]
        if self.stage == stages[-1]:
            return [
                ("the last stage is the decision itself, use 'decision_of'", ("stage",), self.stage)
            ]
        if self.stage not in public:
            return [
                (
                    f"the stage {self.stage!r} is private: nobody outside can hear it",
                    ("stage",),
                    None,
                )
            ]
        return []


_FORMS = {
    frozenset({"cause"}),
    frozenset({"kind"}),
    frozenset({"source"}),
    frozenset({"kind", "source"}),
    frozenset({"decision_of", "issue"}),
    frozenset({"stage_of", "issue", "stage"}),
    frozenset({"position_of", "issue"}),
}


def _forms() -> str:
    forms = "{kind, source}, {decision_of, issue}, {stage_of, issue, stage}, {position_of, issue}"
    return f"a cause's id, {forms}"


class Reaction(Strictly):
    """A pulse (`hears`) or a lasting effect (`while`) on a stance's pressure, of size `weight`."""

    id: Identifier
    hears: Matcher | None = None
    during: Matcher | None = Field(default=None, alias="while")
    weight: Annotated[Number, within(-STRONGEST, STRONGEST)]
    wears: Annotated[Number, within(0.0, 1.0, above=True)] | None = None
    basis: Basis | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self, info: ValidationInfo) -> Self:
        if (self.hears is None) == (self.during is None):
            raise fault("expected exactly one of 'hears' (a pulse) and 'while' (a lasting effect)")
        wrong: Faults = []
        if self.hears is not None and self.hears.position_of is not None:
            wrong.append(
                (
                    "a position is held, not heard: use 'while', or hear 'decision_of'",
                    ("hears",),
                    None,
                )
            )
        if self.during is not None:
            wrong += self._lasting_faults(self.during, info)
        if self.basis is None:
            wrong += [
                (f"the {name} has no basis: cite a source or say 'assumed, <why>'", (name,), None)
                for name in ("weight", "wears")
                if (number := getattr(self, name)) is not None and number.basis is None
            ]
        if wrong:
            raise faults(wrong)
        return self

    def _lasting_faults(self, during: Matcher, info: ValidationInfo) -> Faults:
        wrong: Faults = []
        if during.decision_of is not None or during.stage_of is not None:
            wrong.append(
                (
                    "a decision or stage is an instant: use 'hears', or 'position_of'",
                    ("while",),
                    None,
                )
            )
        if self.wears is not None:
            wrong.append(("'wears' belongs to a pulse ('hears')", ("wears",), None))
        names = names_of(info)
        if names is not None and during.position_of is not None and during.issue in names.acts:
            wrong.append(
                (
                    f"{during.issue!r} has acts, which hold no position: use 'hears'",
                    ("while",),
                    None,
                )
            )
        return wrong
