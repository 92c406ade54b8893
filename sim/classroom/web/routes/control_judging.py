"""Judging and observing: a matrix-game argument weighed, a note written against an objective."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.learning import Noted
from sim.classroom.acts.orders import Judged
from sim.classroom.view.judging import arguments
from sim.classroom.web.forms import made
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import leading, sent

router = leading()


@router.get("/control/argument/{number:int}")
async def argument(request: Request, number: int) -> Response:
    """An argument with what was said against it, and the form that weighs it, or the dice."""
    session = served_by(request).session
    found = next((each for each in arguments(session) if each.case.number == number), None)
    if found is None:
        raise HTTPException(404)
    return page(request, "control_argument.html.j2", cookie=LEAD, seen=found)


@router.post("/control/judge")
async def judge(request: Request) -> Response:
    """Weigh an argument; the dice are then on its page."""
    form = await sent(request)
    number = form.form.whole("argument")
    fields = {
        "argument": number,
        "strong_for": form.form.whole("strong_for"),
        "strong_against": form.form.whole("strong_against"),
        "rung": form.form.maybe("rung"),
    }
    await form.do(made(Judged, fields))
    return see_other(f"/control/argument/{number}")


@router.post("/control/note")
async def note(request: Request) -> Response:
    """Write down what was seen, against an objective."""
    form = await sent(request)
    fields = {
        "seat": None,
        "objective": form.form.text("objective"),
        "task": form.form.text("task"),
        "rating": form.form.maybe("rating"),
        "text": form.form.text("text"),
    }
    await form.do(made(Noted, fields))
    return see_other("/control#notes")
