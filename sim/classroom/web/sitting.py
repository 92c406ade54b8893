"""One device, one seat: which it has, the seat it takes, and the one it gives up in the same moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from sim.classroom.acts import characters
from sim.classroom.acts.base import Act
from sim.classroom.acts.seats import SeatLeft, SeatTaken
from sim.classroom.log.errors import LogError
from sim.classroom.rules.names import free_name
from sim.classroom.rules.person import Person, Refused, need, seated
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.web import claims
from sim.classroom.web.forms import Form, made
from sim.classroom.web.kept import filled
from sim.classroom.web.pages import served_by
from sim.classroom.web.people import SEAT, VISITOR, hashed

SOON = 0.01  # seconds between two looks whether something is on the disk
FULL = {
    "browser": "You have changed seats often just now. Wait a minute, then send this again.",
    "address": "Many seats were taken from your network just now. Wait a minute, then send this again.",
    "room": "Many seats were taken just now. Wait a minute, then send this again.",
}


@dataclass(frozen=True)
class Own:
    """The seat of a device, and the secret that its cookie holds, or should."""

    seat: Seat
    token: str

    @property
    def place(self) -> str:
        """Its chair, as the form names it."""
        return f"{self.seat.team}/{self.seat.chair}"


def own(request: Request, session: Session) -> Own | None:
    """The seat that a device has, also where it has not heard of it yet: by what is judged, not shown.

    A seat that is taken by a form goes by the visitor's cookie. So a second form that was under way with
    the first finds the seat of the first, and takes no other.
    """
    tip = session.tip
    token, visitor = request.cookies.get(SEAT, ""), request.cookies.get(VISITOR, "")
    known = tip.tokens.get(hashed(token)) if token else None
    if known is not None:
        return Own(tip.seats[known], token)
    taken = [seat for seat in tip.seats.values() if not seat.left] if visitor else []
    devices = ((seat, _token(session, seat.id, visitor)) for seat in taken)
    return next((Own(seat, token) for seat, token in devices if seat.token == hashed(token)), None)


async def sit(request: Request, session: Session, form: Form, mine: Own | None) -> str:
    """Take the seat that a form asks for, instead of `mine`; the secret of the device for it.

    Raises Refused, LogError; then the device has the seat it had.
    """
    place, name = form.text("place"), characters.name(form.text("name"))
    filled(
        (bool(name), "name", "Write a name or an alias."),
        ("/" in place, "place", "Choose a chair at one of the tables."),
    )
    tip, visitor = session.tip, request.cookies[VISITOR]
    team, _, chair = place.partition("/")
    seat = f"s{len(tip.seats) + 1}"
    token = _token(session, seat, visitor)
    named = free_name(tip, team, name, mine.seat.id if mine else "")
    fields = {"seat": seat, "team": team, "chair": chair, "name": named, "token": hashed(token)}
    acts: list[Act] = [SeatLeft(seat=mine.seat.id)] if mine else []
    who = seated(mine.seat) if mine else Person(seat)
    await _counted(request, session, who, [*acts, made(SeatTaken, fields)], form.key or None)
    return token


async def written(session: Session, seat: Seat) -> None:
    """Wait until a seat that was just taken is on the disk, or lost."""
    while seat.id in session.tip.seats and seat.id not in session.state.seats:  # noqa: ASYNC110 (ends with the commit)
        await asyncio.sleep(SOON)


async def _counted(
    request: Request, session: Session, who: Person, acts: list[Act], key: str | None
) -> None:
    """Do it, unless too many seats are taken; what is not accepted does not count among them."""
    seats, browser = served_by(request).seats, hashed(request.cookies[VISITOR])
    address = request.client.host if request.client is not None else ""
    lacking = seats.takes(browser=browser, address=address, room="")
    need(not lacking, FULL.get(lacking, ""))
    try:
        await session.do_all(who, acts, key)
    except (Refused, LogError):
        seats.gives_back(browser=browser, address=address, room="")
        raise


def _token(session: Session, seat: str, visitor: str) -> str:
    """The secret of a device for a seat: the same for the same browser."""
    return claims.device(session, f"seat {seat}", visitor)
