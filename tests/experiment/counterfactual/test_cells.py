"""Cells: shares of worlds against a count by hand, dates, intervals that count on effective draws."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from sim.experiment.counterfactual.cells import Trust, cell, sufficiency
from sim.experiment.counterfactual.columns import Column
from sim.experiment.summary import wilson
from sim.scenario.language.outcomes import Outcome

REACHES = Outcome.model_validate(
    {"id": "moves", "first_reaches": {"actor": "us", "issue": "use", "rung": "partly"}}
)
AT_END = Outcome.model_validate({"id": "end", "at_end": {"actor": "us", "issue": "use"}})
HIGHEST = Outcome.model_validate({"id": "top", "highest": {"actor": "ru", "issue": "reply"}})
HAPPENED = Column(REACHES, happened=True, when=20.0)
NEVER = Column(REACHES, happened=False)


def trust(effective: float, worlds: int) -> Trust:
    """Worlds that all have the same dates."""
    return Trust(effective, np.zeros(worlds, dtype=np.int64))


def array(*values: float) -> np.ndarray:
    return np.array(values)


def test_a_cell_counts_the_worlds_in_which_the_outcome_fails_and_what_becomes_of_its_date() -> None:
    was = array(20.0, 20.0, 20.0, 20.0, 20.0)
    now = array(inf, 25.0, 20.5, 20.0, 10.0)
    found = cell("x", HAPPENED, was, now, trust(5.0, 5))
    assert (found.changed.count, found.changed.runs, found.changed.value) == (1, 5, 0.2)
    assert (found.never, found.later, found.same, found.sooner) == (0.2, 0.2, 0.4, 0.2)
    assert (found.changed.low, found.changed.high) == (wilson(1, 5).low, wilson(1, 5).high)


def test_worlds_whose_answer_is_not_the_record_s_are_not_asked() -> None:
    """Where the record is followed only to a date, the outcome may fail without any change."""
    found = cell("x", HAPPENED, array(20.0, inf, 20.0), array(inf, inf, 20.0), trust(3.0, 3))
    assert (found.changed.count, found.changed.runs) == (1, 2)


def test_an_outcome_that_did_not_happen_is_turned_when_it_does() -> None:
    found = cell("x", NEVER, array(inf, inf, inf, inf), array(inf, 3.0, inf, 4.0), trust(4.0, 4))
    assert found.changed.value == 0.5
    assert (found.never, found.later) == (0.0, 0.0)


def test_the_interval_counts_on_effective_draws_and_not_on_worlds() -> None:
    was, now = np.full(1000, 20.0), np.where(np.arange(1000) < 300, inf, 20.0)
    wide = cell("x", HAPPENED, was, now, trust(100.0, 1000)).changed
    narrow = cell("x", HAPPENED, was, now, trust(5000.0, 1000)).changed
    assert (wide.value, narrow.value) == (0.3, 0.3)
    assert (wide.low, wide.high) == pytest.approx((wilson(30, 100).low, wilson(30, 100).high))
    assert (narrow.low, narrow.high) == (wilson(300, 1000).low, wilson(300, 1000).high)


def test_worlds_that_share_their_dates_count_as_fewer_where_the_dates_decide() -> None:
    """Ten draws of the dates, each for a hundred worlds: where a date settles it, ten draws are all."""
    dates = np.repeat(np.arange(10), 100)
    was = np.full(1000, 20.0)
    settled = cell("x", HAPPENED, was, np.where(dates < 3, inf, 20.0), Trust(1000.0, dates)).changed
    assert (settled.low, settled.high) == pytest.approx((wilson(2.7, 9).low, wilson(2.7, 9).high))
    free = np.where(np.arange(1000) % 10 < 3, inf, 20.0)  # in every draw three in ten
    same = cell("x", HAPPENED, was, free, Trust(1000.0, dates)).changed
    assert (same.low, same.high) == (wilson(300, 1000).low, wilson(300, 1000).high)


def test_rungs_must_be_the_record_s_at_the_end_and_at_least_it_at_the_highest() -> None:
    was, now = array(1.0, 1.0, 1.0), array(0.0, 1.0, 2.0)
    end = cell("x", Column(AT_END, happened=True, rung=1), was, now, trust(3.0, 3))
    top = cell("x", Column(HIGHEST, happened=True, rung=1), was, now, trust(3.0, 3))
    assert (end.changed.count, top.changed.count) == (2, 1)


def test_what_a_cause_would_suffice_for_is_asked_where_both_are_lacking() -> None:
    whole, without = array(20.0, 30.0, inf, 5.0), array(inf, inf, inf, 5.0)
    found = sufficiency(HAPPENED, whole, without, trust(4.0, 4))
    assert found is not None
    assert (found.count, found.runs) == (2, 3)
    assert sufficiency(HAPPENED, whole, array(1.0, 1.0, 1.0, 1.0), trust(4.0, 4)) is None
