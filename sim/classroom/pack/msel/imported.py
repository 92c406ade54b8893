"""The list as a person edited it: its rows, what only its readers know, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from sim.classroom.game import Game
from sim.classroom.pack.msel.columns import BY_KEY
from sim.classroom.pack.msel.grid import read_grids
from sim.classroom.pack.msel.headers import Headers, headers
from sim.classroom.pack.msel.reading import Reader, order_of
from sim.classroom.pack.msel.values import Value, blank
from sim.classroom.pack.msel.words import vocabulary
from sim.scenario.exercise.checks import check
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.msel import Row
from sim.scenario.files.joining import shown
from sim.scenario.files.load import Case
from sim.scenario.problems import Mark, Problem, ScenarioError

MOST_PROBLEMS = 100  # told of one file


@dataclass(frozen=True)
class Imported:
    """What a file holds. `unknown` has, by event number, the columns that are kept and not read.

    Where there are problems the rows are not to be used.
    """

    rows: tuple[Row, ...] = ()
    unknown: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the sheet: its place (from 1), and its cells by key and by other header."""

    place: int
    ours: dict[str, Value]
    others: dict[str, Value]


def read_msel(path: Path, exercise: Exercise, case: Case) -> Imported:
    """The list in an Excel workbook or a CSV file, as edited; reports every problem and raises none."""
    name = shown(path)
    try:
        found, problems = headers(read_grids(path, name), name)
    except ScenarioError as error:
        return Imported(problems=error.problems)
    if found is None or problems:
        return Imported(problems=tuple(sorted(problems)))
    lines = list(_lines(found))
    if not lines:
        message = "the list has no events below its header"
        return Imported(problems=(Problem(Mark(name, found.row, 1), "", message),))
    known = vocabulary(Game(exercise, case.scenario, case.record, 0))
    reader = Reader(exercise, known, order_of(line.ours for line in lines))
    rows, unknown, problems = _rows(found, lines, reader, case)
    if not problems:
        problems = _whole(found, lines, exercise, rows, case)
    return Imported(tuple(rows), unknown, _bounded(problems, name))


def edited(exercise: Exercise, imported: Imported) -> Exercise:
    """The exercise with an edited list. Raises ScenarioError with everything that is wrong with it."""
    if imported.problems:
        raise ScenarioError(imported.problems)
    return exercise.model_copy(update={"msel": imported.rows})


def _lines(found: Headers) -> Iterator[Line]:
    for place, row in enumerate(found.grid.rows[found.row :], found.row + 1):
        if all(blank(cell) for cell in row):
            continue
        yield Line(place, _picked(row, found.ours), _picked(row, found.others))


def _picked(row: list[Value], places: dict[str, int]) -> dict[str, Value]:
    return {name: row[at - 1] if at <= len(row) else None for name, at in places.items()}


def _rows(
    found: Headers, lines: list[Line], reader: Reader, case: Case
) -> tuple[list[Row], dict[int, dict[str, Value]], list[Problem]]:
    rows: list[Row] = []
    unknown: dict[int, dict[str, Value]] = {}
    problems: list[Problem] = []
    for line in lines:
        values, wrong = reader.values(line.ours)
        problems += [_at(found, line, key, message) for key, message in wrong.items()]
        try:
            row = Row.model_validate(values, context=case.names)
        except ValidationError as error:
            problems += [
                _at(
                    found,
                    line,
                    str(told["loc"][0]) if told["loc"] else "number",
                    _plainly(told["msg"]),
                )
                for told in error.errors(include_url=False)
                if not told["loc"] or told["loc"][0] not in wrong
            ]
            continue
        if not wrong:
            rows.append(row)
            unknown[row.number] = line.others
    return rows, unknown, problems


def _plainly(message: str) -> str:
    """What is missing in a file is a key, and in a sheet it is a cell."""
    return "the cell is empty" if message.endswith("is missing") else message


def _whole(
    found: Headers, lines: list[Line], exercise: Exercise, rows: list[Row], case: Case
) -> list[Problem]:
    """Where the rows disagree with each other, with the exercise or with its scenario."""
    parts = {name: getattr(exercise, name) for name in Exercise.model_fields}
    told: list[tuple[tuple[str | int, ...], str]] = []
    try:
        together = Exercise.model_validate(parts | {"msel": tuple(rows)})
    except ValidationError as error:
        told = [(each["loc"], each["msg"]) for each in error.errors(include_url=False)]
    else:
        told = list(check(together, case))
    return [_placed(found, lines, keys, message) for keys, message in told]


def _placed(
    found: Headers, lines: list[Line], keys: tuple[str | int, ...], message: str
) -> Problem:
    """A problem of the exercise at the cell it comes from; one of the whole list at its header."""
    if len(keys) > 1 and keys[0] == "msel" and isinstance(keys[1], int):
        key = str(keys[2]) if len(keys) > 2 else "number"  # noqa: PLR2004 (msel, index, key)
        return _at(found, lines[keys[1]], key, message)
    return Problem(found.mark(found.row, 1), "/".join(map(str, keys)), message)


def _at(found: Headers, line: Line, key: str, message: str) -> Problem:
    column = BY_KEY[key] if key in BY_KEY else BY_KEY["number"]
    return Problem(found.mark(line.place, found.ours.get(key, 1)), column.header, message)


def _bounded(problems: list[Problem], name: str) -> tuple[Problem, ...]:
    """The first problems, and how many more there are."""
    ordered = sorted(set(problems))
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    more = Problem(Mark(name), "", f"{len(ordered) - MOST_PROBLEMS:,} more problems are not shown")
    return (*ordered[:MOST_PROBLEMS], more)
