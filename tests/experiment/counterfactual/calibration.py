"""Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) of the abduction.

Numbers and noise are drawn, a world is simulated, and of it a record is made. Given that record, the truth
and the worlds abducted are draws of one distribution: the rank of the truth among them is uniform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy import stats

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import Trace
from sim.experiment.counterfactual.posterior import Posterior, posterior
from sim.experiment.counterfactual.worlds import abducted
from sim.model.program import Program

Quantity = Callable[[Noise], float]
Quantities = Mapping[str, Quantity]
Stories = Callable[[Trace, int], Sequence[Sequence[Given]]]  # of a run, and its number

TRUTH = 5  # seed of the truth
FIRST_SEED = 1000  # of the abduction of replication 0: nothing is shared with the truth
WORLDS = 49  # abducted from each record
BINS = 10
SAME = 1e-7  # relative: work done at background alone is the same in many worlds, to rounding
LEAST_P = 1e-3  # of all quantities of one world together: each at this over their number


def decisions(trace: Trace) -> float:
    """How many decisions fell."""
    return len(trace.decisions())


def ranks(
    program: Program,
    stories: Stories,
    quantities: Quantities,
    *,
    side: Callable[[Trace], float] = decisions,
    replications: int = 150,
    size: int = 1000,
) -> tuple[dict[str, list[int]], float]:
    """The ranks of the truth by quantity, and the median of the effective number of draws.

    Each quantity stands there twice: as it is, and turned around in runs on the lower side of the median.
    The ranks must be uniform in either: within all runs alike, and a posterior that has learned nothing
    from the record would not show in the first (Modrak et al. 2023, doi:10.1214/23-BA1404).

    Of the dates, where they are drawn; else of the stance with the fewest."""
    found: dict[str, list[int]] = {name: [] for name in quantities}
    effective, sides = [], []
    ties = np.random.default_rng(0)
    for n in range(replications):
        truth = Noise(program, TRUTH, n)
        trace = run(program, truth, split=False)
        told = stories(trace, n)
        sides.append(side(trace))
        post = posterior(
            program, told, program.horizon, worlds=WORLDS, size=size, seed=FIRST_SEED + n
        )
        effective.append(post.effective_dates if len(told) > 1 else min(post.effective))
        worlds = noises(post)
        for name, of in quantities.items():
            true, drawn = of(truth), np.array([of(each) for each in worlds])
            equal = np.isclose(drawn, true, rtol=SAME, atol=0.0)
            below = int(((drawn < true) & ~equal).sum())
            found[name].append(below + int(ties.integers(equal.sum() + 1)))
    for name, each in list(found.items()):
        high = np.array(sides) > np.median(sides)
        found[f"{name}, by side"] = np.where(high, each, WORLDS - np.array(each)).tolist()
    return found, float(np.median(effective))


def noises(post: Posterior) -> list[Noise]:
    """The noise of each world."""
    known = abducted(post)
    return [Noise(post.program, post.seed, n, known.of(n)) for n in range(post.worlds)]


def p_value(found: Sequence[int]) -> float:
    """Of the chi-squared test that ranks are uniform."""
    seen = np.bincount(np.array(found) * BINS // (WORLDS + 1), minlength=BINS)
    return float(stats.chisquare(seen).pvalue)


def p_values(found: Mapping[str, Sequence[int]]) -> dict[str, float]:
    return {name: p_value(each) for name, each in found.items()}


def assert_calibrated(found: Mapping[str, Sequence[int]]) -> None:
    """No quantity's ranks stand out, for how many there are (Bonferroni)."""
    p = p_values(found)
    assert min(p.values()) > LEAST_P / len(p), p


def work(direction: int, step: int, *, who: int = 0, rung: int = 0, visit: int = 0) -> Quantity:
    return lambda noise: noise.work(who, rung, direction, visit, step)


def choice(direction: int, *, who: int = 0, rung: int = 0, visit: int = 0) -> Quantity:
    return lambda noise: noise.choice(who, rung, direction, visit)


def number(program: Program, name: str) -> Quantity:
    index = program.parameters.name.index(name)
    return lambda noise: noise.parameter(index)


def date(program: Program, cause: str) -> Quantity:
    index = program.causes.begins[program.causes.name.index(cause)]
    return lambda noise: moments(program, noise, parameters(program, noise))[index]
