"""The scalar functions compiled: words against NumPy's Philox, numbers against Python's, to the bit."""

from __future__ import annotations

import struct
from collections.abc import Callable
from math import inf
from typing import Any

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.batch import primitives
from sim.model import choice, clock, philox, pressure, quantile
from sim.model.philox import WORD

EXTREME = (0, 1, 2**12 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, WORD - 1, WORD)
WORDS = st.one_of(st.sampled_from(EXTREME), st.integers(0, WORD))
FEW = settings(max_examples=200, deadline=None)

compiled = nb.njit(error_model="numpy")


@compiled
def _product(a, b):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return philox.high(a, b), philox.low(a, b), philox.add(a, b)


@compiled
def _unit(word):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return philox.unit(word)


@compiled
def _pack(purpose, rung, direction, step, visit):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return philox.pack(purpose, rung, direction, step, visit)


@compiled
def _philox(c0, c1, k0, k1):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return philox.philox(c0, c1, k0, k1)


@compiled
def _uniform(seed, replication, name, code):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return philox.uniform(seed, replication, name, code)


def words(*numbers: int) -> tuple[np.uint64, ...]:
    return tuple(np.uint64(number) for number in numbers)


def numpys(counter_0: int, counter_1: int, key_0: int, key_1: int) -> int:
    generator = np.random.Philox(
        key=np.array([key_0, key_1], dtype=np.uint64),
        counter=np.array([counter_0, counter_1, 0, 0], dtype=np.uint64),
    )
    return int(generator.random_raw())


# --- words ----------------------------------------------------------------------------------------


@FEW
@given(WORDS, WORDS)
def test_products_and_sums_of_words_are_pythons(a: int, b: int) -> None:
    assert _product(*words(a, b)) == (philox.high(a, b), philox.low(a, b), philox.add(a, b))


def test_products_and_sums_of_extreme_words_are_pythons() -> None:
    for a in EXTREME:
        for b in EXTREME:
            assert _product(*words(a, b)) == ((a * b) >> 64, (a * b) % 2**64, (a + b) % 2**64)


@FEW
@given(WORDS)
def test_units_are_pythons(word: int) -> None:
    assert _unit(*words(word)) == philox.unit(word)


@pytest.mark.parametrize("word", EXTREME)
def test_units_of_extreme_words_are_pythons(word: int) -> None:
    assert _unit(*words(word)) == philox.unit(word)
    assert 0.0 < _unit(*words(word)) < 1.0


@FEW
@given(*[st.integers(0, 255)] * 4, st.integers(0, 2**32 - 1))
def test_keys_are_packed_as_python_packs_them(p: int, r: int, d: int, s: int, v: int) -> None:
    assert _pack(p, r, d, s, v) == philox.pack(p, r, d, s, v)


def test_the_largest_key_fills_the_word() -> None:
    assert _pack(255, 255, 255, 255, 2**32 - 1) == WORD


@FEW
@given(WORDS, WORDS, WORDS, WORDS)
def test_draws_are_numpys_word_for_word(c0: int, c1: int, k0: int, k1: int) -> None:
    assert (
        _philox(*words(c0, c1, k0, k1)) == numpys(c0, c1, k0, k1) == philox.philox(c0, c1, k0, k1)
    )


@pytest.mark.parametrize("key", EXTREME)
@pytest.mark.parametrize("counter", EXTREME)
def test_extreme_draws_are_numpys_word_for_word(counter: int, key: int) -> None:
    """The carries of the counter among them."""
    for c0, c1, k0, k1 in (
        (counter, key, key, counter),
        (WORD, counter, key, WORD),
        (WORD, WORD, key, counter),
    ):
        assert _philox(*words(c0, c1, k0, k1)) == numpys(c0, c1, k0, k1)


@FEW
@given(WORDS, WORDS, WORDS, WORDS)
def test_uniforms_are_pythons(seed: int, replication: int, name: int, code: int) -> None:
    found = _uniform(*words(seed, replication, name, code))
    assert found == philox.uniform(seed, replication, name, code)


# --- numbers --------------------------------------------------------------------------------------

