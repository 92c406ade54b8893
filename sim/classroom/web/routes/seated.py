"""What the pages of everybody in a seat share: the page itself, all messages, a form's address as a link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.view.player import all_messages
from sim.classroom.web.acting import Show
from sim.classroom.web.kept import Kept
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, seat_of


def seated(router: APIRouter, where: str, show: Show) -> None:
    """Give a router the pages at `where`; who has no seat begins with the code."""

    @router.get(where)
    async def own(request: Request) -> Response:
        """The page of a seat."""
        seat = seat_of(request, served_by(request).session)
        return see_other("/") if seat is None else show(request, seat, Kept(), 200)

    @router.get(f"{where}/messages")
    async def every_message(request: Request) -> Response:
        """All messages of the seat's team, however many."""
        session = served_by(request).session
        seat = seat_of(request, session)
        if seat is None:
            return see_other("/")
        found = all_messages(session, seat)
        return page(
            request, "messages.html.j2", cookie=SEAT, messages=found, back=f"{where}#messages"
        )

    @router.get(where + "/{form}")
    async def back_to_the_page(form: str) -> Response:  # noqa: ARG001 (any of the forms)
        """An address of a form, opened as a link."""
        return see_other(where)
