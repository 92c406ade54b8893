"""Causes: events that nobody in the scenario decides. Dated, lasting, triggered or recurring."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, model_validator

from sim.scenario.language.base import Faults, Many, Strictly, fault, faults, shown
from sim.scenario.language.basis import Basis, Identifier
from sim.scenario.language.limits import LONGEST, STRONGEST
from sim.scenario.language.moments import Begins, Clock, Moment, Until
from sim.scenario.language.names import (
    ActorName,
    CauseName,
    IssueName,
    KindName,
    PartyName,
    names_of,
    rung_faults,
)
from sim.scenario.language.numbers import Duration, Number, within
from sim.scenario.language.vocabulary import Standing
from sim.scenario.problems import nearest

Form = Literal["dated", "lasting", "triggered", "recurring"]


def _delay_or_cause(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | float | int | dict):
        raise fault(f"found {shown(value)}, expected a duration or the id of a cause")
    return value


_written = BeforeValidator(_delay_or_cause)


class Asks(Strictly):
    """What a request asks for: a rung of an issue."""

    issue: IssueName
    rung: str

    @model_validator(mode="after")
    def _exists(self, info: ValidationInfo) -> Self:
        wrong = rung_faults(names_of(info), self.issue, self.rung)
        if wrong:
            raise faults(wrong)
        return self


class Cause(Strictly):
    """An event that is given.

    Written with `on` (an instant), `from` and `until` (lasting), `when` and `after: <duration>`
    (triggered once), or `every` and `from` (recurring). `time` or `after: <cause>` orders an
    instant within its day. `magnitude` scales every reaction to it (dimensionless, default 1).
    """

    id: Identifier
    name: str | None = None
    summary: str | None = None
    kind: KindName
    source: PartyName
    on: Moment | None = None
    time: Clock | None = None
    after: Annotated[str | float | int | dict[str, Any], _written] | None = None
    begins: Begins | None = Field(default=None, alias="from")
    until: Until | None = None
    every: Annotated[Duration, within(0.0, LONGEST, above=True)] | None = None
    when: Standing | None = None
    lasts: Annotated[Duration, within(0.0, LONGEST, above=True)] | None = None
    magnitude: Annotated[Number, within(-STRONGEST, STRONGEST)] | None = None
    heard_by: Many[ActorName] | None = None
    asks: Asks | None = None
    because: Many[CauseName] = ()
    basis: Basis
    note: str | None = None

    @model_validator(mode="after")
    def _one_form(self, info: ValidationInfo) -> Self:
        given = [key for key in ("on", "every", "when") if getattr(self, key) is not None]
        if self.begins is not None and self.every is None:
            given.append("from")
        if len(given) != 1:
            found = " and ".join(given) or "no date"
            raise fault(
                f"found {found}, expected exactly one of: 'on' (an instant), 'from' (lasting), "
                "'when' (triggered), 'every' (recurring, with 'from')"
            )
        wrong = self._key_faults(info)
        if wrong:
            raise faults(wrong)
        return self

    def _key_faults(self, info: ValidationInfo) -> Faults:
        wrong: Faults = []
        allowed = {
            "dated": {"time", "after"}, "lasting": {"until"}, "triggered": {"after", "lasts"},
            "recurring": {"until"},
        }[self.form]  # fmt: skip
        wrong += [
            (f"a {self.form} cause takes no {key!r}", (key,), getattr(self, key))
            for key in ("time", "after", "until", "lasts")
            if getattr(self, key) is not None and key not in allowed
        ]
        if self.every is not None and self.begins is None:
            wrong.append(("a recurring cause needs 'from'", (), None))
        if self.id in self.because:
            wrong.append(("a cause cannot come from itself", ("because",), self.id))
        if wrong:
            return wrong
        return wrong + (self._day_faults(info) if self.form == "dated" else self._delay_faults())

    def _day_faults(self, info: ValidationInfo) -> Faults:
        wrong: Faults = []
        on = self.on
        if on and self.time is not None and (on.exact or on.plus or (on.last - on.first).days > 1):
            wrong.append(("a time of day needs a plain day in 'on'", ("time",), self.time))
        names = names_of(info)
        if self.after is not None and not isinstance(self.after, str):
            wrong.append(
                ("here 'after' names an earlier cause of the same day", ("after",), self.after)
            )
        elif names is not None and self.after is not None and self.after not in names.causes:
            wrong.append(
                (
                    f"found the unknown cause {self.after!r}{nearest(self.after, names.causes)}",
                    ("after",),
                    None,
                )
            )
        return wrong

    def _delay_faults(self) -> Faults:
        try:
            _ = self.delay  # raises for text that is no duration
        except ValidationError as error:
            lines = error.errors(include_url=False)
            return [(line["msg"], ("after", *line["loc"]), None) for line in lines]
        return []

    @property
    def form(self) -> Form:
        """Which of the four kinds of cause this is."""
        if self.on is not None:
            return "dated"
        if self.every is not None:
            return "recurring"
        return "triggered" if self.when is not None else "lasting"

    @property
    def delay(self) -> Duration | None:
        """The delay of a triggered cause; None without one."""
        if self.form != "triggered" or self.after is None:
            return None
        number: Duration = within(0.0, LONGEST).func(Duration.model_validate(self.after))  # type: ignore[call-arg]
        return number
