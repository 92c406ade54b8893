"""Pressure as stacked bands: what pushes up from zero, what holds back down from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.report.curves import LEAST_PART, Sample
from sim.report.history import History
from sim.report.layout import Box, width
from sim.report.palette import Palette

Edge = tuple[float, float]  # of a band at a sample: from, to (pressure)
HIGH = 11  # pixels of a label in a band


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
    """A text in a band: its left edge and its middle, in pixels."""

    text: str
    left: float
    middle: float


def label_in(
    edges: Sequence[tuple[float, float, float]],
    texts: Sequence[str],
    taken: Sequence[Box],
    right: float,
) -> Label | None:
    """The first of the texts for which a band has room, where it has most; None if for none.

    `edges` are the band's x, top and bottom in pixels, in order of x.
    """
    for text in texts:
        wide = width(text, HIGH) + 6
        best: tuple[float, Label] | None = None
        for left, top, bottom in _rooms(edges, wide, right):
            if best is not None and bottom - top <= best[0] + 0.5:
                continue
            middle = _middle(left, left + wide, top, bottom, taken)
            if middle is not None:
                best = bottom - top, Label(text, left + 3, middle)
        if best is not None:
            return best[1]
    return None


def _rooms(
    edges: Sequence[tuple[float, float, float]], wide: float, right: float
) -> Iterator[tuple[float, float, float]]:
    """Where in a band a text of some width could begin: left edge, and top and bottom all along it."""
    for first, (left, _, _) in enumerate(edges):
        if left + wide > right:
            return
        top, bottom = edges[first][1:]
        for x, high, low in edges[first:]:
            top, bottom = max(top, high), min(bottom, low)
            if bottom - top < HIGH + 1:
                break
            if x >= left + wide:
                yield left, top, bottom
                break


def _middle(
    left: float, right: float, top: float, bottom: float, taken: Sequence[Box]
) -> float | None:
    """A height between top and bottom at which a text meets nothing: the middle if it can be."""
    half = HIGH / 2
    for middle in ((top + bottom) / 2, top + half + 1, bottom - half - 1):
        box = Box(left, middle - half, right, middle + half)
        if not any(box.meets(other) for other in taken):
            return middle
    return None
