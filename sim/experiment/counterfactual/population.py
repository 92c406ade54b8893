"""A stance's numbers weighed by the record: importance sampling, and where that is thin, tempering.

Draws live in the unit cube: a uniform for each number of the stance, and one for each end of a step
or choice that is not on record. The prior is uniform there. Where fewer than LEAST_EFFECTIVE draws of it
carry weight, adaptive sequential Monte Carlo (Del Moral, Doucet and Jasra 2012,
doi:10.1007/s11222-011-9271-y) moves them through powers of the likelihood, each found so that half of the
draws stay effective, with preconditioned Crank-Nicolson steps (Cotter et al. 2013,
doi:10.1214/13-STS421) that leave the prior as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.abduction import many
from sim.engine.abduction.script import Floats, Ints, Script
from sim.model.quantile import normal_probability, normal_quantile

LEAST_EFFECTIVE = 100.0
KEPT = 0.5  # of the draws that stay effective at each power
STEPS = 8  # moves at each power
FIRST_STRIDE = 0.5  # of a Crank-Nicolson step, adapted after
ACCEPTED = 0.35  # share of moves that adaptation aims at
MOST_POWERS = 200
LEAST_POSSIBLE = 8  # draws that the record does not rule out, before they are moved
MOST_TRIED = 50  # times as many draws of the prior as are wanted, looked through for them
LEAST = 2.0**-53


@dataclass(frozen=True)
class Population:
    """Draws of a stance's cube (M x numbers, M x spares), and the log density they were drawn with.

    `base` is up to the constant `evidence`: a draw's weight in another record of the same stance is
    exp(its log weight there - base), and the mean of that times exp(evidence) the likelihood.
    `powers` is how many powers of the likelihood it took; 0 for draws of the prior.
    """

    u: Floats
    spare: Floats
    base: Floats
    evidence: float = 0.0
    powers: int = 0


def effective(log_weights: Floats) -> float:
    """The effective number of draws, (sum w)^2 / sum w^2 (Kong 1992); 0 where none has weight."""
    top = float(log_weights.max(initial=-np.inf))
    if not np.isfinite(top):
        return 0.0
    w = np.exp(log_weights - top)
    return float(w.sum() ** 2 / (w * w).sum())


def log_mean(log_weights: Floats) -> float:
    """The log of the mean of exp(log_weights)."""
    top = float(log_weights.max(initial=-np.inf))
    if not np.isfinite(top):
        return -np.inf
    return top + float(np.log(np.exp(log_weights - top).mean()))


def populate(script: Script, size: int, random: np.random.Generator) -> Population:
    """Draws for one stance: of the prior, or moved towards the record where those are thin.

    A record may rule out nearly all of the prior (a rest must be short, a rung certain): then more of
    it is looked through for a few draws that stand.
    """
    u = inside(random.random((size, many.numbers_of(script))))
    spare = inside(random.random((size, many.spares_of(script))))
    log = many.weights(script, u, spare)
    if effective(log) >= min(LEAST_EFFECTIVE, size / 2):
        return Population(u, spare, np.zeros(size))
    possible = np.isfinite(log)
    tried = size
    while possible.sum() < LEAST_POSSIBLE and tried < MOST_TRIED * size:
        more = inside(random.random((size, u.shape[1])))
        others = inside(random.random((size, spare.shape[1])))
        there = many.weights(script, more, others)
        u, spare = np.concatenate([u[possible], more]), np.concatenate([spare[possible], others])
        log = np.concatenate([log[possible], there])
        possible, tried = np.isfinite(log), tried + size
    if not possible.any():
        return Population(u[:size], spare[:size], np.zeros(size))
    found = int(possible.sum())
    chosen = np.resize(np.flatnonzero(possible), size) if tried > size else np.arange(size)
    share = float(np.log(found / tried)) if tried > size else 0.0
    return _tempered(script, u[chosen], spare[chosen], log[chosen], random, share)


def _tempered(  # noqa: PLR0913, PLR0917 (draws, and what they were drawn with)
    script: Script,
    u: Floats,
    spare: Floats,
    log: Floats,
    random: np.random.Generator,
    evidence: float,
) -> Population:
    """Through powers of the likelihood to the posterior; spares move only where it depends on them."""
    size, own = len(log), u.shape[1]
    moves_all = many.needs_times(script)
    z = _normal(np.concatenate([u, spare], axis=1) if moves_all else u)
    power, stride, powers = 0.0, FIRST_STRIDE, 0
    while power < 1.0 and powers < MOST_POWERS:
        following = _next_power(log, power)
        step = (following - power) * log
        evidence += log_mean(step)
        chosen = systematic(step, size, random)
        z, log, power, powers = z[chosen], log[chosen], following, powers + 1
        for _ in range(STEPS):
            moved = np.sqrt(1.0 - stride * stride) * z + stride * random.standard_normal(z.shape)
            cube = _uniform(moved)
            there = many.weights(script, cube[:, :own], cube[:, own:] if moves_all else spare)
            gain = np.full(size, -np.inf)
            here = np.isfinite(there)
            gain[here] = power * (there[here] - log[here])
            accept = np.log(random.random(size)) < gain
            z[accept], log[accept] = moved[accept], there[accept]
            stride = float(np.clip(stride * np.exp(accept.mean() - ACCEPTED), 0.01, 1.0))
    cube = _uniform(z)
    # the prior times that power of the likelihood is what they were drawn from; `evidence` its constant
    base = power * log
    left = cube[:, own:].copy() if moves_all else spare
    return Population(cube[:, :own].copy(), left, base, evidence, powers)


def _next_power(log: Floats, power: float) -> float:
    """The greatest power up to 1 at which KEPT of the draws are effective."""
    goal = KEPT * len(log)
    alive = np.where(np.isfinite(log), log, -np.inf)

    def left(following: float) -> float:
        with np.errstate(invalid="ignore"):
            step = np.where(np.isfinite(alive), (following - power) * alive, -np.inf)
        return effective(step)

    if left(1.0) >= goal:
        return 1.0
    low, high = power, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if left(middle) >= goal else (low, middle)
    return max(low, power + 1e-9)


def systematic(log_weights: Floats, count: int, random: np.random.Generator) -> Ints:
    """`count` indices in proportion to weights, by systematic resampling (Kitagawa 1996)."""
    w = np.exp(log_weights - log_weights.max())
    edges = np.cumsum(w) / w.sum()
    at = (np.arange(count) + random.random()) / count
    found: Ints = np.minimum(np.searchsorted(edges, at, side="right"), len(w) - 1)
    return found


def inside(u: Floats) -> Floats:
    """Uniforms kept strictly inside (0, 1)."""
    found: Floats = np.clip(u, LEAST, 1.0 - LEAST)
    return found


_to_normal = np.vectorize(normal_quantile, otypes=[float])
_to_uniform = np.vectorize(normal_probability, otypes=[float])


def _normal(u: Floats) -> Floats:
    found: Floats = _to_normal(u)
    return found


def _uniform(z: Floats) -> Floats:
    return inside(_to_uniform(z))
