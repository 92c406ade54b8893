"""The questions most people ask, in one call each: one traced run, or many."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sim.engine.des import run as run_once
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble, Workers, ensemble
from sim.model.lower import lower
from sim.scenario.files.load import Case, load, load_variant, variant_path
from sim.scenario.files.tree import read
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply_all

Where = str | Path | Case | Scenario


def scenario_of(where: Where, variant: str = "") -> Scenario:
    """The scenario meant, with a variant's changes made. Raises ScenarioError.

    A variant is a file, or a name in the scenario's folder; a bare Scenario has none.
    """
    if isinstance(where, Scenario):
        return where
    case = where if isinstance(where, Case) else load(where)
    if not variant:
        return case.scenario
    loaded = load_variant(variant, case)
    return apply_all(case.scenario, loaded, read(variant_path(variant, case)))


def trace(
    where: Where,
    *,
    seed: int = 0,
    replication: int = 0,
    until: datetime | None = None,
    variant: str = "",
) -> Trace:
    """One replication from the causes alone, with every pressure split by source.

    Raises Runaway at the bound on events.
    """
    program = lower(scenario_of(where, variant), until)
    return run_once(program, Noise(program, seed, replication))


def run(  # noqa: PLR0913 (the options of a run)
    where: Where,
    *,
    runs: int = 1000,
    seed: int = 0,
    until: datetime | None = None,
    variant: str = "",
    engine: Engine | None = None,
    workers: int | None = None,
) -> Ensemble:
    """Replications 0 to `runs` - 1 from the causes alone, with their tables in memory.

    `sim.experiment.store.run` does the same into a run folder, and for more than fits.
    """
    places = None if workers is None else Workers(workers)
    return ensemble(
        scenario_of(where, variant), runs, seed=seed, until=until, engine=engine, workers=places
    )
