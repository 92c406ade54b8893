"""Outcomes of one run: what the scenario asks to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from sim.engine.trace import Trace
from sim.experiment.positions import Path, paths
from sim.model.program import Program
from sim.scenario.outcomes import Measure, Outcome
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import Standing

Value = float | bool | str | None


@dataclass(frozen=True)
class Counted:
    """One outcome of one run: days (None: not by the end), yes or no, a rung's id, or a distance."""

    outcome: str
    measure: Measure
    value: Value


def counted(scenario: Scenario, trace: Trace) -> tuple[Counted, ...]:
    """Every outcome of a run, in file order."""
    walked = _Walked(scenario, trace.program, paths(trace))
    return tuple(Counted(each.id, each.measure, walked.value(each)) for each in scenario.outcomes)


@dataclass(frozen=True)
class _Walked:
    scenario: Scenario
    program: Program
    paths: tuple[Path, ...]

    def value(self, outcome: Outcome) -> Value:
        if outcome.first_reaches is not None:
            return self._first(outcome.first_reaches)
        if outcome.before is not None:
            first, then = self._first(outcome.before.first), self._first(outcome.before.then)
            return (inf if first is None else first) < (inf if then is None else then)
        if outcome.days_at_or_above is not None:
            path, rung = self._place(outcome.days_at_or_above)
            return path.days_at_or_above(rung)
        if outcome.at_end is not None:
            path = self._path(outcome.at_end.actor, outcome.at_end.issue)
            return self._rung(outcome.at_end.issue, path.at(path.until))
        if outcome.highest is not None:
            path = self._path(outcome.highest.actor, outcome.highest.issue)
            return self._rung(outcome.highest.issue, path.highest())
        assert outcome.spread is not None
        return self._spread(outcome.spread.issue)

    def _first(self, standing: Standing) -> float | None:
        path, rung = self._place(standing)
        return path.first_at(rung)

    def _place(self, standing: Standing) -> tuple[Path, int]:
        rung = self.scenario.issue(standing.issue).index(standing.rung)
        return self._path(standing.actor, standing.issue), rung

    def _path(self, actor: str, issue: str) -> Path:
        return self.paths[self.program.stances.name.index(f"{actor}/{issue}")]

    def _rung(self, issue: str, rung: int) -> str:
        return self.scenario.issue(issue).rungs[rung].id

    def _spread(self, issue: str) -> float:
        number = self.program.issues.index(issue)
        levels = [
            self.program.stances.level[s][path.at(path.until)]
            for s, path in enumerate(self.paths)
            if self.program.stances.issue[s] == number
        ]
        return max(levels) - min(levels) if levels else 0.0
