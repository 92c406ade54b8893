"""What is asked for in Python, checked before anything runs."""

from __future__ import annotations

from datetime import datetime
from operator import index
from typing import SupportsIndex

from pydantic import ValidationError

from sim.experiment.chunks import Engine
from sim.experiment.engines import ENGINES, why_not_compiled
from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario

MOST_SEED = 2**64 - 1


def count_of(value: SupportsIndex, name: str) -> int:
    """A number of things, 1 or more. Raises ValueError."""
    found = _whole(value, name)
    if found < 1:
        raise ValueError(f"{name}: found {found}, expected 1 or more")
    return found


def root_of(value: SupportsIndex, name: str = "seed") -> int:
    """A root seed, or the number of a replication: 0 to 2**64 - 1. Raises ValueError."""
    found = _whole(value, name)
    if not 0 <= found <= MOST_SEED:
        raise ValueError(f"{name}: found {found}, expected 0 to 2**64 - 1")
    return found


def _whole(value: SupportsIndex, name: str) -> int:
    try:
        return index(value)
    except TypeError:
        raise ValueError(f"{name}: found {value!r}, expected a whole number") from None


def engine_of(value: str | None) -> Engine | None:
    """An engine that is there; None for the faster of those that can be used. Raises ValueError."""
    if value is None:
        return None
    if value not in ENGINES:
        raise ValueError(f"engine: found {value!r}, expected 'batch' (compiled) or 'des' (SimPy)")
    if value == "batch" and (reason := why_not_compiled()):
        raise ValueError(f"engine 'batch': {reason}")
    return "batch" if value == "batch" else "des"


def end_of(scenario: Scenario, value: datetime | str | None) -> datetime | None:
    """Where runs end, inside the scenario: an instant, or the end of a date. Raises ValueError."""
    if value is None:
        return None
    end = value if isinstance(value, datetime) else _date(value)
    if end.tzinfo is None:
        raise ValueError(f"until: {end} has no time zone; dates are in UTC")
    if not scenario.start < end <= scenario.ends.last:
        first, last = scenario.start, scenario.date(scenario.days - 1)
        raise ValueError(f"until: found {value}, expected {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    return end


def _date(text: str) -> datetime:
    try:
        return Moment.model_validate(text).last
    except ValidationError:
        raise ValueError(f"until: found {text!r}, expected a date such as 2024-05-30") from None
