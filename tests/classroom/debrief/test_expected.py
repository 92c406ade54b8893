"""What became of expected actions."""

from __future__ import annotations

from sim.classroom.acts.injects import ActionSeen
from sim.classroom.acts.seats import SeatLeft
from sim.classroom.debrief.expected import BY_MODEL, expected
from sim.classroom.debrief.export.tables import sheets
from sim.classroom.rules.person import LEADER
from tests.classroom.debrief.classes import forecast, told
from tests.classroom.played import Play, order, said


def test_of_a_team_that_the_model_played_nothing_is_missed() -> None:
    play = Play()
    play.moves(4)
    assert set(expected(play.world).values()) == {BY_MODEL}


def test_done_by_words_or_by_a_position_missed_or_open() -> None:
    play = Play()
    paris, kyiv = play.sit("france", "president"), play.sit("ukraine", "president")
    london = play.sit("united-kingdom", "adviser")
    play.open()
    play.do(paris, said(paris, 0, audience="actors", to=("russia",), action="warn"))
    play.do(london, order(london, 0, "military-targets"))
    play.close()
    play.open()
    play.do(kyiv, said(kyiv, 1, audience="public", text="Plain words."))
    play.close()
    found = expected(play.world)
    assert [found[number] for number in (20, 30, 40, 130, 150, 220, 420)] == [
        "done", "done", BY_MODEL, "missed", BY_MODEL, "open", "open",
    ]  # fmt: skip


def test_the_facilitators_word_counts_also_where_the_model_played() -> None:
    play = Play()
    play.moves(2)
    play.do(LEADER, ActionSeen(number=150, done=False))
    assert expected(play.world)[150] == "missed"


def test_it_stands_in_the_table_of_injects_and_seats_given_up_are_not_scored() -> None:
    play = Play()
    who = play.sit("france", "president")
    play.do(who, forecast("s1", "first", 0.5))
    play.do(LEADER, SeatLeft(seat="s1"))
    play.moves(1)
    made = {each.stem: each for each in sheets(told(play), play.state())}
    status = {row[0]: row[8] for row in made["injects"].rows}
    assert (status[20], status[130], status[110]) == (BY_MODEL, "open", "none")
    assert made["forecasts"].rows == (("s1", "first", 0.5, None, None, None),)
