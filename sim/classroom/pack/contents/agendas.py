"""Timetables, with the minute at which each line begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.classroom.pack.document import Block, Heading, Table
from sim.scenario.exercise.exercise import Agenda


def agenda_tables(agendas: Iterable[Agenda]) -> Iterator[Block]:
    """Each timetable under its title."""
    for agenda in agendas:
        yield Heading(f"{agenda.title} ({agenda.minutes} minutes)", 2)
        yield _table(agenda)


def _table(agenda: Agenda) -> Table:
    rows, begins = list[tuple[str, str, str]](), 0
    for slot in agenda.slots:
        rows.append((_clock(begins), str(slot.minutes), slot.what))
        begins += slot.minutes
    rows.append((_clock(begins), "", "End"))
    return Table(agenda.title, ("Begins", "Minutes", "Activity"), tuple(rows), (1, 1, 8))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
