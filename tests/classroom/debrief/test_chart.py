"""The picture of an actor: valid, and it shows what it should."""

from __future__ import annotations

import json

import altair as alt
import pytest

from sim.classroom.debrief.chart import chart, narrow, spec, wide
from sim.classroom.debrief.courses import Course
from sim.report.charts.common import Spec
from tests.classroom.debrief.classes import beside, scripted, told
from tests.classroom.played import Play


def course(play: Play, party: str = "united-states", *, bare: bool = False) -> Course:
    found = told(play, None if bare else beside())
    return next(each for each in found.courses if each.party == party)


def texts(drawn: Spec) -> list[str]:
    """Everything that is written into a picture."""
    named = {layer["data"]["name"] for layer in drawn["layer"] if layer["mark"]["type"] == "text"}
    held = [drawn["datasets"][name] for name in named]
    rows = [json.loads(each) if isinstance(each, str) else each for each in held]
    return [row["text"] for each in rows for row in each]


@pytest.mark.parametrize("party", ["united-states", "russia"])
def test_pictures_are_valid(party: str) -> None:
    for play in (scripted(), Play()):
        found = course(play, party)
        for layout in (wide(found), narrow()):
            checked = chart(found, layout).to_dict()
            assert json.loads(json.dumps(checked, default=str)) == json.loads(
                json.dumps(spec(found, layout), default=str)
            )
            assert isinstance(chart(found, layout), alt.LayerChart)


def test_moves_are_named_with_who_played_them() -> None:
    shown = texts(spec(course(scripted()), wide(course(scripted()))))
    assert sorted(t for t in shown if t.startswith("Move")) == [
        "Move 1: team", "Move 2: team", "Move 3: team", "Move 4: team",
    ]  # fmt: skip
    assert {"class", "history"} <= set(shown)


def test_a_class_that_ended_early_ends_in_the_picture() -> None:
    play = Play()
    play.moves(2)
    found = course(play)
    shown = texts(spec(found, wide(found)))
    assert "class ended 16 May" in shown
    assert "class" not in shown
    assert "Move 3: not run" in shown


def test_on_a_phone_the_rungs_are_named_in_the_picture() -> None:
    found = course(scripted())
    shown = texts(spec(found, narrow()))
    assert set(found.rungs) <= set(shown)


def test_without_worlds_and_history_the_class_stands_alone() -> None:
    found = course(scripted(), bare=True)
    shown = texts(spec(found, wide(found)))
    assert "history" not in shown
    assert not [each for each in shown if each.endswith("%")]


def test_the_class_stands_where_its_moves_ended() -> None:
    found = course(scripted())
    assert [found.stands(found.own, move) for move in range(4)] == [0, 0, 2, 2]
    assert found.history is not None
    assert [found.stands(found.history, move) for move in range(4)] == [0, 0, 0, 2]
    assert found.played == (True, True, True, True)
    assert course(scripted(), "france").played == (False, False, False, False)
    early = Play()
    early.moves(1)
    assert course(early).stands(course(early).own, 1) is None
