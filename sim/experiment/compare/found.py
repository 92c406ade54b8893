"""What is asked of a comparison, and what it found: plain data, free of presentation.

Shares are 0 to 1, times and days in days from the scenario's start, differences variant minus baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sim.experiment.chunks import Engine
from sim.experiment.columns import Failure, Floats
from sim.experiment.compare.asked import Asked
from sim.experiment.compare.curves import Curve
from sim.experiment.compare.effects import Effect
from sim.experiment.compare.intervals import LEVEL
from sim.experiment.compare.ladders import LadderEffect, RungEffect
from sim.experiment.compare.order import Order
from sim.experiment.compare.permissions import Permitted
from sim.experiment.compare.tipping import RUNS, Tipping
from sim.model.program import Program
from sim.scenario.language.changes import Variant
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario

BASELINE = "baseline"
SETS, CHANCES = 200, 50  # of parameters, and runs under each


@dataclass(frozen=True)
class Changed:
    """A variant with its changes made; `changes` says them in words, a line each."""

    name: str
    scenario: Scenario
    changes: str = ""
    variant: Variant | None = None

    @property
    def title(self) -> str:
        """What the variant is called."""
        return self.name if self.variant is None else self.variant.title


@dataclass(frozen=True)
class Question:
    """What is asked; all that the tables depend on. Engine and workers are not part of it.

    `outcome` is the one that tipping points are of and that leads every page; empty: the first that
    says when a rung is reached, else the first. `sets` of 0 leaves out the parameter intervals,
    `trials` (runs of each trial) of 0 the tipping points. `simultaneous` widens the Monte Carlo
    intervals by Bonferroni, so that those of all variants hold together.
    """

    scenario: Scenario
    variants: tuple[Changed, ...]
    runs: int
    seed: int = 0
    until: datetime | None = None
    outcome: str = ""
    sets: int = SETS
    chances: int = CHANCES
    trials: int = RUNS
    simultaneous: bool = False

    @property
    def headline(self) -> Outcome:
        """The outcome that leads. The scenario must declare one."""
        known = self.scenario.outcomes
        if self.outcome:
            return next(each for each in known if each.id == self.outcome)
        return next((each for each in known if each.measure == "first_reaches"), known[0])

    @property
    def level(self) -> float:
        """The level of the Monte Carlo intervals of differences: 0.95, or more where simultaneous."""
        return 1 - (1 - LEVEL) / len(self.variants) if self.simultaneous else LEVEL


@dataclass(frozen=True)
class World:
    """The baseline or a variant, run.

    `outcomes` holds the scenario's own, by id, as they were measured: arrays over replications 0 to
    runs - 1, NaN where one failed; days (inf: not by the end), 0 or 1, days held, the index of a rung,
    or a distance (sim.experiment.outcomes.Found).
    """

    name: str
    title: str
    changes: str
    scenario: Scenario
    program: Program
    variant: Variant | None
    outcomes: dict[str, Floats] = field(repr=False)
    failures: tuple[Failure, ...]
    digest: str  # over every event: the same as the baseline's where nothing differs at all
    tipping: Tipping | None


@dataclass(frozen=True, repr=False)
class Compared:
    """One variant beside the baseline, under the same draws.

    Every tuple is empty where fewer than two pairs came to an end. What only one world has (an actor
    added or dropped, an outcome on it) is not compared, and named in `missing` where it is an outcome.
    """

    world: World
    pairs: int  # replications that came to an end in both worlds
    identical: bool  # every event of every replication is the same
    missing: tuple[str, ...] = ()  # outcomes of the baseline that the variant has not
    outcomes: tuple[Effect, ...] = ()  # in file order; an outcome on a ladder has one for each rung
    rungs: tuple[RungEffect, ...] = ()  # every rung above the start of every position
    ends: tuple[LadderEffect, ...] = ()  # every position at the end
    acts: tuple[LadderEffect, ...] = ()  # the highest rung of every stance of acts
    asked: tuple[Asked, ...] = ()
    permitted: tuple[Permitted, ...] = ()
    order: Order | None = None
    curves: tuple[
        Curve, ...
    ] = ()  # of what is first reached: `of` is the id of its effect's quantity

    def __repr__(self) -> str:
        return f"<{self.name} compared, {self.pairs:,} pairs>"

    @property
    def name(self) -> str:
        """The variant's name."""
        return self.world.name

    def effects(self, outcome: str) -> tuple[Effect, ...]:
        """The effects on one of the scenario's outcomes: one, or one for each rung; none if missing."""
        return tuple(
            each
            for each in self.outcomes
            if each.quantity.id == outcome or each.quantity.id.startswith(f"{outcome}=")
        )

    def curve(self, of: str) -> Curve:
        """The curve of a quantity by id. Raises KeyError."""
        found = {each.of: each for each in self.curves}
        return found[of]


@dataclass(frozen=True, repr=False)
class Comparison:
    """A scenario beside its variants, paired by replication under common random numbers."""

    question: Question
    engine: Engine
    baseline: World
    variants: tuple[Compared, ...]  # in the order asked
    compared: tuple[int, ...]  # replications of every world that SimPy ran too, and agreed on

    def __repr__(self) -> str:
        asked = self.question
        names = ", ".join(each.name for each in self.variants)
        return f"<{self.scenario.scenario} compared with {names}; {asked.runs:,} pairs, seed {asked.seed}>"

    @property
    def scenario(self) -> Scenario:
        """The baseline's scenario."""
        return self.question.scenario

    @property
    def until(self) -> float:
        """The end of every run, in days."""
        return self.baseline.program.horizon

    @property
    def level(self) -> float:
        """The level of the Monte Carlo intervals of differences."""
        return self.question.level

    @property
    def worlds(self) -> tuple[World, ...]:
        """The baseline, then the variants."""
        return (self.baseline, *(each.world for each in self.variants))

    def variant(self, name: str) -> Compared:
        """A variant by name. Raises KeyError."""
        return {each.name: each for each in self.variants}[name]
