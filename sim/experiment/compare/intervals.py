"""Intervals of paired differences and of shares, and the bounds that need no pairing.

Monte Carlo error only: all of these shrink with runs. There are no p-values: on simulations they
measure the number of runs (White, Rassweiler, Samhouri, Stier, White 2014,
doi:10.1111/j.1600-0706.2013.01073.x).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.special import ndtri, stdtrit

from sim.experiment.columns import Floats

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`."""

    low: float
    high: float


@dataclass(frozen=True)
class Pairs:
    """The 2x2 table of pairs for something that is so or not: counts."""

    both: int
    only_baseline: int
    only_variant: int
    neither: int

    @property
    def total(self) -> int:
        """How many pairs."""
        return self.both + self.only_baseline + self.only_variant + self.neither

    @property
    def discordant(self) -> int:
        """Pairs in which the two worlds differ."""
        return self.only_baseline + self.only_variant

    @property
    def baseline(self) -> float:
        """The share of pairs in which it is so in the baseline."""
        return (self.both + self.only_baseline) / self.total

    @property
    def variant(self) -> float:
        """The share of pairs in which it is so in the variant."""
        return (self.both + self.only_variant) / self.total


def paired_t(differences: Floats, level: float = LEVEL) -> Interval:
    """The paired-t interval of a mean difference; at least two differences."""
    count = differences.size
    reach = float(stdtrit(count - 1, 0.5 + level / 2))
    half = reach * float(differences.std(ddof=1)) / sqrt(count)
    mean = float(differences.mean())
    return Interval(mean - half, mean + half)


def newcombe(table: Pairs, level: float = LEVEL) -> Interval:
    """The interval of share in the variant minus share in the baseline, from the table of pairs.

    Method 10 of Newcombe (1998, Statistics in Medicine 17, 2635-2650): Wilson limits of both shares,
    joined through their correlation.
    """
    n, z = table.total, float(ndtri(0.5 + level / 2))
    first, then = table.variant, table.baseline
    low_1, high_1 = wilson_limits(table.both + table.only_variant, n, z)
    low_2, high_2 = wilson_limits(table.both + table.only_baseline, n, z)
    phi = _correlation(table)
    down, down_2, up, up_2 = first - low_1, high_2 - then, high_1 - first, then - low_2
    below = sqrt(max(0.0, down**2 - 2 * phi * down * down_2 + down_2**2))
    above = sqrt(max(0.0, up**2 - 2 * phi * up * up_2 + up_2**2))
    return Interval(first - then - below, first - then + above)


def wilson_limits(count: int, runs: int, z: float) -> tuple[float, float]:
    """The limits of the Wilson score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    share, z2 = count / runs, z * z
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = z / (1 + z2 / runs) * sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    return max(0.0, centre - half), min(1.0, centre + half)


def _correlation(table: Pairs) -> float:
    """Newcombe's phi: with his correction for continuity where it is positive."""
    a, b, c, d = table.both, table.only_variant, table.only_baseline, table.neither
    margins = float(a + b) * float(c + d) * float(a + c) * float(b + d)
    if margins == 0.0:
        return 0.0
    excess = float(a) * d - float(b) * c
    if excess > 0.0:
        excess = max(0.0, excess - table.total / 2)
    return excess / sqrt(margins)


# --- bounds that need no pairing ---------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """What the two shares alone allow, however the noise of the two worlds is paired."""

    both_ways: Interval  # P(Y = 1 and Y' = 0)
    necessity: Interval  # P(Y' = 0 given Y = 1)
    sufficiency: Interval  # P(Y = 1 given Y' = 0)


def tian_pearl(baseline: float, variant: float) -> Bounds:
    """Tian and Pearl's bounds (2000, doi:10.1023/A:1018912507879) from experiments alone.

    `baseline` is the share with the cause, `variant` the share without it. A share given something
    that never is can be anything from 0 to 1.
    """
    least, most = max(0.0, baseline - variant), min(baseline, 1.0 - variant)
    return Bounds(
        Interval(least, most),
        _given(least, most, baseline),
        _given(least, most, 1.0 - variant),
    )


def _given(least: float, most: float, share: float) -> Interval:
    if share <= 0.0:
        return Interval(0.0, 1.0)
    return Interval(min(1.0, least / share), min(1.0, most / share))


def variance_factor(baseline: Floats, variant: Floats, differences: Floats) -> float:
    """How many times the variance of a difference is larger with independent seeds than in pairs.

    Infinity where the difference is the same in every pair.
    """
    paired = float(differences.var(ddof=1))
    apart = float(baseline.var(ddof=1) + variant.var(ddof=1))
    return apart / paired if paired > 0.0 else inf


def most_factor(baseline: Floats, variant: Floats) -> float:
    """The same for the best of all pairings of the two sets of values: least with least.

    No other pairing has a larger covariance (Hoeffding 1940; Whitt 1976, doi:10.1214/aos/1176343660).
    """
    return variance_factor(baseline, variant, np.sort(variant) - np.sort(baseline))
