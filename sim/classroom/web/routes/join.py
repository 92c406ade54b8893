"""Joining: a code, a team, a chair, a name. Only a form that was sent takes a seat, never a link."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.seats import EVALUATORS, SeatTaken
from sim.classroom.rules.person import Person, Refused
from sim.classroom.rules.seats import ADVISER
from sim.classroom.session.session import Session
from sim.classroom.view.table import Option, chair_name
from sim.classroom.web import claims
from sim.classroom.web.forms import made, read_form
from sim.classroom.web.guard import same
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT, VISITOR, give, hashed, new_token, seat_of

router = APIRouter()


@router.get("/")
async def welcome(request: Request, code: str = "") -> Response:
    """The form for the code; who has a seat goes to it."""
    served = served_by(request)
    seat = seat_of(request, served.session)
    if seat is not None:
        return see_other("/evaluate" if seat.team == EVALUATORS else "/play")
    return _with_visitor(request, "welcome.html.j2", code=code[:12], failed="")


@router.post("/join")
async def choose(request: Request) -> Response:
    """The teams and their chairs, for who knows the code."""
    served = served_by(request)
    session = served.session
    form = await read_form(request, session, VISITOR)
    _check_code(request, form.text("code"))
    return _with_visitor(
        request, "choose.html.j2", code=session.head.code, tables=_tables(session),
        locked=session.state.locked, failed="",
    )  # fmt: skip


@router.post("/seat")
async def sit(request: Request) -> Response:
    """Take a seat."""
    served = served_by(request)
    session = served.session
    form = await read_form(request, session, VISITOR)
    _check_code(request, form.text("code"))
    team, _, chair = form.text("place").partition("/")
    token = _device(request, session, form.key)
    known = session.tip.tokens.get(hashed(token))  # the button was pressed twice
    try:
        if not team or not chair:
            raise Refused("Choose a place at a table.")
        act = made(
            SeatTaken,
            {
                "seat": known or f"s{len(session.tip.seats) + 1}",
                "team": team,
                "chair": chair,
                "name": form.text("name"),
                "token": hashed(token),
            },
        )
        await session.do(Person(act.seat), act, form.key or None)
    except Refused as error:
        return _with_visitor(
            request, "choose.html.j2", status=409, code=session.head.code, tables=_tables(session),
            locked=session.state.locked, failed=str(error),
        )  # fmt: skip
    response = see_other("/evaluate" if team == EVALUATORS else "/play")
    give(response, SEAT, token)
    return response


def _device(request: Request, session: Session, key: str) -> str:
    """The secret of a device for its seat: the same again when its form is sent twice."""
    visitor = request.cookies.get(VISITOR, "")
    return claims.device(session, f"seat {key}", visitor) if visitor and key else new_token()


def _check_code(request: Request, code: str) -> None:
    """Refuse a wrong code, and all codes for a while after many wrong ones."""
    served = served_by(request)
    address = request.client.host if request.client is not None else ""
    if served.rate.refuses(address):
        raise HTTPException(429)
    given = code.upper().replace(" ", "").replace("-", "")
    if not same(given, served.session.head.code):
        served.rate.failed(address)
        raise Refused("That is not the code of this exercise. It stands on the screen in front.")


def _tables(session: Session) -> list[tuple[str, str, list[tuple[Option, bool]]]]:
    """Each team with its chairs, and whether each is free."""
    found = []
    for party, team in session.game.teams.items():
        taken = {seat.chair for seat in session.state.seats_of(party)}
        chairs = [
            (
                Option(seat.id, chair_name(session.game, party, seat.id), seat.task),
                seat.id not in taken,
            )
            for seat in team.seats
        ]
        chairs.append((Option(ADVISER, "Adviser", "any number may sit here"), True))
        found.append((party, session.game.name(party), chairs))
    watch = Option("evaluator", "Evaluator", "watches and notes, does not play; no reason needed")
    return [*found, (EVALUATORS, "Evaluators", [(watch, True)])]


def _with_visitor(request: Request, template: str, **context: Any) -> Response:  # noqa: ANN401
    """A page for somebody without a seat; the cookie only ties forms to this browser."""
    if request.cookies.get(VISITOR):
        return page(request, template, cookie=VISITOR, **context)
    fresh = new_token()
    request.cookies[VISITOR] = fresh
    response = page(request, template, cookie=VISITOR, **context)
    give(response, VISITOR, fresh)
    return response
