"""A team's screen for the facilitator, and acting for it; arguments judged; notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.learning import Noted
from sim.classroom.acts.orders import OrderGiven, Said
from sim.classroom.acts.running import Adjudicating, MoveClosed, MoveOpened
from sim.classroom.acts.seats import TeamHanded
from sim.classroom.view.picture import picture
from sim.classroom.world.dice import dice
from tests.classroom.played import advised
from tests.classroom.web.desk import do, sit
from tests.classroom.web.room import Browser, RoomHere, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True) as found:
        do(found, MoveOpened(move=0, minutes=7.0))
        yield found


def at(room: RoomHere, path: str) -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def test_a_teams_screen_shows_what_it_sees_and_no_more(room: RoomHere) -> None:
    for to, text in (("france", "For Paris alone."), ("nato", "For Brussels alone.")):
        do(room, Said(move=0, team="ukraine", seat=None, audience="actors", to=(to,), text=text))
    france = at(room, "/control/team/france").text
    assert "For Paris alone." in france
    assert "For Brussels alone." not in france
    card = room.session.game.teams["france"].brief.situation
    assert card[:30] in france.replace("&#39;", "'")
    assert room.session.game.teams["nato"].brief.situation[:30] not in france.replace("&#39;", "'")


def test_an_order_on_paper_is_typed_in(room: RoomHere) -> None:
    lead = at(room, "/control/team/united-kingdom")
    lead.send(
        "/control/team/united-kingdom/order", rung="military-targets", reason="It is lawful.",
        scope="Not Storm Shadow.", action_="assure", to=["ukraine"], text="We stand with you.", paper="yes",
    )  # fmt: skip
    order = room.session.state.order(0, "united-kingdom")
    assert order is not None
    assert (order.paper, order.seat, order.rung, order.to) == (
        True,
        None,
        "military-targets",
        ("ukraine",),
    )
    assert "(on paper)" in lead.text
    do(room, MoveClosed(move=0))
    assert "united-kingdom" in room.session.state.closed[0].people
    position = next(p for p in lead_positions(room) if p[0] == "United Kingdom")
    assert position[1] == "military targets in Russia"


def lead_positions(room: RoomHere) -> list[tuple[str, str]]:
    return [(p.name, p.here) for p in picture(room.session, None).positions]


def test_an_order_for_a_team_of_people_is_the_facilitators(room: RoomHere) -> None:
    sit(room, "france", "Ann")
    lead = at(room, "/control/team/france")
    assert "no order yet" in at(room, "/control").text
    lead.send("/control/team/france/order", rung="", reason="She is ill.")
    order = room.session.state.order(0, "france")
    assert order is not None
    assert (order.paper, order.seat, order.rung) == (False, None, None)
    assert "(by you)" in lead.text
    page = at(room, "/control").text
    assert "All teams of people have ordered" in page


def test_an_order_that_is_refused_says_why(room: RoomHere) -> None:
    lead = at(room, "/control/team/france")
    lead.send("/control/team/france/order", reason=" ", expect=409)
    assert "reason is empty" in lead.text
    do(room, TeamHanded(team="france", to_model=True))
    lead.get("/control/team/france")
    assert not lead.forms("/control/team/france/order")
    assert "Hand it back" in lead.text


@pytest.mark.parametrize(
    ("audience", "to", "seen"),
    [("public", [], True), ("actors", ["nato"], False), ("team", [], False)],
)
def test_a_statement_is_made_for_a_team(
    room: RoomHere, audience: str, to: list[str], seen: bool
) -> None:
    lead = at(room, "/control/team/ukraine")
    lead.send("/control/team/ukraine/say", audience=audience, to=to, text="Hear us.", action_="")
    (said,) = room.session.state.statements
    assert (said.said.audience, said.said.to, said.said.seat) == (audience, tuple(to), None)
    assert ("Hear us." in at(room, "/control/team/russia").text) == seen


def test_dissent_and_endorsement_come_in_on_the_dashboard(room: RoomHere) -> None:
    ann = sit(room, "france", "Ann")
    ben, cem = sit(room, "france", "Ben"), sit(room, "france", "Cem")
    ann.do(OrderGiven(move=0, team="france", seat=ann.seat, rung=None, reason="We wait."))
    state = room.session.state
    ben.do(advised(state, ben.seat, reason="Too early."))
    cem.do(advised(state, cem.seat, verdict="endorse", reason="Good."))
    page = at(room, "/control").text
    assert "Ben</bdi> dissents:</b> Too early." in page
    assert "endorses" in page
    assert "on an earlier order" not in page
    ann.do(OrderGiven(move=0, team="france", seat=ann.seat, rung="border-zone", reason="We go."))
    page = at(room, "/control").text
    assert "dissents on an earlier order:</b> Too early." in page
    assert "endorses on an earlier order" in page
    assert "on an earlier order" in at(room, "/control/team/france").text


# --- arguments and notes -------------------------------------------------------------------------


def test_an_argument_is_made_answered_and_judged(room: RoomHere) -> None:
    do(room, Adjudicating(mode="free"))
    lead = at(room, "/control/team/united-kingdom")
    lead.send(
        "/control/team/united-kingdom/argue", action_="London asks Paris.", result="Paris joins.",
        reasons=["They agree.", " ", "It is cheap."],
    )  # fmt: skip
    (argument,) = room.session.state.arguments
    assert argument.argued.reasons == ("They agree.", "It is cheap.")
    lead.get("/control/team/russia")
    lead.send("/control/team/russia/counter", text="Paris votes soon.")
    lead.get("/control/argument/1")
    assert "Paris votes soon." in lead.text
    assert "die" not in lead.text.split("<main")[1].split("Weigh it")[0].replace("dies", "")
    form = lead.form("/control/judge")
    for _ in range(2):
        lead.post(
            form.action,
            form.filled({"strong_for": "2", "strong_against": "1", "rung": "border-zone"}, None),
        )
    first, second = dice(room.session.game.seed, 1)
    assert f'<span class="die">{first}</span> <span class="die">{second}</span>' in lead.text
    assert f"<b>{first + second + 1}</b>" in lead.text
    kinds = [act.kind for _, act in room.session.told]
    assert kinds.count("judged") == 1
    assert f"total {first + second + 1}" in at(room, "/control").text


def test_no_more_strong_reasons_than_there_are(room: RoomHere) -> None:
    do(room, Adjudicating(mode="free"))
    lead = at(room, "/control/team/nato")
    lead.send("/control/team/nato/argue", action_="A.", result="B.", reasons=["C."])
    lead.get("/control/argument/1")
    lead.send("/control/judge", strong_for="3", expect=409)
    assert room.session.state.arguments[0].judged is None


def test_notes_of_all_stand_on_the_dashboard(room: RoomHere) -> None:
    eva = sit(room, "evaluators", "Eva")
    eva.do(Noted(seat=eva.seat, objective="permit", rating="S", text="Scope was named."))
    lead = at(room, "/control")
    lead.send("/control/note", objective="decide", rating="P", text="Quick and reasoned.")
    assert "Quick and reasoned." in lead.text
    assert "Scope was named." in lead.text
    lead.send("/control/note", objective="decide", text="", expect=409)
