"""Going on in another file while everybody stays: a fork, or the file it came from.

Acts that come in meanwhile are refused with a sentence; what was confirmed is in the old file, which is
whole and closed afterwards.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sim.classroom.acts.base import Act
from sim.classroom.acts.running import Forked, Paused
from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log
from sim.classroom.rules.person import LEADER, Refused
from sim.classroom.session.audience import EVERYBODY
from sim.classroom.session.fork import Before, copied, cut, joined
from sim.classroom.session.session import Session, told
from sim.classroom.state.fold import folded
from sim.classroom.web.guard import same
from sim.classroom.web.served import Served


async def fork(  # noqa: PLR0913 (where to cut, and what for)
    served: Served, file: str, move: int, before: Before, *, minutes: float, change: str
) -> None:
    """Go on from a past move in a new file.

    `file` is the one that the form was made for: a second click does nothing.

    Raises Refused, LogError; the exercise then goes on as it was.
    """
    async with served.switching:
        session = served.session
        if session.path.name != file:
            return
        where = cut(session.told, move, before)
        target = await asyncio.to_thread(copied, session.path, tuple(session.told), where, minutes)
        await _safely(served, target, move, change)


async def go_back(served: Served, file: str, to: str, *, change: str) -> None:
    """Go on in another file of this exercise. Raises Refused, LogError."""
    async with served.switching:
        session = served.session
        if session.path.name != file:
            return
        if to not in family(session):
            raise Refused(f"There is no file {to[:80]!r} of this exercise.")
        await _safely(served, session.path.with_name(to), max(session.state.move, 0), change)


def family(session: Session) -> tuple[str, ...]:
    """The names of the files that this one came from or was forked into, as far as they are there."""
    names = [str((session.head.forked_from or {}).get("file", ""))]
    names += [act.file for _, act in session.told if isinstance(act, Forked)]
    plain = {name for name in names if name and Path(name).name == name} - {session.path.name}
    return tuple(sorted(name for name in plain if session.path.with_name(name).is_file()))


async def _safely(served: Served, target: Path, move: int, change: str) -> None:
    """Change files to the end, also when the device that asked hangs up."""
    await asyncio.shield(asyncio.create_task(_changed(served, target, move, change)))


async def _changed(served: Served, target: Path, move: int, change: str) -> None:
    old = served.session
    clock = old.tip.clock
    leaving: list[Act] = [Forked(move=move, mode="class", file=target.name, change=change)]
    if clock is not None and clock.paused_since is None:
        leaving.insert(0, Paused())  # else its time would be over when the class comes back
    await old.do_all(LEADER, leaving)
    await old.close()
    coming = Forked(move=move, mode="class", file=old.path.name, change=change)
    try:
        log = await asyncio.to_thread(_opened, target, old, coming)
    except LogError:
        served.session = Session(await asyncio.to_thread(Log.open, old.path), hear=served.hub.tell)
        served.hub.tell(frozenset({EVERYBODY}))
        raise
    served.session = Session(log, hear=served.hub.tell)
    served.hub.tell(frozenset({EVERYBODY}))


def _opened(path: Path, old: Session, note: Forked) -> Log:
    """A file, open for writing, with the people who are in the room. Raises LogError."""
    log = Log.open(path)
    try:
        if not same(str(log.head.get("secret", "")), old.head.secret):
            raise LogError(f"{path} is a file of another exercise")
        there = folded(told(entry) for entry in log.entries())
        joined(log, there, old.state, note, datetime.now(UTC))
    except (KeyError, ValueError) as error:
        log.close()
        raise LogError(f"{path} holds what this version cannot read: {error}") from None
    except LogError:
        log.close()
        raise
    return log
