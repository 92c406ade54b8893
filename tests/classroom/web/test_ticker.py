"""What happens by itself: injects that are due, conditional ones, moves whose time is over, real time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sim.classroom.acts.injects import InjectReleased, InjectScheduled, InjectSkipped
from sim.classroom.acts.orders import OrderGiven
from sim.classroom.acts.running import Extended, MoveOpened, Paused, Resumed, Shown
from sim.classroom.rules.person import LEADER
from sim.classroom.session.session import Session
from sim.classroom.state.fold import Told
from sim.classroom.view.picture import picture
from sim.classroom.web.hub import Hub
from sim.classroom.web.pacing import Pacing
from sim.classroom.web.served import Options, Served
from sim.classroom.web.ticker import close_move, tick, wake
from tests.classroom.web.room import new_log


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def serve(path: Path, **options: Any) -> Served:  # noqa: ANN401
    session = Session(new_log(path / "class.tabletop", **options))
    return Served(session, Hub(), Options(**options))


def released(session: Session) -> list[int]:
    return [act.number for _, act in session.told if isinstance(act, InjectReleased)]


def kinds(told: list[Told]) -> list[str]:
    return [act.kind for _, act in told]


def phase(session: Session) -> str:
    return session.state.phase


async def after(served: Served, minutes: float) -> None:
    await tick(served, Pacing(), datetime.now(UTC) + timedelta(minutes=minutes))


def test_injects_come_at_their_minute_and_not_in_a_pause(tmp_path: Path) -> None:
    async def work() -> None:
        served = serve(tmp_path)
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            await after(served, 0)
            first = [
                r.number
                for r in session.game.exercise.msel
                if r.move == "spring" and r.minute == 0 and r.type == "inject"
            ]
            assert released(session) == first != []
            await session.do(LEADER, Paused())
            await after(served, 5)
            assert released(session) == first
            await session.do(LEADER, Resumed())
            await after(served, 3.9)
            assert 50 not in released(session)
            await after(served, 4.1)
            await after(served, 4.2)
            assert released(session).count(50) == 1
            assert all(
                stamp.by == "clock"
                for stamp, act in session.told
                if isinstance(act, InjectReleased)
            )

    run(work())


def test_a_scheduled_inject_comes_when_it_was_put_and_a_skipped_one_never(tmp_path: Path) -> None:
    async def work() -> None:
        served = serve(tmp_path, by_hand=True)
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            await session.do(LEADER, InjectScheduled(number=50, move=0, minute=6.0))
            await session.do(
                LEADER, InjectScheduled(number=21, move=0, minute=5.0)
            )  # in reserve else
            await session.do(LEADER, InjectSkipped(number=10))
            await after(served, 4.5)
            assert not {50, 21, 10} & set(released(session))
            await after(served, 6.5)
            assert {50, 21} <= set(released(session))
            await after(served, 60)
            assert 10 not in released(session)

    run(work())


def test_a_move_is_closed_when_its_time_is_over_but_not_by_hand(tmp_path: Path) -> None:
    async def work(by_hand: bool) -> None:
        served = serve(tmp_path / str(by_hand), by_hand=by_hand)
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            await session.do(LEADER, Extended(minutes=2.0))
            await after(served, 8.9)
            assert phase(session) == "open"
            await after(served, 9.1)
            assert phase(session) == ("open" if by_hand else "closed")
            await after(served, 9.2)
            assert kinds(session.told).count("move-closed") == (0 if by_hand else 1)

    for by_hand in (False, True):
        (tmp_path / str(by_hand)).mkdir()
        run(work(by_hand))


DRILLS = OrderGiven(move=0, team="russia", seat=None, rung="demonstration", reason="To be seen.")


def test_a_conditional_inject_comes_with_its_condition_and_not_before_its_minute(
    tmp_path: Path,
) -> None:
    """Row 240, of move 3 at minute 2, waits for a Russian demonstration; 480 for a permission, in any move."""

    async def work() -> None:
        served = serve(tmp_path)
        async with served.session as session:
            drills, strike = (session.game.exercise.row(number).when for number in (240, 480))
            assert drills is not None
            assert strike is not None
            known = []
            for move in range(4):
                await session.do(LEADER, MoveOpened(move=move, minutes=9.0))
                if move == 0:
                    await session.do(LEADER, DRILLS)
                await after(served, 1.5)
                world = session.world
                demonstrated = world.has_reached(drills, world.until)
                assert (240 in released(session)) == (move > 2 and demonstrated)
                assert (480 in released(session)) == (
                    move > 0 and world.has_reached(strike, world.until)
                )
                await after(served, 2.5)
                assert (240 in released(session)) == (move > 1 and demonstrated)
                known.append(demonstrated)
                await close_move(served)
            assert True in known

    run(work())


def test_an_interval_is_shown_in_real_time_bit_by_bit(tmp_path: Path) -> None:
    """A day in 0.04 seconds: events come in their order, none before its time, and in the end all."""

    async def work() -> None:
        pace = 0.04
        served = serve(tmp_path, pace=pace)
        pacing = Pacing()
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            await close_move(served)
            begun = datetime.now(UTC)
            assert session.state.shown == 0.0
            assert picture(session, None).happened == ()
            assert picture(session, None).more_to_come
            seen = []
            while picture(session, None).more_to_come:
                await tick(served, pacing, datetime.now(UTC))
                seen.append(len(picture(session, None).happened))
                assert (datetime.now(UTC) - begun).total_seconds() < 20
                await asyncio.sleep(0.02)
            took = (datetime.now(UTC) - begun).total_seconds()
            pacing.stop()
            assert took >= session.world.until * pace - 0.1
            assert seen == sorted(seen)
            assert len(set(seen)) > 2
            times = [act.until for _, act in session.told if isinstance(act, Shown)]
            assert times == sorted(set(times))
            assert times[-1] == session.world.until
            whole = await asyncio.to_thread(lambda: picture(session, None))
            assert len(whole.happened) == seen[-1]

    run(work())


def test_a_move_closed_by_the_clock_and_taken_back_waits_for_the_facilitator(
    tmp_path: Path,
) -> None:
    async def work() -> None:
        served = serve(tmp_path)
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=0.001))
            await asyncio.sleep(0.07)
            await after(served, 0)
            assert phase(session) == "closed"
            last = session.last_control
            assert last is not None
            await session.undo(LEADER, last[0].seq)
            for _ in range(2):
                await after(served, 1)
                assert phase(session) == "open"
            assert session.state.clock is not None
            assert session.state.clock.paused_since == last[0].at
            await session.do_all(LEADER, (Extended(minutes=5.0), Resumed()))
            await after(served, 4)
            assert phase(session) == "open"
            await after(served, 6)
            assert phase(session) == "closed"

    run(work())


def test_a_computer_that_slept_stops_the_clock_as_of_its_last_look(tmp_path: Path) -> None:
    async def work() -> None:
        served = serve(tmp_path)
        async with served.session as session:
            await wake(served, datetime.now(UTC), datetime.now(UTC) + timedelta(hours=9))
            assert session.told == []  # no clock runs
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            opened = datetime.now(UTC)
            await wake(served, opened, opened + timedelta(seconds=19))
            assert kinds(session.told) == ["move-opened"]
            last = opened + timedelta(minutes=2)
            for _ in range(2):
                await wake(served, last, last + timedelta(hours=9))
            assert kinds(session.told) == ["move-opened", "paused"]
            await after(served, 9 * 60)
            assert session.state.clock is not None
            assert 299 < session.state.clock.left(datetime.now(UTC)) < 301

    run(work())


def test_a_move_is_closed_while_the_clock_delivers_what_is_due(tmp_path: Path) -> None:
    """Both in one turn of the loop: nothing is delivered twice, and neither is refused."""

    async def work() -> None:
        served = serve(tmp_path)
        async with served.session as session:
            await session.do(LEADER, MoveOpened(move=0, minutes=7.0))
            await asyncio.gather(after(served, 5.0), close_move(served, by_clock=False))
            assert phase(session) == "closed"
            assert len(released(session)) == len(set(released(session))) > 0

    run(work())
