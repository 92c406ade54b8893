"""Going on from a past move in another file: where to cut, and what has to be the same as in the room now.

The new file has the entries of the old one up to the cut, under the same seed and the same keys, so that
its world before the cut is the same, event by event, and every cookie and link goes on working. Then
come the acts that bring it to the people in the room as it is now, and last of all a note of the fork.
The old file is only added to, and can be gone back to. What was noted, forecast before the last move and
written in papers after the cut is about that play, and stays in its file; first forecasts go along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Forecasted
from sim.classroom.acts.read import body
from sim.classroom.acts.running import (
    Extended,
    Forked,
    MoveClosed,
    MoveOpened,
    Paused,
    Undone,
)
from sim.classroom.acts.seats import (
    PenPassed,
    RoomLocked,
    SeatLeft,
    SeatReissued,
    SeatTaken,
    TeamHanded,
)
from sim.classroom.log.entry import New
from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log, remove
from sim.classroom.rules.person import FACILITATOR, Refused
from sim.classroom.state.fold import Told, folded, undone
from sim.classroom.state.state import Seat, State

Before = Literal["opened", "closed"]
LEAST = 2.0  # minutes on the clock of a move that is gone back to; assumed
A_DAY = 24 * 60.0  # minutes: the most that one act can extend a move by
FORK = re.compile(r"-fork-\d+$")


@dataclass(frozen=True)
class Cut:
    """A place in an exercise: entries up to `through` are before it; `at` is when the next one was made."""

    move: int
    before: Before
    through: int
    at: datetime


def cut(told: Sequence[Told], move: int, before: Before) -> Cut:
    """The place just before a move was opened, or closed, for the last time. Raises Refused."""
    wanted = MoveOpened if before == "opened" else MoveClosed
    gone = undone(told)
    for stamp, act in reversed(told):
        if isinstance(act, wanted) and act.move == move and stamp.seq not in gone:
            return Cut(move, before, stamp.seq - 1, stamp.at)
    raise Refused(f"Move {move + 1} has not been {before}: there is nothing to go back to.")


def forked_head(head: Mapping[str, Any], file: str, through: int) -> dict[str, Any]:
    """The head of a file that comes from another: the same, with a note of where it came from."""
    return {**head, "forked_from": {"file": file, "through": through}}


def free_name(path: Path) -> Path:
    """The next free name for a fork, beside the file it comes from."""
    stem = FORK.sub("", path.stem)
    number = 1
    while (found := path.with_name(f"{stem}-fork-{number}{path.suffix}")).exists():
        number += 1
    return found


def before(told: Sequence[Told], through: int) -> State:
    """The state at a cut, without what was taken back at any time."""
    return folded(
        (stamp, act)
        for stamp, act in told
        if stamp.seq <= through or (isinstance(act, Undone) and act.seq <= through)
    )


# --- what is written after the cut -------------------------------------------------------------


def taken_back_later(told: Sequence[Told], through: int) -> tuple[Undone, ...]:
    """Acts before the cut that were taken back after it: they do not stand in the new file either."""
    copied = [each for each in told if each[0].seq <= through]
    late = undone(told) - undone(copied)
    return tuple(Undone(seq=seq) for seq in sorted(late) if seq <= through)


def stopped_clock(state: State, at: datetime, minutes: float) -> tuple[Act, ...]:
    """A clock that stands, with so many minutes left, for a move that was open at the cut."""
    clock = state.clock
    if clock is None:
        return ()
    stop: tuple[Act, ...] = () if clock.paused_since is not None else (Paused(),)
    return (*stop, *extended(minutes - clock.left(at) / 60.0))


def extended(minutes: float) -> tuple[Extended, ...]:
    """More time, or less, however much: one act takes a day at most."""
    whole, rest = divmod(abs(minutes), A_DAY)
    sign = 1.0 if minutes > 0 else -1.0
    parts = [A_DAY] * int(whole) + [rest]
    return tuple(Extended(minutes=sign * part) for part in parts if part)


def people(there: State, here: State) -> tuple[Act, ...]:
    """The acts that bring `there` to the people in the room: who sits where is as it is `here`.

    A seat keeps its number where it can, so that open pages go on, and its device always.
    """
    acts: list[Act] = []
    numbers = _numbers(there, here)
    for seat in here.seats.values():
        number = numbers[seat.id]
        acts += _again(there.seats[number], seat) if number in there.seats else _taken(seat, number)
    return (*acts, *_pens(there, here, numbers), *_lock(there, here), *_handed(there, here))


def _numbers(there: State, here: State) -> dict[str, str]:
    """The seats here, as they are numbered there."""
    numbers: dict[str, str] = {}
    count = len(there.seats)
    for seat in here.seats.values():
        same = there.seats.get(seat.id)
        if same is not None and _is_same(same, seat):
            numbers[seat.id] = seat.id
            continue
        count += 1
        numbers[seat.id] = f"s{count}"
    return numbers


def _is_same(one: Seat, other: Seat) -> bool:
    return (one.team, one.chair, one.name) == (other.team, other.chair, other.name)


def _again(there: Seat, here: Seat) -> Iterator[Act]:
    """A seat that is there already."""
    if here.left:
        if not there.left:
            yield SeatLeft(seat=there.id)
    elif there.left or there.token != here.token:
        yield SeatReissued(seat=there.id, token=here.token)


def _taken(seat: Seat, number: str) -> Iterator[Act]:
    """A seat that was taken after the cut."""
    yield SeatTaken(seat=number, team=seat.team, chair=seat.chair, name=seat.name, token=seat.token)
    if seat.left:
        yield SeatLeft(seat=number)


def _pens(there: State, here: State, numbers: Mapping[str, str]) -> Iterator[Act]:
    for team, seat in here.pens.items():
        if there.pens.get(team) != numbers[seat]:
            yield PenPassed(team=team, seat=numbers[seat])


def _lock(there: State, here: State) -> Iterator[Act]:
    if there.locked != here.locked:
        yield RoomLocked(locked=here.locked)


def _handed(there: State, here: State) -> Iterator[Act]:
    """Who plays a team is as it is now."""
    for team in sorted(there.handed ^ here.handed):
        yield TeamHanded(team=team, to_model=team in here.handed)


def first_forecasts(there: State, here: State) -> tuple[Act, ...]:
    """The forecasts before the first move that were made after the cut: nothing had been run then either."""
    numbers = _numbers(there, here)
    return tuple(
        act.model_copy(update={"seat": numbers[seat]})
        for (seat, when), act in here.forecasts.items()
        if when == "first" and not _has(there, numbers[seat], act)
    )


def _has(there: State, seat: str, act: Forecasted) -> bool:
    known = there.forecasts.get((seat, "first"))
    return known is not None and (known.probability, known.by) == (act.probability, act.by)


def news(acts: Sequence[Act], at: datetime) -> list[New]:
    """Acts as what is written to a file, in the facilitator's name."""
    return [New(by=FACILITATOR, kind=act.kind, body=body(act), at=at) for act in acts]


