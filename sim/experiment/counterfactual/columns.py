"""What is asked of each world: the outcomes of the scenario as yes or no against the record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.columns import Columns, Floats
from sim.experiment.outcomes import Found, outcomes
from sim.model.program import Program
from sim.scenario.language.outcomes import Outcome
from sim.scenario.language.scenario import Scenario

Yes = NDArray[np.bool_]

ASKED = ("first_reaches", "before", "at_end", "highest")


@dataclass(frozen=True)
class Column:
    """One outcome as a yes-or-no question with the record's answer.

    `when` is the day of a `first_reaches` on record; `rung` the index of the rung on record of an
    `at_end` (the world must end there too) or a `highest` (it must get as far).
    """

    outcome: Outcome
    happened: bool
    when: float | None = None
    rung: int | None = None

    def yes(self, values: Floats) -> Yes:
        """The answer in each world, from the outcome's values."""
        found: Yes
        if self.outcome.measure == "first_reaches":
            found = np.isfinite(values)
        elif self.outcome.measure == "before":
            found = values == 1.0
        elif self.outcome.measure == "at_end":
            found = values == self.rung
        else:
            found = values >= (self.rung or 0)
        return found


def columns(found: tuple[Found, ...]) -> tuple[Column, ...]:
    """The yes-or-no outcomes, with what the record (replication 0 of `found`) says of each."""
    return tuple(_column(each) for each in found if each.outcome.measure in ASKED)


def _column(found: Found) -> Column:
    value = float(found.values[0])
    if found.outcome.measure == "first_reaches":
        reached = bool(np.isfinite(value))
        return Column(found.outcome, reached, value if reached else None)
    if found.outcome.measure == "before":
        return Column(found.outcome, value == 1.0)
    return Column(found.outcome, happened=True, rung=int(value))


def values(
    scenario: Scenario, program: Program, events: Columns, until: float
) -> dict[str, Floats]:
    """The values of every outcome in every world, by outcome."""
    return {each.outcome.id: each.values for each in outcomes(scenario, program, events, until)}
