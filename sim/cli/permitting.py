"""The verb `permits`: who permits what on a date, by the record."""

from __future__ import annotations

import typer
from rich import box
from rich.table import Table

from sim.cli.common import console, inside, print_json, wrong
from sim.experiment.recorded import positions_on
from sim.report.terminal import indented
from sim.scenario.files.load import Case, load
from sim.scenario.language.basis import Basis
from sim.scenario.permits import Answer, Cell, grid, may


def permits_verb(
    where: str, *, on: str, weapon: str, area: str, target: str, as_json: bool
) -> None:
    """Print the permission grid of a date, or the answers for one use."""
    case = load(where)
    scenario = case.scenario
    if not scenario.weapons:
        raise wrong(
            where, "the scenario declares no weapons, so nothing is permitted or prohibited"
        )
    end = inside(scenario, on, "--on") if on else scenario.ends.last
    date = f"{scenario.date(scenario.time(end) - 1):%d %B %Y}".lstrip("0")
    positions = positions_on(case, end)
    asked = {"--weapon": weapon, "--area": area, "--target": target}
    if any(asked.values()):
        lacking = [option for option, value in asked.items() if not value]
        if lacking:
            raise wrong(
                ", ".join(lacking), "missing: a yes or no needs --weapon, --area and --target"
            )
        _answer(case, may(scenario, positions, weapon, area, target), date, as_json=as_json)
        return
    _grid(case, grid(scenario, positions), date, as_json=as_json)


def _cited(basis: Basis) -> str:
    return "; ".join(basis.cites) if basis.cites else f"assumed, {basis.assumed}"


def _answer(case: Case, answers: tuple[Answer, ...], date: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "actor": answer.actor,
                    "permits": answer.allowed,
                    "held": answer.held,
                    "condition": answer.condition,
                    "why_not": answer.why_not,
                    "basis": _cited(answer.basis) if answer.basis else None,
                }
                for answer in answers
            ]
        )
        return
    for answer in answers:
        name = case.scenario.actor(answer.actor).name
        if answer.grant is None:
            typer.echo(f"{name}, {date}: no. {answer.why_not}.")
            continue
        typer.echo(f"{name}, {date}: yes, at the rung {answer.grant.rung!r}.")
        if answer.condition:
            typer.echo(f"  condition: {answer.condition}")
        typer.echo(f"  source: {_cited(answer.grant.basis)}")
    typer.echo("Declared positions, not what was done in practice.")


def _grid(case: Case, cells: tuple[Cell, ...], date: str, *, as_json: bool) -> None:
    scenario = case.scenario
    if as_json:
        print_json(
            [
                {
                    "actor": cell.actor,
                    "issue": cell.issue,
                    "held": cell.held,
                    "weapon": cell.weapon,
                    "area": cell.area,
                    "targets": cell.targets,
                    "conditions": cell.conditions,
                }
                for cell in cells
            ]
        )
        return
    areas = list(scenario.areas)
    console().print(f"Who permits what on {date}, by declared positions", style="bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Supplier", "Weapon", *(scenario.areas[area] or area for area in areas)):
        table.add_column(column)
    rows: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in cells:
        rows.setdefault((cell.actor, cell.weapon), {})[cell.area] = cell
    last, conditions = "", []
    for (actor, weapon), found in rows.items():
        shown = "" if actor == last else scenario.actor(actor).name
        if shown and last:
            table.add_section()
        last = actor
        table.add_row(
            shown,
            scenario.weapons[weapon].name or weapon,
            *(_targets(case, found.get(a)) for a in areas),
        )
        conditions += [
            f"{scenario.actor(actor).name}: {condition}"
            for cell in found.values()
            for condition in cell.conditions
        ]
    console().print(table)
    console().print(indented(dict.fromkeys(conditions)))
    console().print("Declared positions, not what was done in practice.")


def _targets(case: Case, cell: Cell | None) -> str:
    if cell is None or not cell.targets:
        return "-"
    if len(cell.targets) == len(case.scenario.targets):
        return "all targets"
    return ", ".join((case.scenario.targets[target] or target).lower() for target in cell.targets)
