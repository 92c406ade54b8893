"""What happens by itself: injects that are due, moves whose time is over, the interval shown in real time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.running import MoveClosed, Paused, Shown
from sim.classroom.log.errors import LogError
from sim.classroom.rules.person import LEADER, TIME, Refused
from sim.classroom.rules.running import next_move
from sim.classroom.session.session import Session
from sim.classroom.state.state import State
from sim.classroom.web.pacing import Pacing
from sim.classroom.web.served import Served
from sim.classroom.world.fates import fates
from sim.classroom.world.played import Played
from sim.classroom.world.rows import Listed, due, planned, reached
from sim.engine.des import Runaway

EVERY = 0.25  # seconds
ASLEEP = 20.0  # seconds without a look at the clock, after which this computer has slept; assumed


async def keep_time(served: Served) -> None:
    """Do what is due, for as long as the server runs. What cannot be written now is tried again."""
    pacing, last = Pacing(), datetime.now(UTC)
    try:
        while True:
            await asyncio.sleep(EVERY)
            now = datetime.now(UTC)
            try:
                await wake(served, last, now)
                last = now
                await tick(served, pacing, now)
            except (LogError, Refused, Runaway):  # a world that runs away must not stop the clock
                continue
    finally:
        pacing.stop()


async def wake(served: Served, last: datetime, now: datetime) -> None:
    """Stop a clock as of the last look at it if this computer slept since: a nap must not eat a move."""
    clock = served.session.tip.clock
    if (now - last).total_seconds() < ASLEEP or clock is None or clock.paused_since is not None:
        return
    await served.session.do(TIME, Paused(), at=max(last, clock.opened))


async def tick(served: Served, pacing: Pacing, now: datetime) -> None:
    """One look at the clock."""
    session = served.session
    for act in _due(session, now):
        with suppress(Refused):  # somebody else has done it since
            await session.do(TIME, act)
    state = session.state
    ends = None if state.clock is None else state.clock.ends()
    if not served.options.by_hand and ends is not None and ends <= now:
        await close_move(served)
    pacing.follow(session)
    until = pacing.shown()
    if until is not None and session.state.shown is not None and until > session.state.shown:
        await session.do(TIME, Shown(move=session.state.move, until=until))


async def close_move(served: Served, key: str | None = None, *, by_clock: bool = True) -> None:
    """Close the open move; where the interval is paced, nothing of it is shown yet.

    Injects of the move whose minute has not come are delivered with it: what happens is also told.
    """
    session = served.session
    move = session.tip.move
    if session.tip.phase == "open":
        late = [InjectReleased(number=n, move=move) for n in undelivered(session)]
        if late:
            await session.do_all(TIME, late)
    acts: list[Act] = [MoveClosed(move=move)]
    if served.options.pace > 0.0:
        acts.append(Shown(move=move, until=session.game.calendar.begin(max(move, 0))))
    await session.do_all(TIME if by_clock else LEADER, acts, key)
    await asyncio.to_thread(lambda: session.world)


def undelivered(session: Session) -> tuple[int, ...]:
    """The injects of the open move that would still come by themselves, those being written left out."""
    rows, withheld = _rows(session, session.tip)
    found = planned(rows, session.tip.move)
    return tuple(each.row.number for each in found if each.row.number not in withheld)


def _rows(session: Session, state: State) -> tuple[tuple[Listed, ...], dict[int, int]]:
    """The list as it stands, and which rows wait for an event that has not happened."""
    found = fates(Played(session.game, state))
    return found.rows, found.withheld()


def _due(session: Session, now: datetime) -> list[Act]:
    state, game = session.tip, session.game  # what is being written is not due again
    if state.phase in {"lobby", "ended"}:
        return []  # nothing comes by itself, and this is asked four times a second
    rows, withheld = _rows(session, state)
    found = list(due(rows, state, now, withheld))
    if session.state.closed:
        world, shown = session.world, session.state.shown
        until = world.until if shown is None else shown
        found += reached(rows, state, now, lambda standing: world.has_reached(standing, until))
    move = next_move(game, state)
    return [InjectReleased(number=each.row.number, move=move) for each in found]
