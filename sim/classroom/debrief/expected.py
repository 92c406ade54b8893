"""What became of what was expected of teams; of a team that the model played nothing was expected."""

from __future__ import annotations

from sim.classroom.world.rows import Listed, listed, met
from sim.classroom.world.world import World

BY_MODEL = "the model played"


def expected(world: World) -> dict[int, str]:
    """What became of each expected action, by its number: done, missed, open, or that the model played."""
    what = world.what
    return {
        each.row.number: _became(world, each)
        for each in listed(what.exercise, what.calendar, what.state)
        if each.row.type == "expected-action"
    }


def _became(world: World, each: Listed) -> str:
    what, end = world.what, world.calendar.end(each.move)
    if (
        each.status is None
        and each.move in what.run
        and each.row.sender not in what.people(each.move)
    ):
        return BY_MODEL
    done = met(each, what.state, lambda standing: world.has_reached(standing, end))
    return "open" if done is None else "done" if done else "missed"
