"""What is asked of an ensemble: all that its tables depend on, and how it is known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from sim.experiment import sources
from sim.experiment.manifest import PROGRAM
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """What is asked of an ensemble; all that its tables depend on."""

    scenario: Scenario  # with its variant's changes made
    runs: int
    seed: int = 0
    until: datetime | None = None
    variant: str = ""  # as it was named
    halfwidth: float | None = None
    variant_title: str = ""

    def identity(self) -> dict[str, Any]:
        """What must be the same for one run to go on with another's chunks."""
        return {
            "scenario_hash": scenario_hash(self.scenario),
            "seed": self.seed,
            "until": None if self.until is None else self.until.isoformat(),
            "program": f"{PROGRAM} {version(PROGRAM)}",
            "sources": sources.digest(),
        }


def resolved(scenario: Scenario) -> str:
    """A scenario as JSON, with what it extends and its variant's changes made."""
    return scenario.model_dump_json(
        by_alias=True, exclude_none=True, exclude_defaults=True, indent=1
    )


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of a scenario as it is run."""
    return sha256(resolved(scenario).encode()).hexdigest()
