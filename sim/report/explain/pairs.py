"""A baseline and its variant as two histories, and what is said of an event that differs in them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.trace import Event
from sim.experiment.explain.divergence import (
    EARLIER,
    ONLY_BASELINE,
    ONLY_VARIANT,
    Difference,
    Divergence,
)
from sim.report import dates
from sim.report.history import History
from sim.report.sentences import what

WORLDS = ("baseline", "variant")


@dataclass(frozen=True)
class Pair:
    """Two histories under the same draws, and where they part."""

    baseline: History
    variant: History
    found: Divergence

    @property
    def both(self) -> tuple[History, History]:
        """The baseline, then the variant."""
        return self.baseline, self.variant

    def first_side(self, difference: Difference) -> int:
        """The world in which an event comes first: 0 the baseline, 1 the variant."""
        return int(difference.way in {ONLY_VARIANT, EARLIER})

    def seen(self, difference: Difference) -> tuple[History, Event]:
        """The event where it comes first."""
        side = self.first_side(difference)
        event = self.found.events(difference)[side]
        assert event is not None
        return self.both[side], event

    def what(self, difference: Difference) -> str:
        """What happens where it comes first, and the rung in the other world if it is another."""
        side, (history, event) = self.first_side(difference), self.seen(difference)
        other = self.found.events(difference)[1 - side]
        told = what(history, event)
        if other is None or other.after == event.after:
            return told
        return f"{told}; in the {WORLDS[1 - side]} “{history.rung(event.subject, other.after)}”"

    def comes(self, difference: Difference) -> str:
        """When it happens in each world: '14 May; in the variant 20 May, 7 days later'."""
        ours, theirs = self.found.events(difference)
        if ours is None or theirs is None:
            there = WORLDS[difference.way != ONLY_BASELINE]
            return f"{self.day(difference.time)}, only in the {there}"
        days = [self.day(event.time) for event in (ours, theirs)]
        shift = theirs.time - ours.time
        if not shift:
            return f"{days[0]} in both"
        later = f"{dates.duration(abs(shift))} {'later' if shift > 0 else 'earlier'}"
        if days[0] == days[1]:
            return f"{days[0]}; in the variant {later}"
        return f"{days[0]}; in the variant {days[1]}, {later}"

    def day(self, time: float) -> str:
        """A day, with its year where there is more than one."""
        return day(self.baseline, time)


def day(history: History, time: float) -> str:
    """A day, with its year where a history has more than one."""
    first, last = (history.date(each) for each in (0.0, history.horizon - 1e-6))
    return dates.day(history.date(time), year=first.year != last.year)
