"""The timeline: everything that happened, who felt it, and what the record says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, Event
from sim.report import dates, names
from sim.report.charts import marks
from sim.report.citing import Cite, cites
from sim.report.history import History
from sim.report.sentences import felt_by, what
from sim.report.words import stopped
from sim.scenario.language.basis import Basis
from sim.scenario.language.record import Difference, Entry
from sim.scenario.placing import Placed


@dataclass(frozen=True)
class TimelineRow:
    """A line of the timeline; `sort` is cause, stage, decision or context."""

    date: str
    sort: str
    what: str
    told: tuple[str, ...]
    felt: tuple[str, ...]
    cites: tuple[Cite, ...]


def timeline(history: History) -> list[TimelineRow]:
    """Everything that happened, in order; with a followed record also what it has besides."""
    rows = [(0.0, row) for row in _from_start(history)]
    rows += [(event.time, event_row(history, event)) for event in history.trace.events]
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


def event_row(history: History, event: Event) -> TimelineRow:
    """An event as a line of the timeline."""
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
