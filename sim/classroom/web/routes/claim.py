"""A seat for a new device: the link shows a button, the button takes the seat. A GET never does."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.base import Act
from sim.classroom.acts.seats import EVALUATORS, SeatLeft, SeatReissued
from sim.classroom.rules.person import LEADER, Refused
from sim.classroom.state.state import Seat
from sim.classroom.view.table import chair_name
from sim.classroom.web import claims
from sim.classroom.web.forms import read_form
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, VISITOR, give, hashed, new_token
from sim.classroom.web.sitting import own

router = APIRouter()
GONE = "This link has been used, or is too old. Ask the facilitator for a new one."


@router.get("/claim/{word}")
async def offer(request: Request, word: str) -> Response:
    """Whose seat it is, and a button."""
    _slow_down(request)
    session = served_by(request).session
    seat = claims.claimed(session, word, time.time())
    if seat is None:
        raise _wrong(request)
    mine = own(request, session)
    fresh = "" if request.cookies.get(VISITOR) else new_token()
    if fresh:
        request.cookies[VISITOR] = fresh
    team = session.game.name(seat.team) if seat.team != EVALUATORS else "Evaluators"
    response = page(
        request, "claim.html.j2", seat=seat, word=word, team=team,
        chair=chair_name(session.game, seat.team, seat.chair),
        mine=mine if mine is not None and mine.seat.id != seat.id else None,
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
        mine = own(request, session)
        acts: list[Act] = [SeatReissued(seat=seat.id, token=hashed(token))]
        if mine is not None and mine.seat.id != seat.id:
            acts.append(SeatLeft(seat=mine.seat.id))  # one device, one seat
        await session.do_all(LEADER, acts)
        return _seated(seat, token)
    again = session.tip.seats.get(session.tip.tokens.get(hashed(token), ""))
    if again is None:
        raise _wrong(request)
    return _seated(again, token)  # the button was pressed twice


def _seated(seat: Seat, token: str) -> Response:
    response = see_other("/evaluate" if seat.team == EVALUATORS else "/play")
    give(response, SEAT, token)
    return response


def _slow_down(request: Request) -> None:
    if served_by(request).rate.refuses(_address(request)):
        raise HTTPException(429)


def _wrong(request: Request) -> Exception:
    """What is raised for a link that is worth nothing; it is counted, and told to wait after many."""
    rate, address = served_by(request).rate, _address(request)
    often = rate.strained(address)
    rate.failed(address)
    return HTTPException(429) if often else Refused(GONE)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
