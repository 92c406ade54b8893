"""The effect of a variant on one quantity, with its two intervals kept apart, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.experiment.columns import Floats
from sim.experiment.compare.intervals import (
    Bounds,
    Interval,
    Pairs,
    most_factor,
    newcombe,
    paired_t,
    tian_pearl,
    variance_factor,
)
from sim.experiment.compare.measures import Measured
from sim.experiment.compare.parameters import Between, between
from sim.experiment.compare.quantities import Quantity, Way
from sim.experiment.summary import Share, wilson

MINUTE = 1 / 1440  # days; times that are less apart are the same, so that no rounding is an effect
ROUNDING = 1e-9  # days, or levels: what adding in another order may change, and no effect
FEW = 20  # discordant pairs, under which intervals of a paired difference are not to be relied on


@dataclass(frozen=True)
class Timing:
    """Pairs by when something is first reached in the variant, against the baseline: counts.

    `same` is within a minute: keyed draws give exact equality where nothing was touched.
    """

    sooner: int
    same: int
    later: int
    never_now: int  # reached in the baseline only
    only_now: int  # reached in the variant only
    never: int  # reached in neither

    @property
    def total(self) -> int:
        """All pairs."""
        return self.sooner + self.same + self.later + self.never_now + self.only_now + self.never


@dataclass(frozen=True)
class ButFor:
    """But-for shares under this model's noise, Y in the baseline and Y' in the variant.

    They depend on how the noise of the two worlds is paired (here: by key), which the effect does
    not; `bounds` need no pairing. Shares carry 95 % Wilson intervals.
    """

    necessity: Share  # P(Y' = 0 given Y = 1): of the runs in which it was so, those that lose it
    sufficiency: Share  # P(Y = 1 given Y' = 0)
    both_ways: Share  # P(Y = 1 and Y' = 0)
    brought: Share  # P(Y' = 1 given Y = 0): of the runs in which it was not so, those that gain it
    bounds: Bounds


@dataclass(frozen=True)
class Effect:
    """What a variant does to one quantity: variant minus baseline, paired by replication.

    `monte_carlo` is the 95 % interval of the difference (or wider, see Comparison.level) and shrinks
    with runs; `parameters` does not. `factor` is how many times the variance of the difference would
    be larger with independent seeds, inf where it is the same in every pair; `most` is the same for
    the best of all pairings, which is itself near 1 where a variant turns nearly every run.
    `identical`: what was measured (the time, not only whether) is the same in every pair. `pairs` to
    `but_for` are for shares only, `timing` for what is first reached.
    """

    quantity: Quantity
    runs: int  # pairs in which both worlds came to an end
    baseline: float
    variant: float
    difference: float
    monte_carlo: Interval
    parameters: Between | None
    factor: float
    most: float
    identical: bool
    pairs: Pairs | None = None
    baseline_share: Share | None = None  # with its 95 % Wilson interval
    variant_share: Share | None = None
    timing: Timing | None = None
    but_for: ButFor | None = None

    @property
    def few(self) -> bool:
        """Whether so few pairs differ that the Monte Carlo interval is not to be relied on."""
        return self.pairs is not None and 0 < self.pairs.discordant < FEW


@dataclass(frozen=True)
class Both:
    """Two worlds measured under the same draws; `counted` are the pairs that came to an end."""

    baseline: Measured
    variant: Measured
    counted: NDArray[np.bool_]


def both(baseline: Measured, variant: Measured, runs: int) -> Both:
    """Pair two worlds; a replication that failed in either is left out."""
    counted = np.ones(runs, dtype=np.bool_)
    counted[sorted(baseline.failed | variant.failed)] = False
    return Both(baseline, variant, counted)


class Effects:
    """Makes effects from a pair of worlds, and from the same pair over sets of parameters.

    Quantities that are read in the same way (permits of one rung) are worked out once.
    """

    def __init__(self, pair: Both, nested: Both | None, sets: int, level: float) -> None:
        self._pair, self._nested, self._sets, self._level = pair, nested, sets, level
        self._made: dict[Way, Effect] = {}

    def of(self, quantity: Quantity) -> Effect:
        """The effect on a quantity, which both worlds must have."""
        if quantity.way not in self._made:
            self._made[quantity.way] = self._effect(quantity)
        return replace(self._made[quantity.way], quantity=quantity)

    def can(self, quantity: Quantity) -> bool:
        """Whether both worlds have what a quantity is read from."""
        worlds = (self._pair.baseline.values, self._pair.variant.values)
        return all(key in world for key in quantity.way.keys for world in worlds)

    def _effect(self, quantity: Quantity) -> Effect:
        pair, way = self._pair, quantity.way
        baseline = way.read(pair.baseline.values)[pair.counted]
        variant = way.read(pair.variant.values)[pair.counted]
        differences = differing(baseline, variant)
        effect = Effect(
            quantity,
            baseline.size,
            float(baseline.mean()),
            float(variant.mean()),
            float(differences.mean()),
            paired_t(differences, self._level),
            self._over_parameters(way),
            variance_factor(baseline, variant, differences),
            most_factor(baseline, variant),
            self._identical(way),
        )
        return self._with_pairs(effect, baseline, variant) if quantity.unit == "share" else effect

    def _with_pairs(self, effect: Effect, baseline: Floats, variant: Floats) -> Effect:
        table = pairs_of(baseline, variant)
        timing = None
        if effect.quantity.way.kind == "reached":
            of, counted = effect.quantity.way.of, self._pair.counted
            worlds = (self._pair.baseline, self._pair.variant)
            timing = timing_of(*(world.values[of][counted] for world in worlds))
        return replace(
            effect,
            monte_carlo=newcombe(table, self._level),
            pairs=table,
            baseline_share=wilson(table.both + table.only_baseline, table.total),
            variant_share=wilson(table.both + table.only_variant, table.total),
            timing=timing,
            but_for=but_for(table),
        )

    def _identical(self, way: Way) -> bool:
        pair = self._pair
        return all(
            same(pair.baseline.values[key][pair.counted], pair.variant.values[key][pair.counted])
            for key in way.keys
        )

    def _over_parameters(self, way: Way) -> Between | None:
        nested = self._nested
        if nested is None:
            return None
        differences = differing(way.read(nested.baseline.values), way.read(nested.variant.values))
        return between(differences, nested.counted, self._sets)


def differing(baseline: Floats, variant: Floats) -> Floats:
    """Variant minus baseline, and 0 where rounding alone differs."""
    found = variant - baseline
    return np.where(np.abs(found) < ROUNDING, 0.0, found)


def same(baseline: Floats, variant: Floats) -> bool:
    """Whether two worlds have the same values, never and all, but for rounding."""
    return np.array_equal(baseline, variant) or np.allclose(
        baseline, variant, rtol=0.0, atol=ROUNDING
    )


def pairs_of(baseline: Floats, variant: Floats) -> Pairs:
    """The 2x2 table of pairs, from values that are 0 or 1."""
    was, now = baseline == 1.0, variant == 1.0
    counts = ((was & now).sum(), (was & ~now).sum(), (~was & now).sum(), (~was & ~now).sum())
    return Pairs(*(int(count) for count in counts))


def timing_of(baseline: Floats, variant: Floats) -> Timing:
    """Pairs by when, from times that are inf where never."""
    was, now = np.isfinite(baseline), np.isfinite(variant)
    moved = np.subtract(variant, baseline, where=was & now, out=np.zeros(baseline.size))
    sooner, later = moved < -MINUTE, moved > MINUTE
    both = was & now
    counts = (
        (both & sooner).sum(), (both & ~sooner & ~later).sum(), (both & later).sum(),
        (was & ~now).sum(), (~was & now).sum(), (~was & ~now).sum(),
    )  # fmt: skip
    return Timing(*(int(count) for count in counts))


def but_for(table: Pairs) -> ButFor:
    """The but-for shares of a table of pairs, with the bounds that need no pairing."""
    lost, was = table.only_baseline, table.both + table.only_baseline
    not_now = table.only_baseline + table.neither
    return ButFor(
        wilson(lost, was),
        wilson(lost, not_now),
        wilson(lost, table.total),
        wilson(table.only_variant, table.total - was),
        tian_pearl(table.baseline, table.variant),
    )
