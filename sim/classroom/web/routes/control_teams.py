"""A team's own screen, to read over its shoulder and to act for it: an order on paper, a statement."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.acts.orders import Argued, Countered, OrderGiven, Said
from sim.classroom.view.screen import screen
from sim.classroom.web.forms import made
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import Sent, leading, sent

router = leading()


@router.get("/control/team/{party}")
async def team(request: Request, party: str) -> Response:
    """What a team sees."""
    served = served_by(request)
    session = served.session
    if party not in session.game.teams:
        raise HTTPException(404)
    return page(
        request, "control_team.html.j2", cookie=LEAD, seen=screen(session, party),
        present=served.hub.present(),
    )  # fmt: skip


@router.post("/control/team/{party}/order")
async def order(request: Request, party: str) -> Response:
    """Write a team's order, from its paper or for it."""
    form = await sent(request)
    action = form.form.maybe("action")
    fields = {
        **_for(form, party),
        "rung": form.form.maybe("rung"),
        "reason": form.form.text("reason"),
        "scope": form.form.text("scope"),
        "action": action,
        "to": form.form.many("to") if action else (),
        "text": form.form.text("text") if action else "",
        "paper": form.form.text("paper") == "yes",
    }
    await form.do(made(OrderGiven, fields))
    return see_other(f"/control/team/{party}#order")


@router.post("/control/team/{party}/say")
async def say(request: Request, party: str) -> Response:
    """Say something for a team."""
    form = await sent(request)
    audience = form.form.text("audience")
    fields = {
        **_for(form, party),
        "audience": audience,
        "to": form.form.many("to") if audience == "actors" else (),
        "text": form.form.text("text"),
        "action": form.form.maybe("action"),
    }
    await form.do(made(Said, fields))
    return see_other(f"/control/team/{party}#heard")


@router.post("/control/team/{party}/argue")
async def argue(request: Request, party: str) -> Response:
    """Make a team's argument."""
    form = await sent(request)
    fields = {
        **_for(form, party),
        "action": form.form.text("action"),
        "result": form.form.text("result"),
        "reasons": tuple(r for r in map(str.strip, form.form.many("reasons")) if r),
    }
    await form.do(made(Argued, fields))
    return see_other(f"/control/team/{party}#arguments")


@router.post("/control/team/{party}/counter")
async def counter(request: Request, party: str) -> Response:
    """Answer another team's argument for a team."""
    form = await sent(request)
    fields = {
        "argument": form.form.whole("argument"),
        "team": party,
        "seat": None,
        "text": form.form.text("text"),
    }
    await form.do(made(Countered, fields))
    return see_other(f"/control/team/{party}#arguments")


def _for(form: Sent, party: str) -> dict[str, Any]:
    """Whose act it is, and in which move: the one that the page showed."""
    return {"move": form.form.whole("move"), "team": party, "seat": None}
