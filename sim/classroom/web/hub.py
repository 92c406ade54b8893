"""Who listens for changes. An event says that something changed, never what: pages fetch what they may see."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from sim.classroom.session.audience import EVERYBODY

PACE = (
    1.0  # seconds between two events to one listener: a class that types must not flood its phones
)
MOST_OF_ONE = 6  # streams of one person (tabs); the oldest is closed
MOST = 3_000  # streams in all
EACH = 0.001  # seconds that one listener's event takes, rounded up: they are told one after another


@dataclass(eq=False)
class Listener:
    """One open stream."""

    name: str  # of the person
    channels: frozenset[str]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    def close(self) -> None:
        """End the stream at its next turn."""
        self.closed = True
        self.woken.set()


class Hub:
    """All open streams."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._shut = False

    def __len__(self) -> int:
        return len(self._listeners)

    @property
    def ended(self) -> bool:
        """Whether the server stops."""
        return self._shut

    def present(self) -> frozenset[str]:
        """The people who have a page open that listens."""
        return frozenset(each.name for each in self._listeners)

    def tell(self, channels: frozenset[str]) -> None:
        """Wake those whom something concerns."""
        for each in self._listeners:
            if EVERYBODY in channels or each.channels & channels:
                each.woken.set()

    def shut(self) -> None:
        """End all streams: the server stops."""
        self._shut = True
        for each in self._listeners:
            each.close()

    async def listen(
        self, name: str, channels: frozenset[str], allowed: Callable[[], bool]
    ) -> AsyncIterator[dict[str, str | int]]:
        """The events of one stream. It ends when `allowed` no longer holds."""
        mine = [each for each in self._listeners if each.name == name]
        if len(mine) >= MOST_OF_ONE:
            mine[0].close()
        if len(self._listeners) >= MOST or self._shut:
            return
        listener = Listener(name, channels)
        self._listeners.append(listener)
        self.tell(frozenset({"presence"}))
        count = 0
        try:
            yield {"event": "ready", "data": "0", "retry": 2000}
            while True:
                await listener.woken.wait()
                listener.woken.clear()
                if self.ended:
                    return  # without a word: the page asks again, and goes on once the server is back
                if listener.closed or not allowed():
                    yield {"event": "gone", "data": "0"}
                    return
                await asyncio.sleep(random.uniform(0, EACH * len(self._listeners)))  # noqa: S311
                count += 1
                yield {"event": "changed", "data": str(count)}
                await asyncio.sleep(PACE)
        finally:
            self._listeners.remove(listener)
            self.tell(frozenset({"presence"}))
