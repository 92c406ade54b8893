"""The canary: which replications it runs again, what it sees, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.engine import batch
from sim.engine.batch import Batch
from sim.engine.trace import CAUSE, DECISION
from sim.experiment import canary
from sim.experiment.canary import EnginesDiffer, check, compare, lines
from sim.model.lower import lower
from tests.experiment.many import everything, feud
from tests.worlds import actor, dated, hears, program, stance, traced

PROGRAM = lower(everything())
Spoil = Callable[[Batch], Batch]


# --- which ------------------------------------------------------------------------------------------


def test_sixteen_are_compared_others_for_another_seed() -> None:
    chosen = {check(PROGRAM, seed, 100_000) for seed in (0, 1, 2**64 - 1)}
    assert len(chosen) == 3
    for each in chosen:
        assert len(set(each)) == 16
        assert list(each) == sorted(each)
        assert 0 <= each[0] <= each[-1] < 100_000
    assert max(max(each) for each in chosen) > 50_000


def test_all_are_compared_where_there_are_fewer() -> None:
    assert check(PROGRAM, 0, 5) == (0, 1, 2, 3, 4)
    assert check(PROGRAM, 0, 0) == ()


def test_it_stops_at_the_first_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def differing(program: Any, seed: int, replication: int, *_: Any) -> str:  # noqa: ANN401
        asked.append(replication)
        return "" if len(asked) < 3 else f"replication {replication} differs"

    monkeypatch.setattr(canary, "compare", differing)
    with pytest.raises(EnginesDiffer, match="replication 2 differs"):
        check(PROGRAM, 0, 10)
    assert asked == [0, 1, 2]


# --- what it sees -----------------------------------------------------------------------------------


def spoilt(monkeypatch: pytest.MonkeyPatch, spoil: Spoil) -> None:
    simulate = batch.simulate

    def other(*args: Any, **more: Any) -> Batch:  # noqa: ANN401
        return spoil(simulate(*args, **more))

    monkeypatch.setattr(batch, "simulate", other)


def last_bit(column: str, row: int, place: int) -> Spoil:
    """Change the last bit of one number."""

    def spoil(found: Batch) -> Batch:
        changed = getattr(found, column).copy()
        changed[row, place] = np.nextafter(changed[row, place], np.inf)
        return replace(found, **{column: changed})

    return spoil


def one_more(column: str, row: int, place: int) -> Spoil:
    def spoil(found: Batch) -> Batch:
        changed = getattr(found, column).copy()
        changed[row, place] += 1
        return replace(found, **{column: changed})

    return spoil


def shorter(found: Batch) -> Batch:
    return replace(found, lengths=found.lengths - 1)


def failed(found: Batch) -> Batch:
    return replace(found, lengths=np.array([-1]), stopped=np.array([12.5]))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (last_bit("reals", 3, 0), "SimPy:    "),  # the time of an event
        (last_bit("felt_reals", 0, 0), "line 1:"),  # a pressure before
        (last_bit("felt_reals", 0, 1), "line 1:"),  # and after
        (last_bit("felt_reals", -1, 2), "compiled: "),  # a level
        (one_more("events", 2, 2), "SimPy:    "),  # a subject
        (one_more("events", -1, 4), "SimPy:    "),  # a rung
        (one_more("felt", 0, 1), "line 1:"),  # a stance
        (shorter, "compiled: nothing"),
        (failed, "stopped after 100,000 events at day 12.50"),
    ],
)
def test_any_difference_is_seen_and_told(
    monkeypatch: pytest.MonkeyPatch, spoil: Spoil, told: str
) -> None:
    assert compare(PROGRAM, 0, 0) == ""
    spoilt(monkeypatch, spoil)
    found = compare(PROGRAM, 0, 0)
    assert found.startswith("the engines differ in replication 0 (seed 0), line ")
    assert told in found
    assert "both traces up to there:" in found


def test_the_share_of_a_decision_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = batch.simulate(PROGRAM, 0, 0, 1).events[:, 1].tolist()
    spoilt(monkeypatch, last_bit("reals", rows.index(DECISION), 1))
    assert "decision at" in compare(PROGRAM, 0, 0)


def test_what_one_replication_leaves_to_the_next_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that shows only in arrays that were used before, as an ensemble uses them."""
    simulate, used = batch.simulate, set[int]()

    def leaking(*args: Any, arrays: Any, **more: Any) -> Batch:  # noqa: ANN401
        found = simulate(*args, arrays=arrays, **more)
        again = id(arrays.stances) in used
        used.add(id(arrays.stances))
        return last_bit("reals", 0, 0)(found) if again else found

    monkeypatch.setattr(batch, "simulate", leaking)
    with pytest.raises(EnginesDiffer):
        check(PROGRAM, 0, 1000)


def test_runs_that_fail_alike_agree_and_failures_that_differ_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 300)
    feuding = lower(feud())
    found = batch.simulate(feuding, 0, 0, 60)
    assert (found.lengths < 0).any()
    runaway = int(np.flatnonzero(found.lengths < 0)[0])
    assert compare(feuding, 0, runaway) == ""
    spoilt(monkeypatch, lambda found: replace(found, stopped=found.stopped + 1.0))
    assert "stopped after 300 events" in compare(feuding, 0, runaway)


# --- what it says -----------------------------------------------------------------------------------


def test_lines_are_events_and_the_pressures_they_moved() -> None:
    feeling = actor("us", stance(reactions=[hears("blow", 0.5)]))
    built = program(feeling, actor("uk"), causes=(dated("blow", 2.0), dated("calm", 3.0)))
    assert lines(traced(built)) == [
        (2.0, CAUSE, 0, -1, -1, -1, 0.0),
        (0, 0.0, 0.5, 0.0),
        (3.0, CAUSE, 1, -1, -1, -1, 0.0),
    ]
    assert compare(built, 0, 0) == ""


def test_a_difference_is_told_with_both_traces_to_the_last_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feeling = actor("us", stance(reactions=[hears("blow", 0.5)]))
    built = program(feeling, causes=(dated("calm", 1.0), dated("blow", 2.0)))
    spoilt(monkeypatch, last_bit("felt_reals", 0, 1))
    assert compare(built, 0, 0).splitlines() == [
        "the engines differ in replication 0 (seed 0), line 2:",
        "  SimPy:    (0, '0x0.0p+0', '0x1.0000000000000p-1', '0x0.0p+0')",
        "  compiled: (0, '0x0.0p+0', '0x1.0000000000001p-1', '0x0.0p+0')",
        "both traces up to there:",
        "  cause at 0x1.0000000000000p+0 (0, -1, -1, -1, 0.0)",
        "  cause at 0x1.0000000000000p+1 (1, -1, -1, -1, 0.0)",
        "  (0, '0x0.0p+0', '0x1.0000000000000p-1', '0x0.0p+0')",
        "  --",
        "  cause at 0x1.0000000000000p+0 (0, -1, -1, -1, 0.0)",
        "  cause at 0x1.0000000000000p+1 (1, -1, -1, -1, 0.0)",
        "  (0, '0x0.0p+0', '0x1.0000000000001p-1', '0x0.0p+0')",
    ]
