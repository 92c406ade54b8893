"""The screen in front of the class: for who has its link, and without anything that is not for all."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sse_starlette.sse import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.view.front import front
from sim.classroom.web.guard import same
from sim.classroom.web.links import joining
from sim.classroom.web.live import live
from sim.classroom.web.pages import page, served_by
from sim.classroom.web.qr import picture_of
from sim.classroom.web.routes.streams import PING
from sim.classroom.web.served import Served

router = APIRouter()
PUBLIC = "public"  # nobody is told by this name: the screen hears what everybody is told


@router.get("/projector/{key}")
async def projector(request: Request, key: str) -> Response:
    """What the class looks at."""
    served = _shown(request, key)
    address = served.address or str(request.base_url).rstrip("/")
    path = f"/projector/{key}"
    return page(
        request, "projector.html.j2", seen=front(served.session), address=address,
        code=served.session.head.code, qr=picture_of(joining(address, served.session.head)),
        locked=served.session.state.locked, **live(served, path, f"{path}/stream"),
    )  # fmt: skip


@router.get("/projector/{key}/stream")
async def stream(request: Request, key: str) -> Response:
    """The stream of the screen."""
    served = _shown(request, key)
    events = served.hub.listen("projector", frozenset({PUBLIC}), lambda: True)
    return EventSourceResponse(events, ping=PING)


def _shown(request: Request, key: str) -> Served:
    served = served_by(request)
    if not same(key, served.session.head.key("projector")):
        raise HTTPException(404)
    return served
