"""The debrief of the exercise that is served: worked out in a thread, once for all who ask."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sim.classroom.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.classroom.debrief.background import Background
    from sim.classroom.debrief.drawn import Drawn
    from sim.classroom.debrief.found import Debrief
    from sim.classroom.debrief.page import ForWhom


class Debriefs:
    """What was worked out so far. The pictures follow the moves that were run, a page follows every act."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._background: tuple[int, Background] | None = None  # by seed
        self._pictures: tuple[object, Sequence[Drawn]] | None = None
        self._pages: dict[ForWhom, tuple[object, str]] = {}
        self._warming: asyncio.Task[None] | None = None

    async def page(self, session: Session, whom: ForWhom) -> str:
        """The page for somebody, as the exercise now stands. Raises Refused for the class before ENDEX."""
        from sim.classroom.debrief.page import page

        async with self._turn:
            key = (session.path, len(session.told))
            known = self._pages.get(whom)
            if known is not None and known[0] == key:
                return known[1]
            found = await self.found(session)
            pictures = await self._drawn(session, found)
            text = await asyncio.to_thread(page, found, whom, pictures=pictures)
            self._pages[whom] = (key, text)
            return text

    def warm(self, session: Session) -> None:
        """Begin with what takes long, so that a class that asks at ENDEX need not wait for it."""
        self._warming = asyncio.create_task(self._warmed(session))

    async def close(self) -> None:
        """Begin nothing more."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)

    async def _warmed(self, session: Session) -> None:
        async with self._turn:
            await self._drawn(session, await self.found(session))

    async def found(self, session: Session) -> Debrief:
        """The debrief as data."""
        from sim.classroom.debrief.background import background
        from sim.classroom.debrief.found import debrief

        head, state, told = session.head, session.state, tuple(session.told)
        if self._background is None or self._background[0] != head.game.seed:
            self._background = (head.game.seed, await asyncio.to_thread(background, head.game))
        beside = self._background[1]
        return await asyncio.to_thread(debrief, head, state, told, beside)

    async def _drawn(self, session: Session, found: Debrief) -> Sequence[Drawn]:
        from sim.classroom.debrief.drawn import drawn

        key = (session.path, tuple(each.stamp.seq for each in session.state.closed))
        if self._pictures is None or self._pictures[0] != key:
            self._pictures = (key, await asyncio.to_thread(drawn, found))
        return self._pictures[1]
