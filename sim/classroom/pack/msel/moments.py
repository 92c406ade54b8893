"""Dates in a spreadsheet: as Excel keeps them, and as people and their regional settings write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pydantic import ValidationError

from sim.classroom.pack.msel.values import Value, blank, text_of
from sim.scenario.language.moments import Moment

FORMS = "a date such as 2024-05-13, 2024-05-13 14:00 or 2024-05-25..2024-05-26"
_DAY = timedelta(days=1)
_EXCEL = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of a spreadsheet
_SERIALS = range(18_264, 109_575)  # 1950 to 2199: a date whose cell lost its format
_DAYS_FIRST_INSTANT = re.compile(r"(?<=^\d{4}-\d\d-\d\d) 00:00(:00)?$")  # how others write a day
_YEARS = range(1000, 9999)  # as in a scenario
_RANGE = re.compile(r"^(\d{4}-\d\d-\d\d)\s*(?:\.\.|to|-|–|—)\s*(\d{4}-\d\d-\d\d)$")
_NUMERIC = re.compile(
    r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
_ISO = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?Z?)?$")
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y")
Order = Literal["day", "month"]


def written(moment: Moment) -> Value:
    """A moment as a cell holds it: a day, a day with its time, or text for what Excel has no date for."""
    first, last = moment.first, moment.last
    if _midnight(first) and last == first + _DAY:
        return first.date()
    if _midnight(first) and _midnight(last) and last > first:
        return f"{first:%Y-%m-%d}..{last - _DAY:%Y-%m-%d}"
    if first == last and not _midnight(first) and not first.microsecond:
        return first.replace(tzinfo=None)
    if first == last:
        return f"{first:%Y-%m-%dT%H:%M:%S}"
    return f"{first:%Y-%m-%dT%H:%M:%S}..{last:%Y-%m-%dT%H:%M:%S}"


def order_of(values: Iterable[Value]) -> Order | None:
    """Whether a file's dates like 5/13/2024 put the day or the month first, as far as any date shows."""
    found = {
        order
        for value in values
        if isinstance(value, str) and (numeric := _NUMERIC.match(value.strip()))
        for order, number in (("day", numeric.group(1)), ("month", numeric.group(2)))
        if int(number) > 12  # noqa: PLR2004 (months)
    }
    return "day" if found == {"day"} else "month" if found == {"month"} else None


def parsed(value: Value, order: Order | None, inside: tuple[datetime, datetime]) -> Moment:
    """The moment of a cell. Raises ValueError that says what was found and what was expected.

    `inside` bounds the exercise: it decides between the two readings of a date like 5/6/2024.
    """
    if isinstance(value, bool) or value is None or blank(value):
        raise ValueError(f"found {text_of(value) or 'nothing'}, expected {FORMS}")
    if isinstance(value, date) and value.year not in _YEARS:
        raise ValueError(f"found {value}, expected a year from 1000 to 9998")
    if isinstance(value, datetime):
        return _moment(_second(value.replace(tzinfo=UTC)))
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, int | float):
        if int(value) not in _SERIALS:
            raise ValueError(f"found {text_of(value)}, expected {FORMS}")
        seconds = round((value % 1) * 86_400)
        return _moment(_EXCEL + timedelta(days=int(value), seconds=seconds))
    return _of_text(text_of(value), order, inside)


def _of_text(text: str, order: Order | None, inside: tuple[datetime, datetime]) -> Moment:
    ranged = _RANGE.match(text)
    text = _DAYS_FIRST_INSTANT.sub("", text)
    try:
        return Moment.model_validate(f"{ranged.group(1)}..{ranged.group(2)}" if ranged else text)
    except ValidationError:
        pass
    found = list(dict.fromkeys(_readings(text, order)))
    if len(found) > 1:
        near = [each for each in found if inside[0] <= each[0] < inside[1]]
        found = near or found
    if len(found) > 1:
        both = " or ".join(f"{each:%Y-%m-%d}" for each, _ in found)
        raise ValueError(f"found {text!r}, which may be {both}; write it as year-month-day")
    if not found:
        raise ValueError(f"found {text[:60]!r}, expected {FORMS}")
    instant, timed = found[0]
    return Moment(first=instant, last=instant) if timed else _day(instant)


def _readings(text: str, order: Order | None) -> Iterator[tuple[datetime, bool]]:
    """Every instant that a text may mean, and whether it gives a time of day."""
    for form in _WORDS:
        try:
            yield datetime.strptime(text, form).replace(tzinfo=UTC), False
        except ValueError:
            continue
    iso, numeric = _ISO.match(text), _NUMERIC.match(text)
    if iso:
        year, month, day, *clock = iso.groups()
        yield from _instant(year, month, day, *clock, None)
    if numeric:
        one, two, year, *clock = numeric.groups()
        orders = [order] if order is not None else ["day"] if "." in text else ["day", "month"]
        for each in orders:
            day, month = (one, two) if each == "day" else (two, one)
            yield from _instant(year, month, day, *clock)


def _instant(*parts: str | None) -> Iterator[tuple[datetime, bool]]:
    """The instant of year, month, day, hour, minute, second, AM or PM; none if there is no such."""
    year, month, day, hour, minute, second, half = parts
    full = int(year or 0) + (2000 if len(year or "") == 2 else 0)  # noqa: PLR2004 (13/05/24)
    if full not in _YEARS:
        return
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    try:
        clock = (hours, int(minute or 0), int(second or 0))
        instant = datetime(full, int(month or 0), int(day or 0), *clock, tzinfo=UTC)
    except ValueError:
        return
    yield instant, hour is not None


def _moment(instant: datetime) -> Moment:
    """What a spreadsheet's date means: midnight is the whole day."""
    return _day(instant) if _midnight(instant) else Moment(first=instant, last=instant)


def _second(instant: datetime) -> datetime:
    """The nearest second: a spreadsheet keeps times as fractions of a day."""
    return (instant + timedelta(milliseconds=500)).replace(microsecond=0)


def _day(day: date) -> Moment:
    first = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Moment(first=first, last=first + _DAY)


def _midnight(instant: datetime) -> bool:
    return (instant.hour, instant.minute, instant.second, instant.microsecond) == (0, 0, 0, 0)
