"""Who does an act: the facilitator, somebody in a seat, or the clock."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.state.state import Seat, State

FACILITATOR = "facilitator"
CLOCK = "clock"


class Refused(Exception):  # noqa: N818 (a verdict on the act, shown to who did it)
    """An act that is not accepted; the message is for the person who tried."""


@dataclass(frozen=True)
class Person:
    """Who acts. `seat` is None for the facilitator and the clock."""

    name: str
    seat: Seat | None = None

    @property
    def leads(self) -> bool:
        """Whether this is the facilitator."""
        return self.name == FACILITATOR

    @property
    def team(self) -> str | None:
        """The team somebody plays for; None for all others."""
        return self.seat.team if self.seat is not None and self.seat.plays else None

    @property
    def evaluates(self) -> bool:
        """Whether this is an evaluator."""
        return self.seat is not None and self.seat.team == EVALUATORS


LEADER = Person(FACILITATOR)
TIME = Person(CLOCK)


def seated(seat: Seat) -> Person:
    """Somebody in a seat."""
    return Person(seat.id, seat)


def only_leader(who: Person, what: str) -> None:
    """Refuse everybody but the facilitator (and the clock, which does what the facilitator set)."""
    if who.name not in {FACILITATOR, CLOCK}:
        raise Refused(f"Only the facilitator can {what}.")


def need(holds: bool, message: str) -> None:
    """Refuse with a message unless something holds."""
    if not holds:
        raise Refused(message)


def seat_meant(state: State, who: Person, seat: str, message: str) -> Seat:
    """The seat whose act it is: one's own, or any that is taken, where the facilitator types it in.

    Refuses everybody else with a message.
    """
    own = who.seat is not None and who.name == seat
    need(who.leads or own, message)
    found = state.seats.get(seat)
    if found is None or found.left:
        raise Refused("There is nobody in that seat.")
    return found
