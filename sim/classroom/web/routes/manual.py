"""The manual for all participants: background, rules and words. Nothing that comes later, no brief."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.view.board import all_ladders
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, seat_of

router = APIRouter()


@router.get("/manual")
async def manual(request: Request) -> Response:
    """The manual, for who has a seat."""
    session = served_by(request).session
    if seat_of(request, session) is None:
        return see_other("/")
    return page(
        request, "manual.html.j2", cookie=SEAT, exercise=session.game.exercise,
        ladders=all_ladders(session.game),
    )  # fmt: skip
