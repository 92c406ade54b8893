"""What happens by itself: injects that are due, moves whose time is over, the interval shown in real time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.running import MoveClosed, Shown
from sim.classroom.log.errors import LogError
from sim.classroom.rules.person import TIME, Refused
from sim.classroom.rules.running import next_move
from sim.classroom.session.session import Session
from sim.classroom.web.pacing import Pacing
from sim.classroom.web.served import Served
from sim.classroom.world.rows import due, listed, reached

EVERY = 0.25  # seconds


async def keep_time(served: Served) -> None:
    """Do what is due, for as long as the server runs. What cannot be written now is tried again."""
    pacing = Pacing()
    try:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await tick(served, pacing, datetime.now(UTC))
            except (LogError, Refused):
                continue
    finally:
        pacing.stop()


async def tick(served: Served, pacing: Pacing, now: datetime) -> None:
    """One look at the clock."""
    session = served.session
    for act in _due(session, now):
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
    """Close the open move; where the interval is paced, nothing of it is shown yet."""
    session = served.session
    move = session.state.move
    acts: list[Act] = [MoveClosed(move=move)]
    if served.options.pace > 0.0:
        acts.append(Shown(move=move, until=session.game.calendar.begin(max(move, 0))))
    from sim.classroom.rules.person import LEADER

    await session.do_all(TIME if by_clock else LEADER, acts, key)
    await asyncio.to_thread(lambda: session.world)


def _due(session: Session, now: datetime) -> list[Act]:
    state, game = session.state, session.game
    rows = listed(game.exercise, game.calendar, state)
    found = list(due(rows, state, now))
    if state.phase in {"open", "closed"} and state.closed:
        world = session.world
        until = world.until if state.shown is None else state.shown
        found += list(reached(rows, lambda standing: world.has_reached(standing, until)))
    move = next_move(game, state)
    return [InjectReleased(number=each.row.number, move=move) for each in found]