PRESSURES = st.one_of(
    st.sampled_from((-1000.0, -1.0, 0.0, 1e-12, 0.3, 1.0, 1000.0)), st.floats(-1e6, 1e6)
)
TAUS = st.one_of(st.sampled_from((0.06, 14.4, 52_658.0)), st.floats(0.06, 1e5))
TEMPOS = st.floats(0.1, 36_500.0)
RATES = st.one_of(st.just(0.0), st.floats(0.0, 100.0))
TIMES = st.one_of(st.just(0.0), st.floats(0.0, 40_000.0))
SHARES = st.floats(2.0**-53, 1.0 - 2.0**-53)
WORKS = st.floats(1e-16, 40.0)
STEPS = st.integers(1, 255)

FUNCTIONS: dict[str, tuple[Callable[..., float], list[st.SearchStrategy[Any]]]] = {
    "relaxation_time": (pressure.relaxation_time, [TAUS]),
    "relaxed": (pressure.relaxed, [PRESSURES, PRESSURES, TAUS, TIMES]),
    "relieved": (pressure.relieved, [PRESSURES, PRESSURES, st.floats(0.0, 1.0)]),
    "work_done": (
        clock.work_done,
        [PRESSURES, PRESSURES, TAUS, st.one_of(PRESSURES, st.just(inf)), TEMPOS, RATES, STEPS, TIMES],
    ),
    "wait": (
        clock.wait,
        [PRESSURES, PRESSURES, TAUS, st.one_of(PRESSURES, st.just(inf)), TEMPOS, RATES, STEPS, WORKS],
    ),
    "normal_quantile": (quantile.normal_quantile, [SHARES]),
    "exponential_quantile": (quantile.exponential_quantile, [SHARES]),
    "triangular_quantile": (
        quantile.triangular_quantile,
        [st.floats(-5.0, 0.0), st.floats(0.0, 2.0), st.floats(2.5, 9.0), SHARES],
    ),
    "bounded_variate": (
        quantile.bounded_variate,
        [
            st.integers(0, 5), st.floats(0.1, 2.0), st.floats(2.1, 3.0), st.floats(3.1, 9.0),
            st.floats(0.0, 0.4), st.floats(0.5, 0.9), st.floats(-1e3, 0.0), st.floats(0.5, 1e3), SHARES,
        ],
    ),
}  # fmt: skip


def bits(number: float) -> bytes:
    return struct.pack("<d", number)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numbers_are_pythons_to_the_bit(name: str) -> None:
    function, arguments = FUNCTIONS[name]
    machine = compiled(_taking(function, len(arguments)))

    @settings(max_examples=400, deadline=None, database=None)
    @given(st.tuples(*arguments))
    def same(given_: tuple[Any, ...]) -> None:
        assert bits(machine(*given_)) == bits(function(*given_))

    same()


def _taking(function: Callable[..., float], count: int) -> Callable[..., float]:
    """A function of so many arguments that calls another: what Numba is handed as it stands."""
    names = ", ".join(f"a{n}" for n in range(count))
    made: Callable[..., float] = eval(f"lambda {names}: function({names})", {"function": function})  # noqa: S307
    return made


def test_every_scalar_function_of_the_model_is_handed_over() -> None:
    """And the five primitives have a compiled form of their own."""
    handed = set(primitives._SCALAR)
    for module in (choice, clock, pressure, quantile, philox):
        for name, function in vars(module).items():
            if getattr(function, "__module__", "") == module.__name__ and callable(function):
                own = {"high", "low", "add", "unit", "pack"} if module is philox else set()
                unused = {  # in Python only
                    "density", "normal_probability", "probability", "triangular_probability",
                }  # fmt: skip
                assert function in handed or name in own | unused, f"{module.__name__}.{name}"


@FEW
@given(
    st.lists(st.tuples(st.floats(-2, 2), st.integers(0, 2)), min_size=2, max_size=6),
    st.floats(-3, 3),
    st.data(),
)
def test_rungs_are_pythons(
    ladder: list[tuple[float, int]], accepts: float, data: st.DataObject
) -> None:
    theta, passable = [each[0] for each in ladder], [each[1] for each in ladder]
    rung = data.draw(st.integers(0, len(ladder) - 1))
    up = choice.rung_above(accepts, rung, len(ladder), theta, passable)
    down = choice.rung_below(accepts, rung, theta, passable)
    arrays = np.array(theta), np.array(passable, dtype=np.int64)
    assert _above(accepts, rung, len(ladder), *arrays) == up
    assert _below(accepts, rung, *arrays) == down


@compiled
def _above(accepts, rung, rungs, theta, passable):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return choice.rung_above(accepts, rung, rungs, theta, passable)


@compiled
def _below(accepts, rung, theta, passable):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    return choice.rung_below(accepts, rung, theta, passable)
