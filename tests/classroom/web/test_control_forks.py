"""A class that goes on in another file: nobody loses a seat, nothing confirmed is lost, and it can go back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.orders import OrderGiven, Said
from sim.classroom.acts.running import Forked, MoveClosed, MoveOpened
from sim.classroom.log.entry import New
from sim.classroom.log.errors import DiskFull, LogClosed, LogError
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER
from sim.classroom.session.audience import EVERYBODY
from sim.classroom.session.session import Session
from sim.classroom.web import switching
from sim.classroom.web.switching import family, fork
from tests.classroom.web.desk import Player, do, sit
from tests.classroom.web.room import Browser, RoomHere, new_log, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path, by_hand=True) as found:
        yield found


@pytest.fixture
def ana(room: RoomHere) -> Player:
    """A seat of the United States, and two moves that were played."""
    player = sit(room, "united-states", "Ana", "president")
    for move, rung in ((0, None), (1, "border-zone")):
        do(room, MoveOpened(move=move, minutes=7.0))
        reason = f"Reason {move}."
        player.do(
            OrderGiven(move=move, team="united-states", seat=player.seat, rung=rung, reason=reason)
        )
        do(room, MoveClosed(move=move))
    return player


def at(room: RoomHere, path: str = "/control/fork") -> Browser:
    lead = room.lead()
    lead.get(path)
    return lead


def again(lead: Browser, move: int, before: str, **fields: str) -> None:
    form = lead.form("/control/fork/class", {"move": str(move)})
    lead.post(form.action, form.filled({"before": before, **fields}, None))


def entries(path: Path) -> list[tuple[int, str]]:
    """What people did: the clock may deliver an inject at any time."""
    found = Log.open(path, read_only=True).entries()
    return [(entry.seq, entry.kind) for entry in found if entry.by != "clock"]


def test_a_move_is_played_again_with_new_orders(room: RoomHere, ana: Player) -> None:
    old = room.session.path
    lead = at(room)
    again(lead, 2, "opened", change="Washington waits")
    assert room.session.path.name == "class-fork-1.tabletop"
    assert (room.session.state.phase, room.session.state.move) == ("closed", 0)
    assert "forked from class.tabletop" in lead.text
    assert "Washington waits" in lead.text
    assert ana.is_in()
    assert room.session.state.order(1, "united-states") is None
    lead.send("/control/open")
    ana.do(OrderGiven(move=1, team="united-states", seat=ana.seat, rung=None, reason="We wait."))
    assert entries(old)[-1][1] == "forked"
    with Log.open(old):  # closed: nobody holds it
        pass


def test_one_order_is_changed_and_the_others_stand(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    again(lead, 2, "closed", minutes="4")
    state = room.session.state
    assert (state.phase, state.move) == ("open", 1)
    assert state.order(1, "united-states") is not None
    assert "paused" in lead.text
    assert "4:00" in lead.text
    ana.do(
        OrderGiven(move=1, team="united-states", seat=ana.seat, rung="long-range", reason="All.")
    )
    lead.send("/control/resume")
    lead.send("/control/close")
    order = room.session.state.order(1, "united-states")
    assert order is not None
    assert order.rung == "long-range"


def test_who_came_later_keeps_the_seat_in_every_file(room: RoomHere, ana: Player) -> None:
    ben = sit(room, "france", "Ben")
    lead = at(room)
    again(lead, 1, "opened")
    assert room.session.state.phase == "lobby"
    assert ana.is_in()
    assert ben.is_in()
    cem = sit(room, "nato", "Cem")
    lead.get("/control/fork")
    lead.send("/control/fork/back", where={"to": "class.tabletop"})
    assert room.session.path.name == "class.tabletop"
    assert all(player.is_in() for player in (ana, ben, cem))
    lead.get("/control/fork")
    lead.send("/control/fork/back", where={"to": "class-fork-1.tabletop"})
    assert all(player.is_in() for player in (ana, ben, cem))
    newcomer = sit(room, "russia", "Dan")
    assert newcomer.is_in()


def test_the_old_file_is_as_it_was_and_goes_on_where_it_stopped(
    room: RoomHere, ana: Player
) -> None:
    before = entries(room.session.path)
    do(room, MoveOpened(move=2, minutes=7.0))
    lead = at(room)
    again(lead, 1, "opened")
    old = room.session.path.with_name("class.tabletop")
    now = entries(old)
    assert now[: len(before)] == before
    assert [kind for _, kind in now[len(before) :]] == ["move-opened", "paused", "forked"]
    lead.get("/control/fork")
    lead.send("/control/fork/back", where={"to": "class.tabletop"})
    state = room.session.state
    assert (state.phase, state.move) == ("open", 2)
    assert state.clock is not None
    assert state.clock.paused_since is not None
    assert "Resume" in lead.text
    ana.do(Said(move=2, team="united-states", seat=ana.seat, audience="public", text="Back."))


def test_a_fork_of_a_fork_has_a_name_of_its_own(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    again(lead, 2, "opened")
    lead.get("/control/fork")
    again(lead, 1, "closed")
    assert room.session.path.name == "class-fork-2.tabletop"
    assert family(room.session) == ("class-fork-1.tabletop",)


def test_a_button_pressed_twice_forks_once(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    form = lead.form("/control/fork/class", {"move": "2"})
    for _ in range(2):
        lead.post(form.action, form.filled({}, None))
    assert room.session.path.name == "class-fork-1.tabletop"
    assert not room.session.path.with_name("class-fork-2.tabletop").exists()


def test_undo_in_a_fork_stops_where_it_began(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    again(lead, 2, "closed")
    assert not lead.forms("/control/undo")
    assert "What came before stands in class.tabletop" in lead.text
    lead.send("/control/lock")
    form = lead.form("/control/undo")
    lead.send("/control/undo")
    assert not room.session.state.locked
    last = room.session.last_control
    assert last is not None
    fields = form.filled({"seq": str(last[0].seq)}, None)
    lead.post("/control/undo", [(n, v) for n, v in fields if n != "once"], expect=409)
    assert "before this file began" in lead.text


def test_all_streams_are_told(room: RoomHere, ana: Player) -> None:
    heard: list[frozenset[str]] = []
    tell = room.served.hub.tell

    def hears(channels: frozenset[str]) -> None:
        heard.append(channels)
        tell(channels)

    room.served.hub.tell = hears  # type: ignore[method-assign]
    again(at(room), 2, "opened")
    assert frozenset({EVERYBODY}) in heard
    heard.clear()
    sit(room, "france", "Ben")
    assert heard  # acts in the new file are told, too


@pytest.mark.parametrize("fields", [{"minutes": "0"}, {"minutes": "x"}, {"minutes": "2000"}])
def test_a_fork_that_cannot_be_is_told_why(
    room: RoomHere, ana: Player, fields: dict[str, str]
) -> None:
    lead = at(room)
    form = lead.form("/control/fork/class", {"move": "2"})
    lead.post(form.action, form.filled({**fields, "before": "closed"}, None), expect=409)
    for move in ("3", "0", "-1", "1.5"):
        given = [(n, v) for n, v in form.filled({}, None) if n != "move"]
        lead.post(form.action, [*given, ("move", move)], expect=409)
    assert room.session.path.name == "class.tabletop"


@pytest.mark.parametrize(
    "to", ["../class.tabletop", "/etc/passwd", "other.tabletop", "", "class.tabletop"]
)
def test_only_files_of_this_exercise_are_gone_back_to(room: RoomHere, ana: Player, to: str) -> None:
    (room.session.path.with_name("other.tabletop")).touch()
    lead = at(room)
    token = lead.form("/control/fork/class", {"move": "2"}).value("token")
    fields = {"token": str(token), "file": "class.tabletop", "to": to}
    lead.post("/control/fork/back", fields, expect=409)
    assert room.session.path.name == "class.tabletop"


def test_a_file_of_another_class_with_the_same_name_is_not_gone_on_in(
    room: RoomHere, ana: Player, tmp_path: Path
) -> None:
    lead = at(room)
    again(lead, 2, "opened")
    other = room.session.path.with_name("class.tabletop")
    other.unlink()
    new_log(other).close()
    lead.get("/control/fork")
    lead.send("/control/fork/back", where={"to": "class.tabletop"}, expect=503)
    assert "another exercise" in lead.text
    assert room.session.path.name == "class-fork-1.tabletop"
    sit(room, "france", "Ben")  # it goes on


def test_a_file_that_cannot_be_read_is_not_gone_on_in(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    again(lead, 2, "opened")
    with Log.open(room.session.path.with_name("class.tabletop")) as old:
        at_last = old.entries()[-1].at
        old.append([New(by="facilitator", kind="of-another-version", body={}, at=at_last)])
    lead.get("/control/fork")
    lead.send("/control/fork/back", where={"to": "class.tabletop"}, expect=503)
    assert "this version cannot read" in lead.text
    assert room.session.path.name == "class-fork-1.tabletop"
    sit(room, "france", "Ben")  # it goes on


# --- what goes wrong on the way ------------------------------------------------------------------


@pytest.mark.parametrize("fails", ["copied", "_opened"])
def test_where_no_file_can_be_made_the_class_goes_on_as_it_was(
    room: RoomHere, ana: Player, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("there is no room left")

    monkeypatch.setattr(switching, fails, full)
    lead = at(room)
    form = lead.form("/control/fork/class", {"move": "2"})
    lead.post(form.action, form.filled({}, None), expect=503)
    assert "no room left" in lead.text
    assert room.session.path.name == "class.tabletop"
    assert ana.is_in()
    ana.do(Said(move=1, team="united-states", seat=ana.seat, audience="public", text="Still here."))
    lead.get("/control")
    lead.send("/control/open")
    assert room.session.state.move == 2


def test_no_confirmed_act_is_lost_and_others_are_refused(room: RoomHere, ana: Player) -> None:
    """Acts pour in while the file is changed: each is confirmed and in the old file, or refused."""

    async def work() -> tuple[set[int], int]:
        confirmed: set[int] = set()
        refused = 0
        done = asyncio.Event()
        first: Session = room.session

        async def talk() -> None:
            nonlocal refused
            n = 0
            while not done.is_set():
                n += 1
                session = room.session
                said = Said(move=1, team="nato", seat=None, audience="public", text=f"Word {n}.")
                try:
                    stamp = await session.do(LEADER, said)
                except LogClosed:
                    refused += 1
                except LogError:
                    raise
                else:
                    if session is first:
                        confirmed.add(stamp.seq)
                await asyncio.sleep(0)

        talking = [asyncio.create_task(talk()) for _ in range(5)]
        await asyncio.sleep(0.1)
        await fork(room.served, "class.tabletop", 1, "closed", minutes=3.0, change="")
        done.set()
        await asyncio.gather(*talking)
        return confirmed, refused

    old = room.session.path
    confirmed, refused = room.loop.wait_for(work())
    kinds = dict(entries(old))
    assert len(confirmed) > 5
    assert {kinds[seq] for seq in confirmed} == {"said"}
    assert refused > 0
    assert "forked" in kinds.values()


def test_an_act_on_the_way_is_refused_with_a_sentence(room: RoomHere, ana: Player) -> None:
    lead = at(room, "/control")
    form = lead.form("/control/lock")
    room.loop.wait_for(room.session.close())  # as in the middle of a change
    lead.post(form.action, form.filled({}, None), expect=503)
    assert "it does not count" in lead.text
    assert "Try again" in lead.text


# --- the model plays on --------------------------------------------------------------------------


def test_the_models_world_is_shown_beside_the_classs(room: RoomHere, ana: Player) -> None:
    lead = at(room)
    lead.send("/control/fork/model", where={"move": "2"})
    assert "If the model had played on from move 2" in lead.text
    assert "The worlds part on 10 May 2024" in lead.text
    assert "Do not show this before ENDEX" in lead.text
    assert Forked(move=1, mode="model") in [act for _, act in room.session.told]
    assert room.session.path.name == "class.tabletop"
    lead.get("/control/fork/model/3", expect=404)
    lead.get("/control/fork/model/0", expect=404)


def test_it_is_offered_at_endex(room: RoomHere, ana: Player) -> None:
    lead = at(room, "/control")
    lead.send("/control/end")
    assert 'href="/control/fork"' in lead.text.split("</header>")[0]
    lead.get("/control/fork")
    lead.send("/control/fork/model", where={"move": "1"})
    assert "If the model had played on from move 1" in lead.text
    lead.get("/control/fork")
    again(lead, 2, "opened")
    assert room.session.state.phase == "closed"
