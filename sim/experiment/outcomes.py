"""Outcomes: what the scenario asks to be counted, over the columns of many replications at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.trace import Trace
from sim.experiment.columns import Columns, Floats, Ints, of_traces
from sim.model.program import Program
from sim.scenario.language.outcomes import Measure, Outcome
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Standing

Value = float | bool | str | None


@dataclass(frozen=True)
class Counted:
    """One outcome of one run: days (None: not by the end), yes or no, a rung's id, or a distance."""

    outcome: str
    measure: Measure
    value: Value


@dataclass(frozen=True)
class Found:
    """One outcome over replications, as one array in their order.

    Times in days, inf for "not by the end" (`first_reaches`); 0 or 1 (`before`); days
    (`days_at_or_above`); the index of a rung on its ladder (`at_end`, `highest`); a difference of
    levels in 0..1 (`spread`).
    """

    outcome: Outcome
    values: Floats


def counted(scenario: Scenario, trace: Trace) -> tuple[Counted, ...]:
    """Every outcome of one run, in file order."""
    columns = of_traces(trace.replication, 1, [trace])
    found = outcomes(scenario, trace.program, columns, trace.until)
    return tuple(
        Counted(each.outcome.id, each.outcome.measure, told(scenario, each, 0)) for each in found
    )


def told(scenario: Scenario, found: Found, index: int) -> Value:
    """One value in the terms of the scenario."""
    value = float(found.values[index])
    measure = found.outcome.measure
    if measure == "first_reaches":
        return None if np.isinf(value) else value
    if measure == "before":
        return value == 1.0
    on = found.outcome.at_end or found.outcome.highest
    if on is not None:
        return scenario.issue(on.issue).rungs[int(value)].id
    return value


def outcomes(
    scenario: Scenario, program: Program, columns: Columns, until: float
) -> tuple[Found, ...]:
    """Every outcome of every finished replication, in file order."""
    counter = _Counter(scenario, program, columns, until)
    return tuple(Found(outcome, counter.values(outcome)) for outcome in scenario.outcomes)


class _Counter:
    """Counts outcomes from the moves of each replication."""

    def __init__(
        self, scenario: Scenario, program: Program, columns: Columns, until: float
    ) -> None:
        self._scenario, self._program, self._until = scenario, program, until
        self._moves = columns.moves
        self._finished = columns.finished
        self._row = np.searchsorted(self._finished, self._moves.replication)

    def values(self, outcome: Outcome) -> Floats:
        """The values of one outcome, in order of replications."""
        measures: dict[Measure, Callable[[Outcome], Floats]] = {
            "first_reaches": self._first_reaches,
            "before": self._before,
            "days_at_or_above": self._days,
            "at_end": self._at_end,
            "highest": self._highest,
            "spread": self._spread,
        }
        return measures[outcome.measure](outcome)

    def _stance(self, actor: str, issue: str) -> int:
        return self._program.stances.name.index(f"{actor}/{issue}")

    def _of(self, stance: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self._moves.subject == stance
        return found

    def _first(self, standing: Standing) -> Floats:
        stance = self._stance(standing.actor, standing.issue)
        rung = self._scenario.issue(standing.issue).index(standing.rung)
        if self._program.stances.start[stance] >= rung:
            return np.zeros(self._finished.size)
        reached = self._of(stance) & (self._moves.after >= rung)
        times = np.full(self._finished.size, np.inf)
        np.minimum.at(times, self._row[reached], self._moves.time[reached])
        return times

    def _first_reaches(self, outcome: Outcome) -> Floats:
        assert outcome.first_reaches is not None
        return self._first(outcome.first_reaches)

    def _before(self, outcome: Outcome) -> Floats:
        assert outcome.before is not None
        earlier = self._first(outcome.before.first) < self._first(outcome.before.then)
        return earlier.astype(np.float64)

    def _days(self, outcome: Outcome) -> Floats:
        assert outcome.days_at_or_above is not None
        standing = outcome.days_at_or_above
        stance = self._stance(standing.actor, standing.issue)
        rung = self._scenario.issue(standing.issue).index(standing.rung)
        total = np.zeros(self._finished.size)
        if self._program.stances.acts[stance]:
            return total  # an act holds nothing
        of = self._of(stance)
        rows, times, held = self._row[of], self._moves.time[of], self._moves.after[of]
        ends = np.full(times.size, self._until)
        same = rows[1:] == rows[:-1]
        ends[:-1][same] = times[1:][same]
        if self._program.stances.start[stance] >= rung:
            since = np.full(self._finished.size, self._until)
            np.minimum.at(since, rows, times)
            total += since
        above = held >= rung
        np.add.at(total, rows[above], ends[above] - times[above])
        return total

    def _held_at_end(self, stance: int) -> Ints:
        held = np.full(self._finished.size, self._program.stances.start[stance], dtype=np.int64)
        if self._program.stances.acts[stance]:
            return held
        of = self._of(stance)
        held[self._row[of]] = self._moves.after[of]  # in order of time: the last one stays
        return held

    def _at_end(self, outcome: Outcome) -> Floats:
        assert outcome.at_end is not None
        stance = self._stance(outcome.at_end.actor, outcome.at_end.issue)
        return self._held_at_end(stance).astype(np.float64)

    def _highest(self, outcome: Outcome) -> Floats:
        assert outcome.highest is not None
        stance = self._stance(outcome.highest.actor, outcome.highest.issue)
        highest = np.full(self._finished.size, self._program.stances.start[stance], dtype=np.int64)
        of = self._of(stance)
        np.maximum.at(highest, self._row[of], self._moves.after[of])
        return highest.astype(np.float64)

    def _spread(self, outcome: Outcome) -> Floats:
        assert outcome.spread is not None
        issue = self._program.issues.index(outcome.spread.issue)
        on = [s for s, each in enumerate(self._program.stances.issue) if each == issue]
        if not on:
            return np.zeros(self._finished.size)
        levels = [np.array(self._program.stances.level[s])[self._held_at_end(s)] for s in on]
        spread: Floats = np.max(levels, axis=0) - np.min(levels, axis=0)
        return spread
