"""Verbs about many runs: an ensemble into its folder, the same again, and what is in the store."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from sim.cli.common import (
    RESULTS,
    console,
    counting,
    destination,
    notes,
    print_head,
    print_json,
    saying,
    wrong,
)
from sim.experiment import store
from sim.experiment.canary import EnginesDiffer
from sim.experiment.chunks import Engine
from sim.experiment.ensemble import (
    Ensemble,
    Workers,
    default_engine,
    default_workers,
    ensemble,
)
from sim.experiment.executors import WorkersDied
from sim.experiment.parts import TABLES, Busy, Differs
from sim.report import plain, terminal

FAILED = 1


@dataclass(frozen=True)
class How:
    """How an ensemble is run: none of it changes a result."""

    engine: str = ""
    workers: int = 0
    dask: str = ""
    halfwidth: float | None = None
    resume: bool = False
    csv: bool = False

    def checked_engine(self) -> Engine:
        """The engine asked for, or the faster one that is installed. Raises ScenarioError."""
        if self.engine not in {"", "batch", "des"}:
            raise wrong("--engine", f"found {self.engine!r}, expected 'batch' or 'des'")
        if self.engine == "batch" and default_engine() != "batch":
            raise wrong(
                "--engine", "the compiled engine needs Numba: pip install 'tabletop-sim[fast]'"
            )
        if self.engine == "":
            return default_engine()
        return "batch" if self.engine == "batch" else "des"

    def check_single(self) -> None:
        """Refuse options that only many runs have. Raises ScenarioError."""
        self.checked_engine()
        given = {
            "--engine batch": self.engine == "batch",
            "--workers": self.workers,
            "--dask": self.dask,
            "--until-halfwidth": self.halfwidth,
            "--resume": self.resume,
            "--csv": self.csv,
        }
        for option, value in given.items():
            if value:
                raise wrong(option, "needs --runs 2 or more: a single run is traced on SimPy")

    def places(self, engine: Engine) -> Workers:
        """Where chunks run."""
        if self.dask:
            return Workers(max(2, self.workers), self.dask)
        return Workers(self.workers or (default_workers() if engine == "batch" else 1))


def ensemble_verb(request: store.Request, target: Path | None, how: How, *, as_json: bool) -> None:
    """Run an ensemble, into its folder if it has one, and print what it says."""
    found = _run(request, target, how)
    if as_json:
        print_json(plain.ensemble(found, found.summary))
    else:
        print_ensemble(found, request.variant)
        if target is not None:
            page = target / "report.html"
            console().print(f"\nWrote {page} and the tables beside it.", soft_wrap=True)
    _end(found)


def _run(request: store.Request, target: Path | None, how: How) -> Ensemble:
    """Run, telling what is being done; leave with 1 and a sentence where it fails."""
    engine = how.checked_engine()
    if engine == "des" and request.runs >= 1000:  # noqa: PLR2004 (some seconds)
        notes().print("Running on SimPy; the compiled engine (extra 'fast') is many times faster.")
    if engine == "batch":
        compile_engine()
    try:
        with counting("Running", request.runs) as tick:
            if target is None:
                return ensemble(
                    request.scenario,
                    request.runs,
                    seed=request.seed,
                    until=request.until,
                    engine=engine,
                    workers=how.places(engine),
                    progress=tick,
                )
            return store.run(
                request,
                target,
                engine=engine,
                workers=how.places(engine),
                resume=how.resume,
                progress=tick,
                finish=_finishing(how),
            )
    except (Busy, Differs, EnginesDiffer, WorkersDied) as error:
        notes().print(str(error), markup=False)
    except KeyboardInterrupt:
        notes().print("Stopped. Finished chunks are kept; the same command with --resume goes on.")
    except OSError as error:
        reason = error.strerror or str(error)
        kept = "" if target is None else " Finished chunks are kept; --resume goes on."
        notes().print(f"{error.filename or 'the results'}: {reason}.{kept}", markup=False)
    raise typer.Exit(FAILED)


def compile_engine() -> None:
    """Load the compiled engine, saying so where it has to be compiled first."""
    from sim.engine.batch import cache, compile_now

    if cache.warm():
        return
    with saying("Compiling the engine for this machine (half a minute, once)"):
        compile_now()


def _finishing(how: How) -> Callable[[Path, Ensemble], None]:
    def finish(draft: Path, found: Ensemble) -> None:
        from sim.report.pages.ensemble import write_ensemble

        with saying("Writing the report") as say:
            write_ensemble(draft, found, say)
            if how.csv:
                for name in TABLES:
                    say(f"Writing {name}.csv")
                    write_csv(draft, name)

    return finish


def write_csv(folder: Path, name: str) -> None:
    """A table as CSV, row by row."""
    import polars as pl

    pl.scan_parquet(folder / f"{name}.parquet").sink_csv(folder / f"{name}.csv")


def print_ensemble(found: Ensemble, changed: str) -> None:
    """What many runs say."""
    page = console()
    told = f"{found.finished:,} runs from the causes alone{f' ({changed})' if changed else ''}"
    print_head(found.scenario, f"{told}, seed {found.seed}")
    page.print(terminal.summary(found, found.summary))
    page.print(
        "10, 50 and 90 %: the date by which that share of all runs had got there, or what that "
        "share of them did not exceed."
    )
    page.print(terminal.limits(found.scenario))
    if found.compared:
        page.print(
            f"{len(found.compared)} of the runs were made again on SimPy and agreed to the last bit."
        )


def _end(found: Ensemble) -> None:
    """Leave with 1 if a replication failed."""
    if not found.failures:
        return
    for failure in found.failures[:3]:
        notes().print(f"replication {failure.replication} failed: {failure.reason}", markup=False)
    count = len(found.failures)
    notes().print(f"{count} of {found.runs} replications failed and are part of no share")
    raise typer.Exit(FAILED)


def rerun_verb(where: Path, out: Path | None, how: How, *, as_json: bool) -> None:
    """Run an ensemble, or a comparison, again from its manifest and compare digests."""
    if store.read_manifest(where)["kind"] == "comparison":
        from sim.cli import comparing

        comparing.rerun_verb(where, out, how, as_json=as_json)
        return
    request, manifest = store.again(where)
    name = (where if where.is_dir() else where.parent).resolve().name
    target = destination(out, request.scenario.scenario, f"{name}-rerun", "ensemble")
    _run(request, target, how)
    before, after = manifest["results_digest"], store.read_manifest(target)["results_digest"]
    same = before == after
    if as_json:
        print_json({"same": same, "before": before, "after": after, "folder": str(target)})
    else:
        verdict = "the same results" if same else "other results"
        console().print(f"{verdict}: {after}", soft_wrap=True)
        if not same:
            console().print(f"the manifest says: {before}", soft_wrap=True)
            print_differences(manifest, store.read_manifest(target))
        console().print(f"Wrote {target}", soft_wrap=True)
    if not same:
        raise typer.Exit(FAILED)


def print_differences(before: dict[str, object], after: dict[str, object]) -> None:
    """Say what two folders were made with, where it is not the same."""
    for key in ("program", "commit", "python", "libraries", "engine"):
        if before.get(key) != after.get(key):
            console().print(f"  {key}: was {before.get(key)}, is {after.get(key)}", soft_wrap=True)


def results_verb(folder: Path, *, open_: str, as_json: bool) -> None:
    """List the run folders below a folder, or open one's report."""
    if folder != RESULTS and not folder.is_dir():
        raise wrong(str(folder), "is no folder")
    rows = _listed(folder)
    if open_:
        _open(folder, open_, rows)
        return
    if as_json:
        print_json(rows)
        return
    if not rows:
        console().print(f"No runs below {folder}.")
        return
    table = Table("Folder", "Scenario", "What", "Runs", "Seed", "Made", box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            *(str(row[key]) for key in ("folder", "scenario", "what", "runs", "seed", "made"))
        )
    console().print(table)


