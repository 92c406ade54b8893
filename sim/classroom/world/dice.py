"""Two dice for a matrix-game argument, drawn from the exercise's seed: the same again on every replay.

A classic of matrix games: 2d6 plus strong reasons less strong counter-arguments, 7 or more succeeds
(Engle; Curry and Price 2014, Matrix Games for Modern Wargaming).
"""

from __future__ import annotations

from sim.classroom.acts.orders import Judged
from sim.model.keys import name_word
from sim.model.philox import uniform

SUCCESS = 7
SIDES = 6
DICE = "classroom dice"


def dice(seed: int, argument: int) -> tuple[int, int]:
    """The two dice of an argument, by its number."""
    first, second = (
        int(uniform(seed, argument, name_word(DICE), which) * SIDES) + 1 for which in (0, 1)
    )
    return first, second


def total(seed: int, judged: Judged) -> int:
    """The dice plus strong reasons less strong counter-arguments."""
    return sum(dice(seed, judged.argument)) + judged.strong_for - judged.strong_against


def succeeds(seed: int, judged: Judged) -> bool:
    """Whether the argument carries."""
    return total(seed, judged) >= SUCCESS
