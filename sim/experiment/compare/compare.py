"""What changes if one thing changes: the baseline beside each variant, from runs to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment import canary
from sim.experiment.chunks import Engine, Task
from sim.experiment.columns import Floats
from sim.experiment.compare.asked import asked
from sim.experiment.compare.curves import Curve, curve
from sim.experiment.compare.effects import Both, Effects, both
from sim.experiment.compare.found import BASELINE, Changed, Compared, Comparison, Question, World
from sim.experiment.compare.ladders import ends, reaching, rung_effects, sharpest
from sim.experiment.compare.measures import Measured, measure
from sim.experiment.compare.order import order
from sim.experiment.compare.parameters import sets_of_parameters
from sim.experiment.compare.permissions import permitted
from sim.experiment.compare.quantities import Quantity, of_outcome
from sim.experiment.compare.tipping import Tipping, Trial, can_tip, ranked, tipping
from sim.experiment.ensemble import Workers, default_engine
from sim.model.lower import lower
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario

if TYPE_CHECKING:
    from sim.engine.known import Known

LEAST = 2  # pairs, below which a difference has no interval

# A bar for a piece of work: what it is and how much, then how much is done.
Counting = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@contextmanager
def silently(what: str, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG001 (no bar)
    """Counts nothing."""
    yield lambda _: None


def compare(
    question: Question,
    *,
    engine: Engine | None = None,
    workers: Workers | None = None,
    counting: Counting = silently,
) -> Comparison:
    """Run every world under the same draws, and tell what each variant changes.

    Engine and workers change no result. Raises EnginesDiffer if a replication run again on SimPy is
    not the same to the last bit, and WorkersDied.
    """
    hall = _Hall.of(question, engine, workers)
    worlds = (Changed(BASELINE, question.scenario), *question.variants)
    each = question.runs + question.sets * question.chances
    with counting("Running the worlds", each * len(worlds)) as tick:
        count = _counter(tick)
        baseline = hall.run(worlds[0], count)
        found = [_compared(hall, baseline, hall.run(other, count)) for other in worlds[1:]]
    tips = _tipping(hall, worlds, baseline, found, counting)
    return Comparison(
        question,
        hall.engine,
        replace(baseline.world, tipping=tips[0]),
        tuple(
            replace(one, world=replace(one.world, tipping=tip))
            for one, tip in zip(found, tips[1:], strict=True)
        ),
        baseline.compared,
    )


@dataclass(frozen=True)
class _Run:
    """A world that was run: what was measured, and measured again over sets of parameters."""

    world: World
    measured: Measured
    nested: Measured | None
    compared: tuple[int, ...]


@dataclass(frozen=True)
class _Hall:
    """Where worlds are run."""

    question: Question
    engine: Engine
    workers: Workers
    known: Known

    @classmethod
    def of(cls, question: Question, engine: Engine | None, workers: Workers | None) -> _Hall:
        used = engine or default_engine()
        places = workers or Workers(0 if used == "batch" else 1)
        scenarios = (question.scenario, *(each.scenario for each in question.variants))
        programs = [lower(scenario, question.until) for scenario in scenarios]
        sets = sets_of_parameters(programs, question.seed, question.sets, question.chances)
        return cls(question, used, places, sets)

    def run(self, changed: Changed, count: Callable[[int], None]) -> _Run:
        """Run one world, twice: under all draws, and under each set of parameters."""
        asks, scenario = self.question, changed.scenario
        task = Task(lower(scenario, asks.until), asks.seed, self.engine)
        measured = measure(scenario, task, asks.runs, self.workers, progress=count)
        nested = None
        if asks.sets:
            inner = replace(task, known=self.known)
            total = asks.sets * asks.chances
            nested = measure(scenario, inner, total, self.workers, progress=count)
        world = World(
            changed.name, changed.title, changed.changes, scenario, task.program, changed.variant,
            {outcome.id: measured.values[outcome.id] for outcome in scenario.outcomes},
            measured.failures, measured.digest, None,
        )  # fmt: skip
        return _Run(world, measured, nested, self._checked(task))

    def _checked(self, task: Task) -> tuple[int, ...]:
        """The replications run again on SimPy, with and without known parameters."""
        asks = self.question
        if self.engine == "des" or asks.runs < canary.LEAST_RUNS:
            return ()
        if asks.sets:
            canary.check(task.program, asks.seed, asks.sets * asks.chances, self.known)
        return canary.check(task.program, asks.seed, asks.runs)


def _counter(tick: Callable[[int], None]) -> Callable[[int], None]:
    """A function that takes how many more are done, from one that takes how many are."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        tick(done)

    return count


