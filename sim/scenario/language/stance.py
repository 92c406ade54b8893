"""A stance: an actor on an issue, with the numbers of its decision clocks."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.language.base import KEY, Faults, Many, Strictly, faults
from sim.scenario.language.basis import Basis
from sim.scenario.language.gates import Gate, Stage
from sim.scenario.language.limits import LONGEST, SHORTEST_HALF_LIFE, SHORTEST_TEMPO, STRONGEST
from sim.scenario.language.names import (
    DEFAULT_STAGE,
    IssueName,
    names_of,
)
from sim.scenario.language.numbers import Duration, Number, within
from sim.scenario.language.reactions import Reaction
from sim.scenario.language.vocabulary import Permit
from sim.scenario.problems import nearest


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
