"""Philox 4x64-10, the counter-based generator of Salmon et al. (2011, doi:10.1145/2063384.2063405).

The same bits as `numpy.random.Philox`. A draw is a pure function of key and counter, so any draw can
be made at any time, in any order. Words are unsigned 64-bit integers; the five primitives `high`,
`low`, `add`, `unit` and `pack` are all the integer arithmetic there is, so that a compiled engine can
replace them by machine words and take everything else as it stands.
"""

WORD = 0xFFFFFFFFFFFFFFFF
MULTIPLIER_0 = 0xD2E7470EE14C6C93
MULTIPLIER_1 = 0xCA5A826395121157
WEYL_0 = 0x9E3779B97F4A7C15
WEYL_1 = 0xBB67AE8584CAA73B
ROUNDS = 10


def high(a: int, b: int) -> int:
    """The upper 64 bits of the product of two words."""
    return (a * b) >> 64


def low(a: int, b: int) -> int:
    """The lower 64 bits of the product of two words."""
    return (a * b) & WORD


def add(a: int, b: int) -> int:
    """The sum of two words, modulo 2**64."""
    return (a + b) & WORD


def unit(word: int) -> float:
    """A word as a number strictly inside (0, 1), one of 2**52 evenly spaced."""
    return ((word >> 12) + 0.5) * 2.220446049250313e-16  # 2**-52


def pack(purpose: int, rung: int, direction: int, step: int, visit: int) -> int:
    """The second counter word of a draw: 8 bits each of purpose, rung, direction, step; 32 of visit."""
    return purpose | (rung << 8) | (direction << 16) | (step << 24) | (visit << 32)


def philox(counter_0: int, counter_1: int, key_0: int, key_1: int) -> int:
    """The first word that numpy.random.Philox(key=[key_0, key_1], counter=[counter_0, counter_1, 0, 0]) gives.

    NumPy increments its counter before the first block, and so does this.
    """
    c0 = add(counter_0, 1)
    c1 = add(counter_1, 1) if c0 == 0 else add(counter_1, 0)
    c2 = add(0, 1) if c0 == 0 and c1 == 0 else add(0, 0)
    c3 = add(0, 0)
    for _ in range(ROUNDS):
        high_0 = high(MULTIPLIER_0, c0)
        low_0 = low(MULTIPLIER_0, c0)
        high_1 = high(MULTIPLIER_1, c2)
        low_1 = low(MULTIPLIER_1, c2)
        c0 = high_1 ^ c1 ^ key_0
        c1 = low_1
        c2 = high_0 ^ c3 ^ key_1
        c3 = low_0
        key_0 = add(key_0, WEYL_0)
        key_1 = add(key_1, WEYL_1)
    return c0


def uniform(seed: int, replication: int, name: int, code: int) -> float:
    """The draw that belongs to a key: seed and replication, the hash of a name, and a packed code."""
    return unit(philox(name, code, seed, replication))
