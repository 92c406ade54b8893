"""The head of an exercise file holds all that is played, in its order, and the keys of the room."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.classroom.log.file import Log
from sim.classroom.session.head import CODE, LETTERS, HeadError, new_head, read_head
from sim.scenario.exercise.load import load_exercise


def test_what_is_played_comes_back_from_the_file_as_it_was_loaded(tmp_path: Path) -> None:
    loaded = load_exercise("may-2024")
    with Log.create(tmp_path / "a.tabletop", new_head(loaded, 3)):
        pass
    with Log.open(tmp_path / "a.tabletop") as log:
        game = read_head(log.head).game
    assert game.exercise == loaded.exercise
    assert game.scenario == loaded.case.scenario
    assert game.record == loaded.case.record
    assert game.seed == 3
    for before, after in (  # equal mappings may differ in their order, which tables keep
        (loaded.exercise.acronyms, game.exercise.acronyms),
        (loaded.case.scenario.kinds, game.scenario.kinds),
        (loaded.exercise.rubric.criteria[0].levels, game.exercise.rubric.criteria[0].levels),
    ):
        assert list(before) == list(after)


def test_keys_differ_by_purpose_and_by_exercise_and_stay_the_same() -> None:
    loaded = load_exercise("may-2024")
    one, other = (read_head(new_head(loaded, 3)) for _ in range(2))
    keys = [each.key(what) for each in (one, other) for what in ("facilitator", "projector")]
    assert len(set(keys)) == 4
    assert one.key("facilitator") == keys[0]
    assert len(one.code) == CODE
    assert set(one.code) <= set(LETTERS)
    assert one.code != other.code


@pytest.mark.parametrize("without", ["exercise", "scenario", "seed", "secret", "options"])
def test_a_head_that_lacks_something_is_refused_in_a_sentence(without: str) -> None:
    head = new_head(load_exercise("may-2024"), 3)
    del head[without]
    with pytest.raises(HeadError, match="the head of the exercise file cannot be read"):
        read_head(head)
