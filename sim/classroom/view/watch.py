"""What an evaluator sees beside the public picture: the objectives, their tasks, the own notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.view.table import Option
from sim.scenario.exercise.learning import RATINGS


@dataclass(frozen=True)
class Aim:
    """An objective with the capability under which it is rated."""

    id: str
    text: str
    capability: str
    target: str
    tasks: tuple[Option, ...]


@dataclass(frozen=True)
class Seen:
    """A note. `rating` is one of HSEEP's four letters, with what it means."""

    at: datetime
    objective: str
    task: str
    rating: str
    meaning: str
    text: str


@dataclass(frozen=True)
class Watch:
    """What notes are taken against, and those taken so far, newest first."""

    aims: tuple[Aim, ...]
    notes: tuple[Seen, ...]


def watch(session: Session, seat: Seat) -> Watch:
    """What an evaluator's page is made from, beside the table."""
    aims = _aims(session)
    named = {aim.id: aim for aim in aims}
    found = []
    for stamp, note in reversed(session.state.notes):
        if note.seat != seat.id:
            continue
        aim = named[note.objective]
        found.append(
            Seen(
                at=stamp.at,
                objective=aim.text,
                task=next((task.name for task in aim.tasks if task.id == note.task), ""),
                rating=note.rating or "",
                meaning=RATINGS[note.rating] if note.rating is not None else "",
                text=note.text,
            )
        )
    return Watch(aims, tuple(found))


def _aims(session: Session) -> tuple[Aim, ...]:
    exercise = session.game.exercise
    capabilities = {each.id: each for each in exercise.capabilities}
    return tuple(
        Aim(
            id=each.id,
            text=each.text,
            capability=capabilities[each.capability].name,
            target=capabilities[each.capability].target,
            tasks=tuple(Option(t.id, t.text) for t in capabilities[each.capability].tasks),
        )
        for each in exercise.objectives
    )
