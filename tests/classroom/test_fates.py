"""What became of the scenario's events in a class: decided when a move closes, and never changed later."""

from __future__ import annotations

import random

import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.orders import Said
from sim.classroom.acts.running import Ended
from sim.classroom.acts.seats import SeatLeft, SeatReissued
from sim.classroom.rules.person import LEADER, Person, Refused
from sim.classroom.rules.running import next_move, next_number
from sim.classroom.world.fates import fates
from sim.classroom.world.happenings import happenings
from sim.classroom.world.played import Played
from sim.classroom.world.rows import due, listed
from sim.classroom.world.world import World
from sim.engine.trace import CAUSE
from tests.classroom.played import Play, order, said

REQUEST, APPEAL, OFFENSIVE, STORE = 130, 220, 110, 270


def times(world: World) -> dict[str, float]:
    """When each cause began."""
    names = world.trace.program.causes.name
    return {names[e.subject]: e.time for e in reversed(world.trace.events) if e.kind == CAUSE}


def heard(world: World, start: str) -> list[str]:
    return sorted(name for name in times(world) if name.startswith(start))


def until(world: World, time: float) -> list[tuple[object, ...]]:
    names = world.trace.program.causes.name
    return [
        (e.time, e.kind, names[e.subject] if e.kind == CAUSE else e.subject, e.before, e.after)
        for e in world.trace.events
        if e.time < time
    ]


def asks(who: Person, move: int, action: str, *to: str) -> Act:
    return order(who, move, None, action=action, to=to, text="Let us.")


# --- who hears what ----------------------------------------------------------------------------


def test_a_deed_of_one_team_takes_no_word_from_another() -> None:
    """Orders are spoken at one instant of the log, the closing; they are told apart by their teams."""
    play = Play()
    kyiv, london = play.sit("ukraine"), play.sit("united-kingdom")
    play.moves(1)
    play.open()
    play.do(kyiv, asks(kyiv, 1, "lobby", "united-states"))
    play.do(london, order(london, 1, None, action="appeal", to=("united-states",), text="Please."))
    closing = play.close()
    assert heard(play.world, "said-") == [f"said-{closing}-united-kingdom"]
    assert times(play.world)["ukrainian-request"] == play.game.calendar.begin(1)


def test_a_private_word_is_not_named_where_a_public_one_was_said_at_the_same_instant() -> None:
    found = 0
    for seed in range(230, 250):
        play = Play(seed)
        kyiv, london = play.sit("ukraine"), play.sit("united-kingdom")
        play.moves(1)
        play.open()
        play.do(kyiv, order(kyiv, 1, None, action="assure", to=("united-states",), text="We will."))
        play.do(london, order(london, 1, None, action="assure", text="We will."))
        play.close()
        play.moves(2)
        for each in happenings(play.world):
            assert not any("promise by Ukraine" in line for line in each.why), seed
            found += any("said in private" in line for line in each.why)
    assert found  # the word did weigh, and is told as what it is to the public


@pytest.mark.parametrize("how", ["offensive skipped", "said to be missed"])
def test_a_word_is_heard_as_a_plain_one_or_as_the_event_but_never_by_nobody(how: str) -> None:
    play = Play()
    kyiv = play.sit("ukraine")
    play.moves(1)
    play.open()
    if how == "offensive skipped":
        play.do(LEADER, InjectSkipped(number=OFFENSIVE))
    play.do(kyiv, asks(kyiv, 1, "lobby", "united-states"))
    if how == "said to be missed":
        play.do(LEADER, ActionSeen(number=REQUEST, done=False))
    play.close()
    as_event = "ukrainian-request" in times(play.world)
    assert as_event == (how == "offensive skipped")  # what a team does needs no other reason
    assert len(heard(play.world, "said-")) == (0 if as_event else 1)


def test_what_is_expected_in_public_is_not_done_in_private() -> None:
    play = Play()
    kyiv = play.sit("ukraine")
    play.moves(2)
    play.open()
    play.do(kyiv, asks(kyiv, 2, "appeal", "france"))
    closing = play.close()
    assert "zelensky-appeal" not in times(play.world)
    assert play.world.scenario.cause(f"said-{closing}-ukraine").heard_by == ("france",)


def test_a_private_deed_is_known_to_those_it_was_done_to() -> None:
    play = Play()
    paris = play.sit("france")
    play.open()
    play.do(paris, order(paris, 0, None, action="warn", to=("russia",), text="Do not."))
    play.close()
    (known,) = [each.audience for each in happenings(play.world) if "Macron" in each.text]
    assert known == frozenset({"france", "russia"})


def test_words_for_a_team_without_people_make_it_a_played_one() -> None:
    play = Play()
    play.open()
    words = Said(
        move=0, team="united-kingdom", seat=None, audience="public", text="We promise.", action="assure"
    )  # fmt: skip
    play.do(LEADER, words)
    play.close()
    assert play.state().closed[0].people == {"united-kingdom"}
    assert len(heard(play.world, "said-")) == 1


# --- the past stays ----------------------------------------------------------------------------


def test_a_row_delivered_or_put_off_after_its_move_tells_and_changes_nothing() -> None:
    for act in (
        InjectReleased(number=STORE, move=3),
        InjectScheduled(number=STORE, move=3, minute=1.0),
    ):
        play = Play()
        play.moves(3)
        before = until(play.world, play.world.until)
        assert "kharkiv-store-bombed" in times(play.world)
        play.do(LEADER, act)
        assert until(play.world, play.world.until) == before
        play.moves(1)
        assert until(play.world, play.game.calendar.end(2)) == before


