"""One traced run."""

from __future__ import annotations

from datetime import datetime

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.model.lower import lower
from sim.scenario.load import Case
from sim.scenario.scenario import Scenario


def trace(
    scenario: Scenario | Case, *, seed: int = 0, replication: int = 0, until: datetime | None = None
) -> Trace:
    """One replication from the causes alone, with every pressure split by source.

    Raises Runaway at the bound on events.
    """
    whole = scenario.scenario if isinstance(scenario, Case) else scenario
    program = lower(whole, until)
    return run(program, Noise(program, seed, replication))
