"""The evaluators' page: notes against objectives, and nothing that a team keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.acts.running import Ended, MoveClosed, MoveOpened
from tests.classroom.web.pupils import Pupils, pupils
from tests.classroom.web.room import served


@pytest.fixture
def class_(tmp_path: Path) -> Iterator[Pupils]:
    with served(tmp_path, by_hand=True) as room:
        found = pupils(room)
        found.lead(MoveOpened(move=0, minutes=6))
        found.eva.get("/evaluate")
        yield found


def test_a_note_is_kept_against_an_objective_or_a_task(class_: Pupils) -> None:
    class_.eva.send("/evaluate/note", about="decide/on-time", rating="S", text="Handed in <late>.")
    class_.eva.send("/evaluate/note", about="judge", rating="", text="Nobody asked for a source.")
    notes = [note for _, note in class_.room.session.state.notes]
    assert [(n.objective, n.task, n.rating) for n in notes] == [
        ("decide", "on-time", "S"),
        ("judge", "", None),
    ]
    assert "Handed in &lt;late&gt;." in class_.eva.text
    assert "Performed with some challenges" in class_.eva.text


def test_a_note_that_lacks_something_keeps_the_rest(class_: Pupils) -> None:
    class_.eva.send("/evaluate/note", text="Seen, but against what?", rating="M", expect=409)
    assert 'href="#note-about"' in class_.eva.text
    form = class_.eva.form("/evaluate/note")
    assert (form.value("text"), form.value("rating")) == ("Seen, but against what?", "M")
    class_.eva.send("/evaluate/note", about="decide", text="", rating="", expect=409)
    assert class_.eva.form("/evaluate/note").value("about") == "decide"


def test_notes_are_read_by_who_wrote_them(class_: Pupils) -> None:
    class_.eva.send("/evaluate/note", about="decide", text="They quarrel.")
    other = class_.room.sit("evaluators/evaluator", "Emil")
    assert "They quarrel." not in other.text
    for player in class_.players:
        assert "They quarrel." not in player.get("/play").text


def test_a_player_takes_no_notes(class_: Pupils) -> None:
    class_.ana.get("/play")
    token = class_.ana.form("/play/say").value("token")
    class_.ana.post("/evaluate/note", {"token": str(token), "about": "decide", "text": "I note."})
    assert not class_.room.session.state.notes


def test_an_evaluator_forecasts_and_writes_a_minute_paper(class_: Pupils) -> None:
    class_.eva.send("/evaluate/forecast", probability="12.5")
    assert class_.room.session.state.forecasts["s4", "first"].probability == 0.125
    class_.lead(MoveClosed(move=0), Ended())
    class_.eva.get("/evaluate")
    class_.eva.send("/evaluate/paper", answer0="Much.")
    assert class_.room.session.state.papers["s4"][0] == "Much."


def test_an_evaluator_gives_up_the_seat(class_: Pupils) -> None:
    class_.eva.send("/evaluate/leave", sure="yes")
    assert class_.room.session.state.seats["s4"].left


def test_an_evaluator_reads_words_for_evaluators(class_: Pupils) -> None:
    text = class_.eva.get("/evaluate").text
    assert "your table" not in text
    assert "Questions that all tables discuss" in text
    assert "Questions for your table" in class_.ana.get("/play").text
    assert "<bdi>Eva</bdi>" in text
