"""The weighing handed to Numba as it stands, many draws in one call."""

# ruff: noqa: ANN001, ANN201, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from numba.extending import register_jitable

from sim.engine.abduction import clocks, reading, weighing
from sim.engine.batch import cache

cache.use()

from sim.engine.batch.primitives import compiled  # noqa: E402 (the cache folder comes first)

for _function in (
    reading.uniforms,
    reading.read_numbers,
    reading.level_of,
    reading.aimed_at,
    reading.is_held,
    reading.note,
    reading.between,
    reading.settle,
    clocks.free_work,
    clocks.plainly,
    clocks.along,
    clocks.log_ways,
    clocks.silent,
    clocks.done_by_then,
    clocks.upward,
    clocks.downward,
    weighing.weigh,
):
    register_jitable(_function)


@compiled
def weigh_all(script, u, aux, values, theta, worn, stretches, visits, state, found, count, weights):
    """The log weight of each row of `u` and `aux`, into `weights`."""
    for m in range(u.shape[0]):
        weights[m] = weighing.weigh(
            script, u[m], aux[m], values, theta, worn, stretches, visits, state, found, count
        )
