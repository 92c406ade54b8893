"""Streams of changes: for a seat, for the facilitator, for the projector. They carry no content."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sse_starlette.sse import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.session.audience import CONTROL
from sim.classroom.web.pages import served_by
from sim.classroom.web.people import leads, seat_of

router = APIRouter()
PING = 15  # seconds between signs of life, so that phones and proxies keep the line


@router.get("/play/stream")
async def of_seat(request: Request) -> Response:
    """The stream of the seat that asks; it ends when the seat is given to another device."""
    served = served_by(request)
    seat = seat_of(request, served.session)
    if seat is None:
        raise HTTPException(403)
    name, token = seat.id, seat.token

    def allowed() -> bool:
        now = served.session.state.seats.get(name)
        return now is not None and not now.left and now.token == token

    events = served.hub.listen(name, frozenset({seat.team, name}), allowed)
    return EventSourceResponse(events, ping=PING)


@router.get("/control/stream")
async def of_control(request: Request) -> Response:
    """The facilitator's stream."""
    served = served_by(request)
    if not leads(request, served.session):
        raise HTTPException(403)
    channels = frozenset({CONTROL, "presence", *served.session.game.teams})
    return EventSourceResponse(served.hub.listen("facilitator", channels, lambda: True), ping=PING)
