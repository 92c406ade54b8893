"""The facts of a session that an after-action report tells, filled in by the debrief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.classroom.pack.contents.overview import Overview

Rating = Literal["P", "S", "M", "U"]


@dataclass(frozen=True)
class Area:
    """An area for improvement: the issue, what it is measured by, and why it came about."""

    issue: str
    reference: str
    analysis: str


@dataclass(frozen=True)
class Rated:
    """What was noted under an objective; `rating` is None where nobody rated it."""

    objective: str
    capability: str
    rating: Rating | None
    strengths: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A line of the improvement plan. What is not settled yet is left empty."""

    capability: str
    issue: str
    action: str = ""
    element: str = ""
    organization: str = ""
    contact: str = ""
    start: str = ""
    completion: str = ""


@dataclass(frozen=True)
class Participants:
    """An organization, how many took part in it, and who, by role or alias."""

    organization: str
    count: int
    who: str = ""


@dataclass(frozen=True)
class TimelineRow:
    """What happened at a time of the exercise and on a date of the scenario, each in words."""

    exercise_time: str
    scenario_date: str
    who: str
    what: str


@dataclass(frozen=True)
class ForecastRow:
    """A forecast before the first and before the last move, in words; empty where none was made."""

    who: str
    first: str
    last: str
    note: str = ""


@dataclass(frozen=True)
class AfterAction:
    """The facts of a session. `overview` comes from `overview_rows`, with the dates it was held."""

    title: str
    overview: Overview
    summary: tuple[str, ...]
    objectives: tuple[Rated, ...]
    participants: tuple[Participants, ...]
    corrections: tuple[Correction, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    forecasts: tuple[ForecastRow, ...] = ()
    forecast_question: str = ""
    marking: str = "For participants and control, after ENDEX"
