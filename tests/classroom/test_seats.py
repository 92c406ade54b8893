"""Who may sit where, and under which name."""

from __future__ import annotations

import pytest

from sim.classroom.acts.orders import Judged
from sim.classroom.acts.running import Extended, MoveOpened
from sim.classroom.acts.seats import EVALUATORS, SeatLeft, SeatTaken
from sim.classroom.rules.names import free_name
from sim.classroom.rules.person import LEADER, Person, Refused
from sim.classroom.view.places import places
from sim.classroom.web.forms import made
from tests.classroom.played import Play

TOKEN = "ab" * 32


def taken(name: str, team: str = "nato", chair: str = "adviser", seat: str = "s1") -> SeatTaken:
    return SeatTaken(seat=seat, team=team, chair=chair, name=name, token=TOKEN)


@pytest.mark.parametrize(
    "name",
    [
        "facilitator", "The Facilitator", "FACILITATOR!", "White cell", "white-cell", "Whit\u00e9  cell",
        "France", "france (2)", "FRANCE", "United States", "united-states", "Government of Russia", "Media",
        "clock", "\uff26\uff52\uff41\uff4e\uff43\uff45", "the model", "NATO", "North Korea",
    ],
)  # fmt: skip
def test_nobody_takes_a_name_that_the_exercise_speaks_under(name: str) -> None:
    told = Play().refused(Person("s1"), taken(name))
    assert "Take your own name, or another alias." in told


@pytest.mark.parametrize(
    "name", ["Ana", "Frances", "Francesca White", "\u6211", "!", "Nat O.", "7"]
)
def test_every_other_name_is_fine(name: str) -> None:
    Play().do(Person("s1"), taken(name))


@pytest.mark.parametrize("chair", ["adviser", "president", "x", "Evaluator"])
def test_the_evaluators_have_one_sort_of_chair(chair: str) -> None:
    play = Play()
    assert "'evaluator'" in play.refused(Person("s1"), taken("Eva", EVALUATORS, chair))
    play.do(Person("s1"), taken("Eva", EVALUATORS, "evaluator"))


def test_a_free_name_counts_those_who_sit_there_now() -> None:
    play = Play()
    play.sit("nato", name="Ana")
    play.sit("nato", name="Ana (2)")
    assert free_name(play.state(), "nato", "ana") == "ana (3)"
    assert free_name(play.state(), "nato", "\uff21na") == "\uff21na (3)"
    assert free_name(play.state(), "nato", "Ana", but="s1") == "Ana"
    assert free_name(play.state(), "france", "Ana") == "Ana"
    play.do(LEADER, SeatLeft(seat="s1"))
    assert free_name(play.state(), "nato", "Ana") == "Ana"


def test_the_tables_are_shown_as_if_the_own_seat_were_free() -> None:
    play = Play()
    play.sit("france", "president", name="Ana")
    for but, free in (("", False), ("s1", True)):
        (chair,) = [
            place
            for table in places(play.game, play.state(), but)
            for place in table.places
            if place.id == "france/president"
        ]
        assert (chair.free, chair.by) == (free, () if free else ("Ana",))


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        (MoveOpened, {"move": 0, "minutes": 0.0}, "The minutes must be above 0 and at most 1,440."),
        (
            MoveOpened,
            {"move": 1000, "minutes": 5.0},
            "The move must be at least 0 and at most 999.",
        ),
        (Extended, {"minutes": 1e6}, "The minutes must be at least -1,440 and at most 1,440."),
        (
            Judged,
            {"argument": 0, "strong_for": 4, "strong_against": 0},
            "The argument must be at least 1. The strong for must be at least 0 and at most 3.",
        ),
    ],
)
def test_a_number_out_of_range_is_told_the_range(
    act: type[MoveOpened | Extended | Judged], fields: dict[str, float], told: str
) -> None:
    with pytest.raises(Refused) as error:
        made(act, fields)
    assert str(error.value) == told