def _listed(folder: Path) -> list[dict[str, object]]:
    from sim.scenario.problems import ScenarioError

    rows: list[dict[str, object]] = []
    for path in sorted(folder.glob(f"**/{store.MANIFEST}")):
        try:
            manifest = store.read_manifest(path)
        except ScenarioError:
            continue  # some other program's manifest
        options = manifest.get("options", {})
        rows.append(
            {
                "folder": str(path.parent.relative_to(folder)),
                "scenario": manifest.get("scenario", ""),
                "what": manifest["kind"] + (f" of {v}" if (v := _of(manifest)) else ""),
                "runs": manifest.get("runs", 1),
                "seed": manifest.get("seed", options.get("seed", "")),
                "made": str(manifest.get("made", "")),
                "digest": manifest.get("results_digest", manifest.get("digest", "")),
            }
        )
    return rows


def _of(manifest: dict[str, Any]) -> str:
    """Of which variant a run is, or of how many a comparison."""
    several = manifest.get("variants")
    if isinstance(several, list):
        return str(several[0]) if len(several) == 1 else f"{len(several)} variants"
    return str(manifest.get("variant") or "")


def _open(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    from sim.scenario.problems import nearest

    known = [str(row["folder"]) for row in rows]
    if name not in known:
        raise wrong("--open", f"found {name!r}{nearest(name, known)}")
    page = (folder / name / "report.html").resolve()
    if not page.is_file():
        raise wrong("--open", f"{name} has no report.html")
    console().print(str(page), soft_wrap=True)
    webbrowser.open(page.as_uri())
