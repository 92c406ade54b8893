"""From files to a Case: read, joined with what they extend, validated and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sim.scenario.checks import check
from sim.scenario.files import library
from sim.scenario.files.joining import Joined, joined, shown, within
from sim.scenario.files.tree import Node, parse, read
from sim.scenario.language.changes import Variant
from sim.scenario.language.names import Names, gather
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError, nearest

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Case:
    """A scenario with its record, and the files they were read from."""

    scenario: Scenario
    record: Record | None
    folder: Path
    files: tuple[Path, ...]  # every file read, the scenario itself first
    warnings: tuple[Problem, ...]
    names: Names = field(default_factory=Names, repr=False)  # what a variant may refer to


def load(where: str | Path) -> Case:
    """The scenario at `where` (see library.find) with its record.

    Raises ScenarioError with every problem of both files.
    """
    path = library.find(where)
    whole = joined(path)
    files, record = whole.files, None
    problems: list[Problem] = []
    if whole.record is not None:
        files = (*files, whole.record)
        try:
            record = read(whole.record, shown(whole.record))
        except ScenarioError as error:
            problems += error.problems
    return _case(whole, record, problems, path.parent, files)


def load_text(text: str, name: str = "scenario.yaml", record: str | None = None) -> Case:
    """A scenario given as text, for tests; `record` is the text of its record.yaml."""
    root = parse(text, name)
    told = parse(record, "record.yaml") if record is not None else None
    return _case(Joined(root, (), None), told, [], Path(), ())


def _case(
    whole: Joined,
    record: Node | None,
    problems: list[Problem],
    folder: Path,
    files: tuple[Path, ...],
) -> Case:
    names = gather(whole.tree.plain(), record.plain() if record is not None else None)
    scenario, faults = validated(Scenario, whole.tree, names)
    history, more = validated(Record, record, names) if record is not None else (None, [])
    problems = [*problems, *faults, *more]
    if scenario is None or problems:
        raise ScenarioError(problems)
    errors, warnings = check(scenario, history, whole.tree, record)
    if errors:
        raise ScenarioError(errors)
    return Case(scenario, history, folder, files, tuple(sorted(set(warnings))), names)


def validated(model: type[Model], tree: Node, names: Names) -> tuple[Model | None, list[Problem]]:
    """The model in a tree, or what is wrong with it, placed in its file."""
    try:
        return model.model_validate(tree.plain(), context=names), []
    except ValidationError as error:
        return None, [
            _placed(tree, line["loc"], line["msg"]) for line in error.errors(include_url=False)
        ]


def _placed(tree: Node, loc: tuple[str | int, ...], message: str) -> Problem:
    mark, path = tree.find(loc)
    return Problem(mark, path, message)


def variants(case: Case) -> dict[str, Path]:
    """The files in the scenario's folder `variants`, by their names without `.yaml`."""
    return {path.stem: path for path in sorted((case.folder / "variants").glob("*.yaml"))}


def variant_path(where: str | Path, case: Case) -> Path:
    """The file meant by a variant's name in the scenario's folder, or by its path."""
    return variants(case).get(str(where), Path(where))


def load_variant(where: str | Path, case: Case) -> Variant:
    """The variant in a file, or by its name in the scenario's folder. Raises ScenarioError."""
    path = variant_path(where, case)
    if not path.is_file():
        known = variants(case)
        message = (
            f"no such file, nor a variant of {case.scenario.scenario!r}{nearest(where, known)}"
        )
        raise ScenarioError([Problem(Mark(repr(str(where))), "", message)])
    return variant_of(read(path, shown(path)), case)


def variant_of(tree: Node, case: Case) -> Variant:
    """The variant in a tree, which must be of the case's scenario. Raises ScenarioError."""
    variant, problems = validated(Variant, tree, within(case.names, tree.plain()))
    if variant is None:
        raise ScenarioError(problems)
    if variant.of != case.scenario.scenario:
        expected = f"{case.scenario.scenario!r}, the scenario it is used with"
        message = f"found {variant.of!r}, expected {expected}"
        raise ScenarioError([_placed(tree, ("of",), message)])
    return variant
