"""Stages of a decision, and the gates that hold them."""

from __future__ import annotations

from typing import Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.language.base import Faults, Many, Strictly, fault, faults, listed
from sim.scenario.language.basis import Basis, Identifier
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import (
    ActorName,
    CauseName,
    IssueName,
    names_of,
    rung_faults,
    stance_faults,
)


class Stage(Strictly):
    """One stage of a decision, passed in `steps` steps; the one that `settles` fixes the rung."""

    id: Identifier
    by: Many[str] = ()
    steps: int = Field(default=1, ge=1, le=255)
    public: bool = False
    settles: bool = False
    note: str | None = None


class Condition(Strictly):
    """One condition of a gate: a standing, a cause in force or happened, or a date reached."""

    actor: ActorName | None = None
    issue: IssueName | None = None
    rung: str | None = None
    in_force: CauseName | None = None
    happened: CauseName | None = None
    date: Moment | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_form(self, info: ValidationInfo) -> Self:
        given = frozenset(
            field.alias or name
            for name, field in type(self).model_fields.items()
            if getattr(self, name) is not None
        )
        if given not in _CONDITIONS:
            raise fault(
                f"found {listed(given)}, expected one of: {{actor, issue, rung}}, "
                "{in_force: <cause>}, {happened: <cause>}, {from: <date>}"
            )
        names = names_of(info)
        if names is None or self.actor is None or self.issue is None or self.rung is None:
            return self
        wrong = stance_faults(names, self.actor, self.issue) + rung_faults(
            names, self.issue, self.rung
        )
        if self.issue in names.acts:
            wrong.append(
                (f"{self.issue!r} has acts, which hold no position to wait for", ("issue",), None)
            )
        if wrong:
            raise faults(wrong)
        return self


_CONDITIONS = {
    frozenset({"actor", "issue", "rung"}),
    frozenset({"in_force"}),
    frozenset({"happened"}),
    frozenset({"from"}),
}


class Gate(Strictly):
    """Holds `stage` of a decision for any of `rungs` until `at_least` of the conditions are true."""

    id: Identifier
    rungs: Many[str]
    stage: str | None = None  # default: the last
    at_least: int | None = Field(default=None, ge=1)  # default: all
    of: Many[Condition]
    basis: Basis
    note: str | None = None

    @model_validator(mode="after")
    def _can_open(self) -> Self:
        wrong: Faults = []
        if not self.rungs:
            wrong.append(("the gate names no rung", ("rungs",), None))
        if not self.of:
            wrong.append(("the gate has no condition", ("of",), None))
        elif self.at_least is not None and self.at_least > len(self.of):
            wrong.append(
                (
                    f"found at_least {self.at_least} of {len(self.of)} conditions: it never opens",
                    ("at_least",),
                    None,
                )
            )
        if wrong:
            raise faults(wrong)
        return self
