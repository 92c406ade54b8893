"""Dates drawn in their windows, in order: uniform there, whatever the windows and who follows whom."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.experiment.counterfactual import dates as module
from sim.experiment.counterfactual.dates import APART, dates
from sim.scenario.language.record import Entry
from sim.scenario.placing import Placed

Floats = NDArray[np.float64]
DRAWS = 4000
LEAST_P = 1e-3  # of each test; the draws are seeded, so it passes always or never
ENTRY = Entry.model_validate(
    {
        "id": "some",
        "mark": "context",
        "on": "2024-01-03",
        "summary": "Some.",
        "cites": ["page"],
        "confidence": "high",
    }
)


def placed(time: float, low: float, high: float, *follows: int) -> Placed:
    return Placed(ENTRY, time, low, high, follows)


RECORDS = {
    "a day of three in order": (
        placed(0.25, 0.0, 1.0),
        placed(0.5, 0.0, 1.0, 0),
        placed(0.75, 0.0, 1.0, 1),
    ),
    "windows that overlap": (
        placed(1.0, 0.0, 3.0),
        placed(2.0, 1.0, 4.0, 0),
        placed(2.5, 0.0, 3.0, 0),
    ),
    "around an instant": (
        placed(0.2, 0.0, 1.0),
        placed(0.5, 0.5, 0.5, 0),
        placed(0.8, 0.0, 1.0, 1),
    ),
    "a long window among days": (
        placed(0.5, 0.0, 1.0),
        placed(2.5, 0.0, 5.0, 0),
        placed(3.5, 3.0, 4.0, 1),
        placed(4.5, 0.0, 5.0),
    ),
}


def rejected(record: tuple[Placed, ...], draws: int) -> Floats:
    """The same by rejection: uniform in each window, kept where all are in order."""
    random = np.random.default_rng(11)
    kept: list[Floats] = []
    while sum(map(len, kept)) < draws:
        low, high = (np.array([getattr(e, side) for e in record]) for side in ("low", "high"))
        times = low + (high - low) * random.random((20_000, len(record)))
        fine = np.ones(len(times), dtype=bool)
        for n, each in enumerate(record):
            for earlier in each.follows:
                fine &= times[:, n] > times[:, earlier] + APART
        kept.append(times[fine])
    return np.concatenate(kept)[:draws]


@pytest.mark.parametrize("name", RECORDS)
def test_they_are_uniform_over_all_ways_to_keep_the_order(name: str) -> None:
    record = RECORDS[name]
    ours, theirs = dates(record, DRAWS, 3), rejected(record, DRAWS)
    for n, each in enumerate(record):
        if each.low == each.high:
            assert (ours[:, n] == each.low).all()
            continue
        assert stats.ks_2samp(ours[:, n], theirs[:, n]).pvalue > LEAST_P
        for m in range(n):  # and how far they are from each other
            gaps = ours[:, n] - ours[:, m], theirs[:, n] - theirs[:, m]
            assert stats.ks_2samp(*gaps).pvalue > LEAST_P


def test_a_day_in_order_has_uniform_order_statistics() -> None:
    found = dates(RECORDS["a day of three in order"], DRAWS, 4)
    for k in range(3):
        assert stats.kstest(found[:, k], stats.beta(k + 1, 3 - k).cdf).pvalue > LEAST_P


@pytest.mark.parametrize("name", RECORDS)
def test_they_keep_their_windows_their_order_and_a_second_between(name: str) -> None:
    record = RECORDS[name]
    found = dates(record, 500, 5)
    for n, each in enumerate(record):
        assert (each.low <= found[:, n]).all()
        assert (found[:, n] <= each.high).all()
        for earlier in each.follows:
            assert (found[:, n] - found[:, earlier] > APART * 0.999).all()
    assert np.diff(np.sort(found, axis=1), axis=1).min() > APART / 2


def test_even_where_there_is_hardly_room() -> None:
    """Two facts with no order in a window of four seconds: never at one instant."""
    second = 1.0 / 86_400
    record = (placed(0.0, 0.0, 4 * second), placed(2 * second, 0.0, 4 * second))
    found = dates(record, 500, 6)
    assert np.abs(found[:, 1] - found[:, 0]).min() >= APART / 2
    assert (found[:, 0] > found[:, 1]).mean() == pytest.approx(0.5, abs=0.1)


def test_a_seed_gives_the_same_dates_and_another_others() -> None:
    record = RECORDS["windows that overlap"]
    assert (dates(record, 50, 7) == dates(record, 50, 7)).all()
    assert not (dates(record, 50, 7) == dates(record, 50, 8)).any()
    assert (dates(record, 50, 0) != dates(record, 50, 7)).all()


def test_what_is_known_to_the_instant_stays() -> None:
    record = (placed(1.0, 1.0, 1.0), placed(2.0, 2.0, 2.0, 0))
    assert (dates(record, 5, 1) == [1.0, 2.0]).all()
    assert dates((), 5, 1).shape == (5, 0)
    assert dates(RECORDS["a day of three in order"], 0, 1).shape == (0, 3)


def test_more_sweeps_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sampler has forgotten where it began."""
    record = RECORDS["a long window among days"]
    short = dates(record, DRAWS, 8)
    monkeypatch.setattr(module, "SWEEPS", 200)
    long = dates(record, DRAWS, 9)
    for n in range(len(record)):
        assert stats.ks_2samp(short[:, n], long[:, n]).pvalue > LEAST_P
