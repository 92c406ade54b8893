"""Run folders: everything needed to believe a run and to repeat it, whole or absent (docs/model.md)."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.experiment.chunks import Engine
from sim.experiment.ensemble import CHUNK, Ensemble, Progress, Workers, into
from sim.experiment.folder import run_folder
from sim.experiment.parts import Differs, opened
from sim.experiment.tables import MEANINGS
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError

LIBRARIES = ("simpy", "numpy", "numba", "pydantic", "polars", "ruamel.yaml")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Request:
    """What is asked of an ensemble; all that its tables depend on."""

    scenario: Scenario  # with its variant's changes made
    runs: int
    seed: int = 0
    until: datetime | None = None
    variant: str = ""
    halfwidth: float | None = None

    def identity(self) -> dict[str, Any]:
        """What must be the same for one run to go on with another's chunks."""
        return {
            "scenario_hash": sha256(resolved(self.scenario).encode()).hexdigest(),
            "seed": self.seed,
            "until": None if self.until is None else self.until.isoformat(),
            "program": f"tabletop-sim {version('tabletop-sim')}",
        }


def resolved(scenario: Scenario) -> str:
    """A scenario as JSON, with what it extends and its variant's changes made."""
    return scenario.model_dump_json(
        by_alias=True, exclude_none=True, exclude_defaults=True, indent=1
    )


def run(  # noqa: PLR0913 (the options of a run)
    request: Request,
    target: Path,
    *,
    engine: Engine | None = None,
    workers: Workers | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    finish: Callable[[Path, Ensemble], None] | None = None,
    chunk: int = CHUNK,
) -> Ensemble:
    """Run an ensemble into the run folder `target`, which is whole or absent.

    With `resume`, chunks that an earlier program finished are kept, and a finished run of fewer
    replications is extended. `finish` may add to the folder before it gets its name. Raises Busy,
    Differs, EnginesDiffer, WorkersDied or OSError; finished chunks are kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened(target, request.identity(), resume=resume) as parts:
        if resume and not parts.done() and (target / MANIFEST).exists():
            parts.adopt(target, _adoptable(target, request))
        task, runs, compared = into(
            parts,
            request.scenario,
            request.runs,
            seed=request.seed,
            until=request.until,
            engine=engine,
            workers=workers,
            halfwidth=request.halfwidth,
            progress=progress,
            chunk=chunk,
        )
        with run_folder(target, parts.folder) as draft:
            digest = parts.join(draft, runs)
            found = Ensemble(
                request.scenario, task.program, request.seed, runs, task.engine, compared, draft
            )
            _describe(draft, request, found, digest)
            if finish is not None:
                finish(draft, found)
        parts.close()
    return Ensemble(
        request.scenario, task.program, request.seed, runs, task.engine, compared, target
    )


def _adoptable(target: Path, request: Request) -> int:
    """The runs of a finished folder that a request extends. Raises Differs if it does not."""
    manifest = read_manifest(target)
    if {name: manifest.get(name) for name in request.identity()} != request.identity():
        raise Differs(
            f"{target} was made from another scenario, seed or option; choose another --out"
        )
    if manifest["runs"] > request.runs:
        raise Differs(f"{target} has {manifest['runs']:,} runs already, more than {request.runs:,}")
    return int(manifest["runs"])


def _describe(draft: Path, request: Request, found: Ensemble, digest: str) -> None:
    """Write what the folder is and how it was made."""
    (draft / "scenario.json").write_text(resolved(request.scenario) + "\n")
    (draft / "columns.json").write_text(json.dumps(MEANINGS, indent=1) + "\n")
    manifest = {
        "kind": "ensemble",
        "scenario": request.scenario.scenario,
        "variant": request.variant,
        **request.identity(),
        "commit": commit(),
        "runs": found.runs,
        "failed": len(found.failures),
        "halfwidth_asked": request.halfwidth,
        "halfwidth": found.halfwidth,
        "engine": found.engine,
        "compared_with_simpy": list(found.compared),
        "python": platform.python_version(),
        "libraries": libraries(),
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "results_digest": digest,
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def read_manifest(where: Path) -> dict[str, Any]:
    """The manifest of a run folder, or a manifest's own path. Raises ScenarioError."""
    path = where / MANIFEST if where.is_dir() else where
    try:
        found = json.loads(path.read_text())
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise _wrong(path, f"is not a manifest: {error}") from None
    if not isinstance(found, dict) or "kind" not in found:
        raise _wrong(path, "is not the manifest of a run folder")
    return found


def again(where: Path) -> tuple[Request, dict[str, Any]]:
    """The request that made an ensemble's folder, and its manifest. Raises ScenarioError."""
    manifest = read_manifest(where)
    path = (where if where.is_dir() else where.parent) / "scenario.json"
    if manifest.get("kind") != "ensemble":
        raise _wrong(where, "is of a single run, and only ensembles are run again")
    try:
        text = path.read_text()
        scenario = Scenario.model_validate_json(text)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise _wrong(path, f"is no scenario: {error.errors()[0]['msg']}") from None
    if sha256(resolved(scenario).encode()).hexdigest() != manifest.get("scenario_hash"):
        raise _wrong(path, "is not the scenario that the manifest names: its hash differs")
    until = manifest.get("until")
    request = Request(
        scenario,
        int(manifest["runs"]),
        int(manifest["seed"]),
        None if until is None else datetime.fromisoformat(until),
        str(manifest.get("variant", "")),
    )
    return request, manifest


def _wrong(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(Mark(str(path)), "", message)])


def libraries() -> dict[str, str]:
    """The versions of the libraries that results could depend on."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def commit() -> str | None:
    """The commit of the program's checkout, if it runs from one, marked where files differ."""
    root = Path(__file__).resolve().parents[2]
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    try:
        found = subprocess.run(  # noqa: S603 (a fixed command)
            [git, "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return found.stdout.strip()
