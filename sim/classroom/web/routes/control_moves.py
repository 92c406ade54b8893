"""The clock and the moves: begin, pause, go on, more time, close, end; and take something back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from fastapi import Request
from starlette.responses import Response

from sim.classroom.acts.running import (
    Adjudicating,
    Ended,
    Extended,
    MoveOpened,
    Paused,
    Resumed,
)
from sim.classroom.rules.person import LEADER, Refused
from sim.classroom.session.fork import began, extended
from sim.classroom.session.session import Session
from sim.classroom.state.fold import without
from sim.classroom.web.forms import made
from sim.classroom.web.pages import see_other
from sim.classroom.web.routes.leading import Sent, leading, sent
from sim.classroom.web.ticker import close_move

router = leading()
BACK = "/control"
SHORT = (
    60.0  # seconds: with less on its clock a move would close before anybody has looked up; assumed
)
GIVEN = 2.0  # minutes that a move gets instead; assumed


@router.post("/control/open")
async def open_(request: Request) -> Response:
    """Open the next move; the first is STARTEX."""
    form = await sent(request)
    fields = {"move": form.form.whole("move"), "minutes": form.form.number("minutes")}
    await form.do(made(MoveOpened, fields))
    return see_other(BACK)


@router.post("/control/close")
async def close(request: Request) -> Response:
    """Close the move that the page showed, time or not."""
    form = await sent(request)
    number = form.form.whole("move")
    if form.tip.phase == "closed" and form.tip.move == number:
        return see_other(BACK)  # the clock was a moment faster, or the button was pressed twice
    if form.tip.move != number:
        raise Refused("That move is not open.")
    await close_move(form.served, form.form.key or None, by_clock=False)
    return see_other(BACK)


@router.post("/control/pause")
async def pause(request: Request) -> Response:
    """Stop the clock."""
    await (await sent(request)).do(Paused())
    return see_other(BACK)


@router.post("/control/resume")
async def resume(request: Request) -> Response:
    """Let the clock go on; with some time where none is left, or the move would close at once."""
    form = await sent(request)
    clock = form.tip.clock
    left = (
        GIVEN
        if clock is None or form.served.options.by_hand
        else clock.left(datetime.now(UTC)) / 60
    )
    more = () if left > 0.0 else extended(GIVEN - left)
    await form.do(Resumed(), *more)
    return see_other(BACK)


@router.post("/control/extend")
async def extend(request: Request) -> Response:
    """Give the move more time, or less."""
    form = await sent(request)
    await form.do(made(Extended, {"minutes": form.form.number("minutes")}))
    return see_other(BACK)


@router.post("/control/end")
async def end(request: Request) -> Response:
    """ENDEX."""
    form = await sent(request)
    await form.do(Ended())
    form.served.debriefs.warm(form.session)
    return see_other(BACK)


@router.post("/control/adjudicate")
async def adjudicate(request: Request) -> Response:
    """Change the way of judging."""
    form = await sent(request)
    await form.do(made(Adjudicating, {"mode": form.form.text("mode")}))
    return see_other(f"{BACK}#judging")


@router.post("/control/undo")
async def undo(request: Request) -> Response:
    """Take back what the page showed as the last act."""
    form = await sent(request)
    await _undone(form, form.form.whole("seq"))
    return see_other(BACK)


async def _undone(form: Sent, seq: int) -> None:
    """Take an act back. A move that is thereby open again and out of time gets some."""
    session = form.session
    through = (session.head.forked_from or {}).get("through")
    if seq <= began(session.told, through):
        raise Refused(
            "That was before this file began. Go back to the file it came from, or fork that one."
        )
    more = () if form.served.options.by_hand else needed(session, seq)
    taking = session.undo(LEADER, seq, form.form.key or None)
    if not more:
        await taking
        return
    # In one turn of the loop, so that both are written together and the clock sees neither alone.
    extending = session.do_all(LEADER, more, f"{form.form.key} time" if form.form.key else None)
    await asyncio.gather(taking, extending)


def needed(session: Session, seq: int) -> tuple[Extended, ...]:
    """The time that a move needs once an act is taken back, lest it close in that moment."""
    now = datetime.now(UTC)
    before, after = session.tip.clock, without(session.told, seq).clock
    if after is None or after.ends() is None or after.left(now) >= SHORT:
        return ()
    if before is not None and before.limit > after.limit:
        return ()  # it is the extension that is taken back
    if before is not None and before.ends() is not None and before.left(now) < SHORT:
        return ()  # it was as short before
    return extended(GIVEN - after.left(now) / 60.0)
