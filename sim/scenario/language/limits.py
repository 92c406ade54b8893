"""Bounds and defaults of the numbers that a stance is made of."""

from __future__ import annotations

SHORTEST_TEMPO = 0.1  # days; below it a government would decide within the hour
SHORTEST_HALF_LIFE = 1 / 24  # days: an hour
LONGEST = 36_500.0  # days: a century, beyond which a duration is a slip of the pen
STRONGEST = 1000.0  # pressure: beyond it a weight or resistance is a slip of the pen


# What a number is when the file leaves it out; a `wears` of 1 does not wear.
DEFAULTS = {
    "magnitude": 1.0,
    "background": 0.0005,  # per day; assumed: one move in 5.5 years for reasons outside the scenario
    "choice_sd": 0.0,
    "relief": 0.0,
    "rest": 0.0,
    "wears": 1.0,
}
