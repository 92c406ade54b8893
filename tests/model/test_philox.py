"""Philox word for word against NumPy's, the packing of keys, and the golden table of draws."""

from __future__ import annotations

from math import nextafter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model import keys
from sim.model.philox import WORD, add, high, low, pack, philox, uniform, unit

WORDS = st.integers(0, WORD)
EXTREME = (0, 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, WORD - 1, WORD)


def numpys(counter_0: int, counter_1: int, key_0: int, key_1: int) -> int:
    generator = np.random.Philox(
        key=np.array([key_0, key_1], dtype=np.uint64),
        counter=np.array([counter_0, counter_1, 0, 0], dtype=np.uint64),
    )
    return int(generator.random_raw())


@settings(max_examples=500, deadline=None)
@given(WORDS, WORDS, WORDS, WORDS)
def test_words_are_those_of_numpy(c0: int, c1: int, k0: int, k1: int) -> None:
    assert philox(c0, c1, k0, k1) == numpys(c0, c1, k0, k1)


@pytest.mark.parametrize("key", EXTREME)
@pytest.mark.parametrize("counter", EXTREME)
def test_extreme_words_are_those_of_numpy(counter: int, key: int) -> None:
    for c0, c1, k0, k1 in (
        (counter, key, key, counter),
        (counter, 0, key, 0),
        (0, counter, 0, key),
        (WORD, counter, key, WORD),  # the first carry
        (WORD, WORD, key, counter),  # the second
    ):
        assert philox(c0, c1, k0, k1) == numpys(c0, c1, k0, k1)


@given(WORDS, WORDS)
def test_high_and_low_are_the_product_and_add_wraps(a: int, b: int) -> None:
    assert (high(a, b) << 64) + low(a, b) == a * b
    assert 0 <= high(a, b) <= WORD
    assert 0 <= low(a, b) <= WORD
    assert add(a, b) == (a + b) % 2**64


def test_unit_lies_strictly_inside_and_ends_are_symmetric() -> None:
    assert unit(0) == 2.0**-53
    assert unit(WORD) == 1.0 - 2.0**-53 == nextafter(1.0, 0.0)
    assert unit(2**63) == 0.5 + 2.0**-53
    assert unit(2**12 - 1) == unit(0) < unit(2**12)  # the lowest 12 bits are not used


@given(WORDS)
def test_unit_is_the_word_cut_to_52_bits_with_its_middle(word: int) -> None:
    assert unit(word) * 2.0**53 == 2 * (word // 2**12) + 1  # exact: nothing was rounded
    assert 0.0 < unit(word) < 1.0


BYTES = st.integers(0, 255)


@given(BYTES, BYTES, BYTES, BYTES, st.integers(0, 2**32 - 1))
def test_packing_keeps_every_part_apart(
    purpose: int, rung: int, direction: int, step: int, visit: int
) -> None:
    code = pack(purpose, rung, direction, step, visit)
    assert code.to_bytes(8, "little") == bytes([purpose, rung, direction, step]) + visit.to_bytes(
        4, "little"
    )


def test_a_draw_is_keyed_by_seed_and_replication_and_counted_by_name_and_code() -> None:
    code = pack(keys.WORK, 3, keys.UP, 2, 7)
    word = numpys(keys.name_word("us/use"), code, 11, 5)
    assert uniform(11, 5, keys.name_word("us/use"), code) == ((word >> 12) + 0.5) * 2.0**-52


def test_purposes_are_distinct_and_none_is_zero() -> None:
    purposes = [
        keys.WORK,
        keys.CHOICE,
        keys.PARAMETER,
        keys.BEGINS,
        keys.ENDS,
        keys.GAP,
    ]
    assert sorted(purposes) == list(range(1, 7))
    assert {keys.UP, keys.DOWN} == {0, 1}


# Twenty keys and what they draw, for ever: seed, replication, name, then purpose, rung, direction,
# step, visit. Written once by NumPy's generator. A change here changes every result ever published.
GOLDEN = (
    (0, 0, "united-states/use", 1, 0, 1, 0, 0, 0.029875999772021378),
    (0, 0, "united-states/use", 1, 0, 1, 1, 0, 0.23510090505847325),
    (0, 0, "united-states/use", 1, 0, 1, 0, 1, 0.9015300888742609),
    (0, 0, "united-states/use", 1, 1, 0, 0, 1, 0.39269580992955155),
    (0, 1, "united-states/use", 1, 0, 1, 0, 0, 0.15705801414693854),
    (1, 0, "united-states/use", 1, 0, 1, 0, 0, 0.48693715186561926),
    (0, 0, "united-states/use", 2, 0, 1, 0, 0, 0.9940926018846153),
    (0, 0, "united-states/use", 2, 2, 0, 0, 3, 0.12842725216466977),
    (0, 0, "russia/response", 1, 0, 1, 0, 0, 0.410193890343859),
    (0, 0, "russia/response", 1, 0, 1, 0, 99999, 0.939299039714581),
    (0, 0, "united-states/use.standing", 3, 0, 0, 0, 0, 0.538237269243872),
    (42, 17, "united-states/use.standing", 3, 0, 0, 0, 0, 0.42602675559039194),
    (0, 0, "kharkiv-offensive", 4, 0, 0, 0, 0, 0.09144226379551534),
    (0, 0, "kharkiv-offensive", 5, 0, 0, 0, 0, 0.8836437952658539),
    (0, 0, "shelling", 6, 0, 0, 0, 0, 0.11819398589321273),
    (0, 0, "shelling", 6, 0, 0, 0, 1, 0.3765094633593825),
    (WORD, WORD, "united-states/use", 1, 0, 1, 0, 0, 0.4421335660664535),
    (WORD, 0, "", 1, 254, 1, 254, 2**32 - 1, 0.6479183724161915),
    (2**63, 2**32, "é", 2, 255, 0, 0, 0, 0.8594887834202675),
    (20240530, 9999, "germany/tanks", 1, 3, 0, 2, 4, 0.5806700779742674),
)  # fmt: skip


@pytest.mark.parametrize("row", GOLDEN)
def test_golden_draws(row: tuple[int, int, str, int, int, int, int, int, float]) -> None:
    seed, replication, name, purpose, rung, direction, step, visit, drawn = row
    code = pack(purpose, rung, direction, step, visit)
    assert uniform(seed, replication, keys.name_word(name), code) == drawn


def test_the_golden_table_is_whole() -> None:
    assert len({row[:-1] for row in GOLDEN}) == len({row[-1] for row in GOLDEN}) == 20


def test_names_are_hashed_alike_everywhere() -> None:
    """The first eight bytes of BLAKE2b-64, lowest first, of the name in UTF-8."""
    assert keys.name_word("") == 0xB4B2797457A0A6E4
    assert keys.name_word("united-states/use") == 0x601F69E042CE389C


def test_neighbouring_keys_draw_independently() -> None:
    """Replications, visits, steps and names one apart: no correlation beyond chance (4 sd)."""
    base = [uniform(0, r, 1, 0) for r in range(4000)]
    for other in (
        [uniform(1, r, 1, 0) for r in range(4000)],
        [uniform(0, r, 2, 0) for r in range(4000)],
        [uniform(0, r, 1, pack(0, 0, 0, 0, 1)) for r in range(4000)],
        [uniform(0, r, 1, pack(0, 0, 0, 1, 0)) for r in range(4000)],
        [uniform(0, r + 1, 1, 0) for r in range(4000)],
    ):
        assert abs(float(np.corrcoef(base, other)[0, 1])) < 4.0 / 4000**0.5
