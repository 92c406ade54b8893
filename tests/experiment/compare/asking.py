"""Comparisons of small worlds, for tests."""

from __future__ import annotations

from typing import Any

from sim.experiment.compare.compare import compare
from sim.experiment.compare.found import Changed, Compared, Comparison, Question
from sim.experiment.ensemble import Workers
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply
from tests.experiment.many import OUTCOMES, everything
from tests.worlds import BUSY_ACTORS, BUSY_CAUSES, Tree, world


def busier(*causes: Tree) -> Scenario:
    """The busy world with causes added."""
    return world(*BUSY_ACTORS, causes=(*BUSY_CAUSES, *causes), outcomes=OUTCOMES)


def without(cause: str) -> Scenario:
    """The busy world with a cause dropped."""
    words = dict.fromkeys(("title", "reason", "minimal", "cotenable", "otherwise"), "For a test.")
    changes = [{"drop": cause}]
    return apply(
        everything(),
        Variant.model_validate({"variant": "less", "of": "tiny", "changes": changes, **words}),
    )


def asked(*variants: Scenario, runs: int = 200, **more: Any) -> Question:  # noqa: ANN401 (whatever a question takes)
    """A question about the busy world, quick to answer unless said otherwise."""
    found = tuple(Changed(f"v{n}", scenario) for n, scenario in enumerate(variants))
    quick: dict[str, Any] = {"sets": 0, "trials": 0}
    return Question(everything(), found, runs, **{**quick, **more})


def told(*variants: Scenario, runs: int = 200, **more: Any) -> Comparison:  # noqa: ANN401
    """Its answer."""
    return compare(asked(*variants, runs=runs, **more), workers=Workers(1))


def only(found: Comparison) -> Compared:
    """The one variant there is."""
    (one,) = found.variants
    return one
