"""Many replications: their order and their seed, shares with intervals, quantiles, failures."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, inf

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble, ensemble
from sim.experiment.outcomes import Value, counted
from sim.experiment.positions import paths
from sim.experiment.summary import QUANTILES, cumulative, quantile, wilson
from sim.model.lower import lower
from sim.scenario.files.load import load
from sim.scenario.language.scenario import Scenario
from tests.worlds import BUSY_ACTORS, BUSY_CAUSES, Tree, actor, dated, hears, stance, traced, world

ENGINES: tuple[Engine, ...] = ("des", "batch")

US: Tree = {"actor": "us", "issue": "use"}
OUTCOMES: list[Tree] = [
    {"id": "us-partly", "first_reaches": {**US, "rung": "partly"}},
    {"id": "us-wholly", "first_reaches": {**US, "rung": "wholly"}},
    {
        "id": "us-first",
        "before": {
            "first": {**US, "rung": "partly"},
            "then": {"actor": "ru", "issue": "reply", "rung": "strike"},
        },
    },
    {"id": "us-days", "days_at_or_above": {**US, "rung": "partly"}},
    {"id": "us-end", "at_end": US},
    {"id": "ru-highest", "highest": {"actor": "ru", "issue": "reply"}},
    {"id": "spread", "spread": {"issue": "use"}},
]


@pytest.fixture(scope="module")
def busy() -> Scenario:
    """Three actors among whom everything happens, and every measure of it."""
    return world(*BUSY_ACTORS, causes=BUSY_CAUSES, days=60, outcomes=OUTCOMES)


def values(found: Ensemble, outcome: str) -> list[Value]:
    """The values of an outcome, in the order of the table."""
    rows = found.outcomes.filter(pl.col("outcome") == outcome)
    column = next(
        name for name in ("yes", "rung", "distance", "days") if rows[name].null_count() < len(rows)
    )
    return [
        value if isinstance(value, bool | float) or value is None else str(value)
        for value in rows[column]
    ]


# --- intervals and quantiles -------------------------------------------------------------------


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counted: tuple[int, int]) -> None:
    count, runs = counted
    share = wilson(count, runs)
    interval = binomtest(count, runs).proportion_ci(method="wilson")
    assert share.low == pytest.approx(interval.low, abs=1e-12)
    assert share.high == pytest.approx(interval.high, abs=1e-12)
    assert 0.0 <= share.low <= share.value + 1e-15
    assert share.value - 1e-15 <= share.high <= 1.0
    assert (share.value, share.count, share.runs) == (count / runs, count, runs)
    assert share.halfwidth == pytest.approx((interval.high - interval.low) / 2)


def test_without_runs_nothing_is_known() -> None:
    share = wilson(0, 0)
    assert (share.value, share.low, share.high) == (0.0, 0.0, 1.0)


TIMES = st.one_of(st.floats(0.0, 60.0), st.just(inf))


@given(st.lists(TIMES, min_size=1, max_size=60), st.sampled_from(QUANTILES))
def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed(
    times: list[float], p: float
) -> None:
    ordered = np.sort(np.array(times))
    found = quantile(ordered, p)
    reached = inf if found is None else found
    needed = ceil(Fraction(str(p)) * len(times))
    assert reached in times
    assert sum(time <= reached for time in times) >= needed
    assert sum(time < reached for time in times) < needed


@pytest.mark.parametrize("runs", [10, 30, 70, 1000, 2000, 2001])
@pytest.mark.parametrize("p", QUANTILES)
def test_a_quantile_counts_exactly(runs: int, p: float) -> None:
    assert quantile(np.arange(1.0, runs + 1), p) == ceil(Fraction(str(p)) * runs)


def test_not_by_the_end_is_later_than_any_date() -> None:
    times = np.array([1.0, 2.0, 3.0, inf, inf, inf, inf, inf, inf, inf])
    assert [quantile(times, p) for p in QUANTILES] == [1.0, 3.0, None, None, None]


# --- replications ------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_replications_stand_in_order_and_each_is_its_own_run(
    busy: Scenario, engine: Engine
) -> None:
    runs = 25
    found = ensemble(busy, runs, seed=3, engine=engine)
    assert found.outcomes["replication"].unique(maintain_order=True).to_list() == list(range(runs))
    for replication in range(runs):
        told = counted(busy, traced(lower(busy), replication, seed=3))
        assert [each.outcome for each in told] == [str(each["id"]) for each in OUTCOMES]
        for each in told:
            assert values(found, each.outcome)[replication] == each.value


def test_what_is_counted_is_what_the_positions_say(busy: Scenario) -> None:
    """The same outcomes by another way: stance by stance, step by step."""
    seen = set()
    for replication in range(60):
        trace = traced(lower(busy), replication)
        us, uk, ru = paths(trace)
        told = {each.outcome: each.value for each in counted(busy, trace)}
        first, other = us.first_at(1), ru.first_at(2)
        assert told["us-partly"] == first
        assert told["us-wholly"] == us.first_at(2)
        assert told["us-first"] is (
            (inf if first is None else first) < (inf if other is None else other)
        )
        assert told["us-days"] == pytest.approx(us.days_at_or_above(1))
        assert told["us-end"] == ["never", "partly", "wholly"][us.at(trace.until)]
        assert told["ru-highest"] == ["silence", "warning", "strike"][ru.highest()]
        assert told["spread"] == abs(us.at(trace.until) - uk.at(trace.until)) / 2
        seen |= {
            told["us-end"],
            told["us-first"],
            "not by the end" if us.first_at(2) is None else "",
        }
    assert seen >= {"never", "partly", "wholly", True, False, "not by the end"}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_tables_and_another_seed_others(
    busy: Scenario, engine: Engine
) -> None:
    one, again = (ensemble(busy, 20, seed=5, engine=engine) for _ in range(2))
    other = ensemble(busy, 20, seed=6, engine=engine)
    for name in ("outcomes", "positions", "events"):
        assert one.table(name).equals(again.table(name))
        assert not one.table(name).equals(other.table(name))


def test_more_runs_leave_the_first_ones_as_they_were(busy: Scenario) -> None:
    few, many = ensemble(busy, 7), ensemble(busy, 20)
    assert many.events.filter(pl.col("replication") < 7).equals(few.events)
    assert many.outcomes["replication"].max() == 19


def test_the_engines_give_the_same_tables(busy: Scenario) -> None:
    one, other = (ensemble(busy, 40, engine=engine) for engine in ENGINES)
    assert one.events.equals(other.events)
    assert one.outcomes.equals(other.outcomes)


def test_progress_ends_with_all_of_them(busy: Scenario) -> None:
    seen: list[int] = []
    ensemble(busy, 30, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 30


def test_a_run_that_ends_early_has_only_what_came_before(busy: Scenario) -> None:
    end = busy.date(20.0)
    whole, short = ensemble(busy, 40), ensemble(busy, 40, until=end)
    before = whole.events.filter(pl.col("time") < 20.0)
    assert short.events.equals(before)
    pairs = list(zip(values(whole, "us-partly"), values(short, "us-partly"), strict=True))
    assert all(
        now == then if isinstance(then, float) and then < 20.0 else now is None
        for then, now in pairs
    )
    assert any(now is None and then is not None for then, now in pairs)


# --- the summary -------------------------------------------------------------------------------


def test_the_summary_counts_what_the_table_holds(busy: Scenario) -> None:
    runs = 60
    found = ensemble(busy, runs)
    told = {row.outcome.id: row for row in found.summary}
    assert list(told) == [str(each["id"]) for each in OUTCOMES]
    times = [inf if v is None else float(v) for v in values(found, "us-wholly")]
    assert 0 < times.count(inf) < runs
    assert told["us-wholly"].share == wilson(runs - times.count(inf), runs)
    assert told["us-wholly"].quantiles == tuple(quantile(np.sort(times), p) for p in QUANTILES)
    assert told["us-first"].share == wilson(values(found, "us-first").count(True), runs)
    ends = values(found, "us-end")
    assert told["us-end"].rungs == tuple(
        (rung, wilson(ends.count(rung), runs)) for rung in ("never", "partly", "wholly")
    )
    assert sum(share.count for _, share in told["ru-highest"].rungs) == runs
    days = [float(v) for v in values(found, "us-days") if v is not None]
    assert len(days) == runs
    assert told["us-days"].quantiles == tuple(quantile(np.sort(days), p) for p in QUANTILES)
    assert told["us-days"].mean == pytest.approx(sum(days) / runs)
    assert told["us-days"].error == pytest.approx(float(np.std(days, ddof=1)) / runs**0.5)
    assert told["spread"].share is None
    assert found.halfwidth == max(share.halfwidth for row in found.summary for share in row.shares)


def test_the_share_by_each_day_rises_to_the_share_at_the_end(busy: Scenario) -> None:
    runs = 60
    found = ensemble(busy, runs)
    times = [inf if v is None else float(v) for v in values(found, "us-wholly")]
    by_day = cumulative(found.outcomes, "us-wholly", 60.0)
    assert by_day["day"].to_list() == list(range(61))
    assert by_day["share"].to_list() == [
        sum(time <= day for time in times) / runs for day in range(61)
    ]
    assert 0.0 < by_day["share"][60] < 1.0


# --- failures ----------------------------------------------------------------------------------

BOUND = 300  # events


def answering(name: str, other: str) -> Tree:
    """An actor whose acts answer the other's, at once, with a strength that is drawn."""
    heard = hears({"decision_of": other, "issue": "reply"}, {"uniform": [0.1, 1.2]})
    return actor(
        name,
        stance(
            "reply",
            (0.2, 0.2),
            tempo=0.1,
            half_life=2.0,
            relief=0.5,
            reactions=[heard, hears("blow", 3.0)],
        ),
    )


