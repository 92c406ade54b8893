"""Replay: the record drives, the model feels, and says how likely it found each decision.

Every recorded instant is given: causes, stages and decisions happen when they happened. Between them
the pressures run by the model, and its clocks count the work they would have done. A decision of K
steps falls by the time its clock has done G of step work with probability

    P(Gamma(K) <= G) = 1 - exp(-G) * (1 + G + ... + G^(K-1) / (K-1)!)

(Erlang; docs/model.md), which says how early or late the record is to the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.noise import Central, Noise
from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE, Choice, Clock, Decided, Event, Trace
from sim.model.choice import SKIPPED, nearest_above
from sim.model.lower import lower
from sim.model.program import Program
from sim.model.quantile import normal_probability
from sim.scenario.files.load import Case
from sim.scenario.placing import Placed, place
from sim.scenario.problems import Mark, Problem, ScenarioError

DRAWS = 200  # parameter draws behind each range; assumed enough for two figures


@dataclass(frozen=True)
class Surprise:
    """How likely the model found a recorded decision, given all that came before it.

    `by_then` is the probability that it would have fallen by its date, `rung` that of its rung, both
    at the parameters' medians; the ranges are the 5th and 95th percentile over drawn parameters.
    Its own stages are not held against it: the clock counts from the start of the visit. Where a
    gate held a stage that is not on record, `by_then` is too high: that wait is not known.
    """

    entry: Placed
    event: Event
    by_then: float
    by_then_range: tuple[float, float]
    rung: float
    rung_range: tuple[float, float]

    @property
    def decided(self) -> Decided:
        """The decision's history in the trace."""
        assert self.event.decided is not None
        return self.event.decided

    @property
    def words(self) -> str:
        """Early or late, in words."""
        for limit, word in (
            (0.05, "much earlier"),
            (0.25, "earlier"),
            (0.75, ""),
            (0.95, "later"),
            (1.1, "much later"),
        ):
            if self.by_then < limit:
                return f"{word} than expected" if word else "about as expected"
        return "much later than expected"


@dataclass(frozen=True)
class Silence:
    """A clock that had not run out at the end, with the probability of that."""

    stance: int
    clock: Clock
    probability: float


@dataclass(frozen=True)
class Replay:
    """A record followed: its entries in their places, the trace, and how surprising it was."""

    case: Case
    placed: tuple[Placed, ...]
    trace: Trace
    surprises: tuple[Surprise, ...]
    silences: tuple[Silence, ...]
    seed: int  # of the drawn parameters behind the ranges
    draws: int

    @property
    def program(self) -> Program:
        """The program that was run."""
        return self.trace.program


def replay(
    case: Case, *, seed: int = 0, draws: int = DRAWS, progress: Callable[[int], None] | None = None
) -> Replay:
    """Follow the record of a case. Raises ScenarioError if the case has none."""
    if case.record is None:
        where = Mark(str(case.files[0]))
        raise ScenarioError(
            [Problem(where, "", "the scenario has no record to replay; try 'tabletop run'")]
        )
    program = lower(case.scenario)
    placed = place(case.scenario, case.record)
    script = given(case, program, placed)
    trace = run(program, Central(program), given=script)
    decisions = [each for each in placed if each.entry.mark == "decision"]
    ranges: list[list[tuple[float, float]]] = [[] for _ in decisions]
    for replication in range(draws):
        drawn = run(program, Noise(program, seed, replication), given=script, split=False)
        for found, event in zip(ranges, drawn.decisions(), strict=True):
            found.append(_likelihood(event))
        if progress is not None:
            progress(replication + 1)
    surprises = tuple(
        _surprise(entry, event, found)
        for entry, event, found in zip(decisions, trace.decisions(), ranges, strict=True)
    )
    silences = tuple(
        Silence(stance, clock, 1.0 - erlang(clock.steps_left, clock.done))
        for stance, clocks in enumerate(trace.clocks)
        for clock in clocks
    )
    return Replay(case, placed, trace, surprises, silences, seed, draws)


def given(case: Case, program: Program, placed: tuple[Placed, ...]) -> tuple[Given, ...]:
    """The record as instants that drive an engine, in time order.

    An entry that is part of another, or repeats it, is no second happening.
    """
    stances, causes = program.stances, program.causes
    found: list[Given] = []
    for each in placed:
        entry = each.entry
        if entry.part_of is not None or entry.repeats is not None:
            continue
        if entry.mark == "cause" and entry.cause in causes.name:
            kind = ENDS if entry.ends else CAUSE
            cause = causes.name.index(str(entry.cause))
            if not causes.at_start[cause] or entry.ends:
                found.append(Given(each.time, kind, cause))
        elif entry.mark in {"stage", "decision"}:
            stance = stances.name.index(f"{entry.actor}/{entry.issue}")
            rung = case.scenario.issue(str(entry.issue)).index(entry.rung) if entry.rung else -1
            if entry.mark == "decision":
                found.append(Given(each.time, DECISION, stance, rung=rung))
            else:
                stage = stances.stages[stance].index(str(entry.stage))
                step = max(i for i, of in enumerate(stances.stage[stance]) if of == stage)
                found.append(Given(each.time, STAGE, stance, step=step, rung=rung))
    return tuple(found)


def erlang(steps: int, work: float) -> float:
    """The probability that `steps` unit exponentials sum to at most `work`."""
    if work <= 0.0:
        return 0.0
    term = total = 1.0
    for k in range(1, steps):
        term *= work / k
        total += term
    return max(0.0, 1.0 - exp(-work) * total)  # rounding may leave it a hair below 0


def rung_probability(choice: Choice, left: int) -> float:
    """The probability that chance would have settled on the rung that was taken."""
    taken, thresholds = choice.rung, choice.thresholds
    if taken > left:
        lowest = nearest_above(left, len(thresholds), choice.passable)
        way = choice.passable[taken]
        higher = [s for s in range(taken + 1, len(thresholds)) if choice.passable[s] == way]
    else:
        lowest = 0
        higher = [s for s in range(taken + 1, left) if choice.passable[s] != SKIPPED]
    floor = -inf if taken == lowest else thresholds[taken]
    ceiling = thresholds[higher[0]] if higher else inf
    return _between(floor, ceiling, choice)


def _between(floor: float, ceiling: float, choice: Choice) -> float:
    if choice.sd <= 0.0:
        return float(floor <= choice.pressure < ceiling)
    above = normal_probability((ceiling - choice.pressure) / choice.sd) if ceiling < inf else 1.0
    below = normal_probability((floor - choice.pressure) / choice.sd) if floor > -inf else 0.0
    return above - below


def _likelihood(event: Event) -> tuple[float, float]:
    decided = event.decided
    assert decided is not None
    return erlang(decided.steps, decided.work), rung_probability(decided.choice, event.before)


def _surprise(entry: Placed, event: Event, found: list[tuple[float, float]]) -> Surprise:
    by_then, rung = _likelihood(event)
    return Surprise(
        entry,
        event,
        by_then,
        _range([each[0] for each in found] or [by_then]),
        rung,
        _range([each[1] for each in found] or [rung]),
    )


def _range(values: list[float]) -> tuple[float, float]:
    """The 5th and 95th percentile, by nearest rank."""
    ordered = sorted(values)
    last = len(ordered) - 1
    return ordered[round(0.05 * last)], ordered[round(0.95 * last)]