def _compared(hall: _Hall, baseline: _Run, variant: _Run) -> Compared:
    """Everything that differs between two worlds."""
    question, scenario = hall.question, hall.question.scenario
    pair = both(baseline.measured, variant.measured, question.runs)
    pairs = int(pair.counted.sum())
    identical = baseline.world.digest == variant.world.digest
    has = set(variant.world.outcomes)
    missing = tuple(each.id for each in scenario.outcomes if each.id not in has)
    empty = Compared(variant.world, pairs, identical, missing)
    if pairs < LEAST:
        return empty
    effects = Effects(
        pair, _nested(question, baseline, variant), question.sets, hall.question.level
    )
    outcomes = [each for each in scenario.outcomes if each.id in has]
    return replace(
        empty,
        outcomes=tuple(
            effects.of(quantity)
            for each in outcomes
            for quantity in of_outcome(each, _ladder(scenario, each))
        ),
        rungs=rung_effects(scenario, effects),
        ends=ends(scenario, effects, pair),
        acts=sharpest(scenario, effects, pair),
        asked=asked(scenario, variant.world.scenario, effects),
        permitted=permitted(scenario, effects),
        order=order(scenario, effects),
        curves=_curves(hall, baseline.world, effects, pair, outcomes),
    )


def _nested(question: Question, baseline: _Run, variant: _Run) -> Both | None:
    if baseline.nested is None or variant.nested is None:
        return None
    return both(baseline.nested, variant.nested, question.sets * question.chances)


def _ladder(scenario: Scenario, outcome: Outcome) -> tuple[str, ...]:
    on = outcome.at_end or outcome.highest
    return () if on is None else tuple(rung.id for rung in scenario.issue(on.issue).rungs)


def _curves(
    hall: _Hall, world: World, effects: Effects, pair: Both, outcomes: list[Outcome]
) -> tuple[Curve, ...]:
    """The histories of everything that is first reached."""
    scenario, until = world.scenario, world.program.horizon
    wanted: list[Quantity] = [
        quantity
        for each in outcomes
        if each.measure == "first_reaches"
        for quantity in of_outcome(each, ())
    ]
    wanted += [reaching(each.stance, each.rung) for each in rung_effects(scenario, effects)]
    return tuple(curve(each.id, each.way.of, pair, until, hall.question.level) for each in wanted)


# --- tipping points ----------------------------------------------------------------------------


def _tipping(
    hall: _Hall,
    worlds: tuple[Changed, ...],
    baseline: _Run,
    found: list[Compared],
    counting: Counting,
) -> list[Tipping | None]:
    """The tipping points of the headline outcome in every world, the baseline's first."""
    question, outcome = hall.question, hall.question.headline
    if not question.trials or not can_tip(outcome):
        return [None] * len(worlds)
    everything = [baseline.world, *(each.world for each in found)]
    ranks = [_ranking(question, world, baseline.world) for world in everything]
    with counting("Finding the tipping points", sum(map(len, ranks))) as tick:
        count = _counter(tick)
        return [
            _tips(hall, world, ranking, count)
            for world, ranking in zip(everything, ranks, strict=True)
        ]


def _ranking(question: Question, world: World, baseline: World) -> tuple[tuple[int, float], ...]:
    """The parameters that matter in a world; where its outcome never varies, those of the baseline."""
    name = question.headline.id
    if name not in world.outcomes:
        return ()
    (quantity,) = of_outcome(question.headline, ())
    own = ranked(world.program, question.seed, _indicator(quantity, world))
    if own:
        return own
    known = {word: index for index, word in enumerate(world.program.parameters.name)}
    return tuple(
        (known[baseline.program.parameters.name[index]], correlation)
        for index, correlation in ranked(
            baseline.program, question.seed, _indicator(quantity, baseline)
        )
        if baseline.program.parameters.name[index] in known
    )


def _indicator(quantity: Quantity, world: World) -> Floats:
    """Whether the outcome is so, replication by replication; NaN where one failed."""
    found = quantity.way.read(world.outcomes).copy()
    found[[each.replication for each in world.failures]] = np.nan
    return found


def _tips(
    hall: _Hall, world: World, ranking: tuple[tuple[int, float], ...], count: Callable[[int], None]
) -> Tipping | None:
    question = hall.question
    if question.headline.id not in world.outcomes:
        return None
    outcome = next(each for each in world.scenario.outcomes if each.id == question.headline.id)
    task = Task(world.program, question.seed, hall.engine)
    trial = Trial(world.scenario, task, outcome, question.trials)
    return tipping(trial, ranking, hall.workers, count)
