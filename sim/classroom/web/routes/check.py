"""Before class: does a phone reach this laptop? Anybody may ask; nothing of the exercise is told."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.web.forms import read_form
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import VISITOR, give, new_token
from sim.classroom.web.reached import note

router = APIRouter()


@router.get("/check")
async def check(request: Request, sent: str = "") -> Response:
    """This page is the proof that the laptop can be read; its form, that it can be written to."""
    fresh = "" if request.cookies.get(VISITOR) else new_token()
    if fresh:
        request.cookies[VISITOR] = fresh
    response = page(request, "check.html.j2", sent=sent == "yes")
    if fresh:
        give(response, VISITOR, fresh)
    return response


@router.post("/check")
async def reached(request: Request) -> Response:
    """A device got here and back."""
    served = served_by(request)
    await read_form(request, served.session, VISITOR)
    address = request.client.host if request.client is not None else "unknown"
    note(served, address, request.headers.get("user-agent", ""), datetime.now(UTC))
    served.hub.tell(frozenset({"presence"}))
    return see_other("/check?sent=yes")
