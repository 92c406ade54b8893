"""Batches: replications by number, alone or together, in threads, with as many rows as they need."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.engine import batch
from sim.engine.batch import Batch
from sim.engine.trace import Trace
from sim.model.lower import lower
from sim.scenario.files.load import load
from tests.engine.both import difference, on_simpy
from tests.worlds import actor, busy, dated, hears, program, recurring, stance

ROWS = ("events", "reals", "felt", "felt_reals", "lengths", "stopped")


def joined(batches: list[Batch]) -> dict[str, bytes]:
    return {name: np.concatenate([getattr(b, name) for b in batches]).tobytes() for name in ROWS}


@pytest.mark.parametrize("cuts", [[0, 1, 30], [0, 7, 14, 30], list(range(31))])
def test_replications_are_the_same_however_they_are_cut_into_batches(cuts: list[int]) -> None:
    built = busy()
    whole = joined([batch.simulate(built, 3, 0, 30, keep=True)])
    parts = [
        batch.simulate(built, 3, first, last - first, keep=True) for first, last in pairwise(cuts)
    ]
    assert joined(parts) == whole


def test_arrays_are_used_again_and_leave_nothing_behind() -> None:
    built = busy()
    arrays = batch.world(built)
    once = [batch.simulate(built, 3, n, 5, keep=True, arrays=arrays) for n in (0, 40, 0)]
    assert joined(once[:1]) == joined(once[2:])
    assert joined(once[1:2]) == joined([batch.simulate(built, 3, 40, 5, keep=True)])


def test_pressures_are_kept_only_when_asked_for() -> None:
    built = busy()
    kept, bare = (batch.simulate(built, 0, 0, 10, keep=keep) for keep in (True, False))
    assert len(kept.felt) == len(kept.felt_reals) > 0
    assert len(bare.felt) == len(bare.felt_reals) == 0
    assert kept.events.tobytes() == bare.events.tobytes()
    assert kept.reals.tobytes() == bare.reals.tobytes()


def test_threads_run_side_by_side() -> None:
    built = lower(load("may-2024").scenario)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda n: batch.simulate(built, 0, 50 * n, 50, keep=True), range(12)))
    assert joined(parts) == joined([batch.simulate(built, 0, 0, 600, keep=True)])


def test_no_replications_are_no_rows() -> None:
    found = batch.simulate(busy(), 0, 5, 0, keep=True)
    assert [len(getattr(found, name)) for name in ROWS] == [0] * 6


@pytest.mark.parametrize("keep", [True, False])
def test_a_replication_has_as_many_rows_as_it_needs(keep: bool) -> None:
    """Far more events, and many more stances touched by each, than there are rows to begin with."""
    hearing = [actor(f"a{n}", stance(reactions=[hears("tick", 0.001)])) for n in range(12)]
    built = program(*hearing, causes=(recurring("tick", 0.1),))
    found = batch.simulate(built, 0, 0, 2, keep=keep)
    assert min(found.lengths) > 500
    assert len(found.events) == found.lengths.sum() == len(found.reals)
    assert len(found.felt) == (12 * len(found.events) if keep else 0)
    assert difference(built, 0, 0, on_simpy(built, 0, 0, 2)) == ""


def test_one_large_replication_among_small_ones() -> None:
    """Rows are made anew in the middle of a batch; what was written before stays."""
    hearer = stance(reactions=[hears("tick", {"uniform": [0.0, 0.01]})])
    often = recurring("tick", {"lognormal": [0.05, 0.1]})
    built = program(actor("us", hearer), causes=(often, *(dated(f"c{n}", 1.0) for n in range(100))))
    traces = on_simpy(built, 0, 0, 8)
    assert all(isinstance(trace, Trace) and len(trace.events) > 500 for trace in traces)
    assert difference(built, 0, 0, traces) == ""


def test_a_failed_replication_has_no_rows_and_the_others_all_theirs() -> None:
    built = replace(busy(), most_events=40)
    found = batch.simulate(built, 0, 0, 40, keep=True)
    failed = found.lengths < 0
    assert 0 < failed.sum() < 40
    assert set(found.events[:, 0].tolist()) == set(np.flatnonzero(~failed).tolist())
    assert (found.stopped[failed] > 0.0).all()
    assert (found.stopped[~failed] == 0.0).all()


def test_seeds_and_replications_are_whole_words() -> None:
    """The largest seed and the largest replication are draws of their own."""
    built = busy()
    last = 2**64 - 1
    found = [
        batch.simulate(built, seed, first, 1).reals.tobytes()
        for seed in (0, last)
        for first in (0, last)
    ]
    assert len(set(found)) == 4
    assert batch.simulate(built, 0, last, 1).events[0, 0] == -1  # as a signed word
