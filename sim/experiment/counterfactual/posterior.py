"""The posterior of a scenario given its record: dates first, then each stance's numbers by themselves.

Each draw of the dates (and of what several stances share) is weighted by the product over stances of
the mean likelihood of their parts of the record; within it each stance's own draws are chosen by their own
weights. Over all stances at once the same number of draws would leave a handful that count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from sim.engine.abduction import many
from sim.engine.abduction.script import Floats, Ints, Script, scripts, stages_ahead
from sim.engine.given import Given
from sim.experiment.counterfactual.dates import generator
from sim.experiment.counterfactual.population import (
    Population,
    effective,
    log_mean,
    populate,
    systematic,
)
from sim.experiment.counterfactual.shared import Shared, shared
from sim.experiment.ensemble import default_workers
from sim.model.program import Program
from sim.scenario.problems import Mark, Problem, ScenarioError

STREAM = 2  # of the generator: the first stance's; the next ones follow
PICK = 1_000_000  # of the generator: which draws make a world

Told = Callable[[str], object]


@dataclass(frozen=True)
class Posterior:
    """Draws from the posterior, as many as were asked for.

    World n has the shared draw `common[n]` and, for stance s, row `chosen[n, s]` of its population.
    `effective` is the effective number of draws by stance (the mean over dates, by their weight),
    `effective_dates` that of the dates; `evidence` is the log likelihood of the record.
    """

    program: Program
    horizon: float
    seed: int
    shared: tuple[Shared, ...]
    scripts: tuple[tuple[Script, ...], ...]  # by shared draw, by stance
    populations: tuple[Population, ...]
    common: Ints  # (worlds,)
    chosen: Ints  # (worlds, stances)
    effective: tuple[float, ...]
    effective_dates: float
    evidence: float

    @property
    def worlds(self) -> int:
        """How many worlds were drawn."""
        return len(self.common)

    @property
    def least_effective(self) -> float:
        """The least effective number of draws anywhere: what an interval may count on."""
        return min([float(self.worlds), *self.effective])


def posterior(  # noqa: PLR0913 (what is asked)
    program: Program,
    stories: Sequence[Sequence[Given]],
    horizon: float,
    *,
    worlds: int,
    size: int,
    seed: int,
    say: Told = lambda _: None,
) -> Posterior:
    """Draw worlds from the posterior, given the record's instants under each draw of its dates.

    `size` is the draws of each stance. Raises ScenarioError where the record is impossible.
    """
    common = tuple(
        shared(program, story, seed, number, horizon) for number, story in enumerate(stories)
    )
    told = tuple(
        scripts(
            program,
            each.given,
            each.values,
            each.moments,
            horizon,
            stages_ahead(program, story, horizon),
        )
        for each, story in zip(common, stories, strict=True)
    )
    names = program.stances.name
    populations: list[Population] = []
    log = np.zeros((len(common), len(names), size))  # by dates, stance, draw
    for s, name in enumerate(names):
        say(f"Weighing the record of {name}")
        widest = max(
            (parts[s] for parts in told), key=many.spares_of
        )  # dates may leave out decisions
        found = populate(widest, size, generator(seed, STREAM + s))
        populations.append(found)
        with ThreadPoolExecutor(default_workers()) as pool:  # compiled weighing holds no lock
            weighed = pool.map(
                many.weights, (parts[s] for parts in told), repeat(found.u), repeat(found.spare)
            )
            log[:, s] = np.array(list(weighed)) - found.base
    evidence = np.array(
        [
            [populations[s].evidence + log_mean(log[d, s]) for s in range(len(names))]
            for d in range(len(common))
        ]
    )
    _check_possible(program, evidence, common)
    dated = evidence.sum(axis=1) + np.array([each.weight for each in common])
    random = generator(seed, PICK)
    picked = np.sort(systematic(dated, worlds, random))
    chosen = np.zeros((worlds, len(names)), dtype=np.int64)
    for d in np.unique(picked):
        rows = np.flatnonzero(picked == d)
        for s in range(len(names)):
            rung = systematic(log[d, s], rows.size, random)
            chosen[rows, s] = random.permutation(rung)
    share = np.exp(dated - dated.max())
    share /= share.sum()
    return Posterior(
        program,
        horizon,
        seed,
        common,
        told,
        tuple(populations),
        picked,
        chosen,
        tuple(
            float(sum(share[d] * effective(log[d, s]) for d in range(len(common))))
            for s in range(len(names))
        ),
        effective(dated),
        log_mean(dated),
    )


def _check_possible(program: Program, evidence: Floats, common: Sequence[Shared]) -> None:
    """Refuse a record that the model finds impossible, and say whose part it is."""
    wrong = [
        Problem(
            Mark("record"),
            f"{name}",
            "the model finds this part of the record impossible under every draw of its numbers: a "
            "decision during a rest, behind clocks that stand still, or to a rung it could not reach",
        )
        for s, name in enumerate(program.stances.name)
        if not np.isfinite(evidence[:, s]).any()
    ]
    if not any(np.isfinite(each.weight) for each in common):
        told = (
            "a triggered cause stands before what triggers it, or is missing though its time had come, "
            "or a gap or delay on record has no chance in the scenario"
        )
        wrong.append(Problem(Mark("record"), "causes", told))
    if wrong:
        raise ScenarioError(wrong)