@pytest.fixture
def feud(monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """Two actors who run away with each other in some replications."""
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", BOUND)
    highest = {"id": "highest", "highest": {"actor": "ru", "issue": "reply"}}
    reaches = {"actor": "ru", "issue": "reply", "rung": "warning"}
    return world(
        answering("ru", "cn"),
        answering("cn", "ru"),
        causes=(dated("blow", 5.0),),
        days=60,
        outcomes=[highest, {"id": "warns", "first_reaches": reaches}],
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_failed_replication_is_told_and_is_part_of_no_share(
    feud: Scenario, engine: Engine
) -> None:
    runs = 40
    found = ensemble(feud, runs, engine=engine)
    failed = {failure.replication for failure in found.failures}
    assert 5 < len(failed) < runs - 5
    assert found.finished == runs - len(failed)
    for failure in found.failures:
        assert failure.reason.startswith(f"stopped after {BOUND} events at day ")
        assert "run away" in failure.reason
    rows = found.outcomes["replication"].unique().to_list()
    assert sorted(rows) == [number for number in range(runs) if number not in failed]
    assert set(found.events["replication"].to_list()).isdisjoint(failed)
    for row in found.summary:
        assert {share.runs for share in row.shares} == {found.finished}


def test_both_engines_fail_in_the_same_replications(feud: Scenario) -> None:
    one, other = (ensemble(feud, 40, engine=engine) for engine in ENGINES)
    assert one.failures == other.failures


def test_where_every_replication_fails_nothing_is_said(
    feud: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 0)
    found = ensemble(feud, 3)
    assert found.finished == 0
    assert [row.shares for row in found.summary] == [(), ()]
    assert [row.quantiles for row in found.summary] == [(), ()]


def test_a_scenario_without_outcomes_has_events_and_no_summary() -> None:
    bare = load("may-2024").scenario.model_copy(update={"outcomes": ()})
    found = ensemble(bare, 3)
    assert found.summary == ()
    assert found.halfwidth is None
    assert found.events["replication"].unique().to_list() == [0, 1, 2]
