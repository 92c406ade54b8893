"""Who asks: cookies into people, and people into cookies. No name or number in an address counts."""

from __future__ import annotations

import secrets
import time
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from sim.classroom.rules.person import LEADER, Person, seated
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.web.guard import form_token, same

SEAT, LEAD, VISITOR, PASS = "seat", "lead", "visitor", "pass"  # names of cookies
KEPT = 14 * 24 * 3600  # seconds: an exercise may go on in another week
PASSES = 3600  # seconds in which who gave the code may choose a seat


def new_token() -> str:
    """A fresh secret for a device."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the log keeps of a token."""
    return sha256(token.encode()).hexdigest()


def seat_of(request: Request, session: Session) -> Seat | None:
    """The seat of the device that asks, if it has one that still counts."""
    token = request.cookies.get(SEAT, "")
    name = session.state.tokens.get(hashed(token)) if token else None
    seat = session.state.seats.get(name) if name is not None else None
    return seat if seat is not None and not seat.left else None


def person_of(request: Request, session: Session) -> Person | None:
    """The person in a seat."""
    seat = seat_of(request, session)
    return None if seat is None else seated(seat)


def leads(request: Request, session: Session) -> bool:
    """Whether the device is the facilitator's."""
    return same(request.cookies.get(LEAD, ""), session.head.key("facilitator"))


def leader(request: Request, session: Session) -> Person | None:
    """The facilitator, if it is the facilitator who asks."""
    return LEADER if leads(request, session) else None


def pass_of(secret: str, visitor: str, until: int) -> str:
    """What shows that a browser gave the right code, until a time; it says nothing of the code."""
    return f"{until}-{form_token(secret, f'pass {until} {visitor}')}"


def new_pass(session: Session, visitor: str) -> str:
    """A pass from now on, for who gave the right code."""
    return pass_of(session.head.secret, visitor, int(time.time()) + PASSES)


def passes(request: Request, session: Session) -> bool:
    """Whether the browser that asks has given the right code of late."""
    given, visitor = request.cookies.get(PASS, ""), request.cookies.get(VISITOR, "")
    until = given.partition("-")[0]
    if not visitor or not (until.isascii() and until.isdigit() and len(until) <= 12):  # noqa: PLR2004
        return False
    good = same(given, pass_of(session.head.secret, visitor, int(until)))
    return good and int(until) > time.time()


def give(response: Response, name: str, value: str, lasts: int = KEPT) -> None:
    """Set a cookie that scripts cannot read and other sites' forms do not send."""
    response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="lax", path="/")


def token_for(request: Request, session: Session, cookie: str) -> str:
    """The form token of the person behind a cookie."""
    return form_token(session.head.secret, f"{cookie} {request.cookies.get(cookie, '')}")
