"""The folder of a comparison: everything needed to believe it and to repeat it, whole or absent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.experiment.chunks import Engine
from sim.experiment.compare.compare import Counting, compare, silently
from sim.experiment.compare.found import Changed, Comparison, Question
from sim.experiment.compare.tables import MEANINGS, TABLES, tables
from sim.experiment.digests import tables_digest
from sim.experiment.ensemble import Workers
from sim.experiment.folder import run_folder
from sim.experiment.folder import write_csv as write_table_csv
from sim.experiment.manifest import MANIFEST, read_manifest, wrong
from sim.experiment.provenance import made_with
from sim.experiment.request import resolved, scenario_hash
from sim.scenario.language.changes import Variant
from sim.scenario.language.scenario import Scenario

KIND = "comparison"
Json = dict[str, Any]


def run(  # noqa: PLR0913 (the options of a comparison)
    question: Question,
    target: Path,
    *,
    engine: Engine | None = None,
    workers: Workers | None = None,
    counting: Counting = silently,
    finish: Callable[[Path, Comparison], None] | None = None,
) -> Comparison:
    """Compare, into the folder `target`, which is whole or absent.

    `finish` may add to the folder before it gets its name. Raises EnginesDiffer, WorkersDied, OSError.
    """
    found = compare(question, engine=engine, workers=workers, counting=counting)
    write(found, target, finish)
    return found


def write(
    found: Comparison, target: Path, finish: Callable[[Path, Comparison], None] | None = None
) -> None:
    """Write a comparison into its folder, whole or not at all."""
    with run_folder(target) as draft:
        for name, table in tables(found).items():
            table.write_parquet(draft / f"{name}.parquet", compression="zstd")
        digest = tables_digest(draft, TABLES)
        hashes = _write_scenarios(draft, found.question)
        _write(draft / "columns.json", MEANINGS)
        _write(draft / MANIFEST, {**_described(found), **hashes, "results_digest": digest})
        if finish is not None:
            finish(draft, found)


def _write_scenarios(draft: Path, question: Question) -> Json:
    """Write the scenario and each variant with its changes made; gives their hashes."""
    (draft / "scenario.json").write_text(resolved(question.scenario) + "\n", encoding="utf-8")
    (draft / "variants").mkdir()
    hashes = {}
    for each in question.variants:
        told = {
            "name": each.name,
            "changes": each.changes,
            "variant": _plain(each.variant),
            "scenario": json.loads(resolved(each.scenario)),
        }
        _write(draft / "variants" / f"{each.name}.json", told)
        hashes[each.name] = scenario_hash(each.scenario)
    return {"scenario_hash": scenario_hash(question.scenario), "variant_hashes": hashes}


def _plain(variant: Variant | None) -> Json | None:
    if variant is None:
        return None
    return variant.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _described(found: Comparison) -> Json:
    """How a comparison was made."""
    asked = found.question
    return {
        "kind": KIND,
        "scenario": asked.scenario.scenario,
        "variants": [each.name for each in asked.variants],
        "seed": asked.seed,
        "runs": asked.runs,
        "until": None if asked.until is None else asked.until.isoformat(),
        "outcome": asked.outcome,
        "parameter_sets": asked.sets,
        "runs_for_each_set": asked.chances,
        "tipping_runs": asked.trials,
        "simultaneous": asked.simultaneous,
        "level": found.level,
        "comparisons": len(asked.variants),
        "failed": {world.name: len(world.failures) for world in found.worlds},
        "digests": {world.name: world.digest for world in found.worlds},
        "engine": found.engine,
        "compared_with_simpy": list(found.compared),
        **made_with("experiment/compare"),
    }


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_csv(folder: Path) -> None:
    """Every table as CSV beside it."""
    for name in TABLES:
        write_table_csv(folder, name)


def again(where: Path) -> tuple[Question, Json]:
    """The question behind a comparison's folder, and its manifest. Raises ScenarioError."""
    manifest = read_manifest(where)
    folder = where if where.is_dir() else where.parent
    if manifest["kind"] != KIND:
        raise wrong(where, f"is of kind {manifest['kind']!r}, expected {KIND!r}")
    scenario = _scenario(folder / "scenario.json", _read(folder / "scenario.json"))
    _check(folder / "scenario.json", scenario, manifest.get("scenario_hash"))
    try:
        return _asked(folder, scenario, manifest), manifest
    except (KeyError, TypeError, ValueError) as error:
        raise wrong(where, f"does not say how it was made: {error}") from None


def _asked(folder: Path, scenario: Scenario, manifest: Json) -> Question:
    until = manifest.get("until")
    return Question(
        scenario,
        tuple(_variant(folder, name, manifest) for name in manifest["variants"]),
        int(manifest["runs"]),
        int(manifest["seed"]),
        None if until is None else datetime.fromisoformat(until),
        str(manifest["outcome"]),
        int(manifest["parameter_sets"]),
        int(manifest["runs_for_each_set"]),
        int(manifest["tipping_runs"]),
        bool(manifest["simultaneous"]),
    )


def _variant(folder: Path, name: str, manifest: Json) -> Changed:
    path = folder / "variants" / f"{name}.json"
    told = _read(path)
    scenario = _scenario(path, told.get("scenario"))
    _check(path, scenario, manifest.get("variant_hashes", {}).get(name))
    variant = told.get("variant")
    try:
        read = None if variant is None else Variant.model_validate_json(json.dumps(variant))
    except ValidationError as error:
        raise wrong(path, f"holds no variant: {error.errors()[0]['msg']}") from None
    return Changed(name, scenario, str(told.get("changes", "")), read)


def _read(path: Path) -> Json:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise wrong(path, f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise wrong(path, f"is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise wrong(path, "holds no scenario")
    return found


def _scenario(path: Path, told: object) -> Scenario:
    try:
        return Scenario.model_validate_json(json.dumps(told))
    except ValidationError as error:
        raise wrong(path, f"holds no scenario: {error.errors()[0]['msg']}") from None


def _check(path: Path, scenario: Scenario, known: object) -> None:
    if scenario_hash(scenario) != known:
        raise wrong(path, "is not the scenario that the manifest names: its hash differs")
