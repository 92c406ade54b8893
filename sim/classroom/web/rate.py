"""How often: wrong codes that are borne, and seats that are taken."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

REMEMBERED = 10_000  # browsers and addresses; beyond, all are forgotten
MINUTE = 60.0  # seconds


@dataclass(frozen=True)
class Limits:
    """How many failures are borne within the window of time."""

    browser: int = 10
    strains: int = 30  # of one address, from which only what is right passes then
    address: int = 100
    all: int = 200


class Rate:
    """How often failures are borne: of one browser, of one address, and in all.

    A school is often one address, so an address that fails often is only strained: what is right still
    passes from it. One that fails on and on is refused, long before all are, so that nobody shuts out
    the others alone; a browser is refused soonest, though a program can have as many as it likes.

    The odds: `all` bounds what is tried, whoever tries. At 200 a minute that is 36,000 codes in three
    hours out of 31^6 = 887,503,681, a chance of 1 in 24,600 that one of them is right; from one address
    half of that. Claims (web/claims.py) have 31^12.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        window: float = MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._window, self._clock = limits, window, clock
        self._failures: dict[str, deque[float]] = {}

    def refuses(self, address: str, browser: str = "") -> bool:
        """Whether nothing from there is looked at, right or wrong."""
        if browser and self._of(f"browser {browser}") >= self._limits.browser:
            return True
        if self._of(f"address {address}") >= self._limits.address:
            return True
        return self._of("") >= self._limits.all

    def strained(self, address: str) -> bool:
        """Whether an address has failed so often that it is told to wait, unless it is right."""
        return self._of(f"address {address}") >= self._limits.strains

    def failed(self, address: str, browser: str = "") -> None:
        """Count a failure."""
        if len(self._failures) > REMEMBERED:
            self._failures = {"": self._failures.get("", deque())}
        for each in ("", f"address {address}", *([f"browser {browser}"] if browser else [])):
            self._failures.setdefault(each, deque()).append(self._clock())

    def _of(self, whom: str) -> int:
        """How often somebody has failed of late."""
        found = self._failures.get(whom, deque())
        while found and found[0] <= self._clock() - self._window:
            found.popleft()
        return len(found)


@dataclass(frozen=True)
class Store:
    """What somebody may do: so often at once, and as it fills up again, so often in a minute."""

    most: float
    each_minute: float


class Allowance:
    """Stores that are used up together: an act takes one from each of those it is charged to, or none."""

    def __init__(
        self, stores: Mapping[str, Store], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stores, self._clock = stores, clock
        self._left: dict[tuple[str, str], tuple[float, float]] = {}  # what was left, and when

    def takes(self, **whom: str) -> str:
        """Take one from a store of each sort, as `address="10.0.0.7"`; the sort that is empty, if one is."""
        now = self._clock()
        left = {each: self._now(each, now) for each in whom.items()}
        for (sort, _), there in left.items():
            if there < 1.0:
                return sort
        if len(self._left) > REMEMBERED:
            self._left.clear()
        self._left.update({each: (there - 1.0, now) for each, there in left.items()})
        return ""

    def gives_back(self, **whom: str) -> None:
        """Put back what was taken for an act that was not accepted."""
        now = self._clock()
        for each in whom.items():
            self._left[each] = (self._now(each, now) + 1.0, now)

    def _now(self, each: tuple[str, str], now: float) -> float:
        store = self._stores[each[0]]
        there, since = self._left.get(each, (store.most, now))
        return min(store.most, there + (now - since) / MINUTE * store.each_minute)


# A class of 40 behind one address sits down in a minute, and so does a lecture of 300. A program that has the
# code takes the 2,000 seats of an exercise (rules/seats.py) in five hours, from one address in nine.
SEATS: Mapping[str, Store] = {
    "browser": Store(6, 2),  # who changes tables, and changes his mind
    "address": Store(400, 3),
    "room": Store(800, 4),
}
