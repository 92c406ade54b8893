"""Dates in words, in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario

_DAY = timedelta(days=1)
_MOMENT = 1e-6  # of a day: the end of a day is still that day


def day(instant: datetime, *, year: bool = True) -> str:
    """An instant's day, as '2 May 2024' or '2 May'."""
    return f"{instant.day} {instant:%B %Y}" if year else f"{instant.day} {instant:%B}"


def short(instant: datetime) -> str:
    """An instant's day, as '2 May' or '14 Sep'."""
    return f"{instant.day} {instant:%b}"


def window(moment: Moment) -> str:
    """What a date says of when: a day, or '27 to 29 May 2024'."""
    last = moment.last if moment.last == moment.first else moment.last - timedelta(seconds=1)
    return span(moment.first, last)


def span(first: datetime, last: datetime) -> str:
    """Two days in words, without what they share."""
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first, year=first.year != last.year)} to {day(last)}"


def covered(scenario: Scenario, horizon: float | None = None) -> str:
    """The days that a run covers, and where the scenario goes on to if it ended early."""
    ends = scenario.date(scenario.days - _MOMENT)
    if horizon is None or horizon >= scenario.days:
        return f"{scenario.start:%d %B %Y} to {ends:%d %B %Y}"
    last = scenario.date(max(0.0, horizon - _MOMENT))
    return (
        f"{scenario.start:%d %B %Y} to {last:%d %B %Y}, ended early: the scenario goes on to "
        f"{ends:%d %B %Y}"
    )


def duration(days: float) -> str:
    """A number of days in words: '9 days', '5 hours', '3 months'."""
    if days < 1.5:  # noqa: PLR2004 (under that, hours say more)
        hours = round(days * 24)
        return f"{hours} hours" if hours >= 2 else "an hour or less"  # noqa: PLR2004
    if days < 90:  # noqa: PLR2004 (three months)
        return f"{days:.0f} days"
    if days < 730:  # noqa: PLR2004 (two years)
        return f"{days / 30.44:.0f} months"
    return f"{days / 365.25:.0f} years"
