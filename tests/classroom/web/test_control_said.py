"""Every message before the facilitator, and one thing taken back: then it is in no page any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.learning import Noted
from sim.classroom.acts.orders import Argued, Countered, OrderGiven, Said
from sim.classroom.acts.running import Adjudicating, Ended, MoveClosed, MoveOpened, Undone
from sim.classroom.debrief.found import of_session
from sim.classroom.debrief.page import ForWhom, page
from sim.classroom.view.said import MOST
from tests.classroom.web.desk import Player, do, sit
from tests.classroom.web.room import Browser, RoomHere, served

HURTFUL = "ZQX-you-people"
PAGES = (
    "/control",
    "/control/messages",
    "/control/trail",
    "/control/team/france",
    "/control/team/russia",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True) as found:
        yield found


def at(room: RoomHere, path: str) -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def debriefs(room: RoomHere) -> dict[str, str]:
    """The debrief's pages after ENDEX, without the model's worlds: nothing of the class is in those."""
    session = room.session
    if session.state.phase != "ended":
        return {}
    whom: tuple[ForWhom, ...] = ("class", "facilitator")
    return {f"debrief {each}": page(of_session(session), each, pictures=()) for each in whom}


def where(room: RoomHere, *players: Player) -> set[str]:
    """The pages that have the words in their bytes, by whose they are."""
    lead, found = room.lead(), {}
    for path in PAGES:
        found[f"lead {path}"] = lead.get(path).text
    for number in range(1, len(room.session.state.arguments) + 1):
        found[f"argument {number}"] = lead.get(f"/control/argument/{number}", expect=None).text
    for player in players:
        own = "/evaluate" if player.now.team == "evaluators" else "/play"
        for path in (own, f"{own}/messages"):
            found[f"{player.seat} {path}"] = player.browser.get(path).text
    found |= debriefs(room)
    front = room.browser().get(f"/projector/{room.head.key('projector')}")
    return {name for name, text in {**found, "front": front.text}.items() if HURTFUL in text}


def say(room: RoomHere, who: Player, **more: object) -> int:
    fields = {"move": room.session.state.move, "team": who.now.team, "seat": who.seat,
              "audience": "public", "text": HURTFUL, **more}  # fmt: skip
    who.do(Said.model_validate(fields))
    return room.session.told[-1][0].seq


# --- statements --------------------------------------------------------------------------------


def test_every_message_is_before_the_facilitator_private_ones_too(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana = sit(room, "france", "Ann")
    for audience, to in (("public", ()), ("actors", ("nato",)), ("team", ())):
        say(room, ana, audience=audience, to=to, text=f"Words {audience}.")
    for path in ("/control", "/control/messages"):
        page = at(room, path).text
        for audience in ("public", "actors", "team"):
            assert f"Words {audience}." in page
    assert "All 3 messages" in at(room, "/control").text
    assert len(at(room, "/control/messages").forms("/control/take-back")) == 3


def test_there_is_a_bound_to_what_one_page_shows(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana = sit(room, "france", "Ann")
    for number in range(MOST + 20):
        say(room, ana, text=f"Word {number:03d}.")
    assert at(room, "/control").text.count("Word ") == 6
    first = at(room, "/control/messages")
    assert len(first.forms("/control/take-back")) == MOST
    older = at(room, f"/control/messages?first={MOST}")
    assert "Word 019." in older.text
    assert "Word 020." not in older.text
    older.send("/control/take-back", where={"back": f"/control/messages?first={MOST}"})
    assert str(older.page.url).endswith(f"?first={MOST}")  # type: ignore[union-attr]
    assert "Word 019." not in older.text
    for path in ("/control/messages?first=-5", "/control/messages?first=99999"):
        assert at(room, path).status == 200
    assert room.lead().get("/control/messages?first=x", expect=None).status_code < 500


@pytest.mark.parametrize(
    ("audience", "to"), [("public", ()), ("actors", ("russia",)), ("team", ())]
)
@pytest.mark.parametrize("after", ["at once", "closed", "ended"])
def test_words_that_are_taken_back_are_in_the_bytes_of_no_page(
    room: RoomHere, audience: str, to: tuple[str, ...], after: str
) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana, igor = sit(room, "france", "Ann"), sit(room, "russia", "Igor")
    eva = sit(room, "evaluators", "Eva")
    seq = say(room, ana, audience=audience, to=to)
    if after != "at once":
        do(room, MoveClosed(move=0))
    if after == "ended":
        do(room, Ended())
    before = where(room, ana, igor, eva)
    assert {"lead /control", "lead /control/messages", "s1 /play"} <= before
    assert ("debrief class" in before) == (after == "ended")
    assert ("front" in before) == (audience == "public")
    assert ("s2 /play" in before) == (audience != "team")
    lead = at(room, "/control")
    lead.send("/control/take-back", where={"seq": str(seq)})
    assert where(room, ana, igor, eva) == set()
    (undone,) = (act for _, act in room.session.told if isinstance(act, Undone))
    assert undone.seq == seq
    trail = at(room, "/control/trail").text
    assert f"took back: statement of the France team ({seq})" in trail
    assert "(taken back)" in trail


def test_a_button_pressed_twice_takes_back_one_thing(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana = sit(room, "france", "Ann")
    seq = say(room, ana)
    say(room, ana, text="Kept.")
    lead = at(room, "/control/messages")
    form = lead.form("/control/take-back", {"seq": str(seq)})
    for _ in range(2):
        lead.post(form.action, form.filled({}, None))
    assert "Kept." in lead.text
    assert sum(isinstance(act, Undone) for _, act in room.session.told) == 1
    late = [(n, v) for n, v in form.fields if n != "once"]
    lead.post(form.action, late, expect=409)
    assert "taken back already" in lead.text


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example", "//elsewhere.example", "/control//elsewhere", "/controlx",
     "/control/%0d", "/play", "", "/control\n"],
)  # fmt: skip
def test_the_way_back_is_a_page_of_the_facilitators(room: RoomHere, back: str) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    say(room, sit(room, "france", "Ann"))
    lead = at(room, "/control/messages")
    fields = [(n, back if n == "back" else v) for n, v in lead.form("/control/take-back").fields]
    answer = lead.client.post("/control/take-back", data=dict(fields), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/control")
    assert answer.headers["location"] in {"/control", back}


def test_what_counted_has_no_button_and_is_refused(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    olena = sit(room, "ukraine", "Olena")
    seq = say(room, olena, audience="actors", to=("united-states",), action="appeal")
    olena.do(OrderGiven(move=0, team="ukraine", seat=olena.seat, rung=None, reason="Because.",
                        action="lobby", to=("nato",), text="With the order."))  # fmt: skip
    order = room.session.told[-1][0].seq
    lead = at(room, "/control/team/ukraine")
    forms = lead.forms("/control/take-back")
    assert {form.value("seq") for form in forms} == {str(seq), str(order)}
    form = lead.form("/control/take-back", {"seq": str(order)})
    do(room, MoveClosed(move=0))
    for path in ("/control", "/control/messages", "/control/team/ukraine"):
        page = at(room, path)
        assert "With the order." in page.text
        assert "(with its order)" in page.text
        assert not page.forms("/control/take-back")
    for each in (seq, order):
        lead.post("/control/take-back", form.filled({"seq": str(each)}, None), expect=409)
        assert "its move has been run: take back the closing first" in lead.text
    at(room, "/control").send("/control/undo")
    at(room, "/control/messages").send("/control/take-back", where={"seq": str(seq)})
    assert room.session.state.statements == ()


# --- orders, arguments, notes --------------------------------------------------------------------


def test_an_order_that_is_taken_back_is_in_no_page(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana, igor = sit(room, "france", "Ann"), sit(room, "russia", "Igor")
    for reason in (HURTFUL, f"{HURTFUL} once more"):
        ana.do(OrderGiven(move=0, team="france", seat=ana.seat, rung=None, reason=reason))
    assert where(room, ana, igor) == {
        "lead /control", "lead /control/team/france", "s1 /play",
    }  # fmt: skip
    lead = at(room, "/control/team/france")
    lead.send("/control/take-back", where={"back": "/control/team/france#order"})
    assert "No order yet" in lead.text
    assert where(room, ana, igor) == set()
    assert room.session.state.is_played("france", 0)  # somebody sits there
    assert "took back: order of the France team" in at(room, "/control/trail").text


def test_a_paper_order_for_the_wrong_team_is_undone_and_the_model_plays_it_again(
    room: RoomHere,
) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    lead = at(room, "/control/team/united-kingdom")
    lead.send("/control/team/united-kingdom/order", rung="military-targets", reason=HURTFUL)
    assert room.session.state.is_played("united-kingdom", 0)
    lead.get("/control")
    assert "order given: move 1, team United Kingdom" in lead.text
    assert "United Kingdom then has no order, and the model plays it." in lead.text
    lead.send("/control/undo")
    assert not room.session.state.is_played("united-kingdom", 0)
    assert where(room) == set()
    do(room, MoveClosed(move=0))
    assert "united-kingdom" not in room.session.state.closed[0].people


def test_undo_gives_back_the_order_that_was_replaced(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana = sit(room, "france", "Ann")
    ana.do(OrderGiven(move=0, team="france", seat=ana.seat, rung=None, reason="Her own."))
    lead = at(room, "/control/team/france")
    lead.send("/control/team/france/order", rung="", reason="Typed in wrongly.")
    lead.get("/control")
    assert "The order that it replaced then stands again." in lead.text
    lead.send("/control/undo")
    order = room.session.state.order(0, "france")
    assert order is not None
    assert order.reason == "Her own."


def test_a_statement_in_a_teams_name_is_undone(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    lead = at(room, "/control/team/russia")
    lead.send("/control/team/russia/say", audience="public", text=HURTFUL, action_="")
    lead.get("/control")
    lead.send("/control/undo")
    assert where(room) == set()


def test_arguments_and_answers_are_taken_back_and_numbers_stay(room: RoomHere) -> None:
    do(room, Adjudicating(mode="free"))
    do(room, MoveOpened(move=0, minutes=7.0))
    ana, igor = sit(room, "france", "Ann"), sit(room, "russia", "Igor")
    for team, who in (("france", ana), ("russia", igor)):
        who.do(Argued(move=0, team=team, seat=who.seat, action=HURTFUL, result=HURTFUL,
                      reasons=(HURTFUL,)))  # fmt: skip
    igor.do(Countered(argument=1, team="russia", seat=igor.seat, text=HURTFUL))
    ana.do(Countered(argument=2, team="france", seat=ana.seat, text="Not so."))
    assert "front" in where(room, ana, igor)
    assert "lead /control/trail" not in where(room, ana, igor)  # an argument's action is words, too
    lead = at(room, "/control/argument/1")
    (answer,) = (
        f for f in lead.forms("/control/take-back") if f.value("back") != "/control#judging"
    )
    lead.post(answer.action, answer.filled({}, None))
    assert "Answers</dt><dd><span" in lead.text
    lead.send("/control/take-back", where={"back": "/control#judging"})
    (left,) = room.session.state.arguments
    assert (left.number, len(left.counters)) == (2, 1)
    room.lead().get("/control/argument/1", expect=404)
    at(room, "/control/argument/2").send("/control/take-back", where={"back": "/control#judging"})
    assert where(room, ana, igor) == set()
    trail = at(room, "/control/trail").text
    assert "took back: answer to an argument of the Government of Russia team" in trail
    assert "took back: argument of the France team" in trail


def test_notes_are_taken_back(room: RoomHere) -> None:
    eva = sit(room, "evaluators", "Eva")
    eva.do(Noted(seat=eva.seat, objective="decide", rating="U", text=HURTFUL))
    assert "s1 /evaluate" in where(room, eva)
    at(room, "/control").send("/control/take-back", where={"back": "/control#notes"})
    assert where(room, eva) == set()
    assert "took back: note of Eva (Evaluators)" in at(room, "/control/trail").text


def test_nobody_else_takes_anything_back(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=7.0))
    ana = sit(room, "france", "Ann")
    seq = say(room, ana)
    answer = ana.browser.client.post("/control/take-back", data={"seq": str(seq)})
    assert answer.status_code == 403
    assert len(room.session.state.statements) == 1
