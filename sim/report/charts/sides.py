"""The same cells in the baseline, in a variant, and their difference, side by side with numbers."""

from __future__ import annotations

from sim.experiment.compare.effects import Effect
from sim.report.charts.heat import HeatCell
from sim.report.charts.shares import points, share
from sim.report.comparison_words import signed

SIDES = ("Baseline", "Variant", "Difference, in points")


def interval(effect: Effect) -> str:
    """The Monte Carlo interval of a difference of shares."""
    low, high = effect.monte_carlo.low, effect.monte_carlo.high
    return f"{signed(effect, low)} to {signed(effect, high)} points"


def cells(effect: Effect | None, *told: tuple[str, str]) -> tuple[HeatCell | None, ...]:
    """The three cells of an effect; `told` are what the pointer says besides."""
    if effect is None:
        return (None,) * len(SIDES)
    was, now, by = effect.baseline, effect.variant, effect.difference
    numbers = (("Baseline", share(was)), ("Variant", share(now)), ("Difference", points(by)))
    tips = (*told, *numbers, ("Monte Carlo", interval(effect)))
    return (
        HeatCell(share(was), was, tips),
        HeatCell(share(now), now, tips),
        HeatCell(points(by), by, tips),
    )
