"""Values of cells, and the text that stands for each, so that a cell nobody changed is known as such."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sim.classroom.pack.plain import printable

EXACT = 1e15  # below it a float holds every whole number
Value: TypeAlias = "str | int | float | bool | datetime | date | time | timedelta | None"


def text_of(value: Value) -> str:
    """A value as CSV has it; a whole number has no point, a day no time."""
    if isinstance(value, str):
        return printable(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00").removesuffix(" 00:00")
    return "" if value is None else str(value)


def blank(value: Value) -> bool:
    """Whether a cell says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())
