"""The questions most people ask, in one call each: one traced run, or many."""

from __future__ import annotations

import warnings
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

from sim.engine.des import run as run_once
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.experiment.asked import count_of, end_of, engine_of, root_of
from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble, Workers, ensemble
from sim.model.lower import lower
from sim.scenario.files.load import Case, load, load_variant, variant_path
from sim.scenario.files.tree import read
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply_all

Where = str | Path | Case | Scenario


def scenario_of(where: Where, variant: str = "") -> Scenario:
    """The scenario meant, with a variant's changes made.

    A variant is a file, or a name in the scenario's folder; a bare Scenario has none. Raises
    ScenarioError, and ValueError for a variant of a bare Scenario.
    """
    return _meant(where, variant)[0]


def _meant(where: Where, variant: str) -> tuple[Scenario, Variant | None]:
    if isinstance(where, Scenario):
        if variant:
            raise ValueError(
                f"variant {variant!r}: a Scenario by itself has no variants; give the Case that "
                "sim.load gave, or make the changes with sim.apply"
            )
        return where, None
    case = where if isinstance(where, Case) else load(where)
    if not variant:
        return case.scenario, None
    loaded = load_variant(variant, case)
    return apply_all(case.scenario, loaded, read(variant_path(variant, case))), loaded


def trace(
    where: Where,
    *,
    seed: int = 0,
    replication: int = 0,
    until: datetime | str | None = None,
    variant: str = "",
) -> Trace:
    """One replication from the causes alone, with every pressure split by source.

    `until` ends it early: an instant, or a date such as "2024-05-30". Raises ScenarioError, ValueError
    for a number that cannot be one, and Runaway at the bound on events.
    """
    scenario = scenario_of(where, variant)
    program = lower(scenario, end_of(scenario, until))
    return run_once(program, Noise(program, root_of(seed), root_of(replication, "replication")))


def run(  # noqa: PLR0913 (the options of a run)
    where: Where,
    *,
    runs: int = 1000,
    seed: int = 0,
    until: datetime | str | None = None,
    variant: str = "",
    engine: Engine | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Ensemble:
    """Replications 0 to `runs` - 1 from the causes alone, with their tables in memory.

    `until` ends them early: an instant, or a date such as "2024-05-30". `executor` is any of the interface
    of `concurrent.futures`, and `workers` how many it has where it does not say. Raises ScenarioError,
    and ValueError for an option that cannot be one. `sim.experiment.store.run` does the same into a run
    folder, and for more than fits.
    """
    scenario, changed = _meant(where, variant)
    return ensemble(
        scenario,
        count_of(runs, "runs"),
        seed=root_of(seed),
        until=end_of(scenario, until),
        engine=engine_of(engine),
        workers=_places(workers, executor),
        variant=variant,
        variant_title="" if changed is None else changed.title,
    )


def _places(workers: int | None, executor: Executor | None) -> Workers | None:
    """Where chunks run; None for what suits the engine."""
    if workers is None and executor is None:
        return None
    count = 0 if workers is None else count_of(workers, "workers")
    return Workers(count, say=lambda text: warnings.warn(text, stacklevel=2), executor=executor)
