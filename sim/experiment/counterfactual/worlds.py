"""Worlds that the record could have come from: for each, all draws that it determines, by key."""

from __future__ import annotations

from sim.engine.abduction import many
from sim.engine.abduction.script import Floats, parameters_of
from sim.engine.known import Key, Known, known
from sim.experiment.counterfactual.dates import generator
from sim.experiment.counterfactual.population import inside
from sim.experiment.counterfactual.posterior import Posterior
from sim.model import keys
from sim.model.philox import pack, uniform
from sim.model.program import Program
from sim.model.quantile import FIXED, exponential_quantile

STREAM = 2_000_000  # of the generator: ends of steps that are not on record


def abducted(posterior: Posterior) -> Known:
    """Every draw that the record determines, in each world; all others stay the generator's.

    A clock that had not run out needs more than it had done, by a unit exponential: the draw that is
    the world's own (replication n of the seed) for that step.
    """
    own = _own(posterior.program)
    return known(_world(posterior, own, n) for n in range(posterior.worlds))


def learned(posterior: Posterior) -> Known:
    """What the record teaches of numbers alone, in each world: chance stays the generator's."""
    own = _own(posterior.program)
    return known(_numbers(posterior, own, n) for n in range(posterior.worlds))


Own = tuple[tuple[tuple[int, Key], ...], ...]  # by stance: column of its cube, key of the number


def _own(program: Program) -> Own:
    """The numbers of each stance that are drawn."""
    table, code = program.parameters, pack(keys.PARAMETER, 0, 0, 0, 0)
    return tuple(
        tuple(
            (column, (table.word[index], code))
            for column, index in enumerate(parameters_of(program, stance)[0])
            if table.shape[index] != FIXED
        )
        for stance in range(len(program.stances.name))
    )


def _numbers(posterior: Posterior, own: Own, n: int) -> dict[Key, float]:
    code = pack(keys.PARAMETER, 0, 0, 0, 0)
    common = posterior.shared[posterior.common[n]].known
    found = {key: value for key, value in common.items() if key[1] == code}
    for s, numbers in enumerate(own):
        row = posterior.populations[s].u[posterior.chosen[n, s]].tolist()
        found.update((key, row[column]) for column, key in numbers)
    return found


def _world(posterior: Posterior, own: Own, n: int) -> dict[Key, float]:
    program, seed = posterior.program, posterior.seed
    d = int(posterior.common[n])
    found = _numbers(posterior, own, n) | posterior.shared[d].known
    for s, word in enumerate(program.stances.word):
        script, population = posterior.scripts[d][s], posterior.populations[s]
        row = posterior.chosen[n, s]
        spare = population.spare[row] if many.needs_times(script) else _fresh(posterior, n, s)
        for each in many.determined(script, population.u[row], spare):
            code = pack(each.purpose, each.rung, each.direction, each.step, each.visit)
            value = each.value
            if each.exceeds:
                value += exponential_quantile(uniform(seed, n, word, code))
            found[word, code] = value
    return found


def _fresh(posterior: Posterior, n: int, s: int) -> Floats:
    """Uniforms of the world's own where the weight does not depend on them."""
    count = posterior.populations[s].spare.shape[1]
    random = generator(posterior.seed, STREAM + n * len(posterior.populations) + s)
    return inside(random.random((count,)))
