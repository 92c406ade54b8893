"""What acts do to the state of an exercise, and what taking them back leaves."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from pydantic import ValidationError

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import ActionSeen, InjectReleased, InjectScheduled, InjectSkipped
from sim.classroom.acts.learning import Forecasted, PaperWritten
from sim.classroom.acts.orders import Argued, Countered, Judged
from sim.classroom.acts.read import KINDS, body, read
from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    Forked,
    MoveClosed,
    Paused,
    Resumed,
    Shown,
    Undone,
)
from sim.classroom.acts.seats import (
    EVALUATORS,
    PenPassed,
    RoomLocked,
    SeatLeft,
    SeatReissued,
    TeamHanded,
)
from sim.classroom.rules.person import LEADER
from sim.classroom.rules.rules import RULES
from sim.classroom.state.fold import EFFECTS, folded, last_control
from sim.classroom.state.state import Clock, State
from tests.classroom.played import NINE, Play, advised, order, said


def test_every_act_has_an_effect_and_a_rule_or_says_why_not() -> None:
    assert set(KINDS.values()) - set(EFFECTS) == {Undone, Forked}  # the fold itself, and the audit
    assert set(KINDS.values()) - set(RULES) == {Undone}  # judged by the session, which sees the log


def test_an_act_is_read_back_from_its_row_as_it_was() -> None:
    play = Play()
    ana = play.sit("ukraine")
    acts: list[Act] = [
        said(ana, 0, audience="actors", to=["nato", "france"], action="appeal"),
        Forecasted(seat="s1", when="first", probability=0.25),
        InjectScheduled(number=50, move=1, minute=2.5),
        PaperWritten(seat="s1", answers=("One.", "Two — “три” \U0001f642", "")),
    ]
    for act in acts:
        assert read(act.kind, body(act)) == act
    with pytest.raises(ValidationError):
        read("said", {**body(acts[0]), "more": 1})


def test_the_first_at_a_table_has_the_pen_and_the_next_gets_it() -> None:
    play = Play()
    ana, ben, cem = (play.sit("france") for _ in range(3))
    eva = play.sit(EVALUATORS, "evaluator")
    assert play.state().pens == {"france": "s1"}
    play.do(ben, SeatLeft(seat="s2"))
    assert play.state().pens == {"france": "s1"}
    play.do(ana, SeatLeft(seat="s1"))
    assert play.state().pens == {"france": "s3"}
    play.do(cem, SeatLeft(seat="s3"))
    assert play.state().pens == {}
    assert play.state().seats["s1"].left
    assert not play.state().seats["s1"].plays
    assert not play.state().seats[eva.name].plays


def test_a_reissued_seat_is_open_to_the_new_device_alone() -> None:
    play = Play()
    play.sit("france")
    old, new = play.state().seats["s1"].token, "ab" * 32
    play.do(LEADER, SeatReissued(seat="s1", token=new))
    assert play.state().tokens == {new: "s1"}
    assert old not in play.state().tokens
    play.do(LEADER, SeatLeft(seat="s1"))
    assert play.state().tokens == {}
    play.do(LEADER, SeatReissued(seat="s1", token=old))
    assert not play.state().seats["s1"].left


def test_a_later_order_replaces_an_earlier_one_and_moves_are_kept_apart() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    play.do(ana, order(ana, 0, "prohibited"))
    play.do(ana, order(ana, 0, "launch-sites"))
    play.close()
    play.open()
    play.do(ana, order(ana, 1, None))
    state = play.state()
    assert [state.order(move, "france").rung for move in (0, 1)] == ["launch-sites", None]  # type: ignore[union-attr]
    assert state.order(0, "nato") is None


def test_what_an_order_says_is_said_when_the_move_closes_and_not_before() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    play.do(ana, order(ana, 0, None, action="warn", to=["russia"], text="Do not."))
    assert play.state().statements == ()
    play.close()
    (statement,) = play.state().statements
    assert statement.order
    assert (statement.said.text, statement.said.audience) == ("Do not.", "actors")
    assert statement.stamp == play.told[-1][0]


def test_an_order_of_a_team_that_went_to_the_model_says_nothing() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    play.do(ana, order(ana, 0, "launch-sites", action="warn", text="Do not."))
    play.do(LEADER, TeamHanded(team="france", to_model=True))
    play.close()
    assert play.state().statements == ()
    assert play.state().closed[0].people == frozenset()


def test_a_team_is_played_by_who_sits_there_or_by_an_order_on_paper() -> None:
    play = Play()
    ana = play.sit("france")
    play.sit(EVALUATORS, "evaluator")
    play.open()
    on_paper = order(ana, 0, "launch-sites").model_copy(
        update={"team": "united-kingdom", "seat": None, "paper": True}
    )
    play.do(LEADER, on_paper)
    assert play.state().is_played("france", 0)
    assert play.state().is_played("united-kingdom", 0)
    assert not play.state().is_played("united-kingdom", 1)
    assert not play.state().is_played("nato", 0)
    play.close()
    assert play.state().closed[0].people == {"france", "united-kingdom"}


# --- clocks ------------------------------------------------------------------------------------


def test_the_clock_counts_exercise_time_and_stands_in_a_pause() -> None:
    play = Play()
    play.open(minutes=10.0)  # 9:01
    play.do(LEADER, Paused())  # 9:02, one minute run
    play.write(LEADER, Paused())  # again: nothing
    standing = play.state().clock
    assert standing is not None
    assert standing.run(NINE + timedelta(hours=9)) == 60.0
    assert standing.ends() is None
    play.do(LEADER, Resumed())  # 9:04, stood two
    play.do(LEADER, Extended(minutes=5.0))
    play.do(LEADER, Extended(minutes=-2.5))
    clock = play.state().clock
    assert clock is not None
    assert clock.run(NINE + timedelta(minutes=6)) == 180.0
    assert clock.left(NINE + timedelta(minutes=6)) == (12.5 - 3) * 60.0
    assert clock.ends() == NINE + timedelta(minutes=1 + 2 + 12.5)
    play.do(LEADER, MoveClosed(move=0))
    assert play.state().clock is None


def test_a_clock_never_runs_backwards() -> None:
    clock = Clock(NINE, 60.0)
    assert clock.run(NINE - timedelta(hours=1)) == 0.0
    assert clock.left(NINE + timedelta(seconds=90)) == -30.0


def test_acts_of_the_clock_without_a_clock_change_nothing() -> None:
    play = Play()
    for act in (Paused(), Resumed(), Extended(minutes=3.0)):
        play.write(LEADER, act)
    assert play.state() == State()


# --- taking back -------------------------------------------------------------------------------


def test_what_is_taken_back_is_as_if_it_had_not_been_whatever_came_between() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    lock = play.do(LEADER, RoomLocked(locked=True))
    skip = play.do(LEADER, InjectSkipped(number=50))
    play.do(ana, said(ana, 0))
    play.undo(skip)
    assert 50 not in play.state().rows
    assert play.state().locked
    assert len(play.state().statements) == 1
    play.undo(lock)
    assert not play.state().locked
    assert len(play.told) == 7  # nothing leaves the log


def test_a_release_taken_back_leaves_what_was_scheduled_before() -> None:
    play = Play()
    play.do(LEADER, InjectScheduled(number=50, move=1, minute=2.0))
    play.open()
    release = play.do(LEADER, InjectReleased(number=50, move=0))
    assert play.state().rows[50].status == "released"
    play.undo(release)
    assert (play.state().rows[50].status, play.state().rows[50].move) == ("scheduled", 1)


def test_endex_and_the_closing_of_a_move_can_be_taken_back() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    play.do(ana, order(ana, 0, None, action="warn", text="Do not."))
    close = play.close()
    end = play.do(LEADER, Ended())
    assert play.state().phase == "ended"
    play.undo(end)
    assert play.state().phase == "closed"
    play.undo(close)
    state = play.state()
    assert (state.phase, state.closed, state.statements) == ("open", (), ())
    assert state.order(0, "france") is not None
    assert state.clock is not None
    assert state.clock.paused_since == play.told[close - 1][0].at  # it waits for the facilitator


def test_undo_goes_back_through_the_facilitators_acts_and_no_others() -> None:
    play = Play()
    ana = play.sit("france")
    first = play.open()
    lock = play.do(LEADER, RoomLocked(locked=True))
    play.do(ana, said(ana, 0))
    for expected in (lock, first):
        last = last_control(play.told)
        assert last is not None
        assert last[0].seq == expected
        play.undo(expected)
    assert last_control(play.told) is None
    assert play.state().phase == "lobby"
    assert len(play.state().statements) == 1


def test_a_state_folded_in_two_parts_is_the_same_state() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("nato")
    play.open()
    play.do(ana, order(ana, 0, "launch-sites"))
    play.do(ben, said(ben, 0))
    play.do(LEADER, ActionSeen(number=30, done=True))
    play.close()
    for cut in range(len(play.told)):
        before = folded(play.told[:cut])
        assert folded(play.told[cut:], before) == play.state()


def test_folding_changes_nothing_that_was_folded_before() -> None:
    """Frozen data: a state that somebody still looks at stays as it was."""
    play, chance = Play(), random.Random(3)  # noqa: S311 (which acts)
    people = [play.sit(team) for team in ("france", "nato", "russia")]
    play.open()
    seen = []
    for _ in range(40):
        who = chance.choice(people)
        play.do(who, said(who, 0, text=str(chance.random())))
        seen.append((play.state(), repr(play.state())))
    assert all(repr(state) == told for state, told in seen)


# --- arguments, advice, learning ---------------------------------------------------------------


def test_an_argument_gathers_what_is_said_of_it_and_its_verdict() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("russia")
    play.write(LEADER, Adjudicating(mode="free"))
    play.open()
    argued = Argued(
        move=0, team="france", seat=ana.name, action="Go first", result="Others follow",
        reasons=("One.", "Two."),
    )  # fmt: skip
    play.do(ana, argued)
    play.do(ben, Countered(argument=1, team="russia", seat=ben.name, text="They will not."))
    play.do(LEADER, Judged(argument=1, strong_for=2, strong_against=1, rung="launch-sites"))
    (argument,) = play.state().arguments
    assert argument.number == 1
    assert [each.text for _, each in argument.counters] == ["They will not."]
    assert argument.judged is not None
    assert argument.judged.strong_for == 2


def test_later_advice_forecasts_and_papers_replace_earlier_ones() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("france")
    play.open()
    play.do(ana, order(ana, 0, None))
    advice = advised(play.state(), ben.name)
    play.do(ben, advice)
    play.do(ben, advice.model_copy(update={"verdict": "endorse"}))
    assert play.state().advice[0, ben.name][1].verdict == "endorse"
    for probability in (0.2, 0.8):
        play.do(ben, Forecasted(seat=ben.name, when="first", probability=probability))
    assert play.state().forecasts[ben.name, "first"].probability == 0.8
    play.close()
    play.do(LEADER, Ended())
    for text in ("a", "b"):
        play.do(ben, PaperWritten(seat=ben.name, answers=(text,) * 3))
    assert play.state().papers[ben.name] == ("b", "b", "b")


def test_what_is_shown_begins_anew_with_each_move() -> None:
    play = Play()
    play.moves(1)
    play.do(LEADER, Shown(move=0, until=5.0))
    assert play.state().shown == 5.0
    play.open()
    assert play.state().shown is None
    play.close()
    play.write(LEADER, Shown(move=1, until=17.0))
    play.do(LEADER, Ended())
    assert play.state().shown is None


def test_the_pen_is_passed_and_handing_back_gives_the_team_back() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("france")
    play.do(ana, PenPassed(team="france", seat=ben.name))
    assert play.state().pens["france"] == ben.name
    play.do(LEADER, TeamHanded(team="france", to_model=True))
    assert not play.state().is_played("france", 0)
    play.do(LEADER, TeamHanded(team="france", to_model=False))
    assert play.state().is_played("france", 0)
