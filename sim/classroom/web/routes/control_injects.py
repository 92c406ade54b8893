"""The White cell's list: look at a row, deliver it, put it off, leave it out, judge it, make another."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import (
    ActionSeen,
    InjectMade,
    InjectReleased,
    InjectScheduled,
    InjectSkipped,
)
from sim.classroom.rules.running import next_move, next_number
from sim.classroom.view.control import desk
from sim.classroom.view.hearing import reacting
from sim.classroom.web.forms import made
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import leading, sent

router = leading()
BACK = "/control#list"


@router.get("/control/inject/{number:int}")
async def preview(request: Request, number: int) -> Response:
    """A row as the class would read it, with what it is for and what can be done with it."""
    session = served_by(request).session
    seen = desk(session)
    row = next((each for each in seen.rows if each.row.number == number), None)
    if row is None:
        raise HTTPException(404)
    kind = next((act.event_kind for _, act in session.state.made if act.number == number), None)
    hears = None if kind is None else reacting(session.game, kind, row.row.sender)
    return page(request, "control_inject.html.j2", cookie=LEAD, desk=seen, row=row, hears=hears)


@router.post("/control/release")
async def release(request: Request) -> Response:
    """Deliver a row now, pauses or not."""
    form = await sent(request)
    move = next_move(form.session.game, form.tip)
    await form.do(made(InjectReleased, {"number": form.form.whole("number"), "move": move}))
    return see_other(BACK)


@router.post("/control/schedule")
async def schedule(request: Request) -> Response:
    """Put a row at a minute of a move; the page counts moves from 1."""
    form = await sent(request)
    fields = {
        "number": form.form.whole("number"),
        "move": form.form.whole("move") - 1,
        "minute": form.form.number("minute"),
    }
    await form.do(made(InjectScheduled, fields))
    return see_other(BACK)


@router.post("/control/skip")
async def skip(request: Request) -> Response:
    """Leave a row out."""
    form = await sent(request)
    await form.do(made(InjectSkipped, {"number": form.form.whole("number")}))
    return see_other(BACK)


@router.post("/control/see")
async def see(request: Request) -> Response:
    """Say whether an expected action was carried out."""
    form = await sent(request)
    done = form.form.text("done") == "yes"
    await form.do(made(ActionSeen, {"number": form.form.whole("number"), "done": done}))
    return see_other(BACK)


@router.post("/control/make")
async def make(request: Request) -> Response:
    """Make an inject, and deliver it at once, put it at a minute of the move, or keep it in the list."""
    form = await sent(request)
    game, state = form.session.game, form.tip
    number, move = next_number(game, state), next_move(game, state)
    fields: dict[str, Any] = {
        "number": number,
        "move": move,
        "sender": form.form.text("sender"),
        "to": form.form.many("to"),
        "mode": form.form.text("mode"),
        "message": form.form.text("message"),
        "event_kind": form.form.maybe("event_kind"),
    }
    acts: list[Act] = [made(InjectMade, fields)]
    when = form.form.text("when", "now")
    if when == "now":
        acts.append(InjectReleased(number=number, move=move))
    elif when == "minute":
        timed = {"number": number, "move": move, "minute": form.form.number("minute")}
        acts.append(made(InjectScheduled, timed))
    await form.do(*acts)
    return see_other(BACK)
