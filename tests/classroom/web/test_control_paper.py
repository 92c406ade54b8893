"""People without a device: a seat without one, and what the facilitator types in for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.orders import OrderGiven
from sim.classroom.acts.running import Ended, MoveClosed, MoveOpened
from sim.classroom.acts.seats import NO_DEVICE
from sim.classroom.rules.person import FACILITATOR
from sim.classroom.state.state import Seat
from tests.classroom.web.desk import Player, do, sit
from tests.classroom.web.room import Browser, RoomHere, served

FRANCE = "/control/team/france"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True, addresses=("http://192.168.7.5:8000",)) as found:
        yield found


def at(room: RoomHere, path: str) -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def add(room: RoomHere, name: str, path: str = FRANCE, **more: str) -> Seat:
    lead = at(room, path)
    form = lead.form("/control/paper/seat")
    lead.post(form.action, form.filled({"name": name, **more}, None))
    return list(room.session.state.seats.values())[-1]


# --- the seat ----------------------------------------------------------------------------------


def test_somebody_without_a_device_sits_down(room: RoomHere) -> None:
    seat = add(room, "Petra", chair="president")
    assert (seat.team, seat.chair, seat.name) == ("france", "president", "Petra")
    assert seat.token.startswith(NO_DEVICE)
    assert room.session.state.pens["france"] == seat.id
    assert room.session.state.is_played("france", 0)
    page = at(room, FRANCE)
    assert "no device" in page.text
    assert 'value="president"' not in page.text.split("paper-seat")[1].split("</select>")[0]
    assert "(no device)" in at(room, "/control").text
    assert seat.token not in at(room, "/control/trail").text


def test_a_form_sent_twice_seats_one_and_another_name_another(room: RoomHere) -> None:
    lead = at(room, FRANCE)
    form = lead.form("/control/paper/seat")
    for _ in range(2):
        lead.post(form.action, form.filled({"name": "Petra"}, None))
    lead.post(form.action, form.filled({"name": "Quentin"}, None))
    seats = room.session.state.seats
    assert [seat.name for seat in seats.values()] == ["Petra", "Quentin"]
    assert len({seat.token for seat in seats.values()}) == 2


def test_a_locked_room_is_open_to_who_leads_and_nobody_comes_after_endex(room: RoomHere) -> None:
    lead = at(room, "/control")
    lead.send("/control/lock")
    add(room, "Petra")
    lead = at(room, FRANCE)
    form = lead.form("/control/paper/seat")
    do(room, MoveOpened(move=0, minutes=7.0))
    do(room, MoveClosed(move=0))
    do(room, Ended())
    lead.post(form.action, form.filled({"name": "Late"}, None), expect=409)
    assert not at(room, FRANCE).forms("/control/paper/seat")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "name is empty"),
        ({"team": "germany"}, "no team"),
        ({"chair": "x"}, "no chair"),
    ],
)
def test_a_seat_that_cannot_be_is_told_why(
    room: RoomHere, fields: dict[str, str], told: str
) -> None:
    lead = at(room, FRANCE)
    form = lead.form("/control/paper/seat")
    lead.post(form.action, form.filled({"name": "Petra", **fields}, None), expect=409)
    assert told in lead.text
    assert not room.session.state.seats


def test_nobody_comes_in_with_a_seat_that_has_no_device(room: RoomHere) -> None:
    seat = add(room, "Petra")
    for value in (seat.token, NO_DEVICE, seat.id, ""):
        device = room.browser()
        device.client.cookies.set("seat", value)
        answer = device.client.get("/play", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_seat_is_given_to_a_device_later(room: RoomHere) -> None:
    seat = add(room, "Petra")
    lead = at(room, FRANCE)
    assert "Give a device" in lead.text
    lead.send("/control/reissue", where={"seat": seat.id})
    (link,) = set(re.findall(r"http://192\.168\.7\.5:8000(/claim/[^<\"]+)", lead.text))
    phone = room.browser()
    phone.get(link)
    assert "Petra" in phone.text
    phone.client.post(link, data=dict(phone.form(link).fields))
    assert Player(room, seat.id, "", phone).is_in()
    assert "no device" not in at(room, FRANCE).text.replace("without a device", "")


# --- what is typed in --------------------------------------------------------------------------


def test_an_endorsement_or_dissent_is_typed_in(room: RoomHere) -> None:
    ana = sit(room, "france", "Ann")
    petra = add(room, "Petra")
    do(room, MoveOpened(move=0, minutes=7.0))
    assert not at(room, FRANCE).forms("/control/paper/advice")  # there is no order yet
    ana.do(OrderGiven(move=0, team="france", seat=ana.seat, rung=None, reason="We wait."))
    lead = at(room, FRANCE)
    form = lead.form("/control/paper/advice")
    given = form.filled(
        {"verdict": "dissent", "rung": "border-zone", "reason": "Paris can lead."}, None
    )
    assert dict(given)["seat"] == petra.id  # she has no device; who holds the pen is not offered
    lead.post(form.action, form.filled({"verdict": "endorse", "reason": "As ordered."}, None))
    said = room.session.state.advice[0, petra.id][1]
    assert (said.verdict, said.rung) == ("endorse", None)  # as was ordered: to stay
    lead.post(form.action, given)
    stamp, advice = room.session.state.advice[0, petra.id]
    assert (stamp.by, advice.verdict, advice.rung) == (FACILITATOR, "dissent", "border-zone")
    assert "Paris can lead." in ana.browser.get("/play").text
    assert "facilitator: advised: move 1, seat Petra" in at(room, "/control/trail").text
    lead = at(room, FRANCE)
    lead.send("/control/take-back", where={"seq": str(stamp.seq)})
    assert not room.session.state.advice
    assert "Paris can lead." not in ana.browser.get("/play").text
    trail = at(room, "/control/trail").text
    assert "took back: advice of Petra (France)" in trail
    assert "Paris can lead." not in trail


def test_forecasts_are_typed_in_while_they_are_open(room: RoomHere) -> None:
    petra = add(room, "Petra")
    lead = at(room, FRANCE)
    lead.send("/control/paper/forecast", probability="130", expect=409)
    lead.get(FRANCE)
    lead.send("/control/paper/forecast", probability="35", by="2024-05-30")
    kept = room.session.state.forecasts[petra.id, "first"]
    assert (kept.probability, str(kept.by)) == (0.35, "2024-05-30")
    assert "Petra: first forecast 35 %, by 30 May 2024" in lead.text
    do(room, MoveOpened(move=0, minutes=7.0))
    form = at(room, FRANCE).form("/control/paper/forecast")
    for move in range(3):
        if move:
            do(room, MoveOpened(move=move, minutes=7.0))
            assert not at(room, FRANCE).forms("/control/paper/forecast")
        do(room, MoveClosed(move=move))
    lead = at(room, FRANCE)
    lead.post(form.action, form.filled({"probability": "1"}, None), expect=409)
    assert "This forecast is closed" in lead.text
    assert "The last forecast is taken now" in at(room, "/control").text
    at(room, FRANCE).send("/control/paper/forecast", probability="80")
    assert room.session.state.forecasts[petra.id, "last"].probability == 0.8
    do(room, MoveOpened(move=3, minutes=7.0))
    assert not at(room, FRANCE).forms("/control/paper/forecast")
    assert "The last forecast is taken now" not in at(room, "/control").text


def test_players_forecast_before_the_last_move_and_not_in_it(room: RoomHere) -> None:
    ana = sit(room, "france", "Ann")
    do(room, MoveOpened(move=0, minutes=7.0))
    assert "until move 1 closes" in ana.browser.get("/play").text
    for move in range(1, 4):
        do(room, MoveClosed(move=move - 1))
        ana.browser.get("/play")
        assert bool(ana.browser.forms("/play/forecast")) == (move == 3)
        assert ("until the last move opens" in ana.browser.text) == (move == 3)
        do(room, MoveOpened(move=move, minutes=7.0))
        ana.browser.get("/play")
        assert not ana.browser.forms("/play/forecast")


def test_a_forecast_typed_in_wrongly_is_taken_back(room: RoomHere) -> None:
    petra = add(room, "Petra")
    lead = at(room, FRANCE)
    for share in ("53", "35"):
        lead.send("/control/paper/forecast", probability=share)
    lead.send("/control/take-back", where={"back": f"{FRANCE}#paper"})
    assert not room.session.state.forecasts
    assert "53 %" not in lead.text
    assert f"took back: forecast of {petra.name} (France)" in at(room, "/control/trail").text


def test_minute_papers_are_typed_in_after_endex_and_stay_private(room: RoomHere) -> None:
    petra, ana = add(room, "Petra"), sit(room, "france", "Ann")
    do(room, MoveOpened(move=0, minutes=7.0))
    do(room, MoveClosed(move=0))
    assert not at(room, FRANCE).forms("/control/paper/minute")
    do(room, Ended())
    lead = at(room, FRANCE)
    lead.send("/control/paper/minute", expect=409)
    lead.get(FRANCE)
    lead.send("/control/paper/minute", answer0="ZQX-private", answer2="Nothing.")
    assert room.session.state.papers[petra.id] == ("ZQX-private", "", "Nothing.")
    for page in (lead.text, at(room, "/control/trail").text, ana.browser.get("/play").text):
        assert "ZQX-private" not in page
    assert "Minute papers so far (1)" in lead.text
    lead.send("/control/take-back", where={"back": f"{FRANCE}#paper"})
    assert not room.session.state.papers


def test_evaluators_without_a_device(room: RoomHere) -> None:
    paul = add(room, "Paul", "/control/evaluators")
    assert (paul.team, paul.token[: len(NO_DEVICE)]) == ("evaluators", NO_DEVICE)
    lead = at(room, "/control/evaluators")
    assert not lead.forms("/control/paper/advice")
    lead.send("/control/paper/forecast", probability="20")
    assert room.session.state.forecasts[paul.id, "first"].probability == 0.2
    assert "Paul: first forecast 20 %" in lead.text  # back on the page of the evaluators
    do(room, MoveOpened(move=0, minutes=7.0))
    do(room, MoveClosed(move=0))
    do(room, Ended())
    at(room, "/control/evaluators").send("/control/paper/minute", answer0="A.")
    assert room.session.state.papers[paul.id][0] == "A."


def test_what_is_typed_in_for_a_seat_that_is_gone_is_refused(room: RoomHere) -> None:
    petra = add(room, "Petra")
    lead = at(room, FRANCE)
    form = lead.form("/control/paper/forecast")
    lead.send("/control/empty", where={"seat": petra.id})
    for seat in (petra.id, "s99", "x"):
        lead.post(form.action, form.filled({"probability": "1", "seat": seat}, None), expect=409)
    assert not room.session.state.forecasts


def test_names_on_paper_are_only_text(room: RoomHere) -> None:
    add(room, "<script>alert(1)</script>")
    for path in (FRANCE, "/control", "/control/trail"):
        page = at(room, path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
