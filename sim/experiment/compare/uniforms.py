"""Draws of many replications at once, the same bits as `sim.model.philox.uniform`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.experiment.columns import Floats
from sim.model.philox import MULTIPLIER_0, MULTIPLIER_1, ROUNDS, WEYL_0, WEYL_1, WORD

Words = NDArray[np.uint64]
_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)


def uniforms(seed: int, replications: int, name: int, code: int) -> Floats:
    """The draws under one key of replications 0 to `replications` - 1 (Philox 4x64-10)."""
    counter_0 = (name + 1) & WORD  # NumPy increments its counter before the first block
    carry = counter_0 == 0
    counter_1 = (code + carry) & WORD
    c0, c1, c2, c3 = (
        np.full(replications, each, dtype=np.uint64)
        for each in (counter_0, counter_1, int(carry and counter_1 == 0), 0)
    )
    key_0, key_1 = seed, np.arange(replications, dtype=np.uint64)
    for _ in range(ROUNDS):
        high_0, low_0 = _product(c0, MULTIPLIER_0)
        high_1, low_1 = _product(c2, MULTIPLIER_1)
        c0, c1, c2, c3 = high_1 ^ c1 ^ np.uint64(key_0), low_1, high_0 ^ c3 ^ key_1, low_0
        key_0, key_1 = (key_0 + WEYL_0) & WORD, key_1 + np.uint64(WEYL_1)
    found: Floats = ((c0 >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return found


def _product(a: Words, b: int) -> tuple[Words, Words]:
    """The upper and lower 64 bits of products of words, from products of their halves."""
    whole, b_low, b_high = np.uint64(b), np.uint64(b & 0xFFFFFFFF), np.uint64(b >> 32)
    a_low, a_high = a & _LOWER, a >> _HALF
    lowest = (a_low * b_low) >> _HALF
    first, second = a_high * b_low + lowest, a_low * b_high
    middle = (first & _LOWER) + second
    return a_high * b_high + (first >> _HALF) + (middle >> _HALF), a * whole
