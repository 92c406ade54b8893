"""Runs that grow until every interval is narrow enough, or as many are there as may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.experiment.chunks import Chunk
from sim.experiment.ensemble import ensemble
from sim.experiment.opened import Differs
from sim.experiment.store import Request, run
from tests.experiment.many import digest, everything, manifest
from tests.experiment.stopping import ONE, REQUEST, Stopped, stop_after


@pytest.fixture
def least(monkeypatch: pytest.MonkeyPatch) -> int:
    """Look at intervals from 40 replications on: 40, 50, 63, 79, 99, 124, ..."""
    monkeypatch.setattr("sim.experiment.narrowing.LEAST", 40)
    return 40


def narrow(halfwidth: float, most: int = 400) -> Request:
    return Request(REQUEST.scenario, most, halfwidth=halfwidth)


def test_runs_grow_until_every_interval_is_narrow_enough(target: Path, least: int) -> None:
    found = run(narrow(0.09), target, workers=ONE, chunk=10)
    told = manifest(target)
    assert least < found.runs < 400
    assert told["runs"] == found.runs
    assert told["halfwidth"] == found.halfwidth
    assert 0.0 < told["halfwidth"] <= 0.09
    fewer = ensemble(
        REQUEST.scenario, next(n for n in sizes() if n * 1.25 > found.runs - 1), workers=ONE
    )
    assert fewer.halfwidth is not None
    assert fewer.halfwidth > 0.09


def sizes() -> Iterator[int]:
    """The numbers of runs at which intervals are looked at."""
    from math import ceil

    runs = 40
    while True:
        yield runs
        runs = ceil(runs * 1.25)


def test_runs_stop_at_the_number_asked_for(target: Path, least: int) -> None:
    found = run(narrow(0.0001, 70), target, workers=ONE, chunk=10)
    assert found.runs == 70
    assert found.halfwidth is not None
    assert found.halfwidth > 0.0001


@pytest.mark.parametrize("chunks", [1, 5, 7, 9])
def test_one_digest_when_a_narrowing_run_is_stopped_and_resumed(
    target: Path, least: int, chunks: int
) -> None:
    run(narrow(0.09), target.with_name("whole"), workers=ONE, chunk=10)
    with pytest.raises(Stopped):
        run(narrow(0.09), target, workers=ONE, chunk=10, progress=stop_after(chunks))
    run(narrow(0.09), target, workers=ONE, chunk=10, resume=True)
    assert digest(target) == digest(target.with_name("whole"))


def test_a_narrowing_run_throws_no_replication_away(target: Path, least: int) -> None:
    """A larger run was stopped there: it looks at intervals from where that had come."""
    with pytest.raises(Stopped):
        run(Request(REQUEST.scenario, 400), target, workers=ONE, chunk=150, progress=stop_after(2))
    found = run(narrow(0.12), target, workers=ONE, resume=True)
    assert found.runs == next(n for n in sizes() if n >= 300)


def test_a_finished_run_that_is_narrow_enough_stays_as_large_as_it_is(
    target: Path, least: int, ran: list[Chunk]
) -> None:
    """Found by an attack: 50,000 runs became 2,443."""
    run(Request(REQUEST.scenario, 130), target, workers=ONE)
    first = digest(target)
    ran.clear()
    assert run(narrow(0.12), target, workers=ONE, resume=True).runs == 130
    assert digest(target) == first
    assert ran == []
    found = run(narrow(0.06), target, workers=ONE, resume=True)
    assert found.runs in {163, 204, 255, 319, 399, 400}
    with pytest.raises(Differs, match="more than 50"):
        run(narrow(0.2, 50), target, workers=ONE, resume=True)


@pytest.mark.parametrize("most", [70, 400])
def test_the_manifest_says_whether_the_goal_was_met(target: Path, least: int, most: int) -> None:
    run(narrow(0.09, most), target, workers=ONE, chunk=10)
    told = manifest(target)
    assert told["halfwidth_asked"] == 0.09
    assert told["halfwidth_met"] is (most == 400) is (told["halfwidth"] <= 0.09)


def test_a_narrowing_run_in_memory_is_the_one_in_the_folder(target: Path, least: int) -> None:
    kept = run(narrow(0.09), target, workers=ONE, chunk=10)
    memory = ensemble(REQUEST.scenario, 400, halfwidth=0.09, workers=ONE)
    assert memory.runs == kept.runs
    assert memory.outcomes.equals(kept.outcomes)


def test_no_interval_is_narrow_where_every_replication_failed(
    target: Path, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 1)
    found = run(Request(everything(), 60, halfwidth=0.4), target, workers=ONE)
    assert (found.runs, found.finished, found.halfwidth) == (60, 0, None)
    assert (manifest(target)["halfwidth"], manifest(target)["halfwidth_met"]) == (None, False)
