"""From a case and its record to worlds that fit it: the dates drawn, then everything given them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.engine.given import Given
from sim.experiment.counterfactual.dates import dates
from sim.experiment.counterfactual.found import Asked
from sim.experiment.counterfactual.posterior import Posterior, Told, posterior
from sim.experiment.replay import given
from sim.model.program import Program
from sim.scenario.files.load import Case
from sim.scenario.placing import Placed

MOST_DATES = 512
FEW_DATES = 20  # effective draws of the dates: below it, more are drawn


def abduct(
    case: Case, program: Program, placed: Sequence[Placed], asked: Asked, say: Told
) -> Posterior:
    """Worlds from the posterior; more draws of the dates where few of them count."""
    horizon = program.horizon if asked.since is None else case.scenario.time(asked.since)
    known = [each for each in placed if each.time < horizon]
    draws = asked.dates if any(each.high > each.low for each in known) else 1
    while True:
        stories = _stories(case, program, placed, draws, asked.seed)
        found = posterior(
            program,
            stories,
            horizon,
            worlds=asked.worlds,
            size=asked.size,
            seed=asked.seed,
            say=say,
        )
        enough = draws == 1 or found.effective_dates >= FEW_DATES
        if enough or 2 * draws > MOST_DATES:
            return found
        draws *= 2


def _stories(
    case: Case, program: Program, placed: Sequence[Placed], draws: int, seed: int
) -> list[list[Given]]:
    """The record's instants under each draw of its dates."""
    times = dates(placed, draws, seed)
    stories = []
    for row in times.tolist():
        dated = tuple(replace(each, time=time) for each, time in zip(placed, row, strict=True))
        stories.append(list(given(case, program, dated)))
    return stories
