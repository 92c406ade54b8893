"""Numbers in words."""

from __future__ import annotations

from collections.abc import Sequence

NBSP = "\u00a0"  # keeps a number and its sign on one line
LEAST_SHARE = (
    0.005  # of a probability: below it, and above 1 minus it, a percentage would say 0 or 100
)


def number(value: float) -> str:
    """A pressure with two decimals and a true minus sign, never '−0.00'."""
    rounded = round(value, 2)
    return f"{rounded:.2f}".replace("-", "−") if rounded else "0.00"


def signed(value: float) -> str:
    """A change of pressure with its sign."""
    rounded = round(value, 2)
    return f"+{rounded:.2f}" if rounded > 0 else number(rounded)


def percent(share: float) -> str:
    """A share in per cent, without claiming 0 or 100."""
    if share <= LEAST_SHARE:
        return f"under 1{NBSP}%"
    if share >= 1 - LEAST_SHARE:
        return f"over 99{NBSP}%"
    return f"{100 * share:.0f}{NBSP}%"


def whole(share: float) -> str:
    """A share as a bare number of per cent for a table, 0 and 100 only where it is just that."""
    number_ = round(100 * share)
    if number_ == 0 and share > 0:
        return "<1"
    return ">99" if number_ == 100 and share < 1 else str(number_)  # noqa: PLR2004 (per cent)


def percents(low: float, high: float) -> str:
    """A range of shares."""
    first, last = percent(low), percent(high)
    return first if first == last else f"{first} to {last}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Things in a row: 'a, b and c'."""
    if len(items) < 2:  # noqa: PLR2004 (one thing is no list)
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """The text with a full stop at its end, and only one."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
