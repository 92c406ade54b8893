"""How good a probability was, once it is known what happened: plain functions of numbers.

The Brier score (Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2) of one yes-or-no question
is the squared distance of the probability from what happened, 1 or 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

EVEN = 0.5  # what somebody says who knows nothing


def brier(probability: float, *, happened: bool) -> float:
    """From 0 (certain and right) to 1 (certain and wrong); 0.25 for even odds.

    Raises ValueError for what is no probability.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"found {probability!r}, expected a probability from 0 to 1")
    return (probability - happened) ** 2


def mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    found = tuple(values)
    return fsum(found) / len(found) if found else None
