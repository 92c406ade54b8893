"""Joining: a code, a team, a chair, a name. Only a form that was sent takes a seat, never a link.

A browser that sent the right code is given a pass, and with it may see the tables. So the page of the
tables is one that can be fetched: to go back to it, or to reload it, sends nothing and takes nothing.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.log.errors import LogError
from sim.classroom.rules.names import uncounted
from sim.classroom.rules.person import Refused, need
from sim.classroom.session.session import Session
from sim.classroom.view.places import places
from sim.classroom.view.table import chair_name
from sim.classroom.web.acting import faults, fields_of
from sim.classroom.web.forms import read_form
from sim.classroom.web.guard import same
from sim.classroom.web.kept import Fault, Kept
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import (
    PASS,
    PASSES,
    SEAT,
    VISITOR,
    give,
    hashed,
    new_pass,
    new_token,
    passes,
    seat_of,
)
from sim.classroom.web.sitting import Own, own, sit, written

router = APIRouter()
LONGEST_CODE = 12
NO_COOKIES = (
    "This browser keeps no cookies, so it cannot keep a seat. Allow them for this address first."
)
CODE_FIRST = "Write the code first. It stands on the screen in front."
WRONG = "That is not the code of this exercise. It stands on the screen in front."
TOO_OFTEN = "Too many wrong codes came in. Wait a minute, then send the right one."


class TooOften(Refused):
    """A code that came after too many wrong ones."""


@router.get("/")
async def welcome(request: Request, code: str = "") -> Response:
    """The form for the code; who has a seat goes to it."""
    seat = seat_of(request, served_by(request).session)
    if seat is not None:
        return see_other(_home(seat.team))
    return _welcome(request, code[:LONGEST_CODE], Kept())


@router.get("/join")
async def back_to_the_code(_: Request) -> Response:
    """This is the address of a form: who opens it as a link begins with the code."""
    return see_other("/")


@router.post("/join")
async def enter(request: Request) -> Response:
    """A pass for who knows the code; who has a seat needs none."""
    session = served_by(request).session
    if own(request, session) is not None:
        return see_other("/seat")
    try:
        need(bool(request.cookies.get(VISITOR)), NO_COOKIES)
        form = await read_form(request, session, VISITOR)
        _check_code(request, form.text("code"))
    except Refused as error:
        fields = await fields_of(request, error)
        status = 429 if isinstance(error, TooOften) else 409
        return _welcome(request, "", Kept("code", fields, faults(error)), status)
    response = see_other("/seat")
    give(response, PASS, new_pass(session, request.cookies[VISITOR]), PASSES)
    return response


@router.get("/seat")
async def choose(request: Request) -> Response:
    """The tables and their chairs, for who gave the code, and for who has a seat and wants another."""
    session = served_by(request).session
    mine = own(request, session)
    if mine is None and not passes(request, session):
        return see_other("/")
    if mine is not None and session.state.phase == "ended":
        return see_other(_home(mine.seat.team))
    return _choose(request, session, mine, Kept())


@router.post("/seat")
async def take(request: Request) -> Response:
    """Take a seat; give up the one that the device has, if the form says so. Sent twice it takes one."""
    served = served_by(request)
    try:
        form = await read_form(request, served.session, VISITOR)
        session = served.session
        mine = own(request, session)
        if mine is None and not passes(request, session):
            return _without_code(request)
        if mine is not None and form.text("instead") != mine.seat.id:
            return await _seated_already(session, mine, form.text("place"))
        token = await sit(request, session, form, mine)
    except (Refused, LogError) as error:
        session = served.session
        mine = own(request, session)
        if mine is None and not passes(request, session):
            return _without_code(request)
        fields, status = await fields_of(request, error), 409 if isinstance(error, Refused) else 503
        return _choose(request, session, mine, Kept("seat", fields, faults(error)), status)
    response = see_other(_home(form.text("place").partition("/")[0]))
    give(response, SEAT, token)
    return response


async def _seated_already(session: Session, mine: Own, place: str) -> Response:
    """The same form again leads to the seat it took; another one to what a change of seats asks."""
    await written(session, mine.seat)
    response = see_other(_home(mine.seat.team) if place == mine.place else "/seat")
    give(response, SEAT, mine.token)
    return response


def _check_code(request: Request, code: str) -> None:
    """Refuse a wrong code, and all codes for a while after many wrong ones."""
    served = served_by(request)
    address = request.client.host if request.client is not None else ""
    browser = hashed(request.cookies[VISITOR])
    if served.rate.refuses(address, browser):
        raise TooOften(TOO_OFTEN)
    given = code.upper().replace(" ", "").replace("-", "")
    if same(given, served.session.head.code):
        return
    often = served.rate.strained(address)
    served.rate.failed(address, browser)
    raise TooOften(TOO_OFTEN) if often else Refused(WRONG)


def _home(team: str) -> str:
    return "/evaluate" if team == EVALUATORS else "/play"


def _without_code(request: Request) -> Response:
    """The page of the code, for who sent a form of the tables and may not see them."""
    told = CODE_FIRST if request.cookies.get(VISITOR) else NO_COOKIES
    return _welcome(request, "", Kept("code", faults=(Fault(told, "code"),)), 409)


def _welcome(request: Request, code: str, kept: Kept, status: int = 200) -> Response:
    return _with_visitor(request, "welcome.html.j2", status, code=code, kept=kept)


def _choose(
    request: Request, session: Session, mine: Own | None, kept: Kept, status: int = 200
) -> Response:
    state, game = session.state, session.game
    seat = None if mine is None else mine.seat
    return _with_visitor(
        request, "choose.html.j2", status, kept=kept, mine=mine,
        name="" if seat is None else uncounted(seat.name), home=_home(seat.team if seat else ""),
        team="" if seat is None else game.name(seat.team) if seat.team != EVALUATORS else "Evaluators",
        chair="" if seat is None else chair_name(game, seat.team, seat.chair),
        tables=places(game, state, "" if seat is None else seat.id),
        locked=state.locked, ended=state.phase == "ended",
    )  # fmt: skip


def _with_visitor(request: Request, template: str, status: int, **context: Any) -> Response:  # noqa: ANN401
    """A page for somebody without a seat; the cookie only ties forms to this browser."""
    if request.cookies.get(VISITOR):
        return page(request, template, cookie=VISITOR, status=status, **context)
    fresh = new_token()
    request.cookies[VISITOR] = fresh
    response = page(request, template, cookie=VISITOR, status=status, **context)
    give(response, VISITOR, fresh)
    return response
