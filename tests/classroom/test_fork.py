"""Going on from a past move: where it is cut, what is carried over, and that nothing before it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.learning import Forecasted
from sim.classroom.acts.orders import OrderGiven, Said
from sim.classroom.acts.running import Extended, Forked, MoveClosed, MoveOpened, Paused, Undone
from sim.classroom.acts.seats import (
    PenPassed,
    RoomLocked,
    SeatLeft,
    SeatReissued,
    SeatTaken,
    TeamHanded,
)
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER, TIME, Refused, seated
from sim.classroom.session.fork import (
    before,
    began,
    copied,
    cut,
    extended,
    first_forecasts,
    free_name,
    joined,
    people,
    stopped_clock,
    taken_back_later,
)
from sim.classroom.session.head import read_head
from sim.classroom.session.session import Session, told
from sim.classroom.state.fold import Told, after, folded
from sim.classroom.state.state import Stamp, State
from sim.classroom.view.forked import choices, compared
from sim.classroom.world.world import World, world
from sim.engine.trace import CAUSE, ENDS, Event
from tests.classroom.web.room import new_log

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RUNGS = (None, "border-zone", "border-anywhere")  # what Washington orders
US, UK, UA = "united-states", "united-kingdom", "ukraine"


def stamped(*acts: Act, start: int = 1) -> list[Told]:
    """Acts with places in a log, a minute apart."""
    return [
        (Stamp(n, NOON + timedelta(minutes=n), "facilitator"), act)
        for n, act in enumerate(acts, start)
    ]


def token(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def seat(number: int, team: str = US, chair: str = "adviser", name: str = "Ana") -> SeatTaken:
    return SeatTaken(seat=f"s{number}", team=team, chair=chair, name=name, token=token(f"{number}"))


def opened(move: int) -> MoveOpened:
    return MoveOpened(move=move, minutes=7.0)


def closed(move: int) -> MoveClosed:
    return MoveClosed(move=move)


# --- where ---------------------------------------------------------------------------------------


def test_the_cut_is_before_the_opening_or_the_closing_that_stands() -> None:
    acts = stamped(opened(0), closed(0), opened(1), Undone(seq=3), opened(1), closed(1))
    assert cut(acts, 0, "opened").through == 0
    assert cut(acts, 0, "closed").through == 1
    assert cut(acts, 1, "opened").through == 4
    assert cut(acts, 1, "closed").through == 5
    assert cut(acts, 1, "closed").at == acts[5][0].at


@pytest.mark.parametrize(("move", "which"), [(1, "opened"), (1, "closed"), (0, "closed")])
def test_a_move_that_was_not_played_cannot_be_gone_back_to(move: int, which: str) -> None:
    acts = stamped(opened(0), closed(0), Undone(seq=2))
    with pytest.raises(Refused, match="nothing to go back to"):
        cut(acts, move, "opened" if which == "opened" else "closed")


def test_an_act_taken_back_after_the_cut_does_not_stand_before_it() -> None:
    acts = stamped(RoomLocked(locked=True), opened(0), Undone(seq=1), closed(0))
    assert taken_back_later(acts, 1) == (Undone(seq=1),)
    assert taken_back_later(acts, 3) == ()
    assert not before(acts, 1).locked


def test_names_of_forks_are_counted_and_do_not_pile_up(tmp_path: Path) -> None:
    first = free_name(tmp_path / "class.tabletop")
    assert first.name == "class-fork-1.tabletop"
    first.touch()
    assert free_name(first).name == "class-fork-2.tabletop"
    assert free_name(tmp_path / "class.tabletop").name == "class-fork-2.tabletop"


# --- the clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0.5, 3.0, 20.0, 3000.0])
def test_a_clock_stands_with_the_minutes_asked_for(minutes: float) -> None:
    state = folded(stamped(opened(0)))
    at = NOON + timedelta(minutes=8)
    acts = stopped_clock(state, at, minutes)
    assert isinstance(acts[0], Paused)
    for act in acts:
        state = after(state, Stamp(9, at, "facilitator"), act)
    assert state.clock is not None
    assert state.clock.left(at + timedelta(days=30)) == pytest.approx(minutes * 60)


def test_a_clock_that_stands_already_is_not_stopped_again() -> None:
    state = folded(stamped(opened(0), Paused()))
    acts = stopped_clock(state, NOON + timedelta(hours=1), 2.0)
    assert [act.kind for act in acts] == ["extended"]
    assert stopped_clock(State(), NOON, 3.0) == ()


def test_more_than_a_day_is_given_in_parts_and_nothing_is_no_part() -> None:
    assert sum(each.minutes for each in extended(4000.0)) == 4000.0
    assert sum(each.minutes for each in extended(-1500.0)) == -1500.0
    assert extended(0.0) == ()


# --- people --------------------------------------------------------------------------------------


def brought(there: State, here: State) -> State:
    """The one state with the people of the other."""
    for n, act in enumerate(people(there, here), 1000):
        there = after(there, Stamp(n, NOON, "facilitator"), act)
    return there


LATER: list[list[Act]] = [
    [],
    [seat(3, UK, name="Cem")],
    [seat(3, UK), seat(4, UK, name="Dan"), PenPassed(team=UK, seat="s4")],
    [SeatLeft(seat="s1")],
    [SeatLeft(seat="s1"), SeatReissued(seat="s1", token=token("new"))],
    [SeatReissued(seat="s2", token=token("new"))],
    [seat(3, UK), SeatLeft(seat="s3"), seat(4, UK, name="Eve")],
    [RoomLocked(locked=True), PenPassed(team=US, seat="s2")],
    [SeatLeft(seat="s1"), SeatLeft(seat="s2")],
    [TeamHanded(team=UK, to_model=True), TeamHanded(team=US, to_model=False)],
]


@pytest.mark.parametrize("later", LATER, ids=range(len(LATER)))
def test_everybody_sits_where_he_sits_now(later: Sequence[Act]) -> None:
    start = stamped(seat(1), TeamHanded(team=US, to_model=True), seat(2, name="Ben"))
    there = folded(start)
    here = folded([*start, *stamped(*later, start=4)])
    now = brought(there, here)
    assert now.tokens == here.tokens
    assert now.pens == here.pens
    assert now.locked == here.locked
    assert now.handed == here.handed
    assert list(now.seats) == list(here.seats)
    for name, found in here.seats.items():
        assert (now.seats[name].name, now.seats[name].left) == (found.name, found.left)


def test_people_come_back_with_the_class_and_a_number_taken_by_another_is_not_used_twice() -> None:
    there = folded(stamped(seat(1), seat(2, UA, name="Olena")))
    here = folded(
        stamped(
            seat(1), SeatTaken(seat="s2", team=UK, chair="adviser", name="Cem", token=token("c"))
        )
    )
    now = brought(there, here)
    assert now.seats["s2"].name == "Olena"
    assert now.seats["s3"].name == "Cem"
    assert now.tokens[token("c")] == "s3"
    assert now.pens[UK] == "s3"


def test_going_there_and_back_changes_nobody() -> None:
    one = folded(stamped(seat(1), seat(2, UK)))
    two = brought(one, folded(stamped(seat(1), seat(2, UK), seat(3, UA), SeatLeft(seat="s1"))))
    back = brought(one, two)
    assert back.tokens == two.tokens
    assert people(back, two) == ()


# --- forecasts -----------------------------------------------------------------------------------


def guess(seat_: str, probability: float, when: Literal["first", "last"] = "first") -> Forecasted:
    return Forecasted(seat=seat_, when=when, probability=probability)


def test_first_forecasts_made_after_the_cut_go_along_under_the_seats_number_there() -> None:
    there = folded(stamped(seat(1), seat(2, UA, name="Olena"), guess("s1", 0.5), guess("s2", 0.1)))
    cem = SeatTaken(seat="s2", team=UK, chair="adviser", name="Cem", token=token("c"))
    here = folded(
        stamped(
            seat(1), cem, guess("s1", 0.5), guess("s2", 0.9), guess("s1", 0.3), guess("s1", 0.7, "last")
        )
    )  # fmt: skip
    assert first_forecasts(there, here) == (guess("s1", 0.3), guess("s3", 0.9))
    assert first_forecasts(there, there) == ()


def test_they_go_into_a_new_file_and_overwrite_none_that_is_gone_back_to(tmp_path: Path) -> None:
    async def work() -> None:
        session = Session(new_log(tmp_path / "class.tabletop"))
        await session.do(LEADER, seat(1))
        await session.do(LEADER, opened(0))
        await session.do(seated(session.state.seats["s1"]), guess("s1", 0.4))
        await session.do(LEADER, TeamHanded(team=UK, to_model=True))
        await session.close()
        target = copied(session.path, session.told, cut(session.told, 0, "opened"), 3.0)
        note = Forked(move=0, mode="class", file="class.tabletop")
        with Log.open(target) as log:
            joined(log, folded(told(e) for e in log.entries()), session.state, note, NOON)
            new = folded(told(entry) for entry in log.entries())
            assert new.forecasts == session.state.forecasts
            assert new.handed == {UK}
            later = after(new, Stamp(99, NOON, "s1"), guess("s1", 0.99))
            later = after(
                later, Stamp(100, NOON, "facilitator"), TeamHanded(team=UK, to_model=False)
            )
        for path in (session.path, target):  # also a fork that is gone back to has its own
            with Log.open(path) as log:
                joined(log, folded(told(e) for e in log.entries()), later, note, NOON)
                again = folded(told(entry) for entry in log.entries())
            assert again.forecasts["s1", "first"].probability == 0.4
            assert again.handed == frozenset()

    asyncio.run(work())


# --- files ---------------------------------------------------------------------------------------


async def played(path: Path, *, moves: int = 3) -> Session:
    """A class that has played some moves, with words, an undone act and a late comer."""
    session = Session(new_log(path))
    await session.do(LEADER, seat(1))
    await session.do(LEADER, seat(2, UA, name="Olena"))
    for move in range(moves):
        await session.do(LEADER, opened(move))
        plan = session.game.exercise.moves[move].id
        rows = [r for r in session.game.exercise.msel if r.move == plan and r.type == "inject"]
        await session.do(TIME, InjectReleased(number=rows[0].number, move=move))
        await session.do(
            LEADER, OrderGiven(move=move, team=US, seat=None, rung=RUNGS[move], reason="So.")
        )  # fmt: skip
        await session.do(
            LEADER, Said(move=move, team=UA, seat=None, audience="public", text="Please.", action="appeal")
        )  # fmt: skip
        await session.do(LEADER, TeamHanded(team=UK, to_model=True))
        last = session.last_control
        assert last is not None
        await session.undo(LEADER, last[0].seq)
        await session.do(LEADER, closed(move))
        if move == 1:
            await session.do(LEADER, seat(3, UK, name="Late"))
    return session


def events(of: World, until: float) -> list[tuple[object, ...]]:
    """Every event before a time, by name."""
    return [_named(of, event) for event in of.trace.events if event.time < until]


def _named(of: World, event: Event) -> tuple[object, ...]:
    program = of.trace.program
    names = program.causes.name if event.kind in {CAUSE, ENDS} else program.stances.name
    return (event.time, event.kind, names[event.subject], event.before, event.after)


@pytest.mark.parametrize("move", [0, 1, 2])
@pytest.mark.parametrize("which", ["opened", "closed"])
def test_before_the_cut_the_fork_is_the_same_event_by_event(
    tmp_path: Path, move: int, which: str
) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop") as session:
            where = cut(session.told, move, "opened" if which == "opened" else "closed")
            target = copied(session.path, session.told, where, 3.0)
            log = Log.open(target, read_only=True)
            again = folded(told(entry) for entry in log.entries())
            assert len(again.closed) == move
            until = session.game.calendar.begin(move)
            fork = world(session.game, again)
            assert events(fork, until) == events(session.world, until)
            assert events(fork, until) or move == 0
            assert (again.phase, again.move) == (
                ("open", move) if which == "closed" else ("closed" if move else "lobby", move - 1)
            )
            orders = {key for key in session.state.orders if key[0] < move}
            orders |= {(move, US)} if which == "closed" else set()
            assert set(again.orders) == orders
            assert UK not in again.handed
            if which == "closed":
                assert again.clock is not None
                assert again.clock.paused_since is not None
                assert again.clock.left(datetime.now(UTC)) == pytest.approx(180.0)

    asyncio.run(work())


def test_the_head_is_the_same_with_a_note_of_its_origin(tmp_path: Path) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop", moves=1) as session:
            assert session.head.forked_from is None
            where = cut(session.told, 0, "closed")
            target = copied(session.path, session.told, where, 3.0)
            old, new = (Log.open(p, read_only=True) for p in (session.path, target))
            head = read_head(new.head)
            assert head.forked_from == {"file": "class.tabletop", "through": where.through}
            assert head.code == session.head.code
            assert head.key("facilitator") == session.head.key("facilitator")
            assert head.game.seed == session.game.seed
            assert {k: v for k, v in new.head.items() if k != "forked_from"} == old.head
            mine = [
                (e.seq, e.at, e.by, e.kind, e.body, e.key) for e in new.entries()[: where.through]
            ]
            assert mine == [
                (e.seq, e.at, e.by, e.kind, e.body, e.key) for e in old.entries()[: where.through]
            ]

    asyncio.run(work())


def test_the_last_thing_written_is_where_it_came_from_and_undo_stops_there(tmp_path: Path) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop") as session:
            where = cut(session.told, 1, "closed")
            target = copied(session.path, session.told, where, 3.0)
            note = Forked(move=1, mode="class", file="class.tabletop", change="London first")
            with Log.open(target) as log:
                joined(log, folded(told(e) for e in log.entries()), session.state, note, NOON)
                acts = [told(entry) for entry in log.entries()]
            assert acts[-1][1] == note
            state = folded(acts)
            assert state.tokens == session.state.tokens
            assert state.seats["s3"].name == "Late"
            assert began(acts, where.through) == acts[-1][0].seq
            assert began(session.told, None) == 0

    asyncio.run(work())


def test_a_clock_that_was_left_running_stands_when_its_file_is_gone_back_to(tmp_path: Path) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop", moves=1) as session:
            await session.do(LEADER, opened(1))
            state = session.state
        with Log.open(session.path) as log:
            at = log.entries()[-1].at
            joined(log, state, state, Forked(move=1, mode="class"), at + timedelta(days=3))
            again = folded(told(entry) for entry in log.entries())
        assert again.clock is not None
        assert again.clock.paused_since == at
        assert again.clock.left(at + timedelta(days=9)) == pytest.approx(420.0, abs=1.0)

    asyncio.run(work())


# --- the model plays on --------------------------------------------------------------------------


def test_the_models_world_is_the_classs_until_it_takes_over(tmp_path: Path) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop") as session:
            for move in range(3):
                until = session.game.calendar.begin(move)
                theirs = world(session.game, session.state, model_from=move, whole=True)
                assert events(theirs, until) == events(session.world, until)
                assert theirs.until == pytest.approx(session.game.calendar.end(3))

    asyncio.run(work())


def test_two_worlds_are_told_side_by_side_with_where_they_part(tmp_path: Path) -> None:
    async def work() -> None:
        async with await played(tmp_path / "class.tabletop") as session:
            seen = compared(session, 1)
            assert seen.move == 2
            assert any(step.ordered and step.party == US for step in seen.ours)
            assert not any(step.ordered for step in seen.theirs)
            assert seen.parts.startswith(
                "The worlds part on 10 May 2024: in the class's world the United States goes to "
            )
            assert seen.beyond
            assert {end.name for end in seen.ends} >= {"United States", "France"}
            assert [choice.number for choice in choices(session)] == [3, 2, 1]
            assert all(choice.again and choice.changed for choice in choices(session))

    asyncio.run(work())


def test_an_extension_is_an_act_of_its_own() -> None:
    assert extended(2.0) == (Extended(minutes=2.0),)
