"""The model's worlds and history, worked out before the class is over."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from sim.classroom.debrief.background import Background, background
from sim.classroom.game import Game
from sim.experiment.engines import why_not_compiled
from sim.experiment.ensemble import ensemble
from tests.classroom.debrief.classes import beside, scripted

RUNS = 40


def test_it_can_be_sent_to_another_process_and_is_the_same_each_time() -> None:
    again: Background = pickle.loads(pickle.dumps(beside()))  # noqa: S301 (our own)
    game = pickle.loads(pickle.dumps(scripted().game))  # noqa: S301 (our own)
    assert background(game, runs=RUNS).worlds.first == beside().worlds.first
    assert again.worlds.first == beside().worlds.first
    assert again.history == beside().history


@pytest.mark.skipif(bool(why_not_compiled()), reason="there is no compiled engine")
def test_both_engines_give_the_same_worlds() -> None:
    game = scripted().game
    found = [background(game, runs=RUNS, engine=engine).worlds for engine in ("des", "batch")]
    assert found[0].first == found[1].first
    for stance, shares in found[0].fan.shares.items():
        assert np.array_equal(shares, found[1].fan.shares[stance])


def test_the_shares_of_every_day_sum_to_one() -> None:
    worlds = beside().worlds
    for shares in worlds.fan.shares.values():
        assert np.allclose(shares.sum(axis=1), 1.0)


def test_the_share_of_the_outcome_is_that_of_an_ensemble() -> None:
    game = scripted().game
    for move in range(game.calendar.moves):
        end = game.calendar.closes(move)
        found = ensemble(game.scenario, RUNS, seed=game.seed, until=end, engine="des")
        (row,) = (each for each in found.summary if each.outcome.id == "us-border")
        assert row.share is not None
        assert beside().worlds.reached(game.scenario.time(end)) == row.share


def test_half_of_all_worlds_have_come_to_it_by_the_median() -> None:
    worlds = beside().worlds
    end = scripted().game.calendar.end(3)
    median = worlds.median(end)
    assert median is not None
    assert (
        worlds.reached(median).count < RUNS / 2 <= worlds.reached(np.nextafter(median, end)).count
    )
    assert worlds.median(1.0) is None


def test_without_a_record_there_is_no_history_and_it_says_so() -> None:
    game = scripted().game
    bare = Game(game.exercise, game.scenario, None, game.seed)
    found = background(bare, runs=1)
    assert found.history is None
    assert found.no_history == "This scenario has no record of what happened."


def test_a_record_that_does_not_fit_is_told_and_stops_nothing() -> None:
    game = scripted().game
    assert game.record is not None
    first = next(e for e in game.record.entries if e.mark == "decision")
    twice = game.record.model_copy(
        update={"entries": (*game.record.entries, first.model_copy(update={"id": "again"}))}
    )
    found = background(replace(game, record=twice), runs=1)
    assert (found.history is None) == bool(found.no_history)
