"""Changes a variant may make to a scenario, and the variant: a list of them with the reason."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.language.actors import Actor
from sim.scenario.language.base import Many, Strictly, fault
from sim.scenario.language.basis import Basis, Identifier, also
from sim.scenario.language.causes import Cause
from sim.scenario.language.gates import Gate, Stage
from sim.scenario.language.interventions import Force, Hold
from sim.scenario.language.moments import Moment
from sim.scenario.language.numbers import Days
from sim.scenario.language.reactions import Reaction


class Drop(Strictly):
    """Drop a cause and, unless kept, what came of it. May be written as the cause's id alone."""

    cause: str
    keep: dict[str, str] = Field(default_factory=dict)  # cause id -> why it stays

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401
        return {"cause": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return also(handler, schema, {"type": "string"})


class Move(Strictly):
    """Move a cause by some days or to a date; what came of it moves by as much unless kept."""

    cause: str
    by: Days | None = None
    to: Moment | None = None
    keep: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.by is None) == (self.to is None):
            raise fault("expected exactly one of 'by' (days) and 'to' (a date)")
        return self


class Alter(Strictly):
    """Alter a cause's other keys: magnitude, heard_by, until, asks ..."""

    cause: str
    to: dict[str, Any]


class SetParameter(Strictly):
    """Set a parameter by name, as `france/use.tempo` or `france/use/kharkiv.weight`."""

    parameter: str
    to: Any
    basis: Basis


class ChangePart(Strictly):
    """Change keys of a reaction, stage or gate named `actor/issue/id`."""

    id: str
    to: dict[str, Any]


class AddPart(Strictly):
    """Add a reaction, stage or gate to the stance `actor/issue`."""

    stance: str
    reaction: Reaction | None = None
    stage: Stage | None = None
    gate: Gate | None = None


CHANGES = (
    "drop", "add", "move", "alter", "hold", "force", "set",
    "drop_reaction", "change_reaction", "drop_stage", "change_stage", "drop_gate", "change_gate",
    "add_part", "add_actor", "drop_actor",
)  # fmt: skip


class Change(Strictly):
    """One change, under exactly one of the keys of CHANGES."""

    drop: Drop | None = None
    add: Cause | None = None
    move: Move | None = None
    alter: Alter | None = None
    hold: Hold | None = None
    force: Force | None = None
    set: SetParameter | None = None
    drop_reaction: str | None = None
    change_reaction: ChangePart | None = None
    drop_stage: str | None = None
    change_stage: ChangePart | None = None
    drop_gate: str | None = None
    change_gate: ChangePart | None = None
    add_part: AddPart | None = None
    add_actor: Actor | None = None
    drop_actor: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [key for key in CHANGES if getattr(self, key) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise fault(f"found {found}, expected exactly one change of: {', '.join(CHANGES)}")
        return self

    @property
    def verb(self) -> str:
        """Which change this is."""
        return next(key for key in CHANGES if getattr(self, key) is not None)


class Variant(Strictly):
    """A counterfactual: changes to a scenario with the reason, and whether the rewrite is fair.

    `minimal`: is it a minimal rewrite; `cotenable`: can the change hold beside all that is kept
    (Tetlock and Belkin 1996); `otherwise`: what else would differ. Each in words.
    """

    variant: Identifier
    of: str
    title: str
    reason: str
    minimal: str
    cotenable: str
    otherwise: str
    teacher: str | None = None
    null: bool = False
    changes: Many[Change]

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.changes and not self.null:
            raise fault(
                "the variant changes nothing; say 'null: true' if that is meant", ("changes",)
            )
        return self
