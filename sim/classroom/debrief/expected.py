"""What became of what was expected of teams; of a team that the model played nothing was expected."""

from __future__ import annotations

from sim.classroom.world.rows import Listed, became, listed
from sim.classroom.world.world import World

BY_MODEL = "the model played"


def expected(world: World) -> dict[int, str]:
    """What became of each expected action, by its number: done, missed, open, or that the model played."""
    what = world.what
    return {
        each.row.number: _became(world, each)
        for each in listed(what.game, what.state)
        if each.row.type == "expected-action"
    }


def _became(world: World, each: Listed) -> str:
    end = world.calendar.end(each.move)
    found = became(each, world.what.state, lambda standing: world.has_reached(standing, end))
    return BY_MODEL if found == "model" else found
