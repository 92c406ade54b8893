"""Going back: what the model would have done from a past move on, and the class's own second try."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.base import LONGEST_LINE
from sim.classroom.acts.running import Forked
from sim.classroom.rules.person import Refused
from sim.classroom.session.fork import Before
from sim.classroom.session.session import Session
from sim.classroom.view.forked import choices, compared
from sim.classroom.web.forms import Form
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import leading, sent
from sim.classroom.web.switching import family, fork, go_back

router = leading()


@router.get("/control/fork")
async def overview(request: Request) -> Response:
    """The past moves with what can be done from each, and the files of this exercise."""
    session = served_by(request).session
    return page(
        request, "control_fork.html.j2", cookie=LEAD, choices=choices(session),
        file=session.path.name, files=family(session),
        origin=(session.head.forked_from or {}).get("file"),
    )  # fmt: skip


@router.post("/control/fork/model")
async def with_model(request: Request) -> Response:
    """The model plays on from a move: written down, then shown."""
    form = await sent(request)
    move = _move(form.session, form.form)
    await form.do(Forked(move=move, mode="model"))
    return see_other(f"/control/fork/model/{move + 1}")


@router.get("/control/fork/model/{number:int}")
async def model(request: Request, number: int) -> Response:
    """The class's world beside the one in which the model took over; moves are counted from 1."""
    session = served_by(request).session
    if not 1 <= number <= session.state.move + 1:
        raise HTTPException(404)
    found = await asyncio.to_thread(compared, session, number - 1)
    return page(request, "control_model.html.j2", cookie=LEAD, seen=found, number=number)


@router.post("/control/fork/class")
async def with_class(request: Request) -> Response:
    """The class plays again from a past move, in a new file."""
    form = await sent(request)
    if form.session.path.name != form.form.text("file"):
        return see_other("/control")  # it has gone on in another file: the button was pressed twice
    before: Before = "closed" if form.form.text("before") == "closed" else "opened"
    minutes = form.form.number("minutes", 5.0)
    if not 0.5 <= minutes <= 24 * 60:  # noqa: PLR2004 (half a minute to a day)
        raise Refused("Give the move from half a minute to a day.")
    await fork(
        form.served, form.form.text("file"), _move(form.session, form.form), before,
        minutes=minutes, change=form.form.text("change")[:LONGEST_LINE],
    )  # fmt: skip
    return see_other("/control")


@router.post("/control/fork/back")
async def back(request: Request) -> Response:
    """Go on in another file of this exercise."""
    form = await sent(request)
    await go_back(form.served, form.form.text("file"), form.form.text("to"), change="gone back to")
    return see_other("/control")


def _move(session: Session, form: Form) -> int:
    """A past move, from 0, in a form that counts from 1."""
    move = form.whole("move") - 1
    if not 0 <= move <= session.state.move:
        raise Refused("That move has not been played yet.")
    return move
