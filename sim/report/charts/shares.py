"""Shares and their differences as whole numbers that never claim nothing, or all, where it is not so."""

from __future__ import annotations

from sim.report.words import NBSP


def share(value: float) -> str:
    """A share as a whole per cent; 0 and 100 only where it is just that."""
    whole = round(100 * value)
    if whole == 0 and value > 0:
        return f"under 1{NBSP}%"
    if whole == 100 and value < 1:  # noqa: PLR2004 (per cent)
        return f"over 99{NBSP}%"
    return f"{whole}{NBSP}%"


def between(low: float, high: float) -> str:
    """An interval of shares, its unit once where that is enough."""
    first, last = share(low), share(high)
    if first == last:
        return first
    plain = first[0].isdigit() and last[0].isdigit()
    return f"{first.removesuffix(f'{NBSP}%') if plain else first} to {last}"


def points(value: float) -> str:
    """A difference of shares in whole points with its sign."""
    whole, sign = round(100 * abs(value)), "+" if value > 0 else "−"
    if value == 0.0:
        return "0"
    if whole == 0:
        return f"under {sign}1"
    if whole == 100 and abs(value) < 1:  # noqa: PLR2004 (points)
        return f"over {sign}99"
    return f"{sign}{whole}"
