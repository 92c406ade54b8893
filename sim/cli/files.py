"""Verbs about files: validate, schema, list, variants, new."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast, get_args

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.common import console, print_json, print_warnings, wrong
from sim.scenario.exercise.load import FILE as EXERCISE
from sim.scenario.exercise.load import load_exercise
from sim.scenario.files import library, schema, template
from sim.scenario.files.load import Case, load, load_variant, variants
from sim.scenario.files.tree import read
from sim.scenario.problems import Problem, ScenarioError, nearest
from sim.scenario.variants.apply import apply_all, touched


def validate_verb(files: list[str], *, as_json: bool) -> None:
    """Check every file and its variants; leave with 2 if any is wrong."""
    rows: list[dict[str, object]] = []
    for where in files:
        errors, warnings = _checked(where)
        rows.append(
            {"scenario": where, "valid": not errors, "errors": errors, "warnings": warnings}
        )
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            _print_checked(row)
    if not all(row["valid"] for row in rows):
        raise typer.Exit(2)


def _checked(where: str) -> tuple[list[str], list[str]]:
    from sim.model.lower import lower

    try:
        if (path := Path(where)).is_file() and _is_exercise(path):
            return [], [str(warning) for warning in load_exercise(path).case.warnings]
        if path.is_file() and _is_variant(path):
            case = load(_base_of(path))
            lower(apply_all(case.scenario, load_variant(path, case), read(path)))
            return [], []
        case = load(where)
        lower(case.scenario)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems], []
    problems: list[Problem] = []
    if (beside := case.folder / EXERCISE).is_file():
        try:
            load_exercise(beside)
        except ScenarioError as error:
            problems += error.problems
    for path in variants(case).values():
        try:
            lower(apply_all(case.scenario, load_variant(path, case), read(path)))
        except ScenarioError as error:
            problems += error.problems
    return [str(problem) for problem in problems], [str(warning) for warning in case.warnings]


def _is_exercise(path: Path) -> bool:
    tree = read(path).value
    return isinstance(tree, dict) and "exercise" in tree and "plays" in tree


def _is_variant(path: Path) -> bool:
    tree = read(path).value
    return isinstance(tree, dict) and "variant" in tree and "scenario" not in tree


def _base_of(path: Path) -> str | Path:
    """The scenario that a variant file is of: the one whose folder it lies in, else as it says."""
    beside = path.resolve().parent.parent / library.FILE
    if beside.is_file():
        return beside
    root = read(path)
    of = root.value.get("of") if isinstance(root.value, dict) else None
    if of is None or not isinstance(of.value, str):
        message = "a variant says which scenario it is of ('of: may-2024')"
        raise ScenarioError([Problem(root.mark, "of", message)])
    return of.value


def _print_checked(row: dict[str, object]) -> None:
    errors, warnings = cast("list[str]", row["errors"]), cast("list[str]", row["warnings"])
    for line in errors:
        typer.echo(line, err=True)
    for line in warnings:
        typer.echo(f"warning: {line}", err=True)
    verdict = "valid" if row["valid"] else _count(len(errors), "problem")
    typer.echo(
        f"{row['scenario']}: {verdict}"
        + (f", {_count(len(warnings), 'warning')}" if warnings else "")
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def schema_verb(which: str) -> None:
    """Print one of the JSON Schemas."""
    known = get_args(schema.Which)
    if which not in known:
        raise wrong("schema", f"found {which!r}{nearest(which, known)}")
    sys.stdout.write(schema.text(cast("schema.Which", which)))


def list_verb(*, as_json: bool) -> None:
    """List the shipped scenarios."""
    cases = {name: load(path) for name, path in library.shipped().items()}
    if as_json:
        print_json([_described(name, case) for name, case in cases.items()])
        return
    table = Table(
        "Name", "Title", "Question", "Dates", "Record", "Variants", box=None, pad_edge=False
    )
    for name, case in cases.items():
        scenario = case.scenario
        dates = f"{scenario.start:%Y-%m-%d} to {scenario.date(scenario.days - 1):%Y-%m-%d}"
        entries = str(len(case.record.entries)) if case.record else "none"
        table.add_row(
            name, scenario.title, scenario.question, dates, entries, str(len(variants(case)))
        )
    console().print(table)


def _described(name: str, case: Case) -> dict[str, object]:
    scenario = case.scenario
    return {
        "name": name,
        "title": scenario.title,
        "question": scenario.question,
        "starts": f"{scenario.start:%Y-%m-%d}",
        "ends": f"{scenario.date(scenario.days - 1):%Y-%m-%d}",
        "actors": [actor.id for actor in scenario.actors],
        "record_entries": len(case.record.entries) if case.record else 0,
        "variants": sorted(variants(case)),
    }


TEXTS = {
    "reason": "Why ask",
    "minimal": "Is it the smallest rewrite",
    "cotenable": "Can it stand beside the rest",
    "otherwise": "What else would differ",
    "teacher": "For a class",
}


def variants_verb(where: str, *, full: bool, as_json: bool) -> None:
    """List a scenario's variants; `full` tells what their authors say of them too."""
    case = load(where)
    print_warnings(case)
    rows = []
    for name, path in variants(case).items():
        variant = load_variant(path, case)
        apply_all(case.scenario, variant, read(path))
        row = {
            "variant": name,
            "title": variant.title,
            "changes": touched(case.scenario, variant),
        }
        rows.append(row | {key: getattr(variant, key) for key in TEXTS})
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo(f"{case.scenario.scenario} has no variants (none in {case.folder / 'variants'})")
        return
    page = console()
    for row in rows:
        page.print(Text(row["variant"], style="bold").append(f": {row['title']}", style="not bold"))
        page.print(Padding(Text(row["changes"], overflow="fold"), (0, 0, 0, 2), expand=False))
        for key, heading in TEXTS.items() if full else ():
            if row[key] is not None:
                page.print(Padding(Text(f"{heading}. {row[key]}"), (0, 0, 0, 2), expand=False))
        page.print()


def new_verb(name: str, folder: Path) -> None:
    """Write a scenario to start from."""
    path = template.new(name, folder)
    typer.echo(f"wrote {path}")
    typer.echo(f"next: tabletop validate {path.parent}; tabletop run {path.parent}")
