"""A running exercise. Acts are judged by the tip of the log and shown once they are on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from sim.classroom.acts.base import Act
from sim.classroom.acts.read import body, read
from sim.classroom.acts.running import Undone
from sim.classroom.game import Game
from sim.classroom.log.entry import Entry, New
from sim.classroom.log.errors import LogError
from sim.classroom.log.file import Log
from sim.classroom.log.writer import Writer
from sim.classroom.rules.person import Person, Refused, only_leader
from sim.classroom.rules.rules import check
from sim.classroom.rules.taking_back import take_back
from sim.classroom.session.audience import EVERYBODY, concerned
from sim.classroom.session.head import Head, read_head
from sim.classroom.state.fold import Told, after, folded, goes_with, last_control, versions
from sim.classroom.state.state import Stamp, State
from sim.classroom.world.world import World, world

Hear = Callable[[frozenset[str]], object]  # told which channels have something new


class Session:
    """One exercise that is being served: the only writer of its file.

    `state` is what is on the disk and may be shown. Acts are judged by `tip`, which takes in those that
    are being written. `hear` is called in the event loop after each commit.
    """

    def __init__(self, log: Log, *, hear: Hear = lambda _: None) -> None:
        self.path = log.path
        self.head: Head = read_head(log.head)
        self.game: Game = self.head.game
        self._hear = hear
        self._writer = Writer(log, on_commit=self._committed, on_loss=self._lost)
        self.told: list[Told] = [told(entry) for entry in log.entries()]
        self.state: State = folded(self.told)
        self.tip: State = self.state
        self._ahead: list[Told] = []  # submitted, not committed
        self._world: tuple[tuple[int, ...], World] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Write what waits and close the file."""
        await self._writer.close()

    # --- acts ----------------------------------------------------------------------------------

    async def do(
        self, who: Person, act: Act, key: str | None = None, *, at: datetime | None = None
    ) -> Stamp:
        """Accept an act: it is on the disk when this returns. The same key counts once.

        `at` is when it came about, if not now. Raises Refused with a sentence for the person, LogError
        where it cannot be written.
        """
        (stamp,) = await self.do_all(who, (act,), key, at=at)
        return stamp

    async def do_all(
        self,
        who: Person,
        acts: Iterable[Act],
        key: str | None = None,
        *,
        at: datetime | None = None,
    ) -> tuple[Stamp, ...]:
        """Accept several acts together, each judged after the one before: all of them or none."""
        given = tuple(acts)
        keys = [None if key is None else f"{who.name} {key} {n}" for n in range(len(given))]
        if key is None or any(self._writer.find(str(each)) is None for each in keys):
            self._judge(who, given)
        now = at or datetime.now(UTC)
        news = [
            New(by=who.name, kind=act.kind, body=body(act), at=now, key=each)
            for act, each in zip(given, keys, strict=True)
        ]
        submitted = self._writer.submit(*news)
        for entry in submitted.fresh:
            one = told(entry)
            self._ahead.append(one)
            self.tip = after(self.tip, *one)
        entries = await submitted.done
        return tuple(Stamp(entry.seq, entry.at, entry.by) for entry in entries)

    def _judge(self, who: Person, acts: Iterable[Act]) -> None:
        state, now = self.tip, datetime.now(UTC)
        if who.seat is not None:
            current = state.seats.get(who.seat.id)
            if current is None or current.token != who.seat.token:
                raise Refused("Your seat was given to another device. Ask the facilitator.")
            who = Person(who.name, current)
        for act in acts:
            check(self.game, state, who, act)
            state = after(state, Stamp(self._writer.last + 1, now, who.name), act)

    async def undo(self, who: Person, seq: int, key: str | None = None) -> Stamp:
        """Take back the facilitator's last act, which must be the one the page showed."""
        only_leader(who, "take something back")
        if self._was_sent(who, key):
            return await self._take(who, seq, (), key)
        acts = (*self.told, *self._ahead)
        last = last_control(acts)
        if last is None:
            raise Refused("There is nothing to take back.")
        if last[0].seq != seq:
            raise Refused("Something was done since: look at what would be taken back now.")
        return await self._take(who, seq, goes_with(acts, seq), key)

    async def take_back(self, who: Person, seq: int, key: str | None = None) -> Stamp:
        """Take back one thing that was ordered, said, argued, forecast or written, by its place in the log.

        With it go its own earlier versions, or they would be read again, and what hangs on it. Raises
        Refused where that would change what has been run.
        """
        only_leader(who, "take something back")
        if self._was_sent(who, key):
            return await self._take(who, seq, (), key)
        acts = (*self.told, *self._ahead)
        take_back(self.game, self.tip, acts, who, seq)
        return await self._take(who, seq, (*goes_with(acts, seq), *versions(acts, seq)), key)

    def _was_sent(self, who: Person, key: str | None) -> bool:
        return key is not None and self._writer.find(f"{who.name} {key}") is not None

    async def _take(self, who: Person, seq: int, too: tuple[int, ...], key: str | None) -> Stamp:
        """Write that acts are taken back, all of them or none; the stamp of the first."""
        first = New(
            by=who.name, kind=Undone.kind, body=body(Undone(seq=seq)), at=datetime.now(UTC),
            key=None if key is None else f"{who.name} {key}",
        )  # fmt: skip
        rest = [replace(first, body=body(Undone(seq=each)), key=None) for each in too]
        submitted = self._writer.submit(first, *rest)
        self._ahead += [told(entry) for entry in submitted.fresh]
        self.tip = folded((*self.told, *self._ahead))
        entry, *_ = await submitted.done
        return Stamp(entry.seq, entry.at, entry.by)

    # --- what the file says --------------------------------------------------------------------

    def _committed(self, entries: tuple[Entry, ...]) -> None:
        """Show what is on the disk now, and tell whom it concerns."""
        fresh = [told(entry) for entry in entries]
        self.told += fresh
        del self._ahead[: len(fresh)]
        if any(isinstance(act, Undone) for _, act in fresh):
            self.state = folded(self.told)
            self._world = None  # it holds the state that it was made from, with what is taken back
            self._hear(frozenset({EVERYBODY}))
            return
        channels: set[str] = set()
        for one in fresh:
            self.state = after(self.state, *one)
            channels |= concerned(self.game, self.state, one[1])
        self._hear(frozenset(channels))

    def _lost(self, _: LogError) -> None:
        """Nothing that waited came about: go back to what is on the disk."""
        self.told = [told(entry) for entry in self._writer.entries()]
        self._ahead = []
        self.state = self.tip = folded(self.told)
        self._hear(frozenset({EVERYBODY}))

    @property
    def last_control(self) -> Told | None:
        """What "undo" would take back."""
        return last_control(self.told)

    @property
    def world(self) -> World:
        """The class's world after the moves that were closed; worked out when first asked for."""
        key = tuple(closed.stamp.seq for closed in self.state.closed)
        if self._world is None or self._world[0] != key:
            self._world = (key, world(self.game, self.state))
        return self._world[1]


def told(entry: Entry) -> Told:
    """An entry of the log as an act with its stamp."""
    return Stamp(entry.seq, entry.at, entry.by), read(entry.kind, entry.body)
