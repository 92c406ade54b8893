"""All that was said, and taking back one thing of it: a statement, an order, an argument, a note ..."""

from __future__ import annotations

import re

from fastapi import Request
from starlette.responses import Response

from sim.classroom.rules.person import LEADER
from sim.classroom.view.said import all_said
from sim.classroom.view.table import now_of
from sim.classroom.web.pages import page, see_other, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import leading, sent

router = leading()
OURS = re.compile(
    r"/control(/[a-z0-9/._-]*)?(\?first=[0-9]{1,6})?(#[a-z]+)?"
)  # pages of the facilitator's


@router.get("/control/messages")
async def messages(request: Request, first: int = 0) -> Response:
    """Every statement of every team, in public, in private and among themselves, newest first."""
    session = served_by(request).session
    seen = all_said(session, first)
    return page(
        request, "control_messages.html.j2", cookie=LEAD, seen=seen, first=first,
        now=now_of(session.game, session.state),
    )  # fmt: skip


@router.post("/control/take-back")
async def take_back(request: Request) -> Response:
    """Take back one thing, and go back to the page it was on."""
    form = await sent(request)
    await form.session.take_back(LEADER, form.form.whole("seq"), form.form.key or None)
    back = form.form.text("back")
    return see_other(back if OURS.fullmatch(back) else "/control")