def test_after_the_last_move_nothing_more_is_heard_and_after_endex_nothing_is_done() -> None:
    play = Play()
    play.moves(4)
    number = next_number(play.game, play.state())
    made = {
        "number": number,
        "move": 3,
        "sender": "russia",
        "to": ["all"],
        "mode": "Wire",
        "message": "x",
    }
    told = play.refused(LEADER, InjectMade.model_validate({**made, "event_kind": "warning"}))
    assert "No move is left" in told
    play.do(LEADER, InjectMade.model_validate(made))
    play.do(LEADER, Ended())
    for act in (
        InjectReleased(number=number, move=3),
        InjectSkipped(number=number),
        InjectScheduled(number=number, move=3, minute=0.0),
        InjectMade.model_validate({**made, "number": number + 1}),
    ):
        assert "The exercise is over" in play.refused(LEADER, act)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_with_the_list_what_was_run_stands(seed: int) -> None:
    """Random classes: after every act, all events before the last closing are as they were."""
    chance = random.Random(seed)  # noqa: S311 (a test's own dice)
    play = Play(seed)
    people = [
        play.sit(team) for team in ("ukraine", "united-states", "france") if chance.random() < 0.7
    ]
    numbers = [row.number for row in play.game.exercise.msel]
    past: list[tuple[object, ...]] = []
    horizon = 0.0
    for _ in range(4):
        play.open()
        for _ in range(chance.randint(2, 9)):
            move, number = next_move(play.game, play.state()), chance.choice(numbers)
            acts: list[tuple[Person, Act]] = [
                (LEADER, InjectReleased(number=number, move=move)),
                (LEADER, InjectSkipped(number=number)),
                (LEADER, InjectScheduled(number=number, move=chance.randint(move, 3), minute=0.0)),
                (LEADER, ActionSeen(number=number, done=chance.random() < 0.5)),
            ]
            for who in people:
                action = chance.choice(["lobby", "appeal", "assure"])
                acts.append((who, said(who, move, action=action)))
            who, act = chance.choice(acts)
            try:
                play.do(who, act)
            except Refused:
                continue
            assert until(play.world, horizon) == past
        play.close()
        assert until(play.world, horizon) == past
        horizon = play.world.until
        past = until(play.world, horizon)
        if chance.random() < 0.5:
            number, move = chance.choice(numbers), next_move(play.game, play.state())
            try:
                play.do(LEADER, InjectReleased(number=number, move=move))
            except Refused:
                continue
            assert until(play.world, horizon) == past


# --- what came of what -------------------------------------------------------------------------


def test_what_came_of_a_skipped_event_is_not_delivered_by_the_clock() -> None:
    play = Play()
    play.moves(1)
    play.open()
    play.do(LEADER, InjectSkipped(number=OFFENSIVE))
    state = play.state()
    rows = listed(play.game, state)
    withheld = fates(Played(play.game, state)).withheld()
    assert {120: 110, 230: 110, STORE: 110}.items() <= withheld.items()
    late = state.clock.opened.replace(hour=23) if state.clock else None
    assert late is not None
    coming = {each.row.number for each in due(rows, state, late, withheld)}
    assert 120 not in coming
    assert 140 in coming  # no event of the scenario: it comes
    play.close()
    assert not {"kharkiv-offensive", "border-sanctuary"} & set(times(play.world))


def test_what_came_of_an_event_waits_for_it_and_a_person_may_deliver_it_all_the_same() -> None:
    put_off, anyway = Play(), Play()
    for play in (put_off, anyway):
        play.moves(1)
        play.open()
        play.do(LEADER, InjectScheduled(number=OFFENSIVE, move=2, minute=0.0))
    anyway.do(LEADER, InjectReleased(number=120, move=1))
    for play in (put_off, anyway):
        play.close()
        play.moves(2)
    begin = put_off.game.calendar.begin(2)
    assert times(put_off.world)["kharkiv-offensive"] == begin
    assert "border-sanctuary" not in times(put_off.world)
    assert times(put_off.world)["kharkiv-store-bombed"] > begin
    assert times(anyway.world)["border-sanctuary"] < begin


# --- numbers and pens --------------------------------------------------------------------------


def test_an_inject_is_not_born_delivered_where_an_earlier_one_was_taken_back() -> None:
    play = Play()
    play.open()
    number = next_number(play.game, play.state())
    made = InjectMade(number=number, move=0, sender="russia", to=("all",), mode="Wire", message="x")
    first = play.do(LEADER, made)
    play.do(LEADER, InjectReleased(number=number, move=0))
    play.undo(first)
    play.do(LEADER, made)
    rows = listed(play.game, play.state())
    assert [each.status for each in rows if each.row.number == number] == [None]


def test_a_seat_that_is_given_out_again_holds_the_pen_if_nobody_does() -> None:
    play = Play()
    ana = play.sit("france")
    play.do(ana, SeatLeft(seat=ana.name))
    assert "france" not in play.state().pens
    play.do(LEADER, SeatReissued(seat=ana.name, token="a" * 64))
    assert play.state().pens["france"] == ana.name
