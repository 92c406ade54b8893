"""Run folders: everything needed to believe a run and to repeat it, whole or absent (docs/model.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.experiment.chunks import Engine
from sim.experiment.ensemble import Ensemble, Progress, Workers, into
from sim.experiment.finished import again, altered, check_replaceable
from sim.experiment.folder import run_folder
from sim.experiment.manifest import ENSEMBLE, MANIFEST, read_made, read_manifest
from sim.experiment.opened import Differs, opened, replaces
from sim.experiment.parts import Parts
from sim.experiment.provenance import made_with
from sim.experiment.request import Request, resolved
from sim.experiment.tables import MEANINGS

__all__ = [
    "MANIFEST",
    "Request",
    "again",
    "altered",
    "check_replaceable",
    "read_made",
    "read_manifest",
    "resolved",
    "run",
]


def run(  # noqa: PLR0913 (the options of a run)
    request: Request,
    target: Path,
    *,
    engine: Engine | None = None,
    workers: Workers | None = None,
    resume: bool = False,
    restart: bool = False,
    extend: bool = True,
    progress: Progress | None = None,
    finish: Callable[[Path, Ensemble], object] | None = None,
    say: Callable[[str], object] = lambda _: None,
    chunk: int | None = None,
) -> Ensemble:
    """Run an ensemble into the run folder `target`, which is whole or absent.

    With `resume`, chunks that an earlier program finished are kept, and with `extend` a finished run of
    fewer replications is extended. What would be lost otherwise is refused, unless `restart` says that it
    may be. `finish` may add to the folder before it gets its name; `say` is told what a resumed run
    had to run again. Raises Busy, Differs, EnginesDiffer, WorkersDied, ScenarioError or OSError;
    finished chunks are kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened(target, request.identity(), resume=resume, restart=restart) as parts:
        try:
            finished = _ready(parts, target, request, extend=resume and extend, say=say)
            task, runs, compared = into(
                parts,
                request.scenario,
                request.runs,
                seed=request.seed,
                until=request.until,
                engine=engine,
                workers=workers,
                halfwidth=request.halfwidth,
                finished=finished,
                progress=progress,
                chunk=chunk,
            )
            with run_folder(target, parts.folder) as draft:
                digest = parts.join(draft, runs)
                found = Ensemble(
                    request.scenario, task.program, request.seed, runs, task.engine, compared,
                    draft, variant=request.variant, variant_title=request.variant_title,
                )  # fmt: skip
                _describe(draft, request, found, digest)
                if finish is not None:
                    finish(draft, found)
        except BaseException:
            if not parts.done():
                parts.close()  # nothing to go on from
            raise
        parts.close()
    return replace(found, folder=target)


def _ready(
    parts: Parts, target: Path, request: Request, *, extend: bool, say: Callable[[str], object]
) -> int:
    """Make ready to run: what is there checked, and taken over where it is gone on with.

    Returns the runs of the finished run that is extended, 0 if there is none. Raises Differs.
    """
    for path in parts.recheck():
        say(f"{path} is damaged or gone; its replications are run again")
    if parts.end > request.runs:
        raise Differs(
            f"replications up to number {parts.end:,} of an interrupted run are there, more than "
            f"{request.runs:,}: ask for as many, or give --restart to begin anew"
        )
    if replaces(parts) or not (target / MANIFEST).exists():
        return 0
    made = check_replaceable(target, request)
    if not extend:
        return 0
    if all(chunk.first >= made.runs for chunk in parts.done()):
        if fault := altered(target, made.results_digest):
            raise Differs(f"{fault}; --restart makes it anew")
        parts.adopt(target, made.runs)
    return made.runs


def _describe(draft: Path, request: Request, found: Ensemble, digest: str) -> None:
    """Write what the folder is and how it was made."""
    asked, widest = request.halfwidth, found.halfwidth
    manifest = {
        "kind": ENSEMBLE,
        "scenario": request.scenario.scenario,
        "variant": request.variant,
        "variant_title": request.variant_title,
        **made_with(),
        **request.identity(),
        "runs": found.runs,
        "failed": len(found.failures),
        "halfwidth_asked": asked,
        "halfwidth": widest,
        "halfwidth_met": None if asked is None else widest is not None and widest <= asked,
        "engine": found.engine,
        "compared_with_simpy": list(found.compared),
        "results_digest": digest,
    }
    for name, text in (
        ("scenario.json", resolved(request.scenario)),
        ("columns.json", json.dumps(MEANINGS, indent=1)),
        (MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False)),
    ):
        (draft / name).write_text(text + "\n", encoding="utf-8")
