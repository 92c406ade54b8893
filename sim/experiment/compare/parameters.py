"""How far an effect depends on the parameters: the part of its spread that more runs do not shrink.

A nested design: `sets` draws of all parameters, and under each of them `chances` runs whose other
draws are their own. By the law of total variance the variance of a paired difference D is that of
E[D | parameters] plus the mean of that within a set; the first is what is wanted. The mean of a set
also carries chance, which a one-way analysis of variance with random effects takes out again (Searle,
Casella, McCulloch 1992, *Variance Components*, ch. 3; for nested simulation Sun, Apley, Staum 2011,
doi:10.1287/opre.1110.0932):

    between = var(means of sets) - var(within a set) / chances,   at least 0

The means are drawn towards their own mean by sqrt(between / var(means)), so that their variance is
`between` (Louis 1984, doi:10.1080/01621459.1984.10478062). Their 2.5 and 97.5 % quantiles say: if the
parameters were known, the effect would lie here. More runs leave this as it is; more sets make it surer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.known import Known, known
from sim.experiment.columns import Floats
from sim.experiment.compare.intervals import LEVEL, Interval
from sim.experiment.compare.uniforms import uniforms
from sim.model import keys
from sim.model.philox import pack
from sim.model.program import Program
from sim.model.quantile import FIXED

LEAST = 2  # sets, and runs in a set, below which there is no variance
CODE = pack(keys.PARAMETER, 0, 0, 0, 0)


@dataclass(frozen=True)
class Between:
    """Where the effect would lie if the parameters were known; `sd` is that of its mean by set.

    `within` is the standard deviation of a single paired difference under known parameters.
    """

    interval: Interval
    sd: float
    within: float


def drawn(program: Program) -> tuple[int, ...]:
    """The parameters that are drawn, by index."""
    return tuple(index for index, shape in enumerate(program.parameters.shape) if shape != FIXED)


def sets_of_parameters(programs: Iterable[Program], seed: int, sets: int, chances: int) -> Known:
    """The parameters of replications 0 to `sets` - 1, each for `chances` replications in turn.

    By name, so that a parameter that several programs have is the same in all of them.
    """
    words = {program.parameters.word[index] for program in programs for index in drawn(program)}
    draws = {word: uniforms(seed, sets, word, CODE).tolist() for word in words}
    return known(
        ({(word, CODE): of[each] for word, of in draws.items()} for each in range(sets)), chances
    )


def between(differences: Floats, counted: NDArray[np.bool_], sets: int) -> Between | None:
    """The spread of an effect over parameters.

    `differences` and `counted` (which pairs came to an end) run over sets, then chances. None where
    fewer than two sets, or no two pairs of one set, are left.
    """
    table = np.where(counted, differences, 0.0).reshape(sets, -1)
    held = counted.reshape(sets, -1)
    counts = held.sum(axis=1)
    table, held, counts = (each[counts > 0] for each in (table, held, counts))
    if counts.size < LEAST or counts.sum() == counts.size:
        return None
    means = table.sum(axis=1) / counts
    rest = np.where(held, table - means[:, None], 0.0)
    within = float((rest**2).sum() / (counts.sum() - counts.size))
    spread = float(means.var(ddof=1))
    variance = max(0.0, spread - within * float((1.0 / counts).mean()))
    drawn_in = np.sqrt(variance / spread) if spread > 0.0 else 0.0
    tail = (1 - LEVEL) / 2
    drawn_to = means.mean() + drawn_in * (means - means.mean())
    low, high = np.quantile(drawn_to, (tail, 1 - tail)).tolist()
    return Between(Interval(low, high), variance**0.5, within**0.5)
