"""Everything that one variant changes, in the terminal: outcomes, asked and given, order, permissions."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.experiment.compare.found import Compared, Comparison
from sim.experiment.compare.order import Order
from sim.report.comparison import difference, factor, levels, plain_table, seen
from sim.report.comparison_words import (
    quantity_words,
)
from sim.report.names import brief, party_name
from sim.report.terminal import NARROW


def in_full(found: Comparison, each: Compared) -> RenderableType:
    """All that one variant changes: every outcome, the order of moves, what was asked and given."""
    parts: list[RenderableType] = [_all_outcomes(found, each)]
    if each.asked:
        parts.append(_asked(found, each))
    if each.order is not None and len(each.order.actors) > 1:
        parts.append(_order(found, each.order))
    parts += [_grid(found, each)] if each.permitted else []
    return Group(*parts)


def _all_outcomes(found: Comparison, each: Compared) -> Table:
    table = plain_table()
    table.add_column("Outcome")
    table.add_column("before → after", justify="right", no_wrap=True)
    table.add_column("difference (Monte Carlo) [parameters]", justify="right")
    table.add_column("paired gain", justify="right", no_wrap=True)
    for effect in filter(seen, each.outcomes):
        unit = {"share": " %", "days": " days", "levels": ""}[effect.quantity.unit]
        told = difference(effect)
        table.add_row(
            quantity_words(found.scenario, effect.quantity.id),
            f"{levels(effect)}{unit}",
            Text(" ").join(told.split("\n")),
            factor(effect).replace("\n", " "),
        )
    return table


def _asked(found: Comparison, each: Compared) -> Table:
    table = plain_table()
    table.add_column("Asked against given, by the end", min_width=NARROW)
    for word in ("in full, %", "in part, %", "nothing, %"):
        table.add_column(word, justify="right")
    for one in each.asked:
        actor, issue = one.stance.split("/")
        rung = found.scenario.issue(issue).rungs[found.scenario.issue(issue).index(one.rung)]
        gone = "" if one.still else " (nobody asks in the variant)"
        table.add_row(
            f"{brief(party_name(found.scenario, actor))}, asked for {rung.name or rung.id}{gone}",
            *(levels(effect) for effect in (one.in_full, one.in_part, one.nothing)),
        )
    return table


def _order(found: Comparison, order: Order) -> Table:
    table = plain_table()
    table.add_column("First move of … came before that of …, %", min_width=NARROW)
    names = [brief(party_name(found.scenario, actor)) for actor in order.actors]
    for name in names:
        table.add_column(name, justify="right")
    for name, row in zip(names, order.cells, strict=True):
        table.add_row(name, *("" if cell is None else levels(cell) for cell in row))
    return table


def _grid(found: Comparison, each: Compared) -> Table:
    """What is permitted at the end, by supplier and weapon."""
    scenario = found.scenario
    table = plain_table()
    table.add_column("Permitted at the end, %", min_width=NARROW)
    for area in scenario.areas:
        table.add_column(scenario.areas[area] or area, justify="right")
    rows: dict[tuple[str, str], dict[str, dict[str, list[str]]]] = {}
    for cell in each.permitted:
        key = (cell.stance.split("/")[0], cell.weapon)
        shares = rows.setdefault(key, {}).setdefault(cell.area, {})
        shares.setdefault(levels(cell.effect), []).append(cell.target)
    for (actor, weapon), areas in rows.items():
        name = scenario.weapons[weapon].name or weapon
        cells = (_by_target(found, areas[area]) for area in scenario.areas)
        table.add_row(f"{brief(party_name(scenario, actor))}: {name}", *cells)
    return table


def _by_target(found: Comparison, shares: dict[str, list[str]]) -> str:
    """The shares of a cell; where targets differ, those that are the fewer are named."""
    most = max(shares, key=lambda share: len(shares[share]))
    names = found.scenario.targets
    lines = [most]
    lines += [
        f"{', '.join(names[each] or each for each in targets).lower()}: {share}"
        for share, targets in shares.items()
        if share != most
    ]
    return "\n".join(lines)
