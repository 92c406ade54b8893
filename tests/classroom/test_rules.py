"""Which acts are accepted, from whom and when: every rule by what it lets through and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven
from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    Forked,
    MoveClosed,
    MoveOpened,
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
    SeatTaken,
    TeamHanded,
)
from sim.classroom.rules.learning import forecasts_open
from sim.classroom.rules.person import LEADER, TIME, Person
from sim.classroom.rules.rules import RULES
from sim.classroom.rules.running import next_move, next_number
from sim.classroom.rules.seats import MOST_SEATS
from tests.classroom.played import Play, advised, order, said

TOKEN = "ab" * 32
CONTROLS: list[Act] = [
    MoveOpened(move=0, minutes=5.0),
    MoveClosed(move=0),
    Paused(),
    Resumed(),
    Extended(minutes=1.0),
    Shown(move=0, until=1.0),
    Ended(),
    Adjudicating(mode="free"),
    Forked(move=0, mode="model"),
    RoomLocked(locked=True),
    TeamHanded(team="france", to_model=True),
    SeatReissued(seat="s1", token=TOKEN),
    Judged(argument=1, strong_for=0, strong_against=0),
    InjectReleased(number=50, move=0),
    InjectScheduled(number=50, move=0, minute=1.0),
    InjectSkipped(number=50),
    InjectMade(number=1000, move=0, sender="white-cell", to=("all",), mode="paper", message="Lunch."),
    ActionSeen(number=30, done=True),
]  # fmt: skip


@pytest.mark.parametrize("act", CONTROLS, ids=lambda act: act.kind)
def test_what_runs_the_exercise_is_for_the_facilitator_alone(act: Act) -> None:
    play = Play()
    ana, eva = play.sit("france"), play.sit(EVALUATORS, "evaluator")
    for who in (ana, eva, Person("s99"), Person("nobody")):
        assert "Only the facilitator can" in play.refused(who, act)


def test_every_control_is_among_those_tried() -> None:
    controls = {kind for kind in RULES if kind.control} | {Forked, SeatReissued, Shown}
    assert {type(act) for act in CONTROLS} == controls


def test_what_has_no_rule_is_refused() -> None:
    assert Play().refused(LEADER, Undone(seq=1)) == "This cannot be done here."


# --- seats -------------------------------------------------------------------------------------


def taken(seat: str, team: str, chair: str, token: str = TOKEN) -> SeatTaken:
    return SeatTaken(seat=seat, team=team, chair=chair, name="Ana", token=token)


def test_a_chair_has_room_for_one_an_adviser_is_never_one_too_many() -> None:
    play = Play()
    play.sit("france", "president")
    message = play.refused(Person("s2"), taken("s2", "france", "president"))
    assert "Choose another, or be an adviser." in message
    for _ in range(3):
        play.sit("france")
        play.sit(EVALUATORS, "evaluator")
    play.do(LEADER, SeatLeft(seat="s1"))
    play.sit("france", "president")  # free again


@pytest.mark.parametrize(
    ("team", "chair", "told"),
    [
        ("frnce", "president", "did you mean 'france'"),
        ("france", "presidnt", "did you mean 'president'"),
        ("germany", "adviser", "There is no team 'germany'"),
    ],
)
def test_an_unknown_team_or_chair_is_refused_with_the_nearest(
    team: str, chair: str, told: str
) -> None:
    assert told in Play().refused(Person("s1"), taken("s1", team, chair))


def test_a_number_or_a_token_that_is_used_is_not_used_again() -> None:
    play = Play()
    play.sit("france")
    used = play.state().seats["s1"].token
    assert "Try again" in play.refused(Person("s1"), taken("s1", "nato", "adviser"))
    assert "Try again" in play.refused(Person("s2"), taken("s2", "nato", "adviser", used))


def test_a_locked_room_lets_in_whom_the_facilitator_seats() -> None:
    play = Play()
    play.do(LEADER, RoomLocked(locked=True))
    assert "The room is locked" in play.refused(Person("s1"), taken("s1", "france", "adviser"))
    play.do(LEADER, taken("s1", "france", "adviser"))


def test_nobody_joins_after_endex_or_when_seats_are_used_up() -> None:
    play = Play()
    play.moves(1)
    play.do(LEADER, Ended())
    assert "The exercise is over" in play.refused(Person("s1"), taken("s1", "france", "adviser"))
    full = Play()
    for number in range(1, MOST_SEATS + 1):
        full.write(LEADER, taken(f"s{number}", "france", "adviser", f"{number:064x}"))
    assert "2,000 seats" in full.refused(Person("s9999"), taken("s9999", "nato", "adviser"))


def test_seats_are_given_up_by_who_sits_there_or_emptied_by_the_facilitator() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("france")
    assert "Only the facilitator" in play.refused(ana, SeatLeft(seat=ben.name))
    play.do(ben, SeatLeft(seat=ben.name))
    assert "Your seat was given up" in play.refused(ben, said(ben, 0))
    assert "nobody in that seat" in play.refused(LEADER, SeatLeft(seat=ben.name))
    play.do(LEADER, SeatLeft(seat=ana.name))


def test_a_seat_is_not_reissued_to_a_chair_that_somebody_has_taken_since() -> None:
    play = Play()
    play.sit("france", "president")
    play.do(LEADER, SeatLeft(seat="s1"))
    play.sit("france", "president")
    told = play.refused(LEADER, SeatReissued(seat="s1", token=TOKEN))
    assert "Somebody else sits in that chair" in told
    assert "no such seat" in play.refused(LEADER, SeatReissued(seat="s9", token=TOKEN))
    play.do(LEADER, SeatReissued(seat="s2", token=TOKEN))


def test_the_pen_is_passed_by_who_holds_it_within_the_team() -> None:
    play = Play()
    ana, ben, eva = play.sit("france"), play.sit("france"), play.sit("nato")
    to_ben = PenPassed(team="france", seat=ben.name)
    assert "Only who holds the pen" in play.refused(ben, to_ben)
    assert "Only who holds the pen" in play.refused(eva, to_ben)
    assert "not at this team's table" in play.refused(ana, PenPassed(team="france", seat=eva.name))
    play.do(ana, to_ben)
    assert "Only who holds the pen" in play.refused(ana, PenPassed(team="france", seat=ana.name))
    play.do(LEADER, PenPassed(team="france", seat=ana.name))


# --- orders ------------------------------------------------------------------------------------


def test_an_order_is_written_by_the_pen_of_the_team_in_the_open_move() -> None:
    play = Play()
    ana, ben, cem = play.sit("france"), play.sit("france"), play.sit("nato")
    assert "closed" in play.refused(ana, order(ana, 0, "launch-sites"))
    play.open()
    play.do(ana, order(ana, 0, "launch-sites"))
    assert "Only who holds your team's pen" in play.refused(ben, order(ben, 0, "launch-sites"))
    foreign = order(ana, 0, "urges-lifting").model_copy(update={"team": "nato"})
    assert "only for your own team" in play.refused(ana, foreign)
    as_other = order(cem, 0, None).model_copy(update={"seat": ana.name})
    assert "only for your own team" in play.refused(cem, as_other)
    assert "closed" in play.refused(ana, order(ana, 1, "launch-sites"))
    play.close()
    assert "closed" in play.refused(ana, order(ana, 0, "prohibited"))


def test_the_facilitator_writes_any_teams_order_but_in_nobodys_name() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    for_team = order(ana, 0, "launch-sites").model_copy(update={"seat": None})
    play.do(LEADER, for_team)
    told = play.refused(LEADER, order(ana, 0, "launch-sites"))
    assert "for a team, not for a seat" in told


@pytest.mark.parametrize(
    ("team", "rung", "more", "told"),
    [
        ("united-states", "launch-sites", {}, "expected"),  # on the ladder, not on this order form
        ("united-states", "border-zne", {}, "did you mean 'border-zone'"),
        ("ukraine", "prohibited", {}, "decides nothing itself"),
        ("nato", None, {"scope": "Weapons."}, "gives no permission"),
        ("france", None, {"reason": " \n "}, "Give a reason"),
        ("france", None, {"text": "Words."}, "Choose what your team does"),
        ("france", None, {"to": ["nato"]}, "Choose what your team does"),
        ("france", None, {"action": "warn"}, "Write what your team says"),
        ("ukraine", None, {"action": "warn", "text": "No."}, "Government of Ukraine cannot warn"),
        ("france", None, {"action": "warn", "text": "No.", "to": ["france"]}, "Your own team"),
        ("france", None, {"action": "warn", "text": "No.", "to": ["natoo"]}, "did you mean 'nato'"),
        ("france", None, {"action": "warn", "text": "No.", "to": ["nato", "nato"]}, "named once"),
    ],
)  # fmt: skip
def test_an_order_that_is_not_on_the_form_is_refused_with_what_is(
    team: str, rung: str | None, more: dict[str, object], told: str
) -> None:
    play = Play()
    ana = play.sit(team)
    play.open()
    assert told in play.refused(ana, order(ana, 0, rung, **more))
    assert play.state().order(0, team) is None


def test_every_rung_and_every_action_that_is_offered_is_accepted() -> None:
    for party, team in Play().game.teams.items():
        play = Play()
        ana = play.sit(party)
        play.open()
        for rung in (*play.game.rungs(team), None):
            play.do(ana, order(ana, 0, rung))
        for action in team.orders.actions:
            play.do(ana, order(ana, 0, None, action=action, text="Words."))


def test_advice_comes_from_seats_without_the_pen() -> None:
    play = Play()
    ana, ben, eva = play.sit("france"), play.sit("france"), play.sit(EVALUATORS, "evaluator")

    def advice(who: Person, **more: object) -> Advised:
        return advised(play.state(), who.name, **more)

    assert "closed" in play.refused(ben, advice(ben))
    play.open()
    assert "no order yet" in play.refused(ben, advice(ben))
    first = play.do(ana, order(ana, 0, None))
    play.do(ben, advice(ben))
    assert "has changed since" in play.refused(ben, advice(ben, order=0))
    play.do(ana, order(ana, 0, "border-zone"))
    assert "has changed since" in play.refused(ben, advice(ben, order=first))
    play.do(ben, advice(ben))
    assert "You hold the pen" in play.refused(ana, advice(ana))
    assert "Only the seat itself" in play.refused(eva, advice(eva))
    assert "Only the seat itself" in play.refused(ben, advice(ana))
    assert "Only the seat itself" in play.refused(LEADER, advice(eva))
    assert "did you mean" in play.refused(ben, advice(ben, rung="prohibitd"))
    assert "Say why" in play.refused(ben, advice(ben, reason=" "))


def test_what_is_on_paper_the_facilitator_types_in_for_any_seat_that_is_taken() -> None:
    play = Play()
    play.sit("france")
    ben, cem, eva = play.sit("france"), play.sit("france"), play.sit(EVALUATORS, "evaluator")
    play.do(LEADER, SeatLeft(seat=cem.name))

    def advice(seat: str) -> Advised:
        return advised(play.state(), seat)

    def forecast(seat: str) -> Forecasted:
        return Forecasted(seat=seat, when="first", probability=0.5)

    for seat in (ben.name, eva.name):
        play.do(LEADER, forecast(seat))
    play.open()
    play.do(LEADER, OrderGiven(move=0, team="france", seat=None, rung=None, reason="On paper."))
    play.do(LEADER, advice(ben.name))
    assert "This seat holds the pen" in play.refused(LEADER, advice("s1"))
    for seat in (cem.name, "s99"):
        assert "nobody in that seat" in play.refused(LEADER, advice(seat))
        assert "nobody in that seat" in play.refused(LEADER, forecast(seat))
    play.close()
    play.do(LEADER, Ended())
    for seat in (ben.name, eva.name):
        play.do(LEADER, PaperWritten(seat=seat, answers=("a", "b", "c")))
    assert "nobody in that seat" in play.refused(
        LEADER, PaperWritten(seat=cem.name, answers=("a", "b", "c"))
    )
    assert "himself" in play.refused(TIME, PaperWritten(seat=ben.name, answers=("a", "b", "c")))
    assert play.state().advice[0, ben.name][0].by == LEADER.name  # the log says who typed


# --- statements --------------------------------------------------------------------------------


def test_plain_words_are_said_from_startex_to_endex() -> None:
    play = Play()
    ana = play.sit("france")
    assert "no move" in play.refused(ana, said(ana, 0))
    play.open()
    play.do(ana, said(ana, 0))
    play.close()
    play.do(ana, said(ana, 0))
    assert "The move is closed" in play.refused(ana, said(ana, 0, action="warn"))
    assert "no move" in play.refused(ana, said(ana, 1))
    play.do(LEADER, Ended())
    assert "no move" in play.refused(ana, said(ana, 0))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"audience": "actors"}, "Choose to whom"),
        ({"to": ["nato"]}, "Choose either everybody"),
        ({"audience": "team", "to": ["nato"]}, "Choose either everybody"),
        ({"audience": "team", "action": "warn"}, "within the team cannot be"),
        ({"audience": "actors", "to": ["france"]}, "Your own team"),
        ({"text": "  "}, "Write what your team says"),
    ],
)
def test_a_statement_has_one_audience(more: dict[str, object], told: str) -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    assert told in play.refused(ana, said(ana, 0, **more))


def test_one_formal_word_to_each_in_a_move_and_plain_ones_as_many_as_they_like() -> None:
    play = Play()
    ana = play.sit("ukraine")
    play.open()
    to_us = {"audience": "actors", "to": ["united-states"], "action": "appeal"}
    play.do(ana, said(ana, 0, **to_us))
    told = play.refused(ana, said(ana, 0, **to_us))
    assert "formally addressed United States" in told
    both = {**to_us, "to": ["united-states", "nato"], "action": "assure"}
    assert "United States" in play.refused(ana, said(ana, 0, **both))
    play.do(ana, said(ana, 0, **{**to_us, "to": ["nato"]}))
    play.do(
        ana, said(ana, 0, **{**to_us, "action": "clarify"})
    )  # no kind: the model does not hear it
    play.do(ana, said(ana, 0, audience="actors", to=["united-states"]))
    assert "formally addressed" in play.refused(
        ana, said(ana, 0, action="appeal")
    )  # all: some were
    play.close()
    play.open()
    play.do(ana, said(ana, 1, **to_us))


def test_the_word_in_an_order_counts_as_the_one() -> None:
    play = Play()
    ana = play.sit("ukraine")
    play.open()
    play.do(ana, order(ana, 0, None, action="appeal", text="Let us."))
    told = play.refused(ana, said(ana, 0, audience="actors", to=["nato"], action="assure"))
    assert "formally addressed everybody" in told
    play.do(ana, order(ana, 0, None))  # the order is changed, and the word is free again
    play.do(ana, said(ana, 0, audience="actors", to=["nato"], action="assure"))
    again = order(ana, 0, None, action="appeal", to=["nato"], text="Let us.")
    assert "formally addressed NATO" in play.refused(ana, again)


def test_a_team_that_the_model_plays_does_not_speak() -> None:
    play = Play()
    ana = play.sit("france")
    play.open()
    play.do(LEADER, TeamHanded(team="france", to_model=True))
    for act in (order(ana, 0, "launch-sites"), said(ana, 0)):
        assert "The model plays this team now" in play.refused(ana, act)
    play.do(LEADER, TeamHanded(team="france", to_model=False))
    play.do(ana, said(ana, 0))
    assert "no team" in play.refused(LEADER, TeamHanded(team="mars", to_model=True))


def test_evaluators_say_nothing_for_a_team() -> None:
    play = Play()
    eva = play.sit(EVALUATORS, "evaluator")
    play.open()
    for team in ("france", EVALUATORS):
        act = said(play.sit("france"), 0).model_copy(update={"team": team, "seat": eva.name})
        play.refused(eva, act)


# --- arguments ---------------------------------------------------------------------------------


def test_an_argument_goes_its_way_under_free_adjudication_only() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("russia")
    argued = Argued.model_validate(
        {"move": 0, "team": "france", "seat": ana.name, "action": "A", "result": "B", "reasons": ["C"]}
    )  # fmt: skip
    counter = Countered(argument=1, team="russia", seat=ben.name, text="No.")
    judged = Judged(argument=1, strong_for=1, strong_against=1, rung="launch-sites")
    play.open()
    assert "free adjudication" in play.refused(ana, argued)
    play.do(LEADER, Adjudicating(mode="free"))
    assert "is free already" in play.refused(LEADER, Adjudicating(mode="free"))
    assert "no such argument" in play.refused(ben, counter)
    assert "no such argument" in play.refused(LEADER, judged)
    play.do(ana, argued)
    assert "has made its argument" in play.refused(ana, argued)
    own = Countered(argument=1, team="france", seat=ana.name, text="Yes.")
    assert "its own argument" in play.refused(ana, own)
    assert "0 counter-arguments" in play.refused(LEADER, judged)
    play.do(ben, counter)
    two = judged.model_copy(update={"strong_for": 2})
    assert "has 1 reasons" in play.refused(LEADER, two)
    unknown = judged.model_copy(update={"rung": "launch-sits"})
    assert "did you mean 'launch-sites'" in play.refused(LEADER, unknown)
    play.do(LEADER, judged)
    assert "has been judged" in play.refused(LEADER, judged)
    assert "has been judged" in play.refused(ben, counter)
    play.close()
    assert "closed" in play.refused(ana, argued)


# --- moves and the clock -----------------------------------------------------------------------


def test_moves_come_one_after_another() -> None:
    play = Play()
    assert "has not begun" in play.refused(LEADER, Ended())
    assert "number 1" in play.refused(LEADER, MoveOpened(move=1, minutes=5.0))
    assert "not open" in play.refused(LEADER, MoveClosed(move=0))
    play.open()
    assert "open already" in play.refused(LEADER, MoveOpened(move=1, minutes=5.0))
    assert "A move is open" in play.refused(LEADER, Ended())
    play.close()
    assert "number 2" in play.refused(LEADER, MoveOpened(move=0, minutes=5.0))
    play.moves(3)
    assert "no further move" in play.refused(LEADER, MoveOpened(move=4, minutes=5.0))
    play.do(LEADER, Ended())
    assert "over already" in play.refused(LEADER, Ended())
    assert "Undo ENDEX" in play.refused(LEADER, MoveOpened(move=4, minutes=5.0))


def test_the_clock_is_stopped_and_started_while_a_move_is_open() -> None:
    play = Play()
    for act in (Paused(), Resumed(), Extended(minutes=1.0)):
        play.refused(LEADER, act)
    play.open()
    assert "not paused" in play.refused(LEADER, Resumed())
    play.do(TIME, Paused())  # the clock itself may, after a gap
    assert "not running" in play.refused(LEADER, Paused())
    play.do(LEADER, Extended(minutes=-3.0))
    play.do(LEADER, Resumed())


def test_what_happened_is_shown_forwards_and_between_moves_only() -> None:
    play = Play()
    play.open()
    assert "nothing to show" in play.refused(TIME, Shown(move=0, until=1.0))
    play.close()
    play.do(TIME, Shown(move=0, until=3.0))
    assert "has been shown" in play.refused(TIME, Shown(move=0, until=2.0))
    assert "nothing to show" in play.refused(TIME, Shown(move=1, until=9.0))


# --- the list ----------------------------------------------------------------------------------


def test_an_inject_is_delivered_once_in_the_move_that_is_open_or_next() -> None:
    play = Play()
    assert next_move(play.game, play.state()) == 0
    assert "no inject 51" in play.refused(LEADER, InjectReleased(number=51, move=0))
    assert "done by players" in play.refused(LEADER, InjectReleased(number=20, move=0))
    assert "open, or that comes next" in play.refused(LEADER, InjectReleased(number=50, move=1))
    play.do(LEADER, InjectReleased(number=50, move=0))  # before STARTEX
    told = "Inject 50 has been released"
    assert told in play.refused(LEADER, InjectReleased(number=50, move=0))
    assert told in play.refused(LEADER, InjectScheduled(number=50, move=0, minute=1.0))
    assert told in play.refused(LEADER, InjectSkipped(number=50))
    play.moves(4)
    assert next_move(play.game, play.state()) == 3
    play.do(LEADER, InjectReleased(number=480, move=3))


def test_an_inject_is_scheduled_for_a_move_to_come() -> None:
    play = Play()
    play.moves(1)
    assert "over" in play.refused(LEADER, InjectScheduled(number=50, move=0, minute=1.0))
    assert "none such" in play.refused(LEADER, InjectScheduled(number=50, move=4, minute=1.0))
    assert "not scheduled" in play.refused(LEADER, InjectScheduled(number=150, move=1, minute=1.0))
    play.do(LEADER, InjectScheduled(number=50, move=2, minute=1.0))
    play.do(LEADER, InjectSkipped(number=50))
    play.do(LEADER, InjectScheduled(number=50, move=3, minute=1.0))  # and not skipped again


def test_what_was_run_cannot_be_skipped() -> None:
    play = Play()
    assert "cannot be skipped" in play.refused(LEADER, InjectSkipped(number=20))
    play.do(LEADER, InjectSkipped(number=120))
    play.moves(2)
    assert "Its move has been run" in play.refused(LEADER, InjectSkipped(number=140))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": 7}, "free number is 1000"),
        ({"sender": "ukrane"}, "did you mean 'ukraine'"),
        ({"to": ()}, "Choose who gets it"),
        ({"to": ("frnce",)}, "did you mean 'france'"),
        ({"move": 1}, "open, or that comes next"),
        ({"event_kind": "requst"}, "did you mean 'request'"),
        ({"event_kind": "request", "sender": "white-cell"}, "comes from a party"),
    ],
)
def test_an_inject_made_on_the_spot_is_one_that_could_stand_on_the_list(
    change: dict[str, object], told: str
) -> None:
    play = Play()
    fields = {"number": 1000, "move": 0, "sender": "ukraine", "to": ("france",), "mode": "call",
              "message": "Help.", "event_kind": "request"}  # fmt: skip
    good = InjectMade.model_validate(fields)
    assert told in play.refused(LEADER, InjectMade.model_validate({**fields, **change}))
    play.do(LEADER, good)
    assert next_number(play.game, play.state()) == 1001
    play.do(LEADER, InjectReleased(number=1000, move=0))


def test_an_expected_action_is_judged_until_the_model_has_heard_it() -> None:
    play = Play()
    assert "Only an expected action" in play.refused(LEADER, ActionSeen(number=50, done=True))
    play.do(LEADER, ActionSeen(number=20, done=True))
    play.do(LEADER, ActionSeen(number=20, done=False))
    play.moves(1)
    assert "the model has heard it" in play.refused(LEADER, ActionSeen(number=20, done=True))
    play.do(LEADER, ActionSeen(number=30, done=True))  # nothing in the model hangs on it


# --- learning ----------------------------------------------------------------------------------


def test_everybody_forecasts_for_himself_while_it_is_open() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit(EVALUATORS, "evaluator")

    def forecast(who: Person, when: str = "first", **more: object) -> Forecasted:
        fields = {"seat": who.name, "when": when, "probability": 0.5, **more}
        return Forecasted.model_validate(fields)

    play.do(ana, forecast(ana))
    play.do(ben, forecast(ben, by=date(2024, 5, 30)))
    assert "for himself" in play.refused(ana, forecast(ben))
    assert "closed" in play.refused(ana, forecast(ana, "last"))
    assert "Choose a day" in play.refused(ana, forecast(ana, by=date(2024, 6, 8)))
    play.moves(1)
    assert "closed" in play.refused(ana, forecast(ana))
    play.moves(2)
    play.do(ana, forecast(ana, "last"))
    opened = play.open()
    assert "before the last move opens" in play.refused(ana, forecast(ana, "last"))
    play.undo(opened)
    play.do(ana, forecast(ana, "last"))
    play.moves(1)
    assert "closed" in play.refused(ana, forecast(ana, "last"))
    play.do(LEADER, Ended())
    assert forecasts_open(play.game, play.state()) == ()


def test_evaluators_note_against_an_objective_and_its_tasks() -> None:
    play = Play()
    ana, eva = play.sit("france"), play.sit(EVALUATORS, "evaluator")

    def note(seat: str | None, **more: object) -> Noted:
        return Noted.model_validate(
            {
                "seat": seat,
                "objective": "decide",
                "task": "reason",
                "rating": "P",
                "text": "",
                **more,
            }
        )

    play.do(eva, note(eva.name))
    play.do(LEADER, note(None, rating=None, text="They read aloud."))
    assert "Only evaluators" in play.refused(ana, note(ana.name))
    assert "for himself" in play.refused(eva, note(None))
    assert "did you mean 'decide'" in play.refused(eva, note(eva.name, objective="decid"))
    assert "unknown task" in play.refused(eva, note(eva.name, task="audience"))
    assert "Write what you saw" in play.refused(eva, note(eva.name, rating=None, text=" "))


def test_the_minute_paper_is_written_after_endex() -> None:
    play = Play()
    ana, ben = play.sit("france"), play.sit("france")
    paper = PaperWritten(seat=ana.name, answers=("a", "b", "c"))
    assert "after ENDEX" in play.refused(ana, paper)
    play.moves(1)
    play.do(LEADER, Ended())
    play.do(ana, paper)
    assert "for himself" in play.refused(ben, paper)
    assert "3 questions" in play.refused(ana, PaperWritten(seat=ana.name, answers=("a",)))
