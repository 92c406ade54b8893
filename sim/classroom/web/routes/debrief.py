"""The debrief: for everybody in a seat after ENDEX, for the facilitator at any time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from sim.classroom.rules.person import Refused
from sim.classroom.web.pages import served_by
from sim.classroom.web.people import leads, seat_of

router = APIRouter()
# The page has its own style in it, and pictures as SVG with styles; no script, no form, nothing fetched.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NOT_YET = "The debrief is for players after ENDEX. This page opens then."


@router.get("/debrief")
async def debrief(request: Request, for_: Annotated[str, Query(alias="for")] = "") -> Response:
    """The class's page; the facilitator's own, with names and notes, unless the class's is asked for."""
    served = served_by(request)
    session = served.session
    leading = leads(request, session)
    if not leading and seat_of(request, session) is None:
        raise HTTPException(403)
    own = leading and for_ != "class"
    if not own and session.state.phase != "ended":
        raise Refused(NOT_YET)
    text = await served.debriefs.page(session, "facilitator" if own else "class")
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})
