"""The exercise file: what it takes, what it refuses and in which words, and that the shipped one is whole."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import sim
from sim.cli.files import _checked
from sim.scenario.exercise.checks import check
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.load import Class, load_exercise
from sim.scenario.files import library
from sim.scenario.files.load import load
from sim.scenario.files.tree import read
from sim.scenario.problems import ScenarioError

FOLDER = library.home() / "may-2024"
Tree = dict[str, Any]


@pytest.fixture(scope="module")
def shipped() -> Class:
    return load_exercise("may-2024")


@pytest.fixture(scope="module")
def written() -> Tree:
    tree = read(FOLDER / "exercise.yaml").plain()
    assert isinstance(tree, dict)
    return tree


def refused(loaded: Class, tree: Tree) -> list[str]:
    """What is wrong with an exercise, as `keys: message`."""
    try:
        exercise = Exercise.model_validate(tree, context=loaded.case.names)
    except ValidationError as error:
        lines = error.errors(include_url=False)
        return ["/".join(map(str, line["loc"])) + ": " + line["msg"] for line in lines]
    return ["/".join(map(str, keys)) + ": " + told for keys, told in check(exercise, loaded.case)]


# --- the shipped one ---------------------------------------------------------------------------


def test_the_shipped_exercise_is_what_a_class_of_fifty_minutes_needs(shipped: Class) -> None:
    exercise = shipped.exercise
    assert [move.begins.first.strftime("%m-%d") for move in exercise.moves] == [
        "04-24", "05-10", "05-17", "05-28",
    ]  # fmt: skip
    assert [move.until.first.strftime("%m-%d") for move in exercise.moves] == [
        "05-09", "05-16", "05-27", "06-06",
    ]  # fmt: skip
    assert sum(move.minutes for move in exercise.moves) < exercise.minutes == 50
    assert [team.party for team in exercise.teams] == [
        "united-states", "united-kingdom", "france", "nato", "russia", "ukraine",
    ]  # fmt: skip
    assert sum(len(team.seats) for team in exercise.teams) == 30
    assert shipped.exercise.team("russia").name == "Government of Russia"
    assert any(agenda.minutes == 60 for agenda in exercise.agendas)


def test_what_players_say_is_heard_and_changes_nothing_while_nobody_speaks(shipped: Class) -> None:
    plain = load("may-2024")
    spoken = {name for name, kind in shipped.case.scenario.kinds.items() if kind.spoken}
    assert spoken == {"appeal", "promise", "warning", "refusal"}
    for seed in range(3):
        assert sim.trace(shipped.case, seed=seed).digest() == sim.trace(plain, seed=seed).digest()


def test_russian_attacks_are_injects_and_no_order(shipped: Class) -> None:
    attacks = {
        c.id for c in shipped.case.scenario.causes if c.kind == "assault" and c.source == "russia"
    }
    rows = [row for row in shipped.exercise.msel if row.cause in attacks]
    assert {row.cause for row in rows} == attacks
    assert {(row.type, row.sender) for row in rows} == {("inject", "white-cell")}
    assert "further" not in (shipped.exercise.team("russia").orders.rungs or ())


def test_every_dated_event_of_a_team_is_expected_of_it_and_has_a_stand_in(shipped: Class) -> None:
    teams = {team.party for team in shipped.exercise.teams}
    given = {
        cause.id for cause in shipped.case.scenario.causes
        if cause.source in teams - {"russia"} and cause.form == "dated" and cause.kind != "arming"
    }  # fmt: skip
    rows = {
        row.cause: row
        for row in shipped.exercise.msel
        if row.type == "expected-action" and row.cause
    }
    assert set(rows) == given
    stand_ins = {
        row.instead_of for row in shipped.exercise.msel if row.type == "contingency-inject"
    }
    assert stand_ins == {row.number for row in rows.values()}


def test_nothing_known_only_later_stands_in_a_brief(shipped: Class) -> None:
    """A fact in a brief cites nothing that was published after the exercise begins, but for background."""
    late = ("2024-05-28", "2024-05-29", "2024-05-30", "2024-06")
    for team in shipped.exercise.teams:
        text = " ".join([team.brief.card.text, team.brief.situation, *team.brief.weighs])
        assert not any(day in text for day in late), team.party


# --- what is refused ---------------------------------------------------------------------------


def _set(*keys: str | int, to: object) -> Callable[[Tree], None]:
    def change(tree: Tree) -> None:
        at: Any = tree
        for key in keys[:-1]:
            at = at[key]
        at[keys[-1]] = to

    return change


def _row(tree: Tree, kind: str) -> Tree:
    found: Tree = next(row for row in tree["msel"] if row["type"] == kind)
    return found


def _late(tree: Tree) -> None:
    row = tree["msel"][0]
    row["at"] = "2024-06-20"


def _unlisted(tree: Tree) -> None:
    tree["msel"] = [row for row in tree["msel"] if row.get("cause") != "kharkiv-offensive"]


def _no_stand_in(tree: Tree) -> None:
    _row(tree, "contingency-inject")["instead_of"] = 9_998


def _acting(tree: Tree) -> None:
    _row(tree, "inject")["actions"] = ["appeal"]


def _twice(tree: Tree) -> None:
    first, second = (row for row in tree["msel"] if row["type"] == "inject" and row.get("cause"))
    second["cause"] = first["cause"]


def _doubled(tree: Tree) -> None:
    tree["teams"][1] = copy.deepcopy(tree["teams"][0])


def _outsider(tree: Tree) -> None:
    _row(tree, "expected-action")["from"] = "us-congress"


WRONG = [
    (_set("titel", to="x"), "titel/[key]: unknown key 'titel'; did you mean 'title'?"),
    (_set("teams", 0, "party", to="united-state"), "did you mean 'united-states'?"),
    (_set("teams", 0, "seats", 0, "person", to="bidn"), "unknown person 'bidn'; did you mean 'biden'?"),
    (_set("teams", 0, "orders", to={"issue": "response"}), "'united-states' has no stance on 'response'"),
    (_set("teams", 0, "orders", "rungs", to=["prohibitd"]), "did you mean 'prohibited'?"),
    (_set("teams", 0, "brief", "card", to="word " * 121), "found 121 words, expected at most 120"),
    (_doubled, "'united-states' is written twice"),
    (_set("moves", 1, "from", to="2024-05-01"), "before the end of the move"),
    (_set("moves", 3, "until", to="2024-07-20"), "the move lies outside the scenario"),
    (_set("moves", 0, "until", to="2024-04-01"), "before the move begins"),
    (_set("moves", 0, "questions", to={"germny": ["?"]}), "found the unknown party 'germny'"),
    (_set("moves", 0, "minutes", to=0), "moves/0/minutes"),
    (_set("forecast", "outcome", to="us-days"), "expected an outcome with 'first_reaches'"),
    (_set("msel", 0, "objectives", to=["nope"]), "found the unknown objective 'nope'"),
    (_set("msel", 0, "move", to="m9"), "found the unknown move 'm9'"),
    (_set("msel", 0, "to", to=[]), "the row is addressed to nobody"),
    (_set("msel", 0, "basis", to="wsjj S1"), "cites the unknown source 'wsjj'; did you mean 'wsj'?"),
    (_set("rubric", "criteria", 0, "weight", to=99), "the weights sum to"),
    (_set("quiz", 0, "answer", to=9), "found 9, expected 1 to"),
    (_late, "lies outside the move"),
    (_unlisted, "the event 'kharkiv-offensive' of 2024-05-10 has no row"),
    (_no_stand_in, "found 9998, which is no expected action"),
    (_acting, "only an expected action takes 'actions'"),
    (_outsider, "'us-congress' is no team: what it does is an inject"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), WRONG, ids=[told[:40] for _, told in WRONG])
def test_what_is_wrong_is_told(
    shipped: Class, written: Tree, change: Callable[[Tree], None], told: str
) -> None:
    assert refused(shipped, written) == []
    tree = copy.deepcopy(written)
    change(tree)
    found = refused(shipped, tree)
    assert any(told in line for line in found), found


def test_a_fault_is_placed_in_its_file_by_line_and_column(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    for name in ("scenario.yaml", "record.yaml", "class.yaml", "exercise.yaml"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        (folder / name).write_text(
            text.replace("minutes: 50", "minutes: none", 1), encoding="utf-8"
        )
    path = folder / "exercise.yaml"
    line = next(
        n for n, text in enumerate(path.read_text().splitlines(), 1) if "minutes: none" in text
    )
    with pytest.raises(ScenarioError) as caught:
        load_exercise(folder)
    assert f"{path}:{line}:10: minutes: found 'none', expected a whole number" in str(caught.value)
    errors, _ = _checked(str(path))
    assert errors == str(caught.value).splitlines()
    errors, _ = _checked(str(folder))  # a scenario is checked with the exercise beside it
    assert errors == str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("plays", "told"),
    [
        ("clas.yaml", "did you mean 'class.yaml'?"),
        ("../may-2024/class.yaml", "expected a scenario file in the exercise's own folder"),
        ("", "expected a scenario file in the exercise's own folder"),
    ],
)
def test_what_is_played_lies_beside_the_exercise(tmp_path: Path, plays: str, told: str) -> None:
    (tmp_path / "class.yaml").write_text(
        "extends: may-2024\nscenario: may-2024\n", encoding="utf-8"
    )
    path = tmp_path / "exercise.yaml"
    path.write_text(f"exercise: x\nplays: '{plays}'\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"exercise\.yaml:2:8: plays: found") as caught:
        load_exercise(path)
    assert told in str(caught.value)


def test_a_scenario_without_an_exercise_names_one_that_has_one() -> None:
    with pytest.raises(ScenarioError, match=r"no exercise\.yaml beside it.*may-2024"):
        load_exercise("tanks-2023")
