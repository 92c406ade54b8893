"""Where a class parted from the model's own world and from history."""

from __future__ import annotations

import pytest

from sim.classroom.acts.injects import InjectScheduled, InjectSkipped
from sim.classroom.acts.orders import Argued, Judged
from sim.classroom.acts.running import Adjudicating
from sim.classroom.debrief.parting import from_model
from sim.classroom.debrief.speaking import left_out
from sim.classroom.rules.person import LEADER
from sim.classroom.world.dice import succeeds
from tests.classroom.debrief.classes import beside, scripted, told
from tests.classroom.played import Play, order, said


def lines(play: Play) -> list[tuple[str, int, str, str]]:
    return [
        (each.day, each.move, each.whose, each.text) for each in from_model(play.world).partings
    ]


def test_a_class_that_nobody_plays_is_the_models_own_world() -> None:
    play = Play()
    play.moves(4)
    found = from_model(play.world)
    assert (found.partings, found.more, found.explained, found.ends) == ((), 0, None, ())


def test_before_anything_was_run_nothing_differs() -> None:
    play = Play()
    assert from_model(play.world).partings == ()
    play.open()
    assert from_model(play.world).partings == ()


def test_the_first_is_what_people_did_with_their_reason() -> None:
    first = from_model(scripted().world).partings[0]
    assert (first.day, first.move, first.whose) == ("24 Apr", 0, "people")
    assert first.text == (
        "The Government of Ukraine’s team appealed to the United States: “Lift the limit where the attack "
        "comes from.”"
    )


def test_an_order_is_told_as_an_order() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.open()
    play.do(who, order(who, 0, "border-zone", reason="We must."))
    play.close()
    first = from_model(play.world).partings[0]
    assert first.text == "The United States’ team ordered “border zone facing Kharkiv”."
    assert first.why == ("Its reason: “We must.”",)
    assert not any("outside" in text or "forced" in text for *_, text in lines(play))


def test_what_the_model_would_have_done_is_told_where_a_team_stayed() -> None:
    play = Play()
    play.sit("united-states", "president")
    play.moves(4)
    texts = [text for *_, text in lines(play)]
    assert any(
        text.startswith("The model would have had the United States move to “") for text in texts
    )
    assert any("its team stood on “prohibited inside Russia”" in text for text in texts)


def test_an_event_that_the_white_cell_left_out_is_told() -> None:
    play = Play()
    play.open()
    play.do(LEADER, InjectSkipped(number=10))
    play.close()
    first = from_model(play.world).partings[0]
    assert first.whose == "event"
    assert "did not happen in the class" in first.text
    assert first.why == ("The White cell left it out.",)


def test_an_argument_that_carried_is_told_as_one() -> None:
    for argument_seed in range(20):
        play = Play(argument_seed)
        who = play.sit("united-states", "president")
        play.do(LEADER, Adjudicating(mode="free"))
        play.open()
        play.do(who, Argued(move=0, team="united-states", seat="s1", action="We open the border.",
                            result="Fire stops.", reasons=("It is lawful.",)))  # fmt: skip
        judged = Judged(argument=1, strong_for=1, strong_against=0, rung="border-zone")
        play.do(LEADER, judged)
        play.close()
        if succeeds(play.game.seed, judged):
            break
    first = from_model(play.world).partings[0]
    assert (
        first.text == "The United States’ team won the argument for “border zone facing Kharkiv”."
    )
    assert first.why == ("Its reason: “It is lawful.”",)


def test_the_first_that_the_model_did_otherwise_is_explained() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.open()
    play.do(who, order(who, 0, "border-zone"))
    play.close()
    play.moves(3)
    found = from_model(play.world).explained
    assert found is not None
    assert found.whose == "model"
    assert found.why[0].startswith("Just before, on ")
    assert "What makes the difference: " in found.why[1]
    assert "United States" in found.why[1]
    assert found.why[-1].startswith("Luck is not behind it")
    shown = " ".join([found.text, *found.why])
    assert "baseline" not in shown
    assert "variant" not in shown


def test_what_follows_names_what_it_came_from_and_nothing_that_came_later() -> None:
    found = from_model(scripted().world)
    for number, each in enumerate(found.partings, start=1):
        assert all(earlier < number for earlier in each.from_)
        if each.whose == "model":
            assert each.from_
    assert [each.time for each in found.partings] == sorted(e.time for e in found.partings)


def test_what_was_taken_back_makes_no_difference() -> None:
    play, other = Play(), Play()
    for each in (play, other):
        who = each.sit("ukraine", "president")
        each.open()
        each.do(who, said(who, 0, text="We ask.", action="appeal"))
    play.undo(play.do(LEADER, InjectSkipped(number=10)))
    for each in (play, other):
        each.close()
    assert lines(play) == lines(other)


def test_an_event_that_a_team_carried_out_is_told_as_the_teams_doing() -> None:
    play = Play()
    who = play.sit("ukraine", "president")
    play.moves(1)
    play.open()
    play.do(
        who, said(who, 1, audience="actors", to=("united-states",), action="lobby", text="Now.")
    )
    play.close()
    (found,) = (e for e in from_model(play.world).partings if "Ukraine's request" in e.text)
    assert (found.whose, found.text) == ("people", "“Ukraine's request” came 3 days earlier.")
    assert found.why == ("The Government of Ukraine’s team pressed the United States: “Now.”",)


def test_why_an_event_did_not_happen_names_who_could_have_done_it() -> None:
    play = Play()
    play.sit("ukraine", "president")
    play.moves(3)
    assert left_out(play.world, "ukrainian-request") == (
        "the Government of Ukraine’s team did not do it"
    )
    alone = (
        Play()
    )  # nobody plays Ukraine: the model does what is expected, or what it came of is missing
    alone.moves(1)
    alone.open()
    alone.do(LEADER, InjectSkipped(number=110))
    alone.close()
    assert "team did not do it" not in left_out(alone.world, "ukrainian-request")
    later = Play()
    later.open()
    later.do(LEADER, InjectScheduled(number=10, move=2, minute=1.0))
    later.close()
    assert left_out(later.world, "atacms-disclosed") == "the White cell put it off"


# --- history -----------------------------------------------------------------------------------


def test_history_is_compared_move_by_move() -> None:
    found = told(scripted(), beside()).from_history
    assert [each.move for each in found] == sorted(each.move for each in found)
    (states,) = (each for each in found if each.party == "united-states")
    assert (states.move, states.by) == (2, "its team")
    assert states.own == "“border zone facing Kharkiv” on 17 May"
    assert states.history == "stayed on “prohibited inside Russia”"
    (request,) = (each for each in found if each.name == "Ukraine's request")
    assert (request.own, request.by) == (
        "did not happen", "the Government of Ukraine’s team did not do it",
    )  # fmt: skip


@pytest.mark.parametrize("moves", [0, 1])
def test_moves_that_were_not_run_are_not_compared(moves: int) -> None:
    play = Play()
    play.moves(moves)
    found = told(play, beside())
    assert all(each.move < moves for each in found.from_history)


def test_each_actor_is_told_once() -> None:
    found = told(scripted(), beside()).from_history
    parties = [each.party for each in found if each.party]
    assert len(parties) == len(set(parties))
