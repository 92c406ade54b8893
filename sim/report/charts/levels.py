"""What a stance's rungs take, and below what they are given up, with the times at which it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.charts import curves
from sim.report.history import History

# Of the highest pressure: what lies above it is named, not drawn, or all else would be squeezed.
ON_SCALE, AHEAD = 1.25, 2.0  # of any level, and of one that was ever the next

Span = tuple[float, float]


@dataclass(frozen=True)
class Level:
    """A pressure that matters to a stance, by rung, with the spans of time in which it is the next."""

    rung: int
    name: str
    value: float
    spans: tuple[Span, ...]
    gives_up: bool = False


def levels(history: History, stance: int) -> tuple[Level, ...]:
    """What every rung open to a stance takes, then what the rungs it stood on are given up below."""
    stays = tuple(_stays(history, stance))
    takes = curves.thresholds(history, stance)
    names = history.rungs(stance)
    found = [
        Level(
            rung,
            names[rung],
            value,
            tuple(span for held, span in stays if _next(takes, held) == rung),
        )
        for rung, value in enumerate(takes)
        if value is not None
    ]
    for rung, value in enumerate(curves.gives_up_below(history, stance)):
        spans = tuple(span for held, span in stays if held == rung)
        if value is not None and spans and rung > 0:
            found.append(Level(rung, f"gives up {names[rung]}", value, spans, gives_up=True))
    return tuple(found)


def _next(takes: tuple[float | None, ...], held: int) -> int | None:
    """The nearest rung above that the stance does not skip."""
    return next((rung for rung in range(held + 1, len(takes)) if takes[rung] is not None), None)


def _stays(history: History, stance: int) -> Iterator[tuple[int, Span]]:
    """Each rung held, with from when to when; acts hold only the rung they start from."""
    path = history.paths[stance]
    since, held = 0.0, path.start
    for step in () if path.acts else path.steps:
        yield held, (since, step.time)
        since, held = step.time, step.rung
    yield held, (since, history.horizon)
