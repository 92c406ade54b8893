"""What happened in the class's world, each thing with the parties that may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sim.classroom.world.fates import Fates, fates
from sim.classroom.world.scenario import MADE, SAID
from sim.classroom.world.why import why
from sim.classroom.world.world import World
from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, STAGE, Event
from sim.report import names
from sim.report.sentences import what
from sim.scenario.exercise.msel import ALL

Sort = Literal["event", "order", "decision", "stage"]
Audience = frozenset[str] | None  # None: everybody


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `why` is what everybody may read of the reasons; `whole_why` is all."""

    time: float
    date: datetime
    sort: Sort
    party: str
    text: str
    audience: Audience
    why: tuple[str, ...] = ()
    whole_why: tuple[str, ...] = ()
    event: Event | None = None

    def known_to(self, party: str | None) -> bool:
        """Whether a party may know of it; None is the public."""
        return self.audience is None or (party is not None and party in self.audience)


@lru_cache(maxsize=8)
def happenings(world: World) -> tuple[Happening, ...]:
    """Everything that happened, in order. Words of teams are not among it: they are statements."""
    found = fates(world.what)
    told = (_happening(world, event, found) for event in world.trace.events)
    return tuple(each for each in told if each is not None)


def _happening(world: World, event: Event, found: Fates) -> Happening | None:
    date = world.scenario.date(event.time)
    history = world.history
    if event.kind in {CAUSE, ENDS}:
        name = world.trace.program.causes.name[event.subject]
        if name.startswith((SAID, MADE)):
            return None
        source = world.scenario.cause(name).source
        audience = _who_hears(world, name, found)
        return Happening(
            event.time, date, "event", source, what(history, event), audience, event=event
        )
    if event.kind not in {DECISION, FORCE, STAGE}:
        return None
    party = history.actor_id(event.subject)
    if event.kind == FORCE:
        text = f"{names.brief(history.actor(event.subject))}: {history.rung(event.subject, event.after)}"
        return Happening(event.time, date, "order", party, text, None, event=event)
    if event.kind == STAGE:
        public = bool(world.trace.program.stances.public[event.subject][event.step])
        heard: Audience = None if public else frozenset()
        return Happening(event.time, date, "stage", party, what(history, event), heard, event=event)
    open_why, whole = why(world, event)
    return Happening(
        event.time, date, "decision", party, what(history, event), None, open_why, whole, event
    )


def _who_hears(world: World, cause: str, found: Fates) -> Audience:
    """Who knows of an event: who caused it, who hears it in the model, and who was told.

    What a team did with its words is known to whom they were said; else to whom a row was delivered.
    """
    given = world.scenario.cause(cause)
    heard = frozenset(given.heard_by or ()) | {given.source}
    deed = found.of(cause).deed
    if deed is not None:
        return None if deed.said.audience == "public" else heard | frozenset(deed.said.to)
    told = {
        to for each in found.rows if each.row.cause == cause and each.released for to in each.row.to
    }
    return None if given.heard_by is None or ALL in told else heard | told
