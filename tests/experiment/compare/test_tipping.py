"""Tipping points of a world in which they are known in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.experiment.chunks import Task
from sim.experiment.compare.tipping import NEAR, Tip, Tipping, Trial, ranked, tipping
from sim.experiment.ensemble import Workers, default_engine
from sim.model.lower import lower
from sim.scenario.language.scenario import Scenario
from tests.worlds import actor, stance, stands, world

RUNS = 2000


def one(mean: float, sd: float = 0.2, **more: Any) -> Scenario:  # noqa: ANN401 (keys of a stance)
    """One actor that moves at once where its standing level is above 1, and never else."""
    held = stance(standing={"normal": [mean, sd]}, tempo=0.1, **more)
    reached = {"id": "moves", "first_reaches": stands("us", "partly")}
    return world(actor("us", held), outcomes=[reached])


def tipped(scenario: Scenario, workers: int = 1) -> Tipping:
    task = Task(lower(scenario), 0, default_engine())
    trial = Trial(scenario, task, scenario.outcomes[0], RUNS)
    index = task.program.parameters.name.index("us/use.standing")
    found = tipping(trial, ((index, 0.5),), Workers(workers), lambda _: None)
    assert found is not None
    return found


@pytest.mark.parametrize(("mean", "sds"), [(0.8, 1.0), (0.5, 2.5), (1.2, -1.0), (1.5, -2.5)])
def test_the_centre_that_crosses_is_where_half_of_it_lies_above_the_threshold(
    mean: float, sds: float
) -> None:
    """Half of all runs move where the median of the standing level is the resistance, 1."""
    least = tipped(one(mean)).least
    assert least is not None
    assert least.sds == pytest.approx(sds, abs=0.1)  # 1.25 / sqrt(2000) = 0.03 by chance
    assert least.to == pytest.approx(1.0, abs=0.02)
    assert (least.parameter, least.centre, least.sd) == ("us/use.standing", mean, 0.2)


def test_too_far_away_is_none() -> None:
    found = tipped(one(0.1))
    (tip,) = found.tips
    assert (tip.to, tip.sds, found.least, found.share) == (None, None, None, 0.0)


def test_a_wrong_guess_of_the_direction_does_no_harm() -> None:
    scenario = one(0.8)
    task = Task(lower(scenario), 0, default_engine())
    trial = Trial(scenario, task, scenario.outcomes[0], RUNS)
    index = task.program.parameters.name.index("us/use.standing")
    shares = [tipping(trial, ((index, r),), Workers(1), lambda _: None) for r in (0.5, -0.5)]
    first, second = (each.tips[0].sds for each in shares if each is not None)
    assert first == second


def test_a_finer_search_would_say_the_same() -> None:
    """One step of the bisection on, the share is on the other side of one half."""
    scenario = one(0.8)
    found = tipped(scenario)
    assert found.least is not None
    assert found.least.sds is not None
    draws = [0.8 + 0.2 * (found.least.sds + way * NEAR) for way in (-1, 1)]
    shares = [tipped(one(mean)).share for mean in draws]
    assert shares[0] < 0.5 <= shares[1]


def test_side_by_side_is_one_by_one() -> None:
    assert tipped(one(0.8), workers=2) == tipped(one(0.8), workers=1)


def test_the_ranking_puts_first_what_matters() -> None:
    scenario = one(1.0, relief={"uniform": [0.3, 0.7]}, rest={"uniform": [0.0, 2.0]})
    program = lower(scenario)
    task = Task(program, 3, default_engine())
    trial = Trial(scenario, task, scenario.outcomes[0], RUNS)
    assert trial.share(program) == pytest.approx(0.5, abs=0.05)
    indicator = np.array([float(_moves(scenario, 3, n)) for n in range(300)])
    order = ranked(program, 3, indicator)
    names = [program.parameters.name[index] for index, _ in order]
    assert names[0] == "us/use.standing"
    assert order[0][1] > 0.7
    assert set(names[1:]) == {"us/use.relief", "us/use.rest"}
    assert max(abs(each) for _, each in order[1:]) < 0.2


def test_what_never_varies_ranks_nothing() -> None:
    program = lower(one(1.0))
    assert ranked(program, 0, np.ones(50)) == ()
    assert ranked(program, 0, np.full(50, np.nan)) == ()


def test_the_least_is_by_distance_whatever_the_sign() -> None:
    tips = tuple(
        Tip(name, "", 0.0, 0.0, 1.0, by_factor=False, to=sds, sds=sds)
        for name, sds in (("a", 3.0), ("b", -1.0), ("c", None))
    )
    least = Tipping("it", 0.2, 10, tips).least
    assert least is not None
    assert least.parameter == "b"


def _moves(scenario: Scenario, seed: int, replication: int) -> bool:
    from sim.engine.des import run
    from sim.engine.noise import Noise

    program = lower(scenario)
    return bool(run(program, Noise(program, seed, replication)).decisions())
