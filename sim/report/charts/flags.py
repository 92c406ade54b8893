"""Labels on stems above a plot: each stands to the right of its stem, and no stem crosses a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.charts.layout import shortened, width

MOST_LANES = 7  # above it labels are shortened
GAP = 8  # pixels between labels of a lane


@dataclass(frozen=True)
class Flag:
    """A label to be hung at x pixels: a date, and what happened."""

    x: float
    date: str
    text: str
    strong: bool = True


@dataclass(frozen=True)
class Hung:
    """A flag with its label and its lane, 0 nearest to the plot; no label where there was no room."""

    flag: Flag
    label: str
    lane: int


def hung(flags: Sequence[Flag], size: float) -> tuple[Hung, ...]:
    """The flags in order of x, with labels as long as the lanes allow.

    A label that reaches over the stem of another, further right, hangs above that one's.
    """
    ordered = sorted(flags, key=lambda flag: flag.x)
    for room in (1000.0, 170.0, 110.0, 70.0, 0.0):
        labels = [_label(flag, room, size) for flag in ordered]
        lanes = _lanes(ordered, labels, size)
        if max(lanes, default=0) < MOST_LANES:
            break
    return tuple(
        Hung(flag, label if lane < MOST_LANES else "", min(lane, MOST_LANES - 1))
        for flag, label, lane in zip(ordered, labels, lanes, strict=True)
    )


def _label(flag: Flag, room: float, size: float) -> str:
    if not flag.text or room <= 0:
        return flag.date
    return f"{flag.date} {shortened(flag.text, room, size)}"


def _lanes(flags: Sequence[Flag], labels: Sequence[str], size: float) -> list[int]:
    lanes = [0] * len(flags)
    for number in range(len(flags) - 1, -1, -1):
        flag = flags[number]
        right = flag.x + width(labels[number], size, bold=flag.strong) + GAP
        over = (lanes[other] for other in range(number + 1, len(flags)) if flags[other].x < right)
        lanes[number] = 1 + max(over, default=-1)
    return lanes
