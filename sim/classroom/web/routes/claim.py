"""A seat for a new device: the link shows a button, the button takes the seat. A GET never does."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.seats import EVALUATORS, SeatReissued
from sim.classroom.rules.person import LEADER, Refused
from sim.classroom.state.state import Seat
from sim.classroom.view.table import chair_name
from sim.classroom.web import claims
from sim.classroom.web.forms import read_form
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, VISITOR, give, hashed, new_token

router = APIRouter()
GONE = "This link has been used, or is too old. Ask the facilitator for a new one."


@router.get("/claim/{word}")
async def offer(request: Request, word: str) -> Response:
    """Whose seat it is, and a button."""
    _slow_down(request)
    session = served_by(request).session
    seat = claims.claimed(session, word, time.time())
    if seat is None:
        _count(request)
        raise Refused(GONE)
    fresh = "" if request.cookies.get(VISITOR) else new_token()
    if fresh:
        request.cookies[VISITOR] = fresh
    team = session.game.name(seat.team) if seat.team != EVALUATORS else "Evaluators"
    response = page(
        request, "claim.html.j2", seat=seat, word=word, team=team,
        chair=chair_name(session.game, seat.team, seat.chair),
    )  # fmt: skip
    if fresh:
        give(response, VISITOR, fresh)
    return response


@router.post("/claim/{word}")
async def take(request: Request, word: str) -> Response:
    """Move the seat to the device that asks; its old device has none from here on."""
    _slow_down(request)
    served = served_by(request)
    await read_form(request, served.session, VISITOR)
    session, visitor = served.session, request.cookies.get(VISITOR, "")
    if not visitor:
        raise Refused("This browser keeps no cookies, so it cannot keep a seat. Allow them first.")
    token = claims.device(session, word, visitor)
    seat = claims.claimed(session, word, time.time())
    if seat is not None:
        await session.do(LEADER, SeatReissued(seat=seat.id, token=hashed(token)))
        return _seated(seat, token)
    again = session.tip.seats.get(session.tip.tokens.get(hashed(token), ""))
    if again is None:
        _count(request)
        raise Refused(GONE)
    return _seated(again, token)  # the button was pressed twice


def _seated(seat: Seat, token: str) -> Response:
    response = see_other("/evaluate" if seat.team == EVALUATORS else "/play")
    give(response, SEAT, token)
    return response


def _slow_down(request: Request) -> None:
    if served_by(request).rate.refuses(_address(request)):
        raise HTTPException(429)


def _count(request: Request) -> None:
    served_by(request).rate.failed(_address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
