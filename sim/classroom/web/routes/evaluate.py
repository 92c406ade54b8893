"""The evaluators' page: the public picture, and notes against the objectives."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Noted
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.view.player import player
from sim.classroom.view.watch import watch
from sim.classroom.web.acting import act
from sim.classroom.web.forms import Form, made
from sim.classroom.web.kept import Kept, filled
from sim.classroom.web.live import live
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import SEAT
from sim.classroom.web.routes.learning import forecast, leave, paper
from sim.classroom.web.routes.seated import seated
from sim.scenario.exercise.learning import RATINGS

router = APIRouter()


def show(request: Request, seat: Seat, kept: Kept, status: int) -> Response:
    """The page, with a form as it was filled in; players have one of their own."""
    if seat.team != EVALUATORS:
        return see_other("/play")
    served = served_by(request)
    seen = player(served.session, seat)
    return page(
        request, "evaluate.html.j2", cookie=SEAT, status=status, seen=seen, table=seen.table,
        now=seen.table.now, picture=seen.table.picture, watch=watch(served.session, seat), kept=kept,
        ratings=RATINGS, **live(served, "/evaluate", "/play/stream"),
    )  # fmt: skip


seated(router, "/evaluate", show)


@router.post("/evaluate/note")
async def note(request: Request) -> Response:
    """An observation."""
    return await act(request, "note", _note, show, "/evaluate#note")


def _note(_: Session, seat: Seat, form: Form) -> Act:
    objective, __, task = form.text("about").partition("/")
    rating, text = form.maybe("rating"), form.text("text")
    filled(
        (bool(objective), "about", "Choose the objective, or a task under it."),
        (bool(text or rating), "text", "Write what you saw, or give a rating."),
    )
    fields = {"seat": seat.id, "objective": objective, "task": task, "rating": rating, "text": text}
    return made(Noted, fields)


@router.post("/evaluate/forecast")
async def evaluate_forecast(request: Request) -> Response:
    """A forecast."""
    return await act(request, "forecast", forecast, show, "/evaluate#forecast")


@router.post("/evaluate/paper")
async def evaluate_paper(request: Request) -> Response:
    """The minute paper."""
    return await act(request, "paper", paper, show, "/evaluate#paper")


@router.post("/evaluate/leave")
async def evaluate_leave(request: Request) -> Response:
    """Give up the seat."""
    return await act(request, "leave", leave, show, "/")
