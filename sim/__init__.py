"""A tabletop scenario simulator: policy positions of states that answer to events.

    import sim

    case = sim.load("may-2024")        # a shipped name, a folder or a file
    followed = sim.replay(case)        # the record, with what the model felt at each moment
    trace = sim.trace(case, seed=0)    # one run from the causes alone, every event explained
    run = sim.run(case, runs=10_000)   # many runs: run.outcomes, run.positions, run.events (Polars)
    found = sim.compare(case)          # what each of its variants changes, under the same draws
    what = sim.counterfactual(case)    # given the record: what.table("butfor") says what hung on what

A teaching and reasoning aid; it makes no forecast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.trace import Trace
    from sim.experiment.ask import trace
    from sim.experiment.compare.ask import compare
    from sim.experiment.compare.found import Comparison
    from sim.experiment.counterfactual.ask import counterfactual
    from sim.experiment.replay import Replay, replay
    from sim.report.notebook import Run, run
    from sim.scenario.files.load import Case, load, load_variant
    from sim.scenario.language.scenario import Scenario
    from sim.scenario.problems import ScenarioError
    from sim.scenario.variants.apply import apply

# Where each name lives: imported when first asked for, so that `import sim` costs nothing.
_HOMES = {
    "Case": "sim.scenario.files.load",
    "Comparison": "sim.experiment.compare.found",
    "Replay": "sim.experiment.replay",
    "Run": "sim.report.notebook",
    "Scenario": "sim.scenario.language.scenario",
    "ScenarioError": "sim.scenario.problems",
    "Trace": "sim.engine.trace",
    "apply": "sim.scenario.variants.apply",
    "compare": "sim.experiment.compare.ask",
    "counterfactual": "sim.experiment.counterfactual.ask",
    "load": "sim.scenario.files.load",
    "load_variant": "sim.scenario.files.load",
    "replay": "sim.experiment.replay",
    "run": "sim.report.notebook",
    "trace": "sim.experiment.ask",
}

__all__ = [
    "Case",
    "Comparison",
    "Replay",
    "Run",
    "Scenario",
    "ScenarioError",
    "Trace",
    "apply",
    "compare",
    "counterfactual",
    "load",
    "load_variant",
    "replay",
    "run",
    "trace",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any of the names above)
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
