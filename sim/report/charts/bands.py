"""Pressure as stacked bands: what pushes up from zero, what holds back down from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.report.charts.curves import LEAST_PART, Sample
from sim.report.charts.layout import Box, width
from sim.report.charts.palette import Palette
from sim.report.history import History

Edge = tuple[float, float]  # of a band at a sample: from, to (pressure)
HIGH, LOW = 11, 9  # font sizes of labels in bands: names and numbers, and numbers in thin ones


@dataclass(frozen=True)
class Band:
    """One source of a stance's pressure: `number` in the picture, its edges by sample above and below 0."""

    number: int
    part: int
    name: str
    colour: str
    above: tuple[Edge, ...]
    below: tuple[Edge, ...]
    most: float  # signed, the part of greatest size

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges on the side on which it is greatest."""
        return self.above if self.most >= 0 else self.below


def bands(
    history: History, stance: int, samples: Sequence[Sample], colours: Palette
) -> tuple[Band, ...]:
    """The sources that are ever worth drawing, from the bottom of the stack to its top."""
    names = history.parts(stance)
    most = [_most([sample.parts[part] for sample in samples]) for part in range(len(names))]
    drawn = [part for part, value in enumerate(most) if abs(value) >= LEAST_PART]
    above: list[list[Edge]] = [[] for _ in drawn]
    below: list[list[Edge]] = [[] for _ in drawn]
    for sample in samples:
        up = down = 0.0
        for n, part in enumerate(drawn):
            value = sample.parts[part]
            above[n].append((up, up + max(0.0, value)))
            below[n].append((down + min(0.0, value), down))
            up, down = above[n][-1][1], below[n][-1][0]
    return tuple(
        Band(
            n + 1, part, names[part], colours.source(names[part]),
            tuple(above[n]), tuple(below[n]), most[part],
        )
        for n, part in enumerate(drawn)
    )  # fmt: skip


def extent(found: Sequence[Band], samples: Sequence[Sample]) -> tuple[float, float]:
    """The lowest and the highest pressure that anything is drawn at."""
    values = [0.0, *(sample.pressure for sample in samples)]
    values += [high for band in found for _, high in band.above]
    values += [low for band in found for low, _ in band.below]
    return min(values), max(values)


def _most(values: Sequence[float]) -> float:
    return max(values, key=abs, default=0.0)


# --- names in the bands ------------------------------------------------------------------------


@dataclass(frozen=True)
class Label:
    """A text in a band: its size, and its left edge and middle in pixels."""

    text: str
    size: float
    left: float
    middle: float

    @property
    def box(self) -> Box:
        """What it covers."""
        half = self.size / 2 + 1
        right = self.left + width(self.text, self.size)
        return Box(self.left, self.middle - half, right, self.middle + half)


def label_in(
    edges: Sequence[tuple[float, float, float]],
    texts: Sequence[tuple[str, float]],
    taken: Sequence[Box],
    right: float,
) -> Label | None:
    """The first of the texts (with its size) for which a band has room, where it has most.

    `edges` are the band's x, top and bottom in pixels, in order of x. None if none has room.
    """
    for text, size in texts:
        wide = width(text, size) + 6
        best: tuple[float, Label] | None = None
        for left, top, bottom in _rooms(edges, wide, size + 1, right):
            if best is not None and bottom - top <= best[0] + 0.5:
                continue
            middle = _middle((left, left + wide), (top, bottom), size, taken)
            if middle is not None:
                best = bottom - top, Label(text, size, left + 3, middle)
        if best is not None:
            return best[1]
    return None


def _rooms(
    edges: Sequence[tuple[float, float, float]], wide: float, high: float, right: float
) -> Iterator[tuple[float, float, float]]:
    """Where in a band a text of some size could begin: left edge, and top and bottom all along it."""
    for first, (left, _, _) in enumerate(edges):
        if left + wide > right:
            return
        top, bottom = edges[first][1:]
        for x, upper, lower in edges[first:]:
            top, bottom = max(top, upper), min(bottom, lower)
            if bottom - top < high:
                break
            if x >= left + wide:
                yield left, top, bottom
                break


def _middle(
    across: tuple[float, float], room: tuple[float, float], size: float, taken: Sequence[Box]
) -> float | None:
    """A height in a room at which a text meets nothing: the middle if it can be."""
    half, (left, right), (top, bottom) = size / 2, across, room
    high, low = top + half + 1, bottom - half - 1
    for share in (0.5, 0.3, 0.7, 0.15, 0.85, 0.0, 1.0):
        middle = high + share * (low - high)
        box = Box(left, middle - half, right, middle + half)
        if not any(box.meets(other) for other in taken):
            return middle
    return None
