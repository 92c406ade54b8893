"""The model's scalar functions, handed to Numba as they stand, and the five that need machine words.

`sim.model` never hears of Numba: a finished function is registered here. Philox works on 64-bit words,
which Python keeps within bounds by masks and a processor by itself, so its five primitives have a form
for each; a test compares them word for word.
"""

# ruff: noqa: ANN001, ANN202, ARG001
# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

import numba as nb
import numpy as np
from numba.extending import overload, register_jitable

from sim.model import choice, clock, philox, pressure, quantile

_SCALAR = (
    philox.philox,
    philox.uniform,
    quantile.normal_quantile,
    quantile.normal_probability,
    quantile.exponential_quantile,
    quantile.triangular_quantile,
    quantile.variate,
    quantile.bounded_variate,
    pressure.relaxation_time,
    pressure.relaxed,
    pressure.relieved,
    clock.area_above,
    clock.crossing,
    clock.excess,
    clock.work_done,
    clock.wait,
    clock._wait_above,  # noqa: SLF001 (registered, not called)
    choice.nearest_above,
    choice.rung_above,
    choice.rung_below,
    choice.bounds_above,
    choice.bounds_below,
)
for _function in _SCALAR:
    register_jitable(_function)

_HALF = 32
_LOW_HALF = 0xFFFFFFFF
_MANTISSA = 2.220446049250313e-16  # 2**-52


# Numba compares the signatures of an overload and its implementation, annotations included: none here.
@overload(philox.high)
def _high(a, b):
    def machine(a, b):
        a, b = np.uint64(a), np.uint64(b)
        half, mask = np.uint64(_HALF), np.uint64(_LOW_HALF)
        a_low, a_high = a & mask, a >> half
        b_low, b_high = b & mask, b >> half
        low = a_low * b_low
        middle = a_high * b_low + (low >> half)
        other = a_low * b_high + (middle & mask)
        return a_high * b_high + (middle >> half) + (other >> half)

    return machine


@overload(philox.low)
def _low(a, b):
    return lambda a, b: np.uint64(a) * np.uint64(b)


@overload(philox.add)
def _add(a, b):
    return lambda a, b: np.uint64(a) + np.uint64(b)


@overload(philox.unit)
def _unit(word):
    return lambda word: (np.float64(np.uint64(word) >> np.uint64(12)) + 0.5) * _MANTISSA


@overload(philox.pack)
def _pack(purpose, rung, direction, step, visit):
    def machine(purpose, rung, direction, step, visit):
        return (
            np.uint64(purpose)
            | (np.uint64(rung) << np.uint64(8))
            | (np.uint64(direction) << np.uint64(16))
            | (np.uint64(step) << np.uint64(24))
            | (np.uint64(visit) << np.uint64(32))
        )

    return machine


# No array is made inside compiled code, so Numba need not count references to any (`_nrt`): that
# took half of the time, since every call that passes arrays along counts each of them.
compiled = nb.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)

# A World is 21 arrays of seven words each, and a call that stays a call passes all of them: small
# functions go into their callers, which takes a quarter to a half off a run.
inlined = nb.njit(nogil=True, cache=True, error_model="numpy", _nrt=False, forceinline=True)
