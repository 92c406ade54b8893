"""People without a device: a seat for somebody, and what is typed in for a seat from paper."""

from __future__ import annotations

import secrets
from hashlib import sha256

from fastapi import Request
from starlette.responses import Response

from sim.classroom.acts.learning import Forecasted, PaperWritten
from sim.classroom.acts.orders import Advised
from sim.classroom.acts.seats import EVALUATORS, NO_DEVICE, SeatTaken
from sim.classroom.rules.person import Refused
from sim.classroom.view.table import now_of
from sim.classroom.view.typed import typed
from sim.classroom.web.forms import made
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes import learning
from sim.classroom.web.routes.leading import Sent, leading, sent
from sim.classroom.web.routes.play import advice_fields

router = leading()


@router.get("/control/evaluators")
async def evaluators(request: Request) -> Response:
    """The evaluators' table: who sits there, and what is typed in for them."""
    served = served_by(request)
    session = served.session
    return page(
        request, "control_evaluators.html.j2", cookie=LEAD, typed=typed(session, EVALUATORS),
        now=now_of(session.game, session.state), present=served.hub.present(),
    )  # fmt: skip


@router.post("/control/paper/seat")
async def seat(request: Request) -> Response:
    """A seat for somebody without a device. Another device can be given to it later, as to any."""
    form = await sent(request)
    token = _token(form)
    number = form.tip.tokens.get(token, f"s{len(form.tip.seats) + 1}")
    team = form.form.text("team")
    fields = {
        "seat": number,
        "team": team,
        "chair": form.form.text("chair"),
        "name": form.form.text("name"),
        "token": token,
    }
    await form.do(made(SeatTaken, fields))
    return see_other(_page(team))


def _token(form: Sent) -> str:
    """What the log keeps in place of a device's token; the same again for the same form."""
    once = f"{form.session.head.secret} {form.form.key or secrets.token_hex(16)}"
    return NO_DEVICE + sha256(once.encode()).hexdigest()[len(NO_DEVICE) :]


@router.post("/control/paper/advice")
async def advice(request: Request) -> Response:
    """What somebody says of the team's order."""
    form = await sent(request)
    found = form.tip.seats.get(form.form.text("seat"))
    if found is None or not found.plays:
        raise Refused("There is nobody in that seat.")
    fields = advice_fields(form.session, found, form.form.whole("move"), form.form)
    await form.do(made(Advised, fields))
    return see_other(_page_of(form))


@router.post("/control/paper/forecast")
async def forecast(request: Request) -> Response:
    """Somebody's forecast."""
    form = await sent(request)
    await form.do(made(Forecasted, learning.forecast_fields(form.form.text("seat"), form.form)))
    return see_other(_page_of(form))


@router.post("/control/paper/minute")
async def minute(request: Request) -> Response:
    """Somebody's minute paper."""
    form = await sent(request)
    fields = learning.paper_fields(form.session, form.form.text("seat"), form.form)
    await form.do(made(PaperWritten, fields))
    return see_other(_page_of(form))


def _page_of(form: Sent) -> str:
    """The page of the table at which a seat is."""
    found = form.tip.seats.get(form.form.text("seat"))
    if found is None:
        raise Refused("There is nobody in that seat.")
    return _page(found.team)


def _page(team: str) -> str:
    return "/control/evaluators#paper" if team == EVALUATORS else f"/control/team/{team}#paper"
