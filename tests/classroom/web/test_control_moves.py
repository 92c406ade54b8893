"""The clock and the moves, by the buttons of the dashboard; undo of each kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.acts.orders import Argued, Judged
from sim.classroom.acts.read import KINDS
from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    MoveClosed,
    MoveOpened,
    Paused,
    Resumed,
    Undone,
)
from sim.classroom.acts.seats import RoomLocked, TeamHanded
from sim.classroom.rules.person import TIME
from sim.classroom.state.state import State
from tests.classroom.web.desk import do
from tests.classroom.web.room import Browser, RoomHere, served, until


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomHere]:
    with served(tmp_path) as found:
        yield found


def at_control(room: RoomHere) -> Browser:
    lead = room.lead()
    lead.get("/control")
    return lead


def state(room: RoomHere) -> State:
    return room.session.state


def left(room: RoomHere) -> float:
    clock = state(room).clock
    assert clock is not None
    return clock.left(datetime.now(UTC)) / 60.0


def test_a_class_from_startex_to_endex(room: RoomHere) -> None:
    lead = at_control(room)
    assert "STARTEX" in lead.text
    for move, minutes in enumerate(("7", "7", "8", "6")):
        form = lead.form("/control/open")
        assert form.value("minutes") == minutes  # as the exercise says
        lead.send("/control/open")
        assert (state(room).phase, state(room).move) == ("open", move)
        assert f"Close move {move + 1} now" in lead.text
        lead.send("/control/close")
        assert state(room).phase == "closed"
        assert state(room).closed[-1].stamp.by == "facilitator"
    assert not lead.forms("/control/open")
    lead.send("/control/end")
    assert state(room).phase == "ended"
    assert "ENDEX" in lead.text


def test_minutes_are_what_was_written(room: RoomHere) -> None:
    lead = at_control(room)
    lead.send("/control/open", minutes="12,5")
    assert left(room) == pytest.approx(12.5, abs=0.1)


@pytest.mark.parametrize("minutes", ["", "soon", "0", "-3", "1e9", "nan"])
def test_a_move_needs_minutes(room: RoomHere, minutes: str) -> None:
    at_control(room).send("/control/open", minutes=minutes, expect=409)
    assert state(room).phase == "lobby"


def test_pause_resume_extend(room: RoomHere) -> None:
    lead = at_control(room)
    lead.send("/control/open", minutes="5")
    lead.send("/control/pause")
    assert "paused" in lead.text
    lead.send("/control/extend", where={"minutes": "3"})
    assert left(room) == pytest.approx(8.0, abs=0.1)
    lead.send("/control/extend", where={"minutes": "-1"})
    assert left(room) == pytest.approx(7.0, abs=0.1)
    lead.send("/control/resume")
    assert lead.forms("/control/pause")
    assert left(room) == pytest.approx(7.0, abs=0.1)


def test_a_double_click_counts_once(room: RoomHere) -> None:
    lead = at_control(room)
    form = lead.form("/control/open")
    for _ in range(2):
        lead.post(form.action, form.filled({"minutes": "5"}, None))
    form = lead.form("/control/extend", {"minutes": "3"})
    for _ in range(3):
        lead.post(form.action, form.filled({}, None))
    assert left(room) == pytest.approx(8.0, abs=0.1)
    form = lead.form("/control/close")
    for _ in range(2):
        lead.post(form.action, form.filled({}, None))
    kinds = [act.kind for _, act in room.session.told]
    assert [kinds.count(kind) for kind in ("move-opened", "extended", "move-closed")] == [1, 1, 1]


def test_closing_a_move_that_the_clock_closed_is_no_error(room: RoomHere) -> None:
    lead = at_control(room)
    lead.send("/control/open", minutes="5")
    form = lead.form("/control/close")
    do(room, MoveClosed(move=0), TIME)
    lead.post(form.action, form.filled({}, None))
    assert "Open move 2" in lead.text
    lead.send("/control/open")
    lead.post(form.action, form.filled({}, None), expect=409)  # the button of an old page
    assert state(room).move == 1
    assert state(room).phase == "open"


def test_how_moves_are_judged_is_switched(room: RoomHere) -> None:
    lead = at_control(room)
    lead.send("/control/adjudicate", press="free")
    assert state(room).adjudication == "free"
    lead.post(
        "/control/adjudicate", [*lead.form("/control/adjudicate").fields, ("mode", "x")], expect=409
    )


# --- undo ----------------------------------------------------------------------------------------

OPEN: list[Act] = [MoveOpened(move=0, minutes=5.0)]
ARGUMENT = Argued(
    move=0, team="france", seat=None, action="Acts", result="So", reasons=("Because.",)
)
MADE = InjectMade(
    number=1000, move=0, sender="white-cell", to=("all",), mode="Rumour", message="It is said."
)
UNDONE: dict[str, tuple[list[Act], Act]] = {
    "startex": ([], OPEN[0]),
    "close": (OPEN, MoveClosed(move=0)),
    "second move": ([*OPEN, MoveClosed(move=0)], MoveOpened(move=1, minutes=5.0)),
    "pause": (OPEN, Paused()),
    "resume": ([*OPEN, Paused()], Resumed()),
    "extend": (OPEN, Extended(minutes=3.0)),
    "end": ([*OPEN, MoveClosed(move=0)], Ended()),
    "adjudicate": ([], Adjudicating(mode="free")),
    "judge": ([Adjudicating(mode="free"), *OPEN, ARGUMENT],
              Judged(argument=1, strong_for=1, strong_against=0, rung=None)),
    "lock": ([], RoomLocked(locked=True)),
    "hand": ([], TeamHanded(team="nato", to_model=True)),
    "release": (OPEN, InjectReleased(number=50, move=0)),
    "schedule": (OPEN, InjectScheduled(number=50, move=0, minute=9.0)),
    "skip": (OPEN, InjectSkipped(number=50)),
    "make": (OPEN, MADE),
    "see": (OPEN, ActionSeen(number=20, done=True)),
}  # fmt: skip


def test_every_act_of_the_facilitators_is_tried() -> None:
    control = {name for name, kind in KINDS.items() if kind.control}
    assert control == {act.kind for _, act in UNDONE.values()}


def plain(state: State) -> dict[str, object]:
    """A state without what the clock delivers by itself in the background."""
    fields = dict(vars(state))
    rows = {k: v for k, v in fields.pop("rows").items() if k != 10}
    clock = fields.pop("clock")
    return {**fields, "rows": rows, "limit": None if clock is None else clock.limit}


@pytest.mark.parametrize("name", UNDONE)
def test_undo_shows_what_it_takes_back_and_does_so(room: RoomHere, name: str) -> None:
    first, act = UNDONE[name]
    for each in first:
        do(room, each)
    before = plain(state(room))
    do(room, act)
    assert plain(state(room)) != before or name in {"pause", "resume"}
    lead = at_control(room)
    last = room.session.last_control
    assert last is not None
    assert last[1] == act
    assert lead.form("/control/undo").value("seq") == str(last[0].seq)
    assert act.kind.replace("-", " ") in lead.text
    lead.send("/control/undo")
    assert plain(state(room)) == before
    assert (state(room).clock is not None and state(room).clock.paused_since is not None) == (  # type: ignore[union-attr]
        name in {"resume", "close"}
    )
    assert "(taken back)" in lead.text
    assert any(isinstance(a, Undone) and a.seq == last[0].seq for _, a in room.session.told)


def test_undo_takes_back_only_what_the_page_showed(room: RoomHere) -> None:
    lead = at_control(room)
    do(room, RoomLocked(locked=True))
    lead.get("/control")
    form = lead.form("/control/undo")
    do(room, TeamHanded(team="nato", to_model=True))
    lead.post(form.action, form.filled({}, None), expect=409)
    assert "Something was done since" in lead.text
    assert state(room).locked


def test_undo_sent_twice_takes_back_one(room: RoomHere) -> None:
    do(room, RoomLocked(locked=True))
    do(room, TeamHanded(team="nato", to_model=True))
    lead = at_control(room)
    form = lead.form("/control/undo")
    for _ in range(2):
        lead.post(form.action, form.filled({}, None))
    assert state(room).locked
    assert not state(room).handed


def test_nothing_to_take_back(room: RoomHere) -> None:
    lead = at_control(room)
    assert not lead.forms("/control/undo")
    assert "Nothing to take back" in lead.text


def test_what_the_clock_delivered_does_not_stand_in_the_way(room: RoomHere) -> None:
    """Else it would be due again, come again, and be the last act again."""
    lead = at_control(room)
    lead.send("/control/open", minutes="5")
    until(lambda: 10 in state(room).rows)
    lead.get("/control")
    assert "move opened" in lead.text
    lead.send("/control/undo")
    assert state(room).phase == "lobby"
    assert 10 not in state(room).rows
    lead.send("/control/open", minutes="5")
    until(lambda: 10 in state(room).rows)


def test_a_pause_taken_back_late_does_not_end_the_move(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=0.02))
    do(room, Paused())
    time.sleep(1.5)  # without the pause its time would be over
    lead = at_control(room)
    lead.send("/control/undo")
    assert state(room).phase == "open"
    assert left(room) == pytest.approx(2.0, abs=0.1)
    time.sleep(0.6)
    assert state(room).phase == "open"


def test_a_move_that_is_open_again_without_time_goes_on_with_some(room: RoomHere) -> None:
    do(room, MoveOpened(move=0, minutes=0.005))
    until(lambda: state(room).phase == "closed")
    lead = at_control(room)
    lead.send("/control/undo")
    assert state(room).phase == "open"
    assert "Resume with 2 minutes" in lead.text
    lead.send("/control/resume")
    assert left(room) == pytest.approx(2.0, abs=0.1)


def test_the_trail_names_who_and_what(room: RoomHere) -> None:
    lead = at_control(room)
    lead.send("/control/open", minutes="5")
    page = lead.get("/control/trail").text
    assert "facilitator: move opened: move 1, minutes 5" in page
