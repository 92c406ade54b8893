"""An exercise file, loaded with the scenario it is played with; every problem at once, in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sim.scenario.exercise.checks import check
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.files import library
from sim.scenario.files.joining import shown
from sim.scenario.files.load import Case, load, validated
from sim.scenario.files.tree import Node, read
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest

FILE = "exercise.yaml"


@dataclass(frozen=True)
class Class:
    """An exercise, the case it is played with, and where both lie."""

    exercise: Exercise
    case: Case  # what the class and the model play: it may say more than the case of the record
    path: Path


def load_exercise(where: str | Path) -> Class:
    """The exercise at `where`: an exercise file, or a scenario's name, folder or file beside it.

    Raises ScenarioError with every problem.
    """
    path = _path(where)
    tree = read(path, shown(path))
    case = load(_played(tree, path.parent))
    exercise, problems = validated(Exercise, tree, case.names)
    if exercise is None:
        raise ScenarioError(problems)
    problems = [Problem(*tree.find(keys), message) for keys, message in check(exercise, case)]
    if problems:
        raise ScenarioError(problems)
    return Class(exercise, replace(case, files=(path, *case.files)), path)


def _path(where: str | Path) -> Path:
    given = Path(where)
    if given.is_file() and given.name != library.FILE:
        return given
    path = library.find(where).parent / FILE
    if not path.is_file():
        with_one = [
            each.parent.name
            for each in library.shipped().values()
            if (each.parent / FILE).is_file()
        ]
        message = f"the scenario has no {FILE} beside it{nearest(where, with_one)}"
        raise ScenarioError([Problem(Mark(repr(str(where))), "", message)])
    return path


def _played(tree: Node, folder: Path) -> Path:
    """The scenario file that `plays` names, within the exercise's own folder."""
    node = tree.value.get("plays") if isinstance(tree.value, dict) else None
    if node is None or not isinstance(node.value, str):
        raise ScenarioError(
            [
                Problem(
                    tree.mark, "", "the key 'plays' is missing: the scenario file of the exercise"
                )
            ]
        )
    path = folder / node.value
    if not path.is_file() or path.resolve().parent != folder.resolve():
        near = nearest(node.value, [each.name for each in folder.glob("*.yaml")])
        message = (
            f"found {node.value!r}, expected a scenario file in the exercise's own folder{near}"
        )
        raise ScenarioError([Problem(node.mark, "plays", message)])
    return path
