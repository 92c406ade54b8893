"""The list of events by the dashboard: preview, deliver, schedule, skip, judge, make; what the model hears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.running import MoveClosed, MoveOpened, Paused
from sim.classroom.view.control import RowSeen, desk
from sim.classroom.view.hearing import kinds, reacting
from sim.classroom.view.picture import picture
from sim.classroom.world.world import world
from tests.classroom.web.desk import do, sit
from tests.classroom.web.room import Browser, RoomHere, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True) as found:
        yield found


def at(room: RoomHere, path: str = "/control") -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def row(room: RoomHere, number: int) -> RowSeen:
    return next(each for each in desk(room.session).rows if each.row.number == number)


def test_a_row_is_previewed_as_the_class_will_read_it(room: RoomHere) -> None:
    lead = at(room, "/control/inject/50")
    assert "UNCONFIRMED, 8 May" in lead.text
    assert "Teams ask before they act on it" in lead.text
    assert row(room, 50).status == "planned"
    lead.get("/control/inject/20")
    assert "If it is missed" in lead.text
    lead.get("/control/inject/21")
    assert "Stands in for" in lead.text


def test_delivering_now_ignores_a_pause(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    do(room, Paused())
    lead = at(room)
    lead.send("/control/release", where={"number": "50"})
    assert row(room, 50).status == "released"
    assert any(told.number == 50 for told in picture(room.session, None).told)
    assert not [f for f in lead.forms("/control/release") if f.value("number") == "50"]


def test_a_row_is_put_off_to_another_move(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    lead = at(room, "/control/inject/50")
    lead.send("/control/schedule", move="2", minute="3,5")
    assert (row(room, 50).status, row(room, 50).move, row(room, 50).minute) == ("scheduled", 2, 3.5)
    do(room, MoveClosed(move=0))
    at(room, "/control/inject/110").send("/control/schedule", move="2", minute="1")
    form = at(room, "/control/inject/110").form("/control/schedule")
    lead.post(
        form.action, [*((n, v) for n, v in form.fields if n != "move"), ("move", "1")], expect=409
    )


def test_a_skipped_row_does_not_happen(room: RoomHere) -> None:
    """Without the attack on Kharkiv the model's worlds are others."""
    do(room, MoveOpened(move=0, minutes=7.0))
    do(room, MoveClosed(move=0))
    with_it = world(room.session.game, room.session.state, whole=True)
    lead = at(room)
    lead.send("/control/skip", where={"number": "110"})  # before the clock can deliver it
    assert row(room, 110).status == "skipped"
    do(room, MoveOpened(move=1, minutes=7.0))
    do(room, MoveClosed(move=1))
    assert "kharkiv-offensive" in [c.id for c in with_it.scenario.causes]
    assert "kharkiv-offensive" not in [c.id for c in room.session.world.scenario.causes]
    lead.get("/control")
    assert "skipped" in lead.text


def test_an_expected_action_is_judged_and_a_missed_one_suggests_what_stands_in(
    room: RoomHere,
) -> None:
    sit(room, "ukraine", "Olena")
    for move in (0, 1):
        do(room, MoveOpened(move=move, minutes=7.0))
        do(room, MoveClosed(move=0)) if move == 0 else None
    assert row(room, 130).status == "open"
    lead = at(room)
    lead.send("/control/see", where={"number": "130", "done": "yes"})
    assert row(room, 130).status == "done"
    assert not row(room, 131).suggested
    lead.send("/control/see", where={"number": "130", "done": "no"})
    assert row(room, 130).status == "missed"
    assert row(room, 131).suggested
    assert "Suggested: the expected action 130 has not been done" in lead.text
    lead.send("/control/release", where={"number": "131"})
    assert row(room, 131).status == "released"
    assert not row(room, 131).suggested


def test_what_the_model_did_is_not_missed_and_its_news_is_suggested(room: RoomHere) -> None:
    for move in (0, 1):
        do(room, MoveOpened(move=move, minutes=7.0))
        assert not row(room, 131).suggested
        do(room, MoveClosed(move=move))
    assert row(room, 130).status == "the model plays"
    assert row(room, 131).suggested


@pytest.mark.parametrize(
    ("when", "status"), [("now", "released"), ("minute", "scheduled"), ("keep", "planned")]
)
def test_an_inject_is_made_on_the_spot(room: RoomHere, when: str, status: str) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    lead = at(room)
    lead.send(
        "/control/make", sender="white-cell", to=["france", "nato"], mode="Rumour", when=when,
        message="Talks are said to be near.", event_kind="", minute="2",
    )  # fmt: skip
    assert row(room, 1000).status == status
    seen = [told.number for told in picture(room.session, "france").told]
    assert (1000 in seen) == (when == "now")
    assert 1000 not in [told.number for told in picture(room.session, None).told]
    lead.get("/control/inject/1000")
    assert "Talks are said to be near." in lead.text


def test_an_inject_made_on_the_spot_is_heard_by_the_model(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    plain = world(room.session.game, room.session.state, whole=True)
    lead = at(room)
    lead.send(
        "/control/make", sender="ukraine", to=["all"], mode="Statement", when="now",
        message="Ukraine appeals to all.", event_kind="appeal",
    )  # fmt: skip
    do(room, MoveClosed(move=0))
    heard = room.session.world
    assert any(cause.id == "inject-1000" for cause in heard.scenario.causes)
    assert heard.digest() != plain.digest()
    felt = [
        e
        for e in heard.trace.events
        if "inject-1000" in heard.trace.program.causes.name[e.subject : e.subject + 1]
    ]
    assert felt
    lead.get("/control/inject/1000")
    assert "these react: United States" in lead.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"to": []}, "Choose who gets it"),
        ({"message": " "}, "message is empty"),
        ({"event_kind": "appeal", "sender": "white-cell"}, "comes from a party"),
        ({"when": "minute", "minute": "x"}, "expected a number"),
    ],
)
def test_an_inject_that_cannot_be_made_is_told_why(
    room: RoomHere, fields: dict[str, str | list[str]], told: str
) -> None:
    lead = at(room)
    given: dict[str, str | list[str]] = {"sender": "ukraine", "to": ["all"], "mode": "Rumour"}
    form = lead.form("/control/make")
    lead.post(form.action, form.filled({**given, "message": "So.", **fields}, None), expect=409)
    assert told in lead.text
    assert not room.session.state.made


def test_an_inject_made_twice_by_a_double_click_is_made_once(room: RoomHere) -> None:
    lead = at(room)
    form = lead.form("/control/make")
    given = form.filled({"to": "all", "message": "So.", "mode": "Rumour"}, None)
    for _ in range(2):
        lead.post("/control/make", given)
    assert len(room.session.state.made) == 1


def test_the_dashboard_says_who_in_the_model_reacts_to_what(room: RoomHere) -> None:
    game = room.session.game
    assert reacting(game, "appeal", "ukraine") == (
        "United States",
        "United Kingdom",
        "France",
        "NATO",
    )
    assert reacting(game, "appeal", "norway") == ()
    assert {kind.id for kind in kinds(game)} >= {"appeal", "promise", "warning", "refusal"}
    assert (
        "from Government of Ukraine: United States, United Kingdom, France, NATO" in at(room).text
    )
