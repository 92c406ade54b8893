"""The same cells in the baseline, in a variant, and their difference, side by side with numbers."""

from __future__ import annotations

from sim.experiment.compare.effects import Effect
from sim.report.charts.heat import HeatCell
from sim.report.comparison_words import signed
from sim.report.words import NBSP, percent

SIDES = ("Baseline", "Variant", "Difference, in points")
POINT = 0.005  # of a share: less is written as nothing


def share(value: float) -> str:
    """A share of runs as a whole per cent; 0 and 100 where it is just that."""
    return f"{100 * value:.0f}{NBSP}%" if value in {0.0, 1.0} else percent(value)


def points(value: float) -> str:
    """A difference of shares in whole points with its sign."""
    if value == 0.0:
        return "0"
    if abs(value) < POINT:
        return "under +1" if value > 0 else "under −1"
    if 1 - POINT < abs(value) < 1:
        return "over +99" if value > 0 else "over −99"
    return f"{100 * value:+.0f}".replace("-", "−")


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
