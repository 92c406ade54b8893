"""What the page shows in tables and paragraphs, as plain rows of text."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.keys import UP
from sim.report import names
from sim.report.charts.permit_dates import (
    area_name,
    note_said,
    permit_dates,
    target_name,
    targets_said,
    weapon_name,
)
from sim.report.citing import Cite
from sim.report.history import History
from sim.report.pages.timeline import event_row
from sim.report.reasons import Reasons, reasons
from sim.report.sentences import what
from sim.report.words import percent, percents


@dataclass(frozen=True)
class Story:
    """A decision in words."""

    date: str
    what: str
    told: tuple[str, ...]
    reasons: Reasons
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Expectation:
    """How likely a decision on record was to the model."""

    date: str
    what: str
    by_then: str
    by_then_range: str
    words: str
    rung: str
    rung_range: str
    background: str


@dataclass(frozen=True)
class Waiting:
    """A decision that had not been taken by the end, and how likely that was."""

    who: str
    what: str
    probability: str


@dataclass(frozen=True)
class Stay:
    """A rung held, or an act."""

    who: str
    rung: str
    since: str
    until: str


@dataclass(frozen=True)
class PermitRow:
    """What one actor permits with one weapon in one area from a date on."""

    since: str
    who: str
    weapon: str
    area: str
    targets: str
    note: str
    changed: bool


# --- decisions ---------------------------------------------------------------------------------


def stories(history: History) -> list[Story]:
    """The decisions in words, in order."""
    found = []
    for event in history.trace.decisions():
        row = event_row(history, event)
        found.append(Story(row.date, row.what, row.told, reasons(history, event), row.cites))
    return found


def expectations(history: History) -> list[Expectation]:
    """How likely each decision on record was to the model."""
    found = []
    for number, surprise in sorted(history.surprises.items()):
        event = history.trace.events[number]
        found.append(
            Expectation(
                history.when(event),
                what(history, event),
                percent(surprise.by_then),
                percents(*surprise.by_then_range),
                surprise.words,
                percent(surprise.rung),
                percents(*surprise.rung_range),
                percent(surprise.decided.background),
            )
        )
    return found


def waiting(history: History) -> list[Waiting]:
    """The decisions that had not been taken by the end."""
    return [
        Waiting(
            history.heading(each.stance),
            f"had not moved {'up' if each.clock.direction == UP else 'down'} from "
            f"“{history.rung(each.stance, each.clock.rung)}”",
            percent(each.probability),
        )
        for each in history.silences
    ]


# --- the pictures as tables --------------------------------------------------------------------


def stays(history: History) -> list[Stay]:
    """Who held which rung from when to when; acts by their date."""
    found: list[Stay] = []
    for stance in history.stances:
        path, rungs, who = history.paths[stance], history.rungs(stance), history.heading(stance)
        if path.acts:
            found += [Stay(who, rungs[s.rung], history.day(s.time), "an act") for s in path.steps]
            continue
        since, held = "the start", path.start
        for step in path.steps:
            found.append(Stay(who, rungs[held], since, history.day(step.time)))
            since, held = history.day(step.time), step.rung
        found.append(Stay(who, rungs[held], since, "the end"))
    return found


def permit_rows(history: History) -> list[PermitRow]:
    """Every cell of the permission grid at the start, and later those that changed."""
    return [
        PermitRow(
            history.day(date.time),
            names.party_name(history.scenario, cell.actor),
            weapon_name(history, cell.weapon),
            area_name(history, cell.area),
            ", ".join(target_name(history, each) for each in cell.targets)
            if targets_said(history, cell) not in {"no", "all"}
            else {"no": "none", "all": "all kinds"}[targets_said(history, cell)],
            "; ".join(cell.conditions) if cell.targets and note_said(history, cell) else "",
            bool(date.moves),
        )
        for date in permit_dates(history)
        for cell in date.cells
        if not date.moves or (cell.actor, cell.issue, cell.weapon, cell.area) in date.changed
    ]
