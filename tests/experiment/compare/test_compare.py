"""Whole comparisons: what is the same stays the same, and what is told is what happened."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.experiment.chunks import Task
from sim.experiment.compare.compare import compare
from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Changed, Comparison, Question
from sim.experiment.compare.measures import measure
from sim.experiment.compare.tables import sorted_effects, tables
from sim.experiment.ensemble import Workers, default_engine
from sim.model.lower import lower
from tests.experiment.compare.asking import asked, busier, only, told, without
from tests.experiment.many import everything, feud
from tests.worlds import actor, dated, stance, stands, world

FULL = {"sets": 4, "chances": 5, "trials": 30}
NO_WAR = without("war")
BATCH = pytest.mark.skipif(default_engine() != "batch", reason="needs Numba")


def effects(found: Comparison) -> list[Effect]:
    return [effect for _, effect in sorted_effects(only(found))]


def same_tables(one: Comparison, other: Comparison) -> bool:
    ours, theirs = tables(one), tables(other)
    return all(ours[name].equals(theirs[name]) for name in ours)


def test_a_variant_that_changes_nothing_is_the_baseline() -> None:
    found = told(everything(), **FULL)
    assert only(found).identical
    assert only(found).world.digest == found.baseline.digest
    for name, values in found.baseline.outcomes.items():
        assert only(found).world.outcomes[name].tobytes() == values.tobytes()
    assert only(found).world.tipping == found.baseline.tipping
    assert all(each.identical and each.factor == inf for each in effects(found))


def test_an_event_that_nobody_hears_leaves_every_run_identical() -> None:
    found = told(busier(dated("rumour", 9.0, kind="rumour")), **FULL)
    assert not only(found).identical  # it is an event, all the same
    assert effects(found)
    for each in effects(found):
        assert each.identical, each.quantity.id
        assert each.difference == 0.0
        assert each.factor == inf
        assert each.parameters is not None
        assert (each.parameters.interval.low, each.parameters.interval.high) == (0.0, 0.0)


def test_the_war_matters() -> None:
    found = only(told(NO_WAR, runs=400))
    (moves,) = found.effects("us-partly")
    assert moves.difference < 0
    assert moves.monte_carlo.high < 0
    assert moves.timing is not None
    assert moves.timing.total == found.pairs == 400
    days = next(
        each.days for each in found.rungs if (each.stance, each.rung) == ("us/use", "partly")
    )
    assert days.difference < 0


def test_turning_the_question_round_turns_every_effect() -> None:
    one = told(NO_WAR, runs=150)
    other = compare(
        Question(NO_WAR, (Changed("v0", everything()),), 150, sets=0, trials=0), workers=Workers(1)
    )
    for first, second in zip(only(one).outcomes, only(other).outcomes, strict=True):
        assert first.difference == pytest.approx(-second.difference)
        assert first.factor == pytest.approx(second.factor)


def test_shares_on_a_ladder_sum_to_one_and_to_the_pairs() -> None:
    found = only(told(NO_WAR))
    for ladder in (*found.ends, *found.acts):
        assert sum(each.baseline for each in ladder.effects) == pytest.approx(1.0)
        assert sum(each.variant for each in ladder.effects) == pytest.approx(1.0)
        assert ladder.joint.sum() == found.pairs
        counts = ladder.joint.sum(axis=0) / found.pairs
        assert counts.tolist() == pytest.approx([each.variant for each in ladder.effects])
    assert {each.stance for each in found.acts} == {"ru/reply"}


def test_the_order_of_moves_against_the_traces() -> None:
    runs, found = 60, only(told(NO_WAR, runs=60))
    assert found.order is not None
    first: dict[str, list[float]] = {name: [] for name in ("us", "uk", "ru")}
    program = lower(NO_WAR)
    for replication in range(runs):
        trace = run(program, Noise(program, 0, replication))
        for index, name in enumerate(first):
            decisions = trace.decisions(index)
            first[name].append(decisions[0].time if decisions else inf)
    for i, a in enumerate(found.order.actors):
        for j, b in enumerate(found.order.actors):
            cell = found.order.cells[i][j]
            if a == b:
                assert cell is None
                continue
            before = sum(x < y for x, y in zip(first[a], first[b], strict=True))
            assert cell is not None
            assert cell.variant == pytest.approx(before / runs)


def test_curves_end_where_the_effects_are() -> None:
    found = only(told(NO_WAR))
    ends = {each.quantity.id: each for each in found.outcomes}
    ends |= {each.reaches.quantity.id: each.reaches for each in found.rungs}
    assert {each.of for each in found.curves} <= set(ends)
    for curve in found.curves:
        effect = ends[curve.of]
        assert (curve.baseline[-1], curve.variant[-1]) == (effect.baseline, effect.variant)
        assert (np.diff(curve.baseline) >= 0).all()
        assert curve.days[-1] == 60


@BATCH
def test_serial_is_threads() -> None:
    question = asked(NO_WAR, runs=11_000, **{**FULL, "sets": 30, "chances": 200})
    one = compare(question, engine="batch", workers=Workers(1))
    two = compare(question, engine="batch", workers=Workers(2))
    assert [each.digest for each in one.worlds] == [each.digest for each in two.worlds]
    assert one.compared == two.compared != ()
    assert same_tables(one, two)


def test_chunks_change_no_digest_of_a_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.lower.MOST_EVENTS", 300)
    scenario = feud()
    task = Task(lower(scenario), 0, "des")
    found = {
        measure(scenario, task, 600, Workers(1), progress=lambda _: None, chunk=chunk).digest
        for chunk in (250, 500, 1000)
    }
    assert len(found) == 1


@BATCH
def test_one_engine_is_the_other() -> None:
    question = asked(NO_WAR, busier(dated("blow-2", 9.0)), runs=40, **FULL)
    one = compare(question, engine="batch", workers=Workers(1))
    two = compare(question, engine="des", workers=Workers(1))
    assert [each.digest for each in one.worlds] == [each.digest for each in two.worlds]
    assert same_tables(one, two)


def test_more_runs_narrow_one_interval_and_not_the_other() -> None:
    few, many = (told(NO_WAR, runs=runs, sets=30, chances=10) for runs in (150, 1500))
    for one, other in zip(only(few).outcomes, only(many).outcomes, strict=True):
        assert one.parameters == other.parameters
    (less,), (more,) = (only(each).effects("us-partly") for each in (few, many))
    wide, narrow = (each.monte_carlo.high - each.monte_carlo.low for each in (less, more))
    assert 2.5 < wide / narrow < 4.0  # sqrt(10) = 3.2
    assert less.parameters is not None
    assert less.parameters.sd > 0.0


def test_intervals_that_hold_together_are_wider() -> None:
    variants = (NO_WAR, without("blow"), without("shelling"))
    apart, together = (told(*variants, simultaneous=each) for each in (False, True))
    assert together.level == pytest.approx(1 - 0.05 / 3)
    for one, other in zip(apart.variants[0].outcomes, together.variants[0].outcomes, strict=True):
        if not one.identical:
            assert one.monte_carlo.low > other.monte_carlo.low
            assert one.monte_carlo.high < other.monte_carlo.high


def test_pairs_in_which_a_run_ran_away_are_left_out_and_counted() -> None:
    calm = world(*(actor(name, stance("reply")) for name in ("us", "ru")), causes=(dated("news", 3.0),),
                 outcomes=[{"id": "ru-strikes", "first_reaches": stands("ru", "strike", "reply")}])  # fmt: skip
    question = Question(feud(), (Changed("calm", calm),), 60, sets=2, chances=10, trials=10)
    found = compare(question, workers=Workers(1))
    failed = len(found.baseline.failures)
    assert 0 < failed < 30
    assert not only(found).world.failures
    assert only(found).pairs == 60 - failed == only(found).outcomes[0].runs
    assert np.isnan(found.baseline.outcomes["ru-strikes"]).sum() == failed
    assert tables(found)["failures"].height == failed


def test_where_hardly_a_pair_ended_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    short = lower(everything())
    monkeypatch.setattr(
        "sim.experiment.compare.compare.lower", lambda *_: replace(short, most_events=1)
    )
    found = told(everything(), runs=5, **FULL)
    assert only(found).pairs == 0
    assert not only(found).outcomes
    assert not only(found).curves
    assert only(found).order is None
    assert only(found).world.tipping is None
    assert tables(found)["effects"].height == tables(found)["outcomes"].height == 0


def test_an_outcome_that_the_variant_lacks_is_named() -> None:
    fewer = everything().model_copy(update={"outcomes": everything().outcomes[1:]})
    found = only(told(fewer, trials=10))
    assert found.missing == ("us-partly",)
    assert found.effects("us-partly") == ()
    assert found.world.tipping is None
    assert len(found.effects("us-end")) == 3
