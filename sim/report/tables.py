"""What the page shows in tables and paragraphs, as plain rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, Event
from sim.model.keys import UP
from sim.report import dates, marks, names
from sim.report.history import History
from sim.report.permit_dates import (
    area_name,
    note_said,
    permit_dates,
    target_name,
    targets_said,
    weapon_name,
)
from sim.report.reasons import Reasons, reasons
from sim.report.sentences import felt_by, what
from sim.report.words import percent, percents, stopped
from sim.scenario.placing import Placed
from sim.scenario.record import Difference, Entry
from sim.scenario.values import Basis


@dataclass(frozen=True)
class Cite:
    """A citation: whom, where in it, and an address if it has one that a browser can open."""

    source: str
    text: str
    url: str | None


@dataclass(frozen=True)
class TimelineRow:
    """A line of the timeline; `sort` is cause, stage, decision or context."""

    date: str
    sort: str
    what: str
    told: tuple[str, ...]
    felt: tuple[str, ...]
    cites: tuple[Cite, ...]


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


# --- citations ---------------------------------------------------------------------------------


def cites(history: History, written: tuple[str, ...]) -> tuple[Cite, ...]:
    """Citations with the names and addresses of their sources, each source once with its places."""
    places: dict[str, list[str]] = {}
    for each in written:
        source, _, place = each.partition(" ")
        places.setdefault(source, []).extend([place] if place else [])
    return tuple(_cite(history, source, found) for source, found in places.items())


def _cite(history: History, source: str, places: list[str]) -> Cite:
    found = history.sources.get(source)
    if found is None:
        return Cite(source, " ".join([source, *places]), None)
    name = found.publisher or found.title or source
    date = f" ({found.date})" if found.date else ""
    return Cite(source, f"{', '.join([name, *places])}{date}", _openable(found.url))


def _openable(url: str | None) -> str | None:
    return url if url is not None and url.startswith(("https://", "http://")) else None


# --- timeline ----------------------------------------------------------------------------------


def timeline(history: History) -> list[TimelineRow]:
    """Everything that happened, in order; with a followed record also what it has besides."""
    rows = [(0.0, row) for row in _from_start(history)]
    rows += [(event.time, _event_row(history, event)) for event in history.trace.events]
    if history.followed:
        told = {entry.entry.id for entry in history.entries if entry is not None}
        rest = (each for each in history.placed if each.entry.mark == "context")
        rows += [(each.time, _context(history, each)) for each in rest if each.entry.id not in told]
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


def _from_start(history: History) -> Iterator[TimelineRow]:
    for mark in marks.cause_marks(history):
        if not mark.occurrences[0].from_start:
            continue
        name = history.program.causes.name[mark.cause]
        entry = _entry_of(history, name)
        basis = _basis(history, name)
        written = entry.cites if entry is not None else basis.cites if basis is not None else ()
        yield TimelineRow(
            "From the start",
            "cause",
            f"{mark.name}: in force",
            _told(history, entry),
            (),
            cites(history, written),
        )


def _entry_of(history: History, cause: str) -> Entry | None:
    if not history.followed:
        return None
    found = (each.entry for each in history.placed if each.entry.cause == cause)
    return next(found, None)


def _basis(history: History, cause: str) -> Basis | None:
    return next((each.basis for each in history.scenario.causes if each.id == cause), None)


def _event_row(history: History, event: Event) -> TimelineRow:
    placed = history.entry(event)
    sort = {CAUSE: "cause", ENDS: "cause", DECISION: "decision", FORCE: "decision"}
    return TimelineRow(
        history.when(event),
        sort.get(event.kind, "stage"),
        what(history, event),
        _told(history, placed.entry) if placed is not None else (),
        felt_by(history, event),
        _event_cites(history, event, placed),
    )


def _event_cites(history: History, event: Event, placed: Placed | None) -> tuple[Cite, ...]:
    if placed is not None:
        return cites(history, placed.entry.cites)
    if event.kind in {CAUSE, ENDS}:
        basis = _basis(history, history.program.causes.name[event.subject])
        return cites(history, basis.cites) if basis is not None else ()
    return ()


def _context(history: History, placed: Placed) -> TimelineRow:
    entry = placed.entry
    party = entry.actor or entry.source
    who = names.party_name(history.scenario, party) if party is not None else "Context"
    when = dates.window(entry.on)
    return TimelineRow(when, "context", who, _told(history, entry), (), cites(history, entry.cites))


def _told(history: History, entry: Entry | None) -> tuple[str, ...]:
    """What the record says of an entry, and where its sources differ or are not sure."""
    if entry is None:
        return ()
    found = [entry.summary]
    if entry.people:
        found.append(f"People: {stopped(', '.join(entry.people))}")
    if entry.practice:
        found.append(f"In practice: {stopped(entry.practice)}")
    found += [_difference(history, each) for each in entry.differ]
    if entry.confidence != "high":
        found.append(f"Confidence: {entry.confidence}.")
    return tuple(found)


def _difference(history: History, each: Difference) -> str:
    """Where sources differ, with their names."""

    def name(written: str) -> str:
        source, _, place = written.partition(" ")
        found = history.sources.get(source)
        called = (found.publisher or found.title if found is not None else None) or source
        return f"{called} {place}".strip()

    says = "; ".join(f"{name(source)}: {text}" for source, text in each.says.items())
    return (
        f"Sources differ ({each.about}). {stopped(says)} Taken: {stopped(name(each.wins))} "
        f"{stopped(each.because)}"
    )


# --- decisions ---------------------------------------------------------------------------------


def stories(history: History) -> list[Story]:
    """The decisions in words, in order."""
    found = []
    for event in history.trace.decisions():
        row = _event_row(history, event)
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
