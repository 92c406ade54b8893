"""What the record says on a date: who stood where."""

from __future__ import annotations

from datetime import datetime

from sim.scenario.files.load import Case
from sim.scenario.placing import place


def positions_on(case: Case, end: datetime) -> dict[tuple[str, str], str]:
    """The rung of every stance just before `end`, by the record; by the scenario where it has none.

    A decision known to a range of days counts from its nominal day. Acts hold no rung.
    """
    scenario = case.scenario
    held = {
        (actor.id, stance.issue): stance.starts_at
        for actor in scenario.actors
        for stance in actor.stances
    }
    if case.record is None:
        return held
    for each in place(scenario, case.record):
        entry = each.entry
        if entry.mark != "decision" or each.time >= scenario.time(end):
            continue
        if entry.actor and entry.issue and entry.rung and not scenario.issue(entry.issue).acts:
            held[entry.actor, entry.issue] = entry.rung
    return held
