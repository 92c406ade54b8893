"""Moves as stretches of scenario time: each runs from its first day to the first day of the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.scenario.exercise.exercise import Exercise
from sim.scenario.language.causes import Cause
from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Calendar:
    """The bounds of the moves, in UTC; move k runs from bounds[k] to bounds[k + 1]."""

    scenario: Scenario
    bounds: tuple[datetime, ...]

    @property
    def moves(self) -> int:
        """How many moves there are."""
        return len(self.bounds) - 1

    def opens(self, move: int) -> datetime:
        """The first instant of a move."""
        return self.bounds[move]

    def closes(self, move: int) -> datetime:
        """The instant at which a move's interval ends."""
        return self.bounds[move + 1]

    @property
    def last(self) -> datetime:
        """The last instant of the last day: `closes` is the first of the day after."""
        return self.bounds[-1] - MOMENT

    def begin(self, move: int) -> float:
        """The first instant of a move, in days from the scenario's start."""
        return self.scenario.time(self.bounds[move])

    def end(self, move: int) -> float:
        """The end of a move's interval, in days from the scenario's start."""
        return self.scenario.time(self.bounds[move + 1])

    def move_at(self, instant: datetime) -> int:
        """The move in whose interval an instant lies; the first or the last for one outside."""
        inside = [k for k in range(self.moves) if self.bounds[k] <= instant]
        return min(inside[-1] if inside else 0, self.moves - 1)

    def move_of(self, cause: Cause) -> int:
        """The move in which the file dates an event; the first for one that is dated by others."""
        moment = cause.on if cause.on is not None else cause.begins
        return self.move_at(moment.first) if isinstance(moment, Moment) else 0


def calendar(scenario: Scenario, exercise: Exercise) -> Calendar:
    """The calendar of an exercise. The first move takes in what lies before it."""
    starts = [move.begins.first for move in exercise.moves]
    return Calendar(scenario, (*starts, exercise.moves[-1].until.last))


def at(instant: datetime) -> Moment:
    """An exact moment."""
    return Moment(first=instant, last=instant)
