"""An actor and its stances: reactions, stages, gates and the numbers of its decision clocks."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.scenario.base import KEY, Faults, Many, Strictly, fault, faults, listed
from sim.scenario.names import (
    DEFAULT_STAGE,
    ActorName,
    CauseName,
    IssueName,
    KindName,
    PartyName,
    names_of,
    rung_faults,
    stance_faults,
)
from sim.scenario.problems import nearest
from sim.scenario.values import Basis, Duration, Identifier, Moment, Number, also, within
from sim.scenario.vocabulary import Permit, Standing

SHORTEST_TEMPO = 0.1  # days: design 3.2; below it a government would decide within the hour
SHORTEST_HALF_LIFE = 1 / 24  # days: an hour
LONGEST = 36_500.0  # days: a century, beyond which a duration is a slip of the pen
STRONGEST = 1000.0  # pressure: beyond it a weight or resistance is a slip of the pen


# What a number is when the file leaves it out; a `wears` of 1 does not wear.
DEFAULTS = {
    "magnitude": 1.0,
    "background": 0.0005,  # per day; assumed: one move in 5.5 years for reasons outside the scenario
    "choice_sd": 0.0,
    "relief": 0.0,
    "rest": 0.0,
    "wears": 1.0,
}


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


class Resistance(Strictly):
    """The pressure that each rung above the lowest takes: the first, then a step for each next."""

    first: Annotated[Number, within(-STRONGEST, STRONGEST)]
    steps: Many[Annotated[Number, within(0.0, STRONGEST, above=True)]] = ()


PerDay = Annotated[Number, within(0.0, 100.0)]
Time = Annotated[Duration, within(0.0, LONGEST)]


class Stance(Strictly):
    """An actor on an issue: where it starts, what pushes it, what it takes to move, how it decides.

    Pressures are dimensionless, durations in days, `background` is per day. `basis` covers every
    number that has none of its own; numbers left out are as in DEFAULTS.
    """

    issue: IssueName
    rule: Literal["pressure-clock"] = "pressure-clock"
    starts_at: str
    standing: Annotated[Number, within(-STRONGEST, STRONGEST)]
    half_life: Annotated[Duration, within(SHORTEST_HALF_LIFE, LONGEST)]
    resistance: Resistance
    gives_up_below: dict[str, Annotated[Number, within(-STRONGEST, STRONGEST)]] = Field(
        default_factory=dict
    )
    tempo: Annotated[Duration, within(SHORTEST_TEMPO, LONGEST)]
    background: PerDay | None = None
    choice_sd: Annotated[Number, within(0.0, STRONGEST)] | None = None
    relief: Annotated[Number, within(0.0, 1.0)] | None = None
    rest: Time | None = None
    stages: Many[Stage] = (Stage(id=DEFAULT_STAGE),)
    skips: Many[str] = ()
    permits: dict[str, Many[Permit]] = Field(default_factory=dict)
    reactions: Many[Reaction] = ()
    requires: Many[Gate] = ()
    basis: Basis | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _hangs_together(self, info: ValidationInfo) -> Self:
        names = names_of(info)
        ladder = names.rungs.get(self.issue) if names is not None else None
        wrong = self._number_faults() + self._stage_faults() + self._repeated()
        if ladder is not None:
            wrong += self._ladder_faults(ladder)
        if wrong:
            raise faults(wrong)
        return self

    def numbers(self) -> list[tuple[tuple[str | int, ...], Number]]:
        """Every number of the stance itself, with the keys that lead to it."""
        plain = ("standing", "half_life", "tempo", "background", "choice_sd", "relief", "rest")
        found: list[tuple[tuple[str | int, ...], Number]] = [
            ((name,), number) for name in plain if (number := getattr(self, name)) is not None
        ]
        found.append((("resistance", "first"), self.resistance.first))
        found += [
            (("resistance", "steps", i), step) for i, step in enumerate(self.resistance.steps)
        ]
        found += [
            (("gives_up_below", rung), number) for rung, number in self.gives_up_below.items()
        ]
        return found

    def _number_faults(self) -> Faults:
        if self.basis is not None:
            return []
        return [
            (f"{_told(keys)} has no basis: cite a source or say 'assumed, <why>'", keys, None)
            for keys, number in self.numbers()
            if number.basis is None
        ]

    def _stage_faults(self) -> Faults:
        wrong: Faults = []
        if not self.stages:
            return [("a decision has at least one stage", ("stages",), None)]
        if sum(stage.steps for stage in self.stages) > 255:  # noqa: PLR2004 (8 bits of a draw's key)
            wrong.append(("found more than 255 steps in all", ("stages",), None))
        settling = [i for i, stage in enumerate(self.stages) if stage.settles]
        wrong += [
            ("only one stage settles the rung", ("stages", i, "settles"), True)
            for i in settling[1:]
        ]
        stages = [stage.id for stage in self.stages]
        wrong += [
            (
                f"found the unknown stage {gate.stage!r}{nearest(gate.stage, stages)}",
                ("requires", i, "stage"),
                None,
            )
            for i, gate in enumerate(self.requires)
            if gate.stage is not None and gate.stage not in stages
        ]
        return wrong

    def _repeated(self) -> Faults:
        wrong: Faults = []
        for key in ("stages", "reactions", "requires"):
            ids = [each.id for each in getattr(self, key)]
            wrong += [
                (f"{name!r} is written twice", (key, i, "id"), name)
                for i, name in enumerate(ids)
                if name in ids[:i]
            ]
        return wrong

    def _ladder_faults(self, ladder: tuple[str, ...]) -> Faults:
        wrong: Faults = []
        mentions: list[tuple[str, tuple[str | int, ...]]] = [(self.starts_at, ("starts_at",))]
        mentions += [(rung, ("skips", i)) for i, rung in enumerate(self.skips)]
        mentions += [(rung, ("gives_up_below", rung, KEY)) for rung in self.gives_up_below]
        mentions += [(rung, ("permits", rung, KEY)) for rung in self.permits]
        for i, gate in enumerate(self.requires):
            mentions += [(rung, ("requires", i, "rungs", j)) for j, rung in enumerate(gate.rungs)]
        wrong += [
            (f"found the unknown rung {rung!r}{nearest(rung, ladder)}", keys, rung)
            for rung, keys in mentions
            if rung not in ladder
        ]
        if len(ladder) < 2:  # noqa: PLR2004 (too short a ladder is the issue's own fault)
            return wrong
        expected = len(ladder) - 2
        if len(self.resistance.steps) != expected:
            found = len(self.resistance.steps)
            wrong.append(
                (
                    f"found {found} steps, expected {expected}, one for each rung above {ladder[1]!r}",
                    ("resistance", "steps"),
                    None,
                )
            )
        if ladder[0] in self.skips:
            wrong.append((f"the lowest rung {ladder[0]!r} cannot be skipped", ("skips",), None))
        if self.starts_at in self.skips:
            wrong.append((f"starts at {self.starts_at!r}, which it skips", ("starts_at",), None))
        if ladder[0] in self.gives_up_below:
            wrong.append(
                (
                    f"the lowest rung {ladder[0]!r} cannot be given up",
                    ("gives_up_below", ladder[0], KEY),
                    None,
                )
            )
        return wrong

    @property
    def settling(self) -> int:
        """The index of the stage that settles the rung (default: the last)."""
        return next(
            (i for i, stage in enumerate(self.stages) if stage.settles), len(self.stages) - 1
        )


def _told(keys: tuple[str | int, ...]) -> str:
    return f"step {keys[-1] + 1}" if isinstance(keys[-1], int) else repr(keys[-1])


class Person(Strictly):
    """A named person of an actor."""

    name: str
    role: str | None = None


class Actor(Strictly):
    """A state or alliance that decides."""

    id: Identifier
    name: str
    people: dict[str, Person] = Field(default_factory=dict)
    stances: Many[Stance]
    note: str | None = None

    @model_validator(mode="after")
    def _own_people(self) -> Self:
        wrong: Faults = []
        issues = [stance.issue for stance in self.stances]
        for i, stance in enumerate(self.stances):
            if stance.issue in issues[:i]:
                wrong.append(
                    (f"a second stance on {stance.issue!r}", ("stances", i, "issue"), stance.issue)
                )
            wrong += [
                (
                    f"{person!r} is not among the people of {self.id!r}"
                    + nearest(person, self.people),
                    ("stances", i, "stages", j, "by", k),
                    person,
                )
                for j, stage in enumerate(stance.stages)
                for k, person in enumerate(stage.by)
                if person not in self.people
            ]
        if wrong:
            raise faults(wrong)
        return self

    def stance(self, issue: str) -> Stance:
        """The stance on an issue. Raises KeyError if the actor has none."""
        for stance in self.stances:
            if stance.issue == issue:
                return stance
        raise KeyError(issue)


def reaching(standing: Standing) -> str:
    """A standing in words."""
    return f"{standing.actor} at or above {standing.rung} on {standing.issue}"
