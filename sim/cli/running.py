"""The verbs that move a scenario through time: replay and run."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sim.cli.common import (
    RESULTS,
    console,
    counting,
    inside,
    notes,
    print_json,
    print_warnings,
    run_folder,
    saying,
)
from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import Trace
from sim.experiment.ensemble import Ensemble, ensemble, summaries
from sim.experiment.replay import Replay, replay
from sim.model.lower import lower
from sim.report import plain, terminal
from sim.scenario.apply import apply_all
from sim.scenario.load import Case, load, load_variant, variants
from sim.scenario.scenario import Scenario
from sim.scenario.tree import read

HEADING = "bold"


def replay_verb(
    where: str,
    *,
    seed: int,
    draws: int,
    out: Path | None,
    report: bool,
    as_json: bool,
    context: bool,
) -> None:
    """Follow the record of a scenario."""
    case = load(where)
    print_warnings(case)
    with counting("Following the record under drawn parameters", draws) as tick:
        found = replay(case, seed=seed, draws=draws, progress=tick)
    scenario = case.scenario
    if as_json:
        print_json(plain.replay(found))
    else:
        _print_replay(found, context=context)
    if report:
        made = _made(case, "replay", seed=seed, draws=draws)
        _write(
            scenario,
            out,
            f"replay-seed{seed}",
            made,
            trace=found.trace,
            followed=found,
            as_json=as_json,
        )


def _print_replay(found: Replay, *, context: bool) -> None:
    scenario, page = found.case.scenario, console()
    entries, rest = terminal.entries_of(found)
    _print_head(scenario, "The record, followed")
    page.print(terminal.timeline(scenario, found.trace, entries, rest if context else ()))
    if rest and not context:
        page.print(f"{len(rest)} entries of context are left out; --context shows them.\n")
    page.print("How likely the model found each decision, given what came before it", style=HEADING)
    page.print(terminal.decisions(scenario, found.trace, found.surprises))
    page.print(terminal.silences(scenario, found))
    page.print(
        "\nChances are the model's, at its parameters' medians (5th to 95th percentile over draws)."
    )
    page.print(terminal.limits(scenario))


def _print_head(scenario: Scenario, what: str) -> None:
    page = console()
    page.print(scenario.title, style=HEADING)
    page.print(scenario.question)
    page.print(
        f"{what}, {scenario.start:%d %B %Y} to {scenario.date(scenario.days - 1):%d %B %Y}.\n"
    )


def run_verb(
    where: str,
    *,
    runs: int,
    seed: int,
    until: str,
    variant: str,
    out: Path | None,
    report: bool,
    as_json: bool,
) -> None:
    """Run a scenario from its causes alone."""
    case = load(where)
    print_warnings(case)
    scenario = case.scenario
    if variant:
        loaded = load_variant(variant, case)
        scenario = apply_all(scenario, loaded, read(variants(case).get(variant, Path(variant))))
    end = inside(scenario, until, "--until") if until else None
    made = _made(case, "run", seed=seed, runs=runs, until=until, variant=variant)
    if runs == 1:
        program = lower(scenario, end)
        trace = run(program, Noise(program, seed))
        _show_run(scenario, trace, variant, as_json=as_json)
        if report:
            name = f"run-seed{seed}" + (f"-{Path(variant).stem}" if variant else "")
            _write(scenario, out, name, made, trace=trace, followed=None, as_json=as_json)
        return
    with counting("Running", runs) as tick:
        found = ensemble(scenario, runs, seed=seed, until=end, progress=tick)
    _show_ensemble(found, variant, as_json=as_json)


def _show_run(scenario: Scenario, trace: Trace, variant: str, *, as_json: bool) -> None:
    if as_json:
        print_json(plain.run(scenario, trace))
        return
    page = console()
    _print_head(
        scenario,
        f"One run from the causes alone{f' ({variant})' if variant else ''}, seed {trace.seed}",
    )
    page.print(terminal.timeline(scenario, trace, {}))
    page.print("Decisions", style=HEADING)
    page.print(terminal.decisions(scenario, trace))
    page.print("One run is one possible course among many; --runs N says how many go which way.")
    page.print(terminal.limits(scenario))


def _show_ensemble(found: Ensemble, variant: str, *, as_json: bool) -> None:
    rows = summaries(found)
    if as_json:
        print_json(plain.ensemble(found, rows))
    else:
        page = console()
        changed = f" ({variant})" if variant else ""
        what = f"{found.finished:,} runs from the causes alone{changed}, seed {found.seed}"
        _print_head(found.scenario, what)
        page.print(terminal.summary(found, rows))
        page.print("A column of dates: the date by which that share of all runs had got there.")
        page.print(terminal.limits(found.scenario))
    for failure in found.failures[:3]:
        notes().print(f"replication {failure.replication} failed: {failure.reason}", markup=False)
    if found.failures:
        import typer

        notes().print(
            f"{len(found.failures)} of {found.runs} replications failed and are part of no share"
        )
        raise typer.Exit(1)


def _made(case: Case, verb: str, **options: object) -> dict[str, object]:
    """How a run folder was made: what a reader needs to make it again."""
    return {
        "program": f"tabletop-sim {version('tabletop-sim')}",
        "verb": verb,
        "scenario": case.scenario.scenario,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in case.files},
        "options": {name: value for name, value in options.items() if value not in {"", None}},
        "made": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
    }


def _write(
    scenario: Scenario,
    out: Path | None,
    name: str,
    made: dict[str, object],
    *,
    trace: Trace,
    followed: Replay | None,
    as_json: bool,
) -> None:
    """Write the run folder: manifest, the trace as JSON, report and figures."""
    import sim.report.write as reporting

    target = out or RESULTS / scenario.scenario / name
    with saying("Writing the report") as say, run_folder(target) as draft:
        told = plain.replay(followed) if followed is not None else plain.run(scenario, trace)
        manifest = {**made, "digest": trace.digest()}
        (draft / "manifest.json").write_text(json.dumps(manifest, indent=2, default=str) + "\n")
        (draft / "trace.json").write_text(
            json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n"
        )
        reporting.write(draft, scenario, trace, followed, made, say)
    if not as_json:
        console().print(f"\nWrote {target / 'report.html'} and figures beside it.", markup=False)
