"""Engine against engine: whole traces, to the last bit, on May 2024 and on scenarios made by Hypothesis.

300 scenarios are made the same way each time. `TABLETOP_MADE=20000 pytest tests/engine/test_batch_made.py`
makes so many others, by chance.
"""

from __future__ import annotations

import os

REPLICATIONS = 20
ASKED = int(os.environ.get("TABLETOP_MADE", "0"))
FEWEST = 3  # scenarios in which each feature must occur

# Every feature of the language (worlds_holding.holds) and what must come to pass (happened).
LANGUAGE = """
several issues, several actors, levels given, no causes, dropped
positions, acts, starts above the lowest, skips, gives up, several stages, several steps, public stage
settles before the last, settles in a stage of several steps, rest, relief, choice by chance, no background
shortest half-life, longest half-life, shortest tempo, longest tempo
number: value, number: uniform, number: triangular, number: normal, cut, number: lognormal, cut
number: exponential, cut
date: instant, date: day, date: range, date: plus a draw, at the start, in the last second
cause: dated, cause: lasting, cause: triggered, cause: recurring, cause: time of day, cause: after another
cause: heard by some, cause: from the start, cause: until a date, cause: recurs until
magnitude 0, magnitude below 0
triggered, at once, instant; triggered, at once, lasting; triggered, delayed, instant
triggered, delayed, lasting
hears a cause, hears a kind, hears a source, hears a kind and source, hears a decision, hears a stage
hears its own decision, wears
while a cause, while a kind, while a source, while a kind and source, while a position
gate: standing, gate: in force, gate: happened, gate: date, gate: at least some
gate at a stage, gate at the last stage
hold from the start, hold from a date, force, force on acts
"""
