"""What was permitted when: the grid of permits at the start and after each day that changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import DECISION, FORCE, Event
from sim.report import names
from sim.report.history import History
from sim.report.words import listed
from sim.scenario.permits import Cell, grid

Use = tuple[str, str, str, str]  # actor, issue, weapon, area


@dataclass(frozen=True)
class PermitDate:
    """The grid from a day on: what moved then, the cells, and those that differ from before."""

    time: float
    moves: tuple[Event, ...]
    cells: tuple[Cell, ...]
    changed: frozenset[Use]


def use(cell: Cell) -> Use:
    """Whose permit, on which issue, for what and where."""
    return cell.actor, cell.issue, cell.weapon, cell.area


def permit_dates(history: History) -> tuple[PermitDate, ...]:
    """The grid at the start, then on each day that changed it; empty where nothing is ever permitted."""
    before = _grid(history, {})
    found = [PermitDate(0.0, (), before, frozenset())]
    held: dict[tuple[str, str], str] = {}
    for moves in _by_day(history):
        for event in moves:
            held[names.actor_and_issue(history.program, event.subject)] = _rung(history, event)
        cells = _grid(history, held)
        changed = frozenset(
            use(n) for o, n in zip(before, cells, strict=True) if _said(o) != _said(n)
        )
        if changed:
            telling = tuple(
                event
                for event in moves
                if any(
                    (actor, issue) == names.actor_and_issue(history.program, event.subject)
                    for actor, issue, _, _ in changed
                )
            )
            found.append(PermitDate(moves[-1].time, telling, cells, changed))
        before = cells
    return tuple(found) if before else ()


def targets_said(history: History, cell: Cell) -> str:
    """What may be struck: 'no', 'all', a target's name, or how many of them."""
    targets = history.scenario.targets
    if not cell.targets:
        return "no"
    if len(cell.targets) >= len(targets):
        return "all"
    if len(cell.targets) == 1:
        return target_name(history, cell.targets[0])
    return f"{len(cell.targets)} of {len(targets)}"


def note_said(history: History, cell: Cell) -> str:
    """What a cell cannot show: the targets where they are several but not all, and the conditions."""
    some = 1 < len(cell.targets) < len(history.scenario.targets)
    told = [listed([target_name(history, each) for each in cell.targets])] if some else []
    return "; ".join([*told, *cell.conditions])


def target_name(history: History, target: str) -> str:
    """The name of a target."""
    return history.scenario.targets.get(target) or target.replace("-", " ")


def area_name(history: History, area: str) -> str:
    """The name of an area."""
    return history.scenario.areas.get(area) or area.replace("-", " ")


def weapon_name(history: History, weapon: str) -> str:
    """The name of a weapon."""
    found = history.scenario.weapons.get(weapon)
    return (found.name if found is not None else None) or weapon.replace("-", " ")


def _grid(history: History, held: dict[tuple[str, str], str]) -> tuple[Cell, ...]:
    return grid(history.scenario, held)


def _said(cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return cell.targets, cell.conditions


def _by_day(history: History) -> Iterator[list[Event]]:
    """The moves that hold a rung, in groups of one day."""
    group: list[Event] = []
    for event in history.trace.events:
        moved = event.kind in {DECISION, FORCE} and not history.program.stances.acts[event.subject]
        if not moved:
            continue
        if group and history.day(group[-1].time) != history.day(event.time):
            yield group
            group = []
        group.append(event)
    if group:
        yield group


def _rung(history: History, event: Event) -> str:
    return history.program.ladder(event.subject)[event.after]
