"""The verb `compare`, and a comparison made again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import typer

from sim.cli.common import (
    console,
    counting,
    destination,
    inside,
    names,
    notes,
    print_head,
    print_json,
    print_warnings,
    print_whole,
    saying,
)
from sim.cli.ensembles import How, compile_engine
from sim.experiment.canary import EnginesDiffer
from sim.experiment.chunks import Engine
from sim.experiment.compare import ask, store
from sim.experiment.compare.compare import compare
from sim.experiment.compare.found import CHANCES, SETS, Comparison, Question
from sim.experiment.compare.tipping import ASSUMPTIONS
from sim.experiment.compare.tipping import RUNS as TRIALS
from sim.experiment.executors import WorkersDied
from sim.report import comparison, comparison_full, comparison_plain, terminal
from sim.report.comparison_words import finding, tipping_sentence
from sim.scenario.files.load import load

FAILED = 1
HEADING = "bold"
TRIES = 6  # trials that a tipping point takes, more or less
RUNS = 20_000
ON_SIMPY = (500, 40, 10)  # runs, sets and runs under each: a minute or two for May 2024
FEW = 3  # variants whose tipping points are told in sentences too
REPORT = "sim.report.pages.comparison"


@dataclass(frozen=True)
class Size:
    """How much is run; None: what suits the engine. All of it is kept, so that any engine can run it again."""

    runs: int | None = None
    sets: int | None = None
    chances: int | None = None
    tipping: bool | None = None

    def suiting(self, engine: Engine) -> tuple[int, int, int, int]:
        """Runs, sets of parameters, runs under each, and runs of each trial of a tipping point."""
        compiled = engine == "batch"
        runs, sets, chances = (RUNS, SETS, CHANCES) if compiled else ON_SIMPY
        tips = compiled if self.tipping is None else self.tipping
        return (
            runs if self.runs is None else self.runs,
            sets if self.sets is None else self.sets,
            chances if self.chances is None else self.chances,
            TRIALS if tips else 0,
        )


def compare_verb(  # the options of a comparison
    where: str,
    *,
    how: How,
    variants: list[str],
    size: Size,
    seed: int,
    until: str,
    outcome: str,
    simultaneous: bool,
    out: Path | None,
    report: bool,
    as_json: bool,
) -> None:
    """Compare a scenario with its variants, into a folder, and print what each changes."""
    case = load(where)
    print_warnings(case)
    runs, sets, chances, trials = size.suiting(how.checked_engine())
    asked = ask.question(
        case,
        names(variants),
        runs=runs,
        seed=seed,
        until=inside(case.scenario, until, "--until") if until else None,
        outcome=outcome,
        sets=sets,
        chances=chances,
        trials=trials,
        simultaneous=simultaneous,
    )
    target = (
        destination(out, case.scenario.scenario, _name(asked, until), store.KIND, asked.runs)
        if report
        else None
    )
    found = _run(asked, target, how)
    if as_json:
        print_json(comparison_plain.plain(found))
    else:
        print_comparison(found)
        if target is not None:
            page = target / "report.html"
            what = (
                f"{page} and the tables beside it"
                if page.is_file()
                else f"{target} with its tables"
            )
            console().print(f"\nWrote {what}.", soft_wrap=True)
    _end(found)


def _name(asked: Question, until: str) -> str:
    """What the folder is called: with the names of a few variants, or how many of all."""
    names = [each.name for each in asked.variants]
    which = "-".join(names) if len(names) <= 2 else f"{len(names)}-variants"  # noqa: PLR2004 (a name that can be read)
    return f"compare-{which}-seed{asked.seed}" + (f"-{until}" if until else "")


def _run(asked: Question, target: Path | None, how: How) -> Comparison:
    """Compare, telling what is being done; leave with 1 and a sentence where it fails."""
    engine = how.checked_engine()
    if engine == "des":
        _say_slow(asked)
    else:
        compile_engine()
    try:
        if target is None:
            return compare(asked, engine=engine, workers=how.places(), counting=counting)
        return store.run(
            asked,
            target,
            engine=engine,
            workers=how.places(),
            counting=counting,
            finish=lambda draft, found: _finish(draft, found, csv=how.csv),
        )
    except (EnginesDiffer, WorkersDied) as error:
        notes().print(str(error), markup=False)
    except KeyboardInterrupt:
        notes().print("Stopped; nothing is kept of a comparison that is not whole.")
    raise typer.Exit(FAILED)


def _say_slow(asked: Question) -> None:
    tips = ASSUMPTIONS * TRIES * asked.trials
    total = (asked.runs + asked.sets * asked.chances + tips) * (1 + len(asked.variants))
    if total >= 1000:  # noqa: PLR2004 (some seconds)
        notes().print(
            f"Running about {total:,} replications on SimPy, some hundreds a second. The compiled engine "
            "(extra 'fast') is many times faster: with it there are more runs, and tipping points."
        )


def _finish(draft: Path, found: Comparison, *, csv: bool) -> None:
    """What goes into the folder beside the tables."""
    with saying("Writing the report") as say:
        if find_spec(REPORT) is not None:
            from importlib import import_module

            import_module(REPORT).write_comparison(draft, found, say)
        if csv:
            say("Writing the tables as CSV")
            store.write_csv(draft)


def print_comparison(found: Comparison) -> None:
    """What a comparison says: tables, then sentences, then limits."""
    page, asked = console(), found.question
    count = len(asked.variants)
    print_head(
        found.scenario,
        f"{asked.runs:,} paired runs of the baseline and {count} variant{'s' if count > 1 else ''}, "
        f"seed {asked.seed}",
    )
    print_whole(comparison.table_of(found))
    page.print(comparison.legend(found))
    page.print("\nFindings", style=HEADING)
    page.print(terminal.indented(_findings(found)))
    after = comparison.but_for_table(found)
    if after is not None:
        page.print("\nBut for what the variant changes", style=HEADING)
        print_whole(after)
        page.print(comparison.BUT_FOR)
    if count == 1 and found.variants[0].order is not None:
        page.print("\nEverything this variant changes", style=HEADING)
        print_whole(comparison_full.in_full(found, found.variants[0]))
    else:
        page.print(f"\nAll outcomes of one variant: --variants {found.variants[0].name}")
    page.print(terminal.limits(found.scenario))
    if found.compared:
        page.print(
            f"{len(found.compared)} runs of every world were made again on SimPy and agreed to the last bit."
        )


def _findings(found: Comparison) -> list[str]:
    """A sentence or two for each variant; with its tipping point, where the table has not many."""
    headline = found.question.headline
    lines = [f"{headline.name or headline.id}:"]
    for each in found.variants:
        told = finding(found, each)
        if len(found.variants) <= FEW:
            told = " ".join(filter(None, (told, tipping_sentence(found, each))))
        lines.append(f"- {told}")
    return lines


def _end(found: Comparison) -> None:
    """Leave with 1 if a replication failed."""
    failed = {world.name: len(world.failures) for world in found.worlds if world.failures}
    if not failed:
        return
    for name, count in failed.items():
        notes().print(
            f"{count} of {found.question.runs} replications of {name} failed; their pairs are left out"
        )
    raise typer.Exit(FAILED)


def rerun_comparison(where: Path, out: Path | None, how: How) -> Path:
    """Make a comparison again from its folder; returns where the new one is."""
    asked, _ = store.again(where)
    name = (where if where.is_dir() else where.parent).resolve().name
    target = destination(out, asked.scenario.scenario, f"{name}-rerun", store.KIND)
    _run(asked, target, how)
    return target
