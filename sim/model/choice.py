"""Which rung (docs/model.md): the highest that the pressure, plus chance, will bear.

`passable[s]` says whether a stance can move up to rung s: SKIPPED never, SHUT while a gate is shut
(taken only if nothing else is open), OPEN. The lowest rung takes no resistance.
"""

from collections.abc import Sequence
from math import inf

SKIPPED = 0
SHUT = 1
OPEN = 2


def nearest_above(rung: int, rungs: int, passable: Sequence[int]) -> int:
    """The nearest open rung above, else the nearest shut one, else -1."""
    shut = -1
    for s in range(rung + 1, rungs):
        if passable[s] == OPEN:
            return s
        if passable[s] == SHUT and shut < 0:
            shut = s
    return shut


def rung_above(
    accepts: float, rung: int, rungs: int, theta: Sequence[float], passable: Sequence[int]
) -> int:
    """The highest open rung whose resistance is at most `accepts`, at least the nearest open one.

    Shut rungs count as open where nothing above is open; -1 if there is no rung to move to.
    """
    chosen = nearest_above(rung, rungs, passable)
    if chosen < 0:
        return chosen
    way = passable[chosen]
    for s in range(chosen + 1, rungs):
        if passable[s] == way and theta[s] <= accepts:
            chosen = s
    return chosen


def rung_below(accepts: float, rung: int, theta: Sequence[float], passable: Sequence[int]) -> int:
    """The highest rung below whose resistance is at most `accepts`, else the lowest."""
    for s in range(rung - 1, 0, -1):
        if passable[s] != SKIPPED and theta[s] <= accepts:
            return s
    return 0


def bounds_above(
    taken: int, rung: int, rungs: int, theta: Sequence[float], passable: Sequence[int]
) -> tuple[float, float]:
    """What `accepts` must lie in, [low, high), for `rung_above` to choose `taken`; (inf, inf) if never."""
    lowest = nearest_above(rung, rungs, passable)
    if lowest < 0 or taken < lowest or passable[taken] != passable[lowest]:
        return inf, inf
    high = inf
    for s in range(taken + 1, rungs):
        if passable[s] == passable[lowest]:
            high = theta[s]
            break
    return (-inf if taken == lowest else theta[taken]), high


def bounds_below(
    taken: int, rung: int, theta: Sequence[float], passable: Sequence[int]
) -> tuple[float, float]:
    """What `accepts` must lie in, [low, high), for `rung_below` to choose `taken`; (inf, inf) if never."""
    if taken >= rung or (taken > 0 and passable[taken] == SKIPPED):
        return inf, inf
    high = inf
    for s in range(taken + 1, rung):
        if passable[s] != SKIPPED:
            high = theta[s]
            break
    return (-inf if taken == 0 else theta[taken]), high