# --- the file ----------------------------------------------------------------------------------


def copied(source: Path, told: Sequence[Told], where: Cut, minutes: float) -> Path:
    """A new file with the entries up to a cut; `source` may be served meanwhile. Raises LogError.

    A move that was open at the cut has `minutes` on a clock that stands.
    """
    log = Log.open(source, read_only=True)
    target = free_name(source)
    log.copy_to(target, where.through, forked_head(log.head, source.name, where.through))
    try:
        with Log.open(target) as new:
            back = taken_back_later(told, where.through)
            clock = stopped_clock(before(told, where.through), where.at, minutes)
            new.append(news((*back, *clock), where.at))
    except LogError:
        remove(target)
        raise
    return target


def joined(log: Log, there: State, here: State, note: Forked, now: datetime) -> None:
    """Write who is in the room, and where the exercise came from. Raises LogError.

    A clock that was left running stands from the last entry on. First forecasts go into a new file; one
    that is gone back to has its own, which were made before anybody knew how it went.
    """
    entries = log.entries()
    if there.clock is not None and there.clock.paused_since is None and entries:
        at = entries[-1].at
        left = there.clock.left(at) / 60.0
        log.append(news(stopped_clock(there, at, max(left, LEAST)), at))
    guesses = first_forecasts(there, here) if _is_new(log) else ()
    log.append(news((*people(there, here), *guesses, note), now))


def _is_new(log: Log) -> bool:
    """Whether a file was forked just now: nobody has gone on in it."""
    through = (log.head.get("forked_from") or {}).get("through")
    return through is not None and not any(e.kind == Forked.kind for e in log.entries(through))


def began(told: Sequence[Told], through: int | None) -> int:
    """The last entry that a fork was made with; 0 for a file that is none. It is not taken back there."""
    if through is None:
        return 0
    return next((s.seq for s, act in told if s.seq > through and isinstance(act, Forked)), through)
