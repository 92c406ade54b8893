"""Joining: a code, a team, a chair, a name. Only a form that was sent takes a seat, never a link."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.seats import EVALUATORS, SeatTaken
from sim.classroom.log.errors import LogError
from sim.classroom.rules.person import Person, Refused
from sim.classroom.session.session import Session
from sim.classroom.view.places import places
from sim.classroom.web import claims
from sim.classroom.web.acting import faults, fields_of
from sim.classroom.web.forms import Form, made, read_form
from sim.classroom.web.guard import same
from sim.classroom.web.kept import Kept, filled
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, VISITOR, give, hashed, new_token, seat_of

router = APIRouter()
LONGEST_CODE = 12
NO_COOKIES = (
    "This browser keeps no cookies, so it cannot keep a seat. Allow them for this address first."
)


class WrongCode(Refused):
    """A code that is not this exercise's."""


@router.get("/")
async def welcome(request: Request, code: str = "") -> Response:
    """The form for the code; who has a seat goes to it."""
    seat = seat_of(request, served_by(request).session)
    if seat is not None:
        return see_other("/evaluate" if seat.team == EVALUATORS else "/play")
    return _welcome(request, code[:LONGEST_CODE], Kept())


@router.get("/join")
@router.get("/seat")
async def back_to_the_code(_: Request) -> Response:
    """These are addresses of forms: who opens one as a link begins with the code."""
    return see_other("/")


@router.post("/join")
async def choose(request: Request) -> Response:
    """The teams and their chairs, for who knows the code."""
    session = served_by(request).session
    try:
        await _form(request, session)
    except Refused as error:
        fields = await fields_of(request, error)
        return _welcome(request, "", Kept("code", fields, faults(error)), 409)
    return _choose(request, session, Kept())


@router.post("/seat")
async def sit(request: Request) -> Response:
    """Take a seat. The same form sent twice takes one."""
    session = served_by(request).session
    try:
        form = await _form(request, session)
        place, name = form.text("place"), form.text("name")
        filled(
            (bool(name), "name", "Write a name or an alias."),
            ("/" in place, "place", "Choose a chair at one of the tables."),
        )
        token = await _seated(session, form, place, name, request.cookies[VISITOR])
    except WrongCode as error:
        return _welcome(
            request, "", Kept("code", await fields_of(request, error), faults(error)), 409
        )
    except (Refused, LogError) as error:
        fields, status = await fields_of(request, error), 409 if isinstance(error, Refused) else 503
        return _choose(request, session, Kept("seat", fields, faults(error)), status)
    response = see_other("/evaluate" if place.startswith(f"{EVALUATORS}/") else "/play")
    give(response, SEAT, token)
    return response


async def _seated(session: Session, form: Form, place: str, name: str, visitor: str) -> str:
    """Take a seat; gives the secret of the device, which is the same for the same form."""
    token = claims.device(session, f"seat {form.key}", visitor) if form.key else new_token()
    tip = session.tip
    seat = tip.tokens.get(hashed(token), f"s{len(tip.seats) + 1}")
    team, _, chair = place.partition("/")
    fields = {"seat": seat, "team": team, "chair": chair, "name": name, "token": hashed(token)}
    await session.do(Person(seat), made(SeatTaken, fields), form.key or None)
    return token


async def _form(request: Request, session: Session) -> Form:
    """A form with the right code. Raises Refused."""
    if not request.cookies.get(VISITOR):
        raise WrongCode(NO_COOKIES)
    form = await read_form(request, session, VISITOR)
    _check_code(request, form.text("code"))
    return form


def _check_code(request: Request, code: str) -> None:
    """Refuse a wrong code, and all codes for a while after many wrong ones."""
    served = served_by(request)
    address = request.client.host if request.client is not None else ""
    if served.rate.refuses(address):
        raise HTTPException(429)
    given = code.upper().replace(" ", "").replace("-", "")
    if not same(given, served.session.head.code):
        served.rate.failed(address)
        raise WrongCode("That is not the code of this exercise. It stands on the screen in front.")


def _welcome(request: Request, code: str, kept: Kept, status: int = 200) -> Response:
    return _with_visitor(request, "welcome.html.j2", status, code=code, kept=kept)


def _choose(request: Request, session: Session, kept: Kept, status: int = 200) -> Response:
    state = session.state
    return _with_visitor(
        request, "choose.html.j2", status, code=session.head.code, kept=kept,
        tables=places(session.game, state), locked=state.locked, ended=state.phase == "ended",
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
