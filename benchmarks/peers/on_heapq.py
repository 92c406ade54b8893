"""The model on a plain `heapq`: entries of (time, slot), stale ones skipped."""

from __future__ import annotations

from heapq import heappop, heappush

from benchmarks.peers.rules import Rules, Told
from sim.model.program import Program


class Heap(Rules):
    """A replication with its own calendar."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        super().__init__(program, seed, replication)
        self.calendar: list[tuple[float, int]] = []
        self.next: dict[int, float] = {}

    def plan(self, slot: int, time: float) -> None:
        """A new entry; the old one, if any, goes stale."""
        self.next[slot] = time
        if time < self.program.horizon:
            heappush(self.calendar, (time, slot))

    def run(self) -> list[Told]:
        """From the start to the horizon."""
        self.begin()
        while self.calendar:
            time, slot = heappop(self.calendar)
            if self.next.get(slot) == time:
                del self.next[slot]
                self.come(slot, time)
        return self.told


def run(program: Program, seed: int, replication: int) -> list[Told]:
    """What happens in one replication."""
    return Heap(program, seed, replication).run()
