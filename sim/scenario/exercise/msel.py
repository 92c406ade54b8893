"""A row of the master scenario events list (MSEL), with the columns of HSEEP."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.exercise.teams import Action
from sim.scenario.exercise.words import Line, Text
from sim.scenario.language.base import Faults, Many, Strictly, faults
from sim.scenario.language.basis import Basis, Identifier
from sim.scenario.language.moments import Moment
from sim.scenario.language.names import CauseName, names_of
from sim.scenario.language.vocabulary import Standing
from sim.scenario.problems import nearest

EventType = Literal["inject", "contingency-inject", "expected-action"]
WHITE = "white-cell"  # who speaks for everybody that is not played
ALL = "all"


class Row(Strictly):
    """One event of the list.

    `cause` ties it to an event of the scenario: the model hears that event when the row is released
    (inject, contingency inject) or carried out (expected action), and not when it is skipped. A row
    without one is heard by people only. `minute` counts from the opening of its move.
    """

    number: Annotated[int, Field(ge=1, le=9_999)]
    move: str
    at: Moment
    type: EventType
    mode: Line
    sender: str = Field(alias="from")  # a party, or `white-cell`
    to: Many[str]  # parties, or `all`
    message: Text
    expected: Text
    objectives: Many[Identifier] = ()
    notes: Text | None = None
    basis: Basis
    minute: Annotated[float, Field(ge=0, le=24 * 60, strict=False)] = 0.0
    cause: CauseName | None = None
    when: Standing | None = None  # released by itself at its minute, or once this stands
    any_move: bool = False  # with `when`: in whatever move that comes about
    actions: Many[Action] = ()  # of an expected action: what carries it out, towards any of `to`
    rung: Standing | None = None  # of an expected action: the position that carries it out
    instead_of: int | None = None  # of a contingency inject: the expected action it stands in for

    @model_validator(mode="after")
    def _fits_its_type(self, info: ValidationInfo) -> Self:
        wrong: Faults = []
        if self.at.plus is not None:
            wrong.append(("a designated time is a date, not a distribution", ("at",), None))
        expected = self.type == "expected-action"
        if not expected:
            wrong += [
                (f"only an expected action takes {key!r}", (key,), None)
                for key in ("actions", "rung")
                if getattr(self, key)
            ]
        if self.any_move and self.when is None:
            wrong.append(("'any_move' needs the condition 'when'", ("any_move",), None))
        if self.type == "contingency-inject" and self.instead_of is None:
            wrong.append(
                ("a contingency inject names the expected action it is 'instead_of'", (), None)
            )
        if self.type != "contingency-inject" and self.instead_of is not None:
            wrong.append(
                ("only a contingency inject is 'instead_of' another", ("instead_of",), None)
            )
        names = names_of(info)
        if names is not None:
            senders, receivers = names.parties | {WHITE}, names.parties | {ALL}
            if self.sender not in senders:
                wrong.append(
                    (
                        f"found the unknown party {self.sender!r}{nearest(self.sender, senders)}",
                        ("from",),
                        None,
                    )
                )
            wrong += [
                (f"found the unknown party {each!r}{nearest(each, receivers)}", ("to", i), None)
                for i, each in enumerate(self.to)
                if each not in receivers
            ]
        if not self.to:
            wrong.append(
                ("the row is addressed to nobody, expected parties or 'all'", ("to",), None)
            )
        if wrong:
            raise faults(wrong)
        return self
