"""Shortcuts for tests of the facilitator's side: seats without the joining pages, acts without forms."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.base import Act
from sim.classroom.acts.seats import EVALUATORS, SeatTaken
from sim.classroom.rules.person import LEADER, Person, seated
from sim.classroom.state.state import Seat
from sim.classroom.web.people import SEAT, hashed
from tests.classroom.web.room import Browser, RoomHere


@dataclass(frozen=True)
class Player:
    """Somebody in a seat, with a device."""

    room: RoomHere
    seat: str
    token: str
    browser: Browser

    @property
    def now(self) -> Seat:
        """The seat as it is."""
        return self.room.session.state.seats[self.seat]

    def do(self, act: Act) -> None:
        """Do something."""
        do(self.room, act, seated(self.now))

    def is_in(self) -> bool:
        """Whether the device opens the seat, by the cookie that it has."""
        held = self.browser.client.cookies.get(SEAT) or ""
        return self.room.session.state.tokens.get(hashed(held)) == self.seat


def do(room: RoomHere, act: Act, who: Person = LEADER) -> None:
    """Do something in the exercise that is served."""
    room.loop.wait_for(_done(room, act, who))


async def _done(room: RoomHere, act: Act, who: Person) -> None:
    await room.session.do(who, act)


def sit(room: RoomHere, team: str, name: str, chair: str = "adviser") -> Player:
    """Somebody sits down."""
    number = f"s{len(room.session.state.seats) + 1}"
    token = f"token of {name}"
    chair = "evaluator" if team == EVALUATORS else chair
    do(room, SeatTaken(seat=number, team=team, chair=chair, name=name, token=hashed(token)))
    browser = room.browser()
    browser.client.cookies.set(SEAT, token)
    return Player(room, number, token, browser)
