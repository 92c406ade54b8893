"""How much pairing buys: the variance of paired differences against independent seeds.

    python -m benchmarks.pairing                20,000 runs of each world of May 2024
    python -m benchmarks.pairing --runs 5000    fewer

For every shipped variant and outcome: the variance of the difference with the variant really run under
another seed, over its variance with the runs paired by key. *Most* is what the best of all pairings of
the same two sets of runs would give (both sorted): where a variant turns nearly every run, a yes or no
cannot be paired to three times less, whatever is done. The goal, at least 3 for every variant, is looked at for
each outcome by itself; an added event that nobody hears must leave a variance of 0. Ends with 1 if that
fails.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.experiment.chunks import Task
from sim.experiment.compare.ask import changed
from sim.experiment.compare.effects import differing
from sim.experiment.compare.intervals import most_factor
from sim.experiment.compare.measures import measure
from sim.experiment.ensemble import Workers, default_engine, default_workers
from sim.model.lower import lower
from sim.scenario.files.load import Case, load, variants
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply

SCENARIO = "may-2024"
RUNS = 20_000
GOAL = 3.0
SEED, OTHER = 0, 1
INERT = "an event nobody hears"
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One variant and outcome: variances of the difference, and the most that pairing could gain."""

    variant: str
    outcome: str
    paired: float
    apart: float
    most: float

    @property
    def factor(self) -> float:
        """How many times lower the variance is in pairs; inf where nothing differs."""
        return self.apart / self.paired if self.paired else inf

    @property
    def verdict(self) -> str:
        """Whether the goal is met, or could be."""
        if self.factor >= GOAL:
            return "met"
        return "missed" if self.most >= GOAL else "out of reach"


def rows(runs: int) -> list[Row]:
    """Every variant and outcome, the inert change last."""
    case = load(SCENARIO)
    before = measured(case.scenario, runs, SEED)
    worlds = {name: changed(case, name).scenario for name in variants(case)}
    worlds[INERT] = inert(case)
    found: list[Row] = []
    for name, scenario in worlds.items():
        after, other = (measured(scenario, runs, seed) for seed in (SEED, OTHER))
        found += [
            row(name, outcome, before[outcome], after[outcome], other[outcome])
            for outcome in before
            if outcome in after
        ]
    return found


def inert(case: Case) -> Scenario:
    """The scenario with an event that nobody reacts to."""
    words = dict.fromkeys(
        ("title", "reason", "minimal", "cotenable", "otherwise"), "For a measure."
    )
    event = {
        "id": "nothing", "on": "2024-05-15", "kind": "signal", "source": "hungary",
        "basis": "assumed, for a measure",
    }  # fmt: skip
    variant = {"variant": "inert", "of": SCENARIO, "changes": [{"add": event}], **words}
    return apply(case.scenario, Variant.model_validate(variant))


def measured(scenario: Scenario, runs: int, seed: int) -> dict[str, Values]:
    """Every outcome of every run as a number: whether, days, the index of a rung, a distance."""
    task = Task(lower(scenario), seed, default_engine())
    places = Workers(default_workers() if task.engine == "batch" else 1)
    found = measure(scenario, task, runs, places, progress=lambda _: None).values
    return {
        each.id: np.isfinite(found[each.id]).astype(np.float64)
        if each.measure == "first_reaches"
        else found[each.id]
        for each in scenario.outcomes
    }


def row(variant: str, outcome: str, before: Values, after: Values, other: Values) -> Row:
    """The variances of one outcome's difference."""
    paired = float(differing(before, after).var(ddof=1))
    apart = float((other - before).var(ddof=1))
    return Row(variant, outcome, paired, apart, most_factor(before, after))


def table(found: list[Row]) -> str:
    """The factors as a table in Markdown: a row for each variant, a column for each outcome."""
    outcomes = list(dict.fromkeys(each.outcome for each in found))
    names = list(dict.fromkeys(each.variant for each in found))
    at = {(each.variant, each.outcome): each for each in found}
    lines = [f"| variant | {' | '.join(outcomes)} |", f"|---|{'---|' * len(outcomes)}"]
    for name in names:
        cells = [told(at.get((name, outcome))) for outcome in outcomes]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def told(each: Row | None) -> str:
    """A factor, with the most that any pairing could give where the goal is missed."""
    if each is None:
        return ""
    if each.factor == inf:
        return "∞"
    return f"{each.factor:.1f}" + ("" if each.factor >= GOAL else f" (most {each.most:.1f})")


def main() -> None:
    """Print the table and what the goal says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pairing", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--runs", type=int, default=RUNS, help="of each world")
    found = rows(parser.parse_args().runs)
    print(table(found))
    shipped = [each for each in found if each.variant != INERT]
    for verdict in ("met", "missed", "out of reach"):
        count = sum(each.verdict == verdict for each in shipped)
        print(f"{verdict}: {count} of {len(shipped)} pairs of variant and outcome")
    days = [each for each in shipped if each.outcome == "us-days"]
    print("days held, goal met:", ", ".join(e.variant for e in days if e.verdict == "met"))
    for each in days:
        if each.verdict != "met":
            print(
                f"days held, {each.verdict}: {each.variant} {each.factor:.1f}, most {each.most:.1f}"
            )
    if any(each.paired for each in found if each.variant == INERT):
        sys.exit(f"{INERT} changed something")


if __name__ == "__main__":
    main()
