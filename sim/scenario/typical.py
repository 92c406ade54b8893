"""The mean and the median of a number given as a distribution; for checks, not for the model."""

from __future__ import annotations

import math
from statistics import NormalDist

from sim.scenario.language.numbers import Number


def mean(number: Number) -> float:
    """The mean, held between `min` and `max` (exact where nothing is cut off)."""
    args = number.arguments
    if number.shape == "lognormal":
        found = args[0] * math.exp(min(700.0, args[1] ** 2 / 2))
    elif number.shape in {"uniform", "triangular"}:
        found = math.fsum(args) / len(args)
    else:
        found = args[0]
    low, high = number.support
    return min(max(found, low), high)


def median(number: Number) -> float:
    """The median, that of the cut distribution where it is cut."""
    args, (low, high) = number.arguments, number.support
    if number.shape == "normal":
        return _between(NormalDist(*args), low, high)
    if number.shape == "lognormal":
        curve = NormalDist(math.log(args[0]), args[1])
        least = math.log(low) if low > 0 else curve.mean - 9 * curve.stdev
        return math.exp(_between(curve, least, math.log(high)))
    if number.shape == "exponential":
        rest = (math.exp(-low / args[0]) + math.exp(-high / args[0])) / 2
        return -args[0] * math.log(rest)
    if number.shape == "triangular":
        return _triangular(args, low, high)
    return (low + high) / 2


def _between(curve: NormalDist, low: float, high: float) -> float:
    share = (curve.cdf(low) + curve.cdf(high)) / 2
    return curve.inv_cdf(share) if 0 < share < 1 else min(max(curve.mean, low), high)


def _triangular(args: tuple[float, ...], low: float, high: float) -> float:
    least, mode, most = args

    def below(x: float) -> float:
        if x <= mode:
            return (x - least) ** 2 / ((most - least) * (mode - least)) if mode > least else 0.0
        return 1 - (most - x) ** 2 / ((most - least) * (most - mode))

    share = (below(low) + below(high)) / 2
    if share <= below(mode):
        return least + math.sqrt(share * (most - least) * (mode - least))
    return most - math.sqrt((1 - share) * (most - least) * (most - mode))
