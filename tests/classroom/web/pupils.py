"""A class of two teams and an evaluator, for tests of the class's pages."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.base import Act
from sim.classroom.rules.person import LEADER
from tests.classroom.web.room import Browser, RoomHere


@dataclass
class Pupils:
    """Who is there, and the room."""

    room: RoomHere
    ana: Browser  # United States, holds the pen
    ben: Browser  # United States
    olena: Browser  # Ukraine
    eva: Browser  # evaluator

    def lead(self, *acts: Act) -> None:
        """What the facilitator does."""
        for act in acts:
            self.room.loop.wait_for(self.room.session.do(LEADER, act))

    @property
    def players(self) -> tuple[Browser, ...]:
        """Those who play."""
        return self.ana, self.ben, self.olena


def pupils(room: RoomHere) -> Pupils:
    """A class that has joined."""
    return Pupils(
        room,
        room.sit("united-states/president", "Ana"),
        room.sit("united-states/state", "Ben"),
        room.sit("ukraine/president", "Olena"),
        room.sit("evaluators/evaluator", "Eva"),
    )
