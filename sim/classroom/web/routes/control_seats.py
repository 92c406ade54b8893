"""Who sits where: the room locked, a team handed to the model, a pen passed, a seat emptied or moved."""

from __future__ import annotations

import time

from fastapi import Request
from starlette.responses import Response

from sim.classroom.acts.seats import PenPassed, RoomLocked, SeatLeft, SeatReissued, TeamHanded
from sim.classroom.rules.person import LEADER
from sim.classroom.rules.rules import check
from sim.classroom.view.table import chair_name
from sim.classroom.web.claims import LASTS, claim
from sim.classroom.web.forms import made
from sim.classroom.web.pages import page, see_other
from sim.classroom.web.people import LEAD
from sim.classroom.web.qr import picture_of
from sim.classroom.web.routes.leading import leading, sent

router = leading()
BACK = "/control#teams"
UNKNOWN = "0" * 64  # stands for the token of a device that is not there yet


@router.post("/control/lock")
async def lock(request: Request) -> Response:
    """Lock the room, or open it."""
    form = await sent(request)
    await form.do(RoomLocked(locked=form.form.text("locked") == "yes"))
    return see_other(BACK)


@router.post("/control/hand")
async def hand(request: Request) -> Response:
    """Hand a team to the model, or back to people."""
    form = await sent(request)
    fields = {"team": form.form.text("team"), "to_model": form.form.text("to_model") == "yes"}
    await form.do(made(TeamHanded, fields))
    return see_other(BACK)


@router.post("/control/pen")
async def pen(request: Request) -> Response:
    """Pass a team's pen."""
    form = await sent(request)
    fields = {"team": form.form.text("team"), "seat": form.form.text("seat")}
    await form.do(made(PenPassed, fields))
    return see_other(BACK)


@router.post("/control/empty")
async def empty(request: Request) -> Response:
    """Empty a seat."""
    form = await sent(request)
    await form.do(made(SeatLeft, {"seat": form.form.text("seat")}))
    return see_other(BACK)


@router.post("/control/reissue")
async def reissue(request: Request) -> Response:
    """A link for the new device of a seat. The seat moves when that device uses it, not before."""
    form = await sent(request)
    act = made(SeatReissued, {"seat": form.form.text("seat"), "token": UNKNOWN})
    check(form.session.game, form.tip, LEADER, act)
    seat = form.tip.seats[act.seat]
    word = claim(form.session, seat, time.time())
    base = form.served.address or str(request.base_url).rstrip("/")
    link = f"{base}/claim/{word}"
    return page(
        request, "control_reissue.html.j2", cookie=LEAD, seat=seat, link=link, word=word,
        chair=chair_name(form.session.game, seat.team, seat.chair), picture=picture_of(link),
        minutes=LASTS // 60,
    )  # fmt: skip
