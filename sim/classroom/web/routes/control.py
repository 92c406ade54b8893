"""The facilitator's way in, and the dashboard."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.view.control import desk
from sim.classroom.view.hearing import kinds
from sim.classroom.web.guard import same
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD, give
from sim.classroom.web.reached import told_of
from sim.classroom.web.routes.leading import leading
from sim.scenario.exercise.learning import RATINGS

entry = APIRouter()
router = leading()


@entry.get("/lead/{key}")
async def lead(request: Request, key: str) -> Response:
    """The facilitator's link: the secret goes into a cookie, and out of the address bar."""
    secret = served_by(request).session.head.key("facilitator")
    if not same(key, secret):
        raise HTTPException(404)
    response = see_other("/control")
    give(response, LEAD, secret)
    return response


@router.get("/control")
async def dashboard(request: Request) -> Response:
    """Everything, on one page."""
    served = served_by(request)
    session = served.session
    return page(
        request, "control.html.j2", cookie=LEAD, desk=desk(session), kinds=kinds(session.game),
        present=served.hub.present(), code=session.head.code, address=_address(request),
        projector=f"/projector/{session.head.key('projector')}", reach=told_of(served),
        file=session.path.name, origin=(session.head.forked_from or {}).get("file"),
        ratings=RATINGS, by_hand=served.options.by_hand,
    )  # fmt: skip


@router.get("/control/trail")
async def trail(request: Request) -> Response:
    """Every act, newest first."""
    return page(
        request, "control_trail.html.j2", cookie=LEAD, desk=desk(served_by(request).session)
    )


def _address(request: Request) -> str:
    return served_by(request).address or str(request.base_url).rstrip("/")
