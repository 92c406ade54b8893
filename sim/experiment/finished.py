"""Finished run folders: read again, checked against their manifest, replaced only where nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.experiment.digests import TABLES, tables_digest
from sim.experiment.manifest import Made, first_fault, read_made, read_manifest, text_of, wrong
from sim.experiment.opened import Differs, differences
from sim.experiment.request import Request, scenario_hash
from sim.scenario.language.scenario import Scenario


def again(where: Path) -> tuple[Request, dict[str, Any]]:
    """The request that made an ensemble's folder, and its manifest. Raises ScenarioError."""
    made = read_made(where)
    path = folder_of(where) / "scenario.json"
    try:
        scenario = Scenario.model_validate_json(text_of(path))
    except ValidationError as error:
        raise wrong(path, f"is no scenario: {first_fault(error)}") from None
    if scenario_hash(scenario) != made.scenario_hash:
        raise wrong(path, "is not the scenario that the manifest names: its hash differs")
    if made.until is not None and not scenario.start < made.until <= scenario.ends.last:
        raise wrong(where, f"until: {made.until:%Y-%m-%d} is outside the scenario")
    request = Request(
        scenario,
        made.runs,
        made.seed,
        made.until,
        made.variant,
        variant_title=made.variant_title,
    )
    return request, read_manifest(where)


def folder_of(where: Path) -> Path:
    """The run folder meant by itself or by its manifest."""
    return where if where.is_dir() else where.parent


def check_replaceable(target: Path, request: Request) -> Made:
    """The manifest of a finished run that a request may replace: the same, of no more runs.

    Raises Differs for any other, since what it holds would be lost.
    """
    made = read_made(target)
    differs = differences(
        made.model_dump(mode="json") | {"until": _until(made)}, request.identity()
    )
    if differs:
        raise Differs(
            f"{target} was made from {differs}: choose another --out, or --restart to replace it"
        )
    if made.runs > request.runs:
        raise Differs(
            f"{target} has {made.runs:,} runs already, more than {request.runs:,}: "
            "choose another --out, or --restart to replace it"
        )
    return made


def _until(made: Made) -> str | None:
    return None if made.until is None else made.until.isoformat()


def altered(folder: Path, digest: str, names: Iterable[str] = TABLES) -> str:
    """What is wrong with the tables of a run folder, in words; empty if they have their digest."""
    try:
        if tables_digest(folder, names) == digest:
            return ""
    except OSError as error:
        name = Path(str(error.filename or folder)).name
        return f"{name} in {folder} cannot be read ({error.strerror or error})"
    return f"the tables in {folder} are not those that its manifest describes"
