"""The folder of a counterfactual: its tables, how it was made, and the case as it was.

`case/` holds the scenario, the record and the variants as files that every verb can read, so that the
question can be asked again when the originals have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.experiment.counterfactual.found import Asked, Counterfactual
from sim.experiment.counterfactual.tables import MEANINGS, TABLES, tables
from sim.experiment.digests import tables_digest
from sim.experiment.folder import run_folder
from sim.experiment.folder import write_csv as write_table_csv
from sim.experiment.manifest import MANIFEST, read_manifest, wrong
from sim.experiment.provenance import made_with
from sim.experiment.request import resolved, scenario_hash
from sim.scenario.files.load import Case, load

KIND = "counterfactual"
CASE = "case"


def write(
    found: Counterfactual,
    target: Path,
    finish: Callable[[Path, Counterfactual], None] | None = None,
) -> str:
    """Write a counterfactual into its folder, whole or not at all; returns the digest of its tables.

    `finish` may add to the folder before it gets its name.
    """
    with run_folder(target) as draft:
        for name, table in tables(found).items():
            table.write_parquet(draft / f"{name}.parquet", compression="zstd")
        digest = tables_digest(draft, TABLES)
        _write_case(draft / CASE, found)
        (draft / "columns.json").write_text(json.dumps(MEANINGS, indent=1) + "\n")
        manifest = {
            **described(found),
            "case_digest": case_digest(draft / CASE),
            "results_digest": digest,
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
        if finish is not None:
            finish(draft, found)
    return digest


def _write_case(folder: Path, found: Counterfactual) -> None:
    """The scenario, its record and the variants asked, as files; JSON is YAML."""
    case = found.case
    assert case.record is not None
    (folder / "variants").mkdir(parents=True)
    told = json.loads(resolved(case.scenario)) | {"record": "record.yaml"}
    _write_json(folder / "scenario.yaml", told)
    _write_json(folder / "record.yaml", _plain(case.record))
    for row in [*(each.row for each in found.answers), *(each.row for each in found.left)]:
        if row.variant is not None:
            _write_json(folder / "variants" / f"{row.variant.variant}.yaml", _plain(row.variant))


def case_digest(folder: Path) -> str:
    """The digest of a case's files: names below its folder, and bytes."""
    total = sha256()
    for path in sorted(folder.rglob("*.yaml")):
        total.update(
            path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return total.hexdigest()


def _plain(model: BaseModel) -> Any:  # noqa: ANN401 (what JSON can hold)
    return model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def described(found: Counterfactual) -> dict[str, Any]:
    """How a counterfactual was made."""
    asked, posterior = found.asked, found.posterior
    stances = found.program.stances.name
    return {
        "kind": KIND,
        "scenario": found.case.scenario.scenario,
        "scenario_hash": scenario_hash(found.case.scenario),
        "runs": asked.worlds,
        "seed": asked.seed,
        "from": None if asked.since is None else asked.since.isoformat(),
        "joint": list(asked.joint),
        "draws_of_each_stance": asked.size,
        "draws_of_dates_asked": asked.dates,
        "draws_of_dates": len(posterior.shared),
        "effective": dict(zip(stances, posterior.effective, strict=True)),
        "effective_dates": posterior.effective_dates,
        "powers": {
            stance: each.powers for stance, each in zip(stances, posterior.populations, strict=True)
        },
        "log_evidence": posterior.evidence,
        "null_error_milliseconds": found.null_error,
        "left_out": {each.row.id: each.reason for each in found.left},
        "engine": found.engine,
        "compared_with_simpy": list(found.compared),
        **made_with("engine/abduction", "experiment/counterfactual"),
    }


def write_csv(folder: Path) -> None:
    """Every table as CSV beside it."""
    for name in TABLES:
        write_table_csv(folder, name)


def again(where: Path) -> tuple[Case, Asked]:
    """The case and the question behind a folder. Raises ScenarioError."""
    manifest = read_manifest(where)
    folder = where if where.is_dir() else where.parent
    if manifest.get("kind") != KIND:
        raise wrong(where, f"is of kind {manifest.get('kind')!r}, expected {KIND!r}")
    case = load(folder / CASE / "scenario.yaml")
    if case_digest(folder / CASE) != manifest.get("case_digest"):
        raise wrong(folder / CASE, "is not the case that the manifest names: its digest differs")
    since = manifest.get("from")
    try:
        asked = Asked(
            int(manifest["runs"]),
            int(manifest["seed"]),
            None,
            tuple(str(each) for each in manifest["joint"]),
            None if since is None else datetime.fromisoformat(since),
            int(manifest["draws_of_each_stance"]),
            int(manifest["draws_of_dates_asked"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise wrong(where, f"does not say how it was made: {error}") from None
    for name, number in (
        ("runs", asked.worlds),
        ("seed", asked.seed + 1),
        ("draws_of_each_stance", asked.size),
        ("draws_of_dates_asked", asked.dates),
    ):
        if not 0 < number <= 2**64:
            raise wrong(where, f"{name}: found {manifest[name]}, expected a number in range")
    return case, asked
