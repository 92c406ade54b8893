"""What a class comes to: the same for the same acts, another for any other."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sim.classroom.acts.orders import Said
from sim.classroom.acts.seats import SeatTaken
from sim.classroom.debrief.opened import opened
from sim.classroom.rules.person import LEADER
from sim.classroom.session.digest import digest
from sim.classroom.state.fold import Told
from sim.classroom.state.state import Stamp
from tests.classroom.debrief.classes import scripted, skipped, written
from tests.classroom.played import Play


def of(play: Play, told: list[Told] | None = None) -> str:
    return digest(play.game, play.told if told is None else told)


def test_a_class_that_is_replayed_comes_to_the_same() -> None:
    play = scripted()
    assert of(play) == of(play) == of(scripted()) == digest(play.game, play.told, play.world)


def test_a_file_and_its_copy_come_to_the_same(tmp_path: Path) -> None:
    play = scripted()
    file = written(tmp_path / "one.tabletop", play)
    copy = tmp_path / "two.tabletop"
    shutil.copyfile(file, copy)
    found = [opened(path) for path in (file, copy)]
    assert {digest(each.head.game, each.told) for each in found} == {of(play)}


def test_the_clock_on_the_wall_and_the_secrets_of_seats_are_not_in_it() -> None:
    play = scripted()
    later: list[Told] = []
    for stamp, act in play.told:
        new = Stamp(stamp.seq, stamp.at + timedelta(days=400), stamp.by)
        other = isinstance(act, SeatTaken) and act.model_copy(update={"token": act.token[::-1]})
        later.append((new, other or act))
    assert of(play, later) == of(play)


def test_one_changed_word_comes_to_another() -> None:
    play = scripted()
    for n, (stamp, act) in enumerate(play.told):
        if isinstance(act, Said):
            changed = [*play.told]
            changed[n] = (stamp, act.model_copy(update={"text": f"{act.text} "}))
            assert of(play, changed) != of(play)


def test_one_act_less_and_another_seed_come_to_another() -> None:
    play = scripted()
    assert of(play, play.told[:-1]) != of(play)
    other = Play(seed=8)
    assert digest(other.game, play.told) != of(play)


def test_what_was_taken_back_is_not_in_it() -> None:
    play, other = Play(), Play()
    for each in (play, other):
        each.sit("united-states", "president", "A")
        each.open()
    play.undo(play.do(LEADER, skipped(10)))
    assert of(play) == of(other)
