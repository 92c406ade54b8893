"""The causes as marks on a line of dates: instants, and spans for those that last."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.trace import CAUSE, ENDS
from sim.model.program import LASTING, NONE
from sim.report.history import History

MOST_LINES = 12  # a cause that happens more often than this has no lines down to the positions


@dataclass(frozen=True)
class Occurrence:
    """A cause once: an instant (`ends` is None), or in force from `begins` to `ends`.

    `from_start` and `to_end` say that it was in force before, or still is when the view ends.
    """

    begins: float
    ends: float | None = None
    from_start: bool = False
    to_end: bool = False

    def turns(self) -> tuple[float, ...]:
        """The times at which something turned: the instant, or when it began and ended."""
        begins = () if self.from_start else (self.begins,)
        return begins if self.ends is None or self.to_end else (*begins, self.ends)


@dataclass(frozen=True)
class CauseMarks:
    """All occurrences of a cause, in order of time."""

    cause: int
    name: str
    occurrences: tuple[Occurrence, ...]

    def lines(self) -> tuple[float, ...]:
        """The times at which a line leads down to the positions; none where they would hide them."""
        turns = tuple(time for each in self.occurrences for time in each.turns())
        return turns if len(turns) <= MOST_LINES else ()


def cause_marks(history: History) -> tuple[CauseMarks, ...]:
    """The causes that happened, by their first occurrence."""
    table = history.program.causes
    found = [
        CauseMarks(cause, history.cause(cause), occurrences)
        for cause in range(len(table.name))
        if (occurrences := _occurrences(history, cause))
    ]
    return tuple(sorted(found, key=lambda each: each.occurrences[0].begins))


def lasts(history: History, cause: int) -> bool:
    """Whether a cause is in force for a time, rather than an instant."""
    table = history.program.causes
    return table.form[cause] == LASTING or table.lasts[cause] != NONE


def _occurrences(history: History, cause: int) -> tuple[Occurrence, ...]:
    times = [
        (event.time, event.kind)
        for event in history.trace.events
        if event.kind in {CAUSE, ENDS} and event.subject == cause
    ]
    if not lasts(history, cause):
        return tuple(Occurrence(time) for time, _ in times)
    from_start = bool(history.program.causes.at_start[cause])
    since = 0.0 if from_start else None
    found: list[Occurrence] = []
    for time, kind in times:
        if kind == CAUSE:
            since = time
        elif since is not None:
            found.append(Occurrence(since, time, from_start=from_start and not found))
            since = None
    if since is not None:
        first = from_start and not found
        found.append(Occurrence(since, history.horizon, from_start=first, to_end=True))
    return tuple(found)
