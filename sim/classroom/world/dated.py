"""The scenario day of a message that was delivered: by the file, or by what came about in the class."""

from __future__ import annotations

from datetime import datetime

from sim.classroom.world.rows import Listed
from sim.classroom.world.world import World


def dated(world: World, each: Listed) -> datetime:
    """When a message that was delivered is of.

    As the file dates it, while it comes in the move it is planned for, else the first day of the move in
    which it came, as its event is. A conditional one is never of a day before its condition came about.
    """
    calendar = world.calendar
    when = each.row.at.first if each.in_move == each.move else calendar.opens(each.in_move)
    reached = None if each.row.when is None else world.reached_at(each.row.when)
    return when if reached is None else max(when, world.scenario.date(reached))
