"""Same seed, same bytes: again, in another process, and whatever else was asked of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import Event, Felt, Trace
from tests.worlds import busy, traced

ROOT = Path(__file__).parents[2]
SCRIPT = """
from tests.worlds import busy, traced
built = busy()
print(*(traced(built, r, seed).digest() for seed in (0, 1, 2**64 - 1) for r in (0, 1, 2**64 - 1)))
"""
WORLDS = [(seed, r) for seed in (0, 1, 2**64 - 1) for r in (0, 1, 2**64 - 1)]


def digests() -> list[str]:
    built = busy()
    return [traced(built, r, seed).digest() for seed, r in WORLDS]


def test_the_same_seed_gives_the_same_bytes_in_other_processes() -> None:
    """Two processes whose strings hash differently, and this one."""
    told = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for hashing in ("1", "2024")
    ]
    assert told[0] == told[1] == digests()


def test_the_order_of_runs_is_nothing() -> None:
    built = busy()
    again = [traced(built, r, seed).digest() for seed, r in WORLDS[::-1]]
    assert again[::-1] == digests()


def test_every_seed_and_replication_is_a_run_of_its_own() -> None:
    assert len(set(digests())) == len(WORLDS)


def test_seed_0_is_a_seed() -> None:
    built = busy()
    assert traced(built, 0, 0).digest() == run(built, Noise(built)).digest()
    assert traced(built, 0, 0).digest() != traced(built, 0, 1).digest()
    assert traced(built, 0, 0).seed == 0


def test_looking_closer_changes_nothing() -> None:
    """The split by source is kept beside the pressure, not in its place."""
    built = busy()
    for replication in range(20):
        noise = Noise(built, 0, replication)
        plain, split = run(built, noise, split=False), run(built, noise)
        assert plain.digest() == split.digest()
        assert plain.knots == ((), (), ())
        assert [e.decided for e in plain.events] == [e.decided for e in split.events]


def test_a_longer_run_begins_as_a_shorter_one() -> None:
    whole = busy()
    short = replace(whole, horizon=31.0)
    for replication in range(20):
        long_run = traced(whole, replication).events
        first = tuple(event for event in long_run if event.time < 31.0)
        assert traced(short, replication).events == first
        assert len(first) < len(long_run)


# --- what the digest sees ------------------------------------------------------------------------

FELT = Felt(1, 0.5, 0.75, 0.25)
EVENT = Event(3.5, 4, 1, 0, 2, 5, (FELT,))


def digest_of(*events: Event) -> str:
    built = busy()
    return Trace(built, 0, 0, (), events, (), ()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"time": 3.5000000000000004},
        {"kind": 5},
        {"subject": 0},
        {"before": 1},
        {"after": 1},
        {"step": 4},
        {"felt": ()},
        {"felt": (replace(FELT, stance=0),)},
        {"felt": (replace(FELT, before=0.5000000000000001),)},
        {"felt": (replace(FELT, after=0.7500000000000001),)},
        {"felt": (replace(FELT, level=0.25000000000000006),)},
        {"felt": (FELT, FELT)},
    ],
)
def test_the_digest_sees_the_last_bit_of_everything(change: dict[str, object]) -> None:
    assert digest_of(replace(EVENT, **change)) != digest_of(EVENT)  # type: ignore[arg-type]


def test_the_digest_sees_the_order_and_number_of_events() -> None:
    other = replace(EVENT, time=4.0)
    assert len({digest_of(EVENT, other), digest_of(other, EVENT), digest_of(EVENT)}) == 3
