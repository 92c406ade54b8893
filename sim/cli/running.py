"""The verbs that move a scenario through time: replay and run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from sim.cli.common import (
    console,
    counting,
    destination,
    inside,
    print_head,
    print_json,
    print_warnings,
    saying,
)
from sim.cli.ensembles import How, ensemble_verb
from sim.engine.trace import Trace
from sim.experiment import ask, store
from sim.experiment.folder import run_folder
from sim.experiment.manifest import MANIFEST, PROGRAM
from sim.experiment.provenance import commit
from sim.experiment.replay import Replay, replay
from sim.experiment.request import scenario_hash
from sim.report import plain, terminal
from sim.report.plain import Plain
from sim.scenario.files.load import Case, load, load_variant, variant_path
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario

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
    How().check_kept(out, report=report)
    case = load(where)
    print_warnings(case)
    target = (
        destination(out, case.scenario.scenario, f"replay-seed{seed}", "replay") if report else None
    )
    with counting("Following the record under drawn parameters", draws) as tick:
        found = replay(case, seed=seed, draws=draws, progress=tick)
    told = plain.replay(found)
    if as_json:
        print_json(told)
    else:
        _print_replay(found, context=context)
    if target is not None:
        made = _made(case, "replay", seed=seed, draws=draws)
        _write(
            target,
            case.scenario,
            found.trace,
            found,
            record=None,
            made=made,
            told=told,
            as_json=as_json,
        )


def _print_replay(found: Replay, *, context: bool) -> None:
    scenario, page = found.case.scenario, console()
    entries, rest = terminal.entries_of(found)
    extra = tuple(each for each in rest if context or each.entry.mark == "cause")
    print_head(scenario, "The record, followed")
    page.print(terminal.timeline(scenario, found.trace, entries, extra))
    if len(extra) < len(rest):
        page.print(
            f"{len(rest) - len(extra)} entries of context are left out; --context shows them.\n"
        )
    page.print("How likely the model found each decision, given what came before it", style=HEADING)
    page.print(terminal.decisions(scenario, found.trace, found.surprises))
    page.print(terminal.silences(scenario, found))
    page.print(
        "\nThe model's chance that a decision falls by its date, and on its rung, at the medians of "
        "the parameters (5th to 95th percentile over draws)."
    )
    page.print(terminal.limits(scenario))


def run_verb(
    where: str,
    *,
    how: How,
    runs: int,
    seed: int,
    until: str,
    variant: str,
    out: Path | None,
    report: bool,
    as_json: bool,
) -> None:
    """Run a scenario from its causes alone."""
    if runs == 1:
        how.check_single()
    how.check_kept(out, report=report)
    case = load(where)
    print_warnings(case)
    scenario = ask.scenario_of(case, variant)
    title = load_variant(variant, case).title if variant else ""
    end = inside(scenario, until, "--until") if until else None
    name = f"{'run' if runs == 1 else 'runs'}-seed{seed}"
    name += "".join(f"-{each}" for each in (Path(variant).stem if variant else "", until) if each)
    kind = "run" if runs == 1 else "ensemble"
    target = destination(out, scenario.scenario, name, kind) if report else None
    if runs > 1:
        request = store.Request(scenario, runs, seed, end, variant, how.halfwidth, title)
        ensemble_verb(request, target, how, as_json=as_json)
        return
    files = [variant_path(variant, case)] if variant else []
    made = _made(case, "run", *files, seed=seed, runs=runs, until=until, variant=variant)
    made |= {"variant_title": title} if variant else {}
    made["scenario_hash"] = scenario_hash(scenario)
    trace = ask.trace(scenario, seed=seed, until=end)
    told = plain.run(scenario, trace)
    if as_json:
        print_json(told)
    else:
        _print_run(scenario, trace, variant, title)
    if target is not None:
        _write(
            target, scenario, trace, None, record=case.record, made=made, told=told, as_json=as_json
        )


def _print_run(scenario: Scenario, trace: Trace, variant: str, title: str) -> None:
    page = console()
    print_head(
        scenario,
        f"One run from the causes alone, seed {trace.seed}",
        horizon=trace.until,
        variant=variant,
        title=title,
    )
    page.print(terminal.timeline(scenario, trace, {}))
    page.print("Decisions", style=HEADING)
    page.print(terminal.decisions(scenario, trace))
    page.print("One run is one possible course among many; --runs N says how many go which way.")
    page.print(terminal.limits(scenario))


def _made(case: Case, verb: str, *more: Path, **options: object) -> Plain:
    """How a run folder was made: what a reader needs to make it again."""
    return {
        "program": f"{PROGRAM} {version(PROGRAM)}",
        "kind": verb,
        "verb": verb,
        "scenario": case.scenario.scenario,
        "files": {
            f"{path.resolve().parent.name}/{path.name}": sha256(path.read_bytes()).hexdigest()
            for path in (*case.files, *more)
        },
        "options": {name: value for name, value in options.items() if value not in {"", None}},
        **({} if (of := commit()) is None else {"commit": of}),
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _write(
    target: Path,
    scenario: Scenario,
    trace: Trace,
    followed: Replay | None,
    *,
    record: Record | None,
    made: Plain,
    told: Plain,
    as_json: bool,
) -> None:
    """Write the run folder: manifest, the trace as JSON, report and figures."""
    import sim.report.write as reporting

    with saying("Writing the report") as say, run_folder(target) as draft:
        _write_json(draft / MANIFEST, {**made, "digest": trace.digest()})
        _write_json(draft / "trace.json", told)
        reporting.write(draft, scenario, trace, followed, made, say, record=record)
    _print_written(target / "report.html", as_json=as_json)


def _write_json(path: Path, value: Plain) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _print_written(path: Path, *, as_json: bool) -> None:
    if not as_json:
        console().print(f"\nWrote {path}", soft_wrap=True)
