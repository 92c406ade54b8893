"""A form of somebody in a seat: done, and a page to go to; or the same page again with what was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from sim.classroom.acts.base import Act
from sim.classroom.log.errors import DiskFull, LogError
from sim.classroom.rules.person import Refused, seated
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.web.forms import Form, read_form
from sim.classroom.web.kept import Fault, Kept, Unfilled
from sim.classroom.web.pages import see_other, served_by
from sim.classroom.web.people import SEAT, seat_of

Make = Callable[[Session, Seat, Form], Act]
Show = Callable[[Request, Seat, Kept, int], Response]
NO_SEAT = "This device has no seat any more. Join again, or ask the facilitator for your seat."
ALREADY_READ = 1.0  # second; a form that was read once is at hand


async def act(request: Request, name: str, make: Make, show: Show, back: str) -> Response:
    """Read the form `name`, do what it says as the seat that asks, and go `back`.

    What is not accepted is shown by `show`, with the form as it was filled in.
    """
    session = served_by(request).session
    seat = seat_of(request, session)
    if seat is None:
        raise Refused(NO_SEAT)
    try:
        form = await read_form(request, session, SEAT)
        await session.do(seated(seat), make(session, seat, form), form.key or None)
    except (Refused, LogError) as error:
        kept = Kept(name, await fields_of(request, error), faults(error))
        return show(request, seat, kept, 409 if isinstance(error, Refused) else 503)
    return see_other(back)


def faults(error: Refused | LogError) -> tuple[Fault, ...]:
    """What was wrong with a form, for its page."""
    if isinstance(error, Unfilled):
        return error.faults
    if isinstance(error, Refused):
        return (Fault(str(error)),)
    return (Fault(unwritten(error)),)


def unwritten(error: LogError) -> str:
    """What somebody at a table is told of it: not where the file lies, which is the facilitator's."""
    why = ": its disk is full" if isinstance(error, DiskFull) else ""
    told = f"It could not be written to the exercise's file{why}, so it does not count."
    return f"{told} Try again, and tell the facilitator if it happens again."


async def fields_of(request: Request, error: Exception) -> FormData:
    """The form that was read already. Raises `error` where it never came in whole."""
    try:
        async with asyncio.timeout(ALREADY_READ):
            return await request.form(max_files=0)
    except (TimeoutError, RuntimeError):
        raise error from None
