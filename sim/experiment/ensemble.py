"""Many replications of one scenario, and what they say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, inf, sqrt

from sim.engine.des import Runaway, run
from sim.engine.noise import Noise
from sim.experiment.outcomes import Value, counted
from sim.model.lower import lower
from sim.model.program import Program
from sim.scenario.outcomes import Outcome
from sim.scenario.scenario import Scenario

Z_95 = 1.959963984540054  # standard normal quantile of 0.975
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Failure:
    """A replication that came to nothing, with the reason; it is part of no share."""

    replication: int
    reason: str


@dataclass(frozen=True)
class Ensemble:
    """The outcomes of replications 0 to `runs` - 1, by outcome id, failed ones left out."""

    scenario: Scenario
    program: Program
    seed: int
    runs: int
    values: dict[str, tuple[Value, ...]]
    failures: tuple[Failure, ...]

    @property
    def finished(self) -> int:
        """How many replications came to an end."""
        return self.runs - len(self.failures)


def ensemble(
    scenario: Scenario,
    runs: int,
    *,
    seed: int = 0,
    until: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Ensemble:
    """Run replications 0 to `runs` - 1 on the SimPy engine."""
    program = lower(scenario, until)
    values: dict[str, list[Value]] = {outcome.id: [] for outcome in scenario.outcomes}
    failures: list[Failure] = []
    for replication in range(runs):
        try:
            trace = run(program, Noise(program, seed, replication), split=False)
        except Runaway as error:
            failures.append(Failure(replication, str(error)))
        else:
            for each in counted(scenario, trace):
                values[each.outcome].append(each.value)
        if progress is not None:
            progress(replication + 1)
    kept = {name: tuple(found) for name, found in values.items()}
    return Ensemble(scenario, program, seed, runs, kept, tuple(failures))


@dataclass(frozen=True)
class Share:
    """A share of runs with its 95 % Wilson interval (Monte Carlo error only)."""

    count: int
    runs: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.runs if self.runs else 0.0


@dataclass(frozen=True)
class Summary:
    """What an ensemble says of one outcome: a share, quantiles, or the shares of rungs.

    `quantiles` are over all runs at QUANTILES; None means "not by the end", which is later than any
    date and never left out.
    """

    outcome: Outcome
    share: Share | None = None
    quantiles: tuple[float | None, ...] = ()
    rungs: tuple[tuple[str, Share], ...] = ()


def wilson(count: int, runs: int) -> Share:
    """The Wilson score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if runs == 0:
        return Share(0, 0, 0.0, 1.0)
    share, z2 = count / runs, Z_95 * Z_95
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = Z_95 / (1 + z2 / runs) * sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    return Share(count, runs, max(0.0, centre - half), min(1.0, centre + half))


def quantile(values: list[float], p: float) -> float | None:
    """The smallest value that at least a share `p` of all values does not exceed; None for infinity."""
    ordered = sorted(values)
    found = ordered[max(0, ceil(p * len(ordered)) - 1)]
    return None if found == inf else found


def summaries(found: Ensemble) -> tuple[Summary, ...]:
    """A summary of every outcome, in file order."""
    return tuple(
        _summary(outcome, found.values[outcome.id], found) for outcome in found.scenario.outcomes
    )


def _summary(outcome: Outcome, values: tuple[Value, ...], found: Ensemble) -> Summary:
    if not values:
        return Summary(outcome)
    if outcome.measure == "first_reaches":
        times = [inf if value is None else float(value) for value in values]
        reached = sum(time < inf for time in times)
        return Summary(
            outcome, wilson(reached, len(times)), tuple(quantile(times, p) for p in QUANTILES)
        )
    if outcome.measure == "before":
        return Summary(outcome, wilson(sum(value is True for value in values), len(values)))
    if outcome.measure in {"at_end", "highest"}:
        counts = Counter(values)
        on = outcome.at_end or outcome.highest
        assert on is not None
        ladder = [rung.id for rung in found.scenario.issue(on.issue).rungs]
        shares = tuple((rung, wilson(counts[rung], len(values))) for rung in ladder)
        return Summary(outcome, rungs=shares)
    numbers = [float(value) for value in values if value is not None]
    return Summary(outcome, quantiles=tuple(quantile(numbers, p) for p in QUANTILES))
