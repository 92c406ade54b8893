"""Who knew what when: the whole list of a class."""

from __future__ import annotations

from sim.classroom.acts.injects import InjectReleased, InjectSkipped
from sim.classroom.debrief.knowing import Known, knowing
from sim.classroom.rules.person import LEADER
from sim.classroom.world.happenings import happenings
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


# --- when a message is of ------------------------------------------------------------------------


def days(play: Play) -> dict[str, str]:
    return {each.aside: each.date for each in knowing(play.world) if each.sort == "message"}


def test_a_conditional_message_is_of_the_day_of_what_came_about_in_the_class() -> None:
    play = Play()
    who = play.sit("united-states", "president")
    play.open()
    play.do(who, order(who, 0, "border-zone"))
    play.close()
    play.open()
    play.do(LEADER, InjectReleased(number=480, move=1))
    play.close()
    when = play.game.exercise.row(480).when
    assert when is not None
    assert play.world.reached_at(when) == 0.0
    assert days(play) == {"Inject 480": "10 May"}  # of the move in which it came, not of 1 June


def test_a_message_in_the_move_it_is_planned_for_is_of_its_day_or_of_what_it_tells() -> None:
    early, late = (Play(seed) for seed in (7, 7))
    for play, move in ((early, 2), (late, 3)):
        who = play.sit("united-states", "president")
        play.moves(move)
        play.open()
        play.do(who, order(who, move, "border-zone"))
        play.close()
        play.moves(3 - move)
        play.do(LEADER, InjectReleased(number=480, move=3))
    assert days(early) == days(late) == {"Inject 480": "1 Jun"}
    row = next(r for r in early.game.exercise.msel if r.number == 480)
    assert row.when is not None
    assert late.world.reached_at(row.when) == late.game.calendar.begin(3)


def test_a_message_that_was_put_off_is_of_the_move_in_which_it_came() -> None:
    play = Play()
    play.open()
    play.do(LEADER, InjectSkipped(number=10))
    play.close()
    play.open()
    play.do(LEADER, InjectReleased(number=10, move=1))
    play.do(LEADER, InjectReleased(number=110, move=1))
    assert days(play) == {"Inject 10": "10 May", "Inject 110": "10 May"}


# --- what teams did and the model heard ------------------------------------------------------------


def events(play: Play) -> dict[str, str]:
    return {each.text: knew(each) for each in knowing(play.world) if each.sort == "event"}


def test_a_private_deed_is_known_to_whom_it_was_done() -> None:
    play = Play()
    paris, kyiv = play.sit("france", "president"), play.sit("ukraine", "president")
    play.open()
    play.do(paris, said(paris, 0, audience="actors", to=("russia",), action="warn"))
    play.close()
    play.open()
    play.do(kyiv, said(kyiv, 1, audience="actors", to=("united-states", "nato"), action="lobby"))
    play.close()
    assert events(play)["Macron on Western troops"] == "..c.c."
    assert events(play)["Ukraine's request"] == "c..c.c"


def test_what_is_known_agrees_with_what_each_team_was_shown() -> None:
    for play in (scripted(), Play()):
        if not play.told:
            play.moves(4)
        shown = {each.text: each for each in happenings(play.world) if each.sort == "event"}
        for each in knowing(play.world):
            if each.sort == "event":
                to = shown[each.text].audience
                assert {team for team in TEAMS if each.knew[team] != "only now"} == {
                    team for team in TEAMS if to is None or team in to
                }


def test_who_was_not_sent_a_message_saw_what_it_tells_of_at_the_close() -> None:
    play = Play()
    play.moves(1)
    play.open()
    play.do(LEADER, InjectReleased(number=131, move=1))
    play.close()
    (cable,) = (each for each in knowing(play.world) if each.aside == "Inject 131")
    assert knew(cable) == "!....c"  # Ukraine knows of its own request
    assert "Ukraine's request" not in events(play)


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
