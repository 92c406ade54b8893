"""Many runs of a scenario: into their folder, and what they say in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from sim.cli.common import console, counting, notes, print_head, print_json, saying, wrong
from sim.cli.engines import FAILED, How, compile_engine, say_engine
from sim.experiment import store
from sim.experiment.canary import EnginesDiffer
from sim.experiment.ensemble import Ensemble, ensemble
from sim.experiment.executors import WorkersDied
from sim.experiment.folder import write_csv
from sim.experiment.narrowing import has_shares
from sim.experiment.opened import Busy, Differs, working_folder
from sim.experiment.parts import TABLES
from sim.report import many, plain, terminal

__all__ = [
    "FAILED",
    "How",
    "compile_engine",
    "ensemble_verb",
    "print_differences",
    "print_ensemble",
    "run_ensemble",
    "write_csv",
]


def ensemble_verb(request: store.Request, target: Path | None, how: How, *, as_json: bool) -> None:
    """Run an ensemble, into its folder if it has one, and print what it says."""
    if how.halfwidth is not None and not has_shares(request.scenario):
        raise wrong("--until-halfwidth", "no outcome of the scenario is a share of runs")
    found = run_ensemble(request, target, how)
    if as_json:
        print_json(plain.ensemble(found, found.summary))
    else:
        print_ensemble(found)
        if target is not None:
            page = target / "report.html"
            console().print(f"\nWrote {page} and the tables beside it.", soft_wrap=True)
    _say_goal(found, how)
    _end(found, as_json=as_json)


def run_ensemble(
    request: store.Request, target: Path | None, how: How, *, extend: bool = True
) -> Ensemble:
    """Run, telling what is being done; leave with 1 and a sentence where it fails."""
    engine, places = how.checked_engine(), how.places()
    say_engine(how, engine, request.runs)
    try:
        if engine == "batch":
            compile_engine()
        with counting("Running", request.runs) as tick:
            if target is None:
                return _unkept(request, how, tick)
            return store.run(
                request,
                target,
                engine=engine,
                workers=places,
                resume=how.resume,
                restart=how.restart,
                extend=extend,
                progress=tick,
                finish=_finishing(how),
                say=lambda text: notes().print(text, soft_wrap=True),
            )
    except (Busy, Differs, EnginesDiffer) as error:
        notes().print(str(error), soft_wrap=True)
    except WorkersDied as error:
        notes().print(f"{error}. {_kept(target, how)}", soft_wrap=True)
    except KeyboardInterrupt:
        notes().print(f"Stopped. {_kept(target, how)}", soft_wrap=True)
    except OSError as error:
        what = f"{error.filename or 'the results'}: {error.strerror or error}"
        notes().print(f"{what}. {_kept(target, how)}", soft_wrap=True)
    raise typer.Exit(FAILED)


def _unkept(request: store.Request, how: How, tick: Callable[[int], None]) -> Ensemble:
    """Run in memory: nothing is written."""
    engine = how.checked_engine()
    return ensemble(
        request.scenario,
        request.runs,
        seed=request.seed,
        until=request.until,
        engine=engine,
        workers=how.places(),
        halfwidth=request.halfwidth,
        progress=tick,
        variant=request.variant,
        variant_title=request.variant_title,
    )


def _kept(target: Path | None, how: How) -> str:
    """What is kept of a run that came to nothing, and how to go on from it."""
    if target is None:
        return "Nothing is kept with --no-report."
    runs = working_folder(target).runs
    if not runs:
        return "No chunk of runs was finished, so there is nothing to go on from."
    way = "--resume in place of --restart" if how.restart else "--resume"
    return f"{runs:,} finished runs are kept; the same command with {way} goes on."


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


def print_differences(before: dict[str, object], after: dict[str, object]) -> None:
    """Say what two folders were made with, where it is not the same."""
    for key in ("program", "sources", "commit", "python", "libraries", "engine"):
        if before.get(key) != after.get(key):
            console().print(f"  {key}: was {before.get(key)}, is {after.get(key)}", soft_wrap=True)


def print_ensemble(found: Ensemble) -> None:
    """What many runs say."""
    page = console()
    print_head(
        found.scenario,
        f"{found.finished:,} runs from the causes alone, seed {found.seed}",
        horizon=found.program.horizon,
        variant=found.variant,
        title=found.variant_title,
    )
    page.print(many.summary(found, found.summary))
    if told := many.failed(found, found.summary):
        page.print(told, markup=False)
    page.print(f"10, 50 and 90 %: {many.HOW_TO_READ}")
    page.print(terminal.limits(found.scenario))
    if found.compared:
        page.print(
            f"{len(found.compared)} of the runs were made again on SimPy and agreed to the last bit."
        )


def _say_goal(found: Ensemble, how: How) -> None:
    """Say so where intervals are wider than was asked for."""
    if how.halfwidth is None:
        return
    widest = found.halfwidth
    if widest is None:
        notes().print("No share could be counted, so no interval is as narrow as was asked for.")
    elif widest > how.halfwidth:
        notes().print(
            f"The widest interval is {widest:.4f} to either side, not the {how.halfwidth:g} asked "
            f"for: {found.runs:,} runs, the most that --runs allows, are too few.",
            soft_wrap=True,
        )


def _end(found: Ensemble, *, as_json: bool) -> None:
    """Leave with 1 if a replication failed."""
    if not found.failures:
        return
    for failure in found.failures[:3]:
        notes().print(f"replication {failure.replication} failed: {failure.reason}", markup=False)
    if as_json:
        notes().print(many.failed(found, found.summary), markup=False, soft_wrap=True)
    raise typer.Exit(FAILED)
