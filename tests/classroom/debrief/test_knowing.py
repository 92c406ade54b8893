"""Who knew what when: the whole list of a class."""

from __future__ import annotations

from sim.classroom.acts.injects import InjectReleased
from sim.classroom.debrief.knowing import Known, knowing
from sim.classroom.rules.person import LEADER
from tests.classroom.debrief.classes import scripted, told
from tests.classroom.played import Play, order, said

TEAMS = ("united-states", "united-kingdom", "france", "nato", "russia", "ukraine")
SHORT = {"at once": "!", "at the close": "c", "only now": "."}


def knew(each: Known) -> str:
    """A letter for each team: ! at once, c at the close, . only now."""
    return "".join(SHORT[each.knew[team]] for team in TEAMS)


def by_people(play: Play) -> list[tuple[int, str, str, str, str]]:
    return [
        (each.move, each.sort, each.sender, each.text, knew(each))
        for each in knowing(play.world)
        if each.sort in {"message", "statement", "order"}
    ]


def test_the_teams_of_the_exercise_are_those_of_this_test() -> None:
    assert set(scripted().game.teams) == set(TEAMS)


def test_the_whole_list_of_what_people_did() -> None:
    offensive = scripted().game.exercise.row(110).message
    assert by_people(scripted()) == [
        (0, "statement", "Government of Ukraine", "Lift the limit where the attack comes from.", "!....!"),
        (0, "order", "United States", "Stay", "!ccccc"),
        (1, "statement", "Government of Ukraine", "They will not hurry.", ".....!"),
        (1, "message", "White cell", offensive, "!!!!!!"),
        (2, "message", "The press", "It is said that the limit falls.", "!....."),
        (2, "order", "United States", "Go to “border zone facing Kharkiv”", "!ccccc"),
        (2, "statement", "United States", "You may answer fire.", "!....c"),
    ]  # fmt: skip


def test_what_came_of_it_stands_after_the_move_that_made_it() -> None:
    places = [
        (each.move, each.sort in {"event", "decision", "stage"})
        for each in knowing(scripted().world)
    ]
    assert places == sorted(places)


def test_an_event_that_a_message_told_is_not_told_twice() -> None:
    texts = [each.text for each in knowing(scripted().world) if each.sort == "event"]
    assert not any("Kharkiv offensive" in text for text in texts)
    play = Play()
    play.moves(4)
    assert any("Kharkiv offensive" in each.text for each in knowing(play.world))


def test_what_is_not_public_in_the_model_was_known_to_those_who_heard_it() -> None:
    play = Play()
    play.moves(4)
    (letter,) = (each for each in knowing(play.world) if each.text == "Letter from Congress")
    assert knew(letter) == "c....."
    inner = [each for each in knowing(play.world) if each.sort == "stage"]
    assert inner
    assert {knew(each) for each in inner if each.text.endswith("not in public")} == {"......"}


def test_an_order_without_effect_is_said_to_have_none_and_is_news_to_others() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.open()
    play.do(who, order(who, 0, "border-zone"))
    (found,) = knowing(play.world)
    assert (found.sort, found.aside, knew(found)) == ("order", "It had no effect.", "!.....")


def test_a_public_word_is_known_to_all_at_once() -> None:
    play = Play()
    who = play.sit("france", "president")
    play.open()
    play.do(who, said(who, 0))
    assert [knew(each) for each in knowing(play.world)] == ["!!!!!!"]


def test_what_was_taken_back_does_not_stand_there() -> None:
    play = Play()
    play.open()
    play.undo(play.do(LEADER, InjectReleased(number=10, move=0)))
    assert knowing(play.world) == ()


def test_orders_are_revealed_with_dissent() -> None:
    found = told(scripted()).orders
    assert [(o.move, o.party, o.text, o.effect) for o in found] == [
        (0, "united-states", "Stay", True),
        (2, "united-states", "Go to “border zone facing Kharkiv”", True),
    ]
    (advice,) = found[0].advice
    assert (advice.seat, advice.verdict, advice.rung) == (
        "s2", "dissent", "border zone facing Kharkiv",
    )  # fmt: skip
