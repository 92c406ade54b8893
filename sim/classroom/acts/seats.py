"""Acts about who sits where."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sim.classroom.acts.base import Act, Name, Party, SeatId

EVALUATORS = "evaluators"  # the table of those who observe and rate, and do not play
NO_DEVICE = (
    "0" * 32
)  # begins the token of a seat without a device: no secret that is found has this digest


class SeatTaken(Act):
    """Somebody sits down: at a team's table in a chair, or with the evaluators.

    `token` is the SHA-256 of the secret in the device's cookie: the file alone opens no seat.
    """

    kind: ClassVar[str] = "seat-taken"
    seat: SeatId
    team: Party
    chair: Name
    name: Name
    token: str = Field(pattern=r"^[0-9a-f]{64}$")


class SeatReissued(Act):
    """A seat moves to another device; the old cookie opens nothing from here on."""

    kind: ClassVar[str] = "seat-reissued"
    seat: SeatId
    token: str = Field(pattern=r"^[0-9a-f]{64}$")


class SeatLeft(Act):
    """A seat is given up, or taken from somebody."""

    kind: ClassVar[str] = "seat-left"
    seat: SeatId


class PenPassed(Act):
    """The pen goes to another seat of the team: who holds it writes the team's order."""

    kind: ClassVar[str] = "pen-passed"
    team: Party
    seat: SeatId


class RoomLocked(Act):
    """Nobody else can join, or the room is open again."""

    kind: ClassVar[str] = "room-locked"
    control: ClassVar[bool] = True
    locked: bool


class TeamHanded(Act):
    """From the next interval on the model plays a team, or people do."""

    kind: ClassVar[str] = "team-handed"
    control: ClassVar[bool] = True
    team: Party
    to_model: bool
