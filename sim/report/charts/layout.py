"""Where labels go: the width of text, lines of text, and places that do not overlap.

A picture is laid out before it is drawn, in pixels, so that it is the same on every machine. Widths
are those of Liberation Sans (metrically Arial), the font in which vl-convert draws everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

_WIDTHS = {  # advance widths in thousandths of the font size, read from Liberation Sans 2.1
    191: "'", 222: "ijl\u2018\u2019", 260: "|", 278: " !,./:;I[\\]ft·", 333: "()-`r“”", 334: "{}", 355: '"',
    389: "*", 469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu–", 584: "+<=>~−×",
    611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W",
    1000: "—→…", 1015: "@",
}  # fmt: skip
_WIDTH = {character: width for width, line in _WIDTHS.items() for character in line}
_UNKNOWN = 700  # assumed, a little more than the mean of Cyrillic and accented letters
_BOLD = 1.08  # assumed, the bold cut is at most this much wider over a line of prose


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text in pixels."""
    units = sum(_WIDTH.get(character, _UNKNOWN) for character in text)
    return units * size / 1000 * (_BOLD if bold else 1.0)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `room` pixels, broken at blanks; a longer word stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def shortened(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than `room` pixels."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(f"{kept.rstrip()}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def inside(self, other: Box) -> bool:
        """Whether this one lies within the other."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


def first_free(options: Iterable[Box], taken: Iterable[Box], bounds: Box) -> Box | None:
    """The first box that lies in bounds and meets nothing; None if all do."""
    kept = tuple(taken)
    for box in options:
        if box.inside(bounds) and not any(box.meets(other) for other in kept):
            return box
    return None


def around(x: float, y: float, wide: float, high: float, reach: float) -> list[Box]:
    """Places for a label beside a dot: left, then above and below, on either side."""
    middle, lift = y - high / 2, reach * 0.4 + high
    return [
        Box(x - reach - wide, middle, x - reach, middle + high),
        Box(x - reach - wide, y - lift, x - reach, y - lift + high),
        Box(x - wide / 2, y - reach - high, x + wide / 2, y - reach),
        Box(x + reach, y - lift, x + reach + wide, y - lift + high),
        Box(x + reach, middle, x + reach + wide, middle + high),
        Box(x + reach, y + reach * 0.4, x + reach + wide, y + reach * 0.4 + high),
        Box(x - reach - wide, y + reach * 0.4, x - reach, y + reach * 0.4 + high),
        Box(x - wide / 2, y + reach, x + wide / 2, y + reach + high),
    ]


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The wanted places (rising), moved as little as possible to stand `gap` apart within bounds.

    Least squares by pooling of adjacent violators. Where there is not room they stand closer.
    """
    count = len(wanted)
    if count > 1:
        gap = min(gap, (high - low) / (count - 1))
    pools: list[list[float]] = []  # shifted places that stand together
    for number, place in enumerate(wanted):
        pools.append([place - number * gap])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            last = pools.pop()
            pools[-1].extend(last)
    shifted = [_mean(pool) for pool in pools for _ in pool]
    most = high - (count - 1) * gap
    return [min(max(place, low), most) + number * gap for number, place in enumerate(shifted)]


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
