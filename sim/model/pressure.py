"""Pressure (docs/model.md): it relaxes to a level that is constant between events.

x(t + d) = b + (x(t) - b) * exp(-d / tau),    tau = half-life / ln 2
"""

from math import exp, log

LN_2 = log(2.0)


def relaxation_time(half_life: float) -> float:
    """Relaxation time tau in days, from the half-life in days."""
    return half_life / LN_2


def relaxed(x: float, b: float, tau: float, d: float) -> float:
    """The pressure after `d` days without events; no time changes nothing, to the bit."""
    if d <= 0.0:
        return x
    return b + (x - b) * exp(-d / tau)


def relieved(x: float, b: float, relief: float) -> float:
    """The pressure after an upward decision: what lies above the level `b` is relieved by a share."""
    if x <= b:
        return x
    return b + (1.0 - relief) * (x - b)
