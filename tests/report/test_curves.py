"""The curve of a pressure: exact between knots, both sides of every jump, parts that add up."""

from __future__ import annotations

from itertools import pairwise
from math import exp, fsum

import pytest

from sim.report.charts import curves
from sim.report.charts.bands import bands
from sim.report.charts.palette import palette
from sim.report.history import History
from tests.report.small import busy, of, pushed
from tests.worlds import LN_2


def test_between_events_it_relaxes_as_the_formula_says() -> None:
    history = of(pushed())
    level, tau = 0.1 + 1.5, 10.0 / LN_2
    expected = level + (0.1 - level) * exp(-2.0 / tau)
    assert curves.pressure_at(history, 0, 7.0) == pytest.approx(expected)


@pytest.mark.parametrize("which", ["replayed", "ran"])
def test_it_meets_what_every_event_was_felt_as(which: str, request: pytest.FixtureRequest) -> None:
    history: History = request.getfixturevalue(which)
    for stance in history.stances:
        curve = curves.samples(history, stance)
        for event in history.trace.events:
            for felt in event.felt:
                if felt.stance == stance:
                    here = [each.pressure for each in curve if each.time == event.time]
                    assert min(abs(p - felt.before) for p in here) < 1e-9
                    assert min(abs(p - felt.after) for p in here) < 1e-9


def test_parts_add_up_to_the_pressure(replayed: History) -> None:
    for stance in replayed.stances:
        for sample in curves.samples(replayed, stance):
            assert fsum(sample.parts) == pytest.approx(sample.pressure, abs=1e-9)


def test_it_covers_the_whole_view_without_a_gap(ran: History) -> None:
    for stance in ran.stances:
        times = [each.time for each in curves.samples(ran, stance, count=100)]
        assert times[0] == 0.0
        assert times[-1] == ran.horizon
        assert all(0.0 <= b - a <= ran.horizon / 100 + 1e-9 for a, b in pairwise(times))


def test_bands_stack_up_and_hang_down_to_the_line() -> None:
    history = busy()
    curve = curves.samples(history, 0)
    found = bands(history, 0, curve, palette(history))
    assert [band.number for band in found] == list(range(1, len(found) + 1))
    left_out = set(range(len(curve[0].parts))) - {band.part for band in found}
    for n, sample in enumerate(curve):
        top = max(band.above[n][1] for band in found)
        bottom = min(band.below[n][0] for band in found)
        missing = fsum(sample.parts[part] for part in left_out)
        assert top + bottom + missing == pytest.approx(sample.pressure, abs=1e-9)
    assert any(band.most < 0 for band in found)


def test_thresholds_rise_and_skipped_rungs_have_none(replayed: History) -> None:
    states = replayed.program.stances.name.index("united-states/use")
    takes = curves.thresholds(replayed, states)
    assert takes[0] is None
    assert takes[1] is None  # launch sites, which it skips
    kept = [each for each in takes if each is not None]
    assert kept == sorted(kept)
    decided = next(iter(replayed.trace.decisions(states))).decided
    assert decided is not None
    assert takes[2] == pytest.approx(decided.choice.thresholds[2])
