"""Forecasts scored by what happened in the class."""

from __future__ import annotations

from datetime import date

import pytest

from sim.classroom.acts.running import Ended
from sim.classroom.acts.seats import SeatLeft, SeatReissued
from sim.classroom.debrief import told as words
from sim.classroom.debrief.after_action import facts
from sim.classroom.debrief.page import page
from sim.classroom.debrief.people import given_up
from sim.classroom.rules.person import LEADER
from tests.classroom.debrief.classes import beside, forecast, scripted, told
from tests.classroom.played import Play, order


def test_every_forecast_is_scored_by_what_came() -> None:
    found = told(scripted(), beside()).scored
    assert (found.came, found.whole, found.known) == (date(2024, 5, 17), True, True)
    first, second = found.forecasters
    assert first.first is not None
    assert first.last is not None
    assert first.first.brier == pytest.approx(0.49)
    assert (first.last.brier, first.last.days_off) == (0.0, 0)
    assert second.first is not None
    assert second.first.brier == pytest.approx(0.01)
    assert second.first.days_off == -3
    assert second.last is None
    assert found.mean("first") == pytest.approx(0.25)
    assert found.crowd("first") == pytest.approx(0.6)
    assert found.mean("last") == 0.0


def test_beside_them_stand_even_odds_the_model_and_history() -> None:
    found = told(scripted(), beside()).scored.beside
    assert [each.name for each in found] == ["Even odds", "The model", "As in history"]
    even, model, past = found
    assert (even.probability, even.brier) == (0.5, 0.25)
    share = beside().worlds.reached(44.0).value
    assert model.probability == share
    assert model.brier == pytest.approx((1 - share) ** 2)
    assert (past.probability, past.brier) == (1.0, 0.0)
    assert past.note == "it did, on 30 May 2024"


def test_a_class_that_ended_early_is_scored_to_where_it_came() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.do(who, forecast("s1", "first", 0.25, date(2024, 5, 30)))
    play.moves(2)
    play.do(LEADER, Ended())
    found = told(play, beside())
    assert (found.scored.came, found.scored.whole, found.scored.until) == (
        None, False, date(2024, 5, 16),
    )  # fmt: skip
    (only,) = found.scored.forecasters
    assert only.first is not None
    assert (only.first.brier, only.first.days_off) == (0.0625, None)
    assert found.scored.beside[2].note == "it had not by then"
    assert words.answer(found).endswith("so the question is settled there.")


def test_who_made_none_is_not_scored() -> None:
    play = Play()
    play.sit("united-states", "president")
    play.moves(4)
    found = told(play)
    assert found.scored.forecasters == ()
    assert found.scored.mean("first") is None
    assert words.guesses(found, names=True) == ()
    assert words.means(found) == ("The class, on average", "–", "–", "–", "–")


def test_who_changed_seats_counts_once_and_it_is_said() -> None:
    play = Play()
    first = play.sit("united-states", "president")
    play.do(first, forecast("s1", "first", 0.9))
    play.do(first, SeatLeft(seat="s1"))
    again = play.sit("france", "president")
    play.do(again, forecast("s2", "first", 0.2))
    play.moves(4)
    play.do(LEADER, Ended())
    found = told(play, beside())
    assert [each.seat for each in found.scored.forecasters] == ["s2"]
    assert [each.seat for each in found.scored.left] == ["s1"]
    assert found.scored.crowd("first") == 0.2
    assert words.given_up(found).startswith("Forecasts of a seat that was given up before ENDEX")
    assert words.given_up(found) in page(found, "class", pictures=())
    assert words.given_up(found) in facts(found).summary
    assert words.given_up(told(scripted())) == ""


def test_who_goes_after_endex_or_comes_back_is_scored() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.do(who, forecast("s1", "first", 0.9))
    gone = play.do(LEADER, SeatLeft(seat="s1"))
    assert given_up(play.told) == {"s1"}
    play.undo(gone)
    assert given_up(play.told) == frozenset()
    play.do(LEADER, SeatLeft(seat="s1"))
    play.do(LEADER, SeatReissued(seat="s1", token="a" * 64))
    assert given_up(play.told) == frozenset()
    play.moves(1)
    play.do(LEADER, Ended())
    play.do(LEADER, SeatLeft(seat="s1"))
    assert given_up(play.told) == frozenset()
    assert len(told(play).scored.forecasters) == 1


def test_before_anything_was_run_nothing_came_of_it() -> None:
    assert words.answer(told(Play())) == "No move was run, so nothing came of it."


def test_the_outcome_counts_from_any_rung_above_too() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.open()
    play.do(who, order(who, 0, "long-range"))
    play.close()
    assert told(play).scored.came == date(2024, 4, 24)


def test_by_alias_the_order_of_lines_tells_nothing() -> None:
    found = told(scripted())
    rows = [row[0] for row in words.guesses(found, names=False)]
    assert rows == sorted(rows)
    assert all(row.startswith("P-") for row in rows)
