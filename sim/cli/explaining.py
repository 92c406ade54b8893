"""The verb `explain`: where a variant parts from the baseline, in one pair of runs or in many."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.common import (
    console,
    counting,
    inside,
    notes,
    print_head,
    print_json,
    print_warnings,
    wrong,
)
from sim.cli.ensembles import FAILED, compile_engine
from sim.experiment import ask
from sim.experiment.canary import EnginesDiffer
from sim.experiment.ensemble import default_engine
from sim.experiment.explain.changed import Worlds
from sim.experiment.explain.divergence import diverge
from sim.experiment.explain.divergences import Divergences, divergences
from sim.model.lower import lower
from sim.report import terminal
from sim.report.explain import divergence, plain_divergence
from sim.report.explain import divergences as many_words
from sim.report.explain.divergences import Many
from sim.report.explain.pairs import Pair
from sim.report.explain.sections import Section
from sim.report.history import of_run
from sim.scenario.files.load import load, load_variant
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import touched

RUNS = 1000
SHORT = 20  # characters; a number as short as that is kept on one line


@dataclass(frozen=True)
class Asked:
    """A baseline and a variant of it to be laid side by side."""

    name: str  # of the variant, as it was given
    title: str
    changes: str
    baseline: Scenario
    variant: Scenario
    seed: int
    until: datetime | None


def explain_verb(
    where: str,
    *,
    variant: str,
    replication: int | None,
    runs: int | None,
    seed: int,
    until: str,
    as_json: bool,
) -> None:
    """Explain one pair of runs, or say where many pairs first part."""
    if replication is not None and runs is not None:
        raise wrong("--runs", "has no use beside --replication, which explains one pair of runs")
    case = load(where)
    print_warnings(case)
    loaded = load_variant(variant, case)
    changed = ask.scenario_of(case, variant)
    end = inside(case.scenario, until, "--until") if until else None
    changes = touched(case.scenario, loaded)
    asked = Asked(loaded.variant, loaded.title, changes, case.scenario, changed, seed, end)
    if replication is not None:
        _one(asked, replication, as_json=as_json)
        return
    command = ["tabletop", "explain", where, "--variant", variant]
    command += ["--seed", str(seed)] if seed else []
    command += ["--until", until] if until else []
    _many(asked, runs or RUNS, shlex.join(command), as_json=as_json)


def _one(asked: Asked, replication: int, *, as_json: bool) -> None:
    traces = [
        ask.trace(each, seed=asked.seed, replication=replication, until=asked.until)
        for each in (asked.baseline, asked.variant)
    ]
    ours, theirs = (
        of_run(scenario, trace)
        for scenario, trace in zip((asked.baseline, asked.variant), traces, strict=True)
    )
    pair = Pair(ours, theirs, diverge(*traces))
    told = divergence.told(pair, asked.title, asked.changes)
    if as_json:
        print_json({**_head(asked), **plain_divergence.pair(pair, told)})
        return
    what = f"Two runs from the causes alone, as it stands and {asked.name}"
    print_head(asked.baseline, f"{what}, seed {asked.seed}, replication {replication}")
    _print(told, asked)


def _many(asked: Asked, runs: int, command: str, *, as_json: bool) -> None:
    worlds = Worlds(lower(asked.baseline, asked.until), lower(asked.variant, asked.until))
    many = Many((asked.baseline, asked.variant), worlds, _counted(worlds, runs, asked.seed))
    told = (
        divergence.what_changes(asked.title, asked.changes),
        *many_words.told(many, command),
    )
    if as_json:
        print_json({**_head(asked), **plain_divergence.many(many.found, told)})
    else:
        what = f"{runs:,} pairs of runs from the causes alone, as it stands and {asked.name}"
        print_head(asked.baseline, f"{what}, seed {asked.seed}")
        _print(told, asked)
    if many.found.failed:
        raise typer.Exit(FAILED)


def _counted(worlds: Worlds, runs: int, seed: int) -> Divergences:
    engine = default_engine()
    if engine == "batch":
        compile_engine()
    try:
        with counting("Running both", runs) as tick:
            return divergences(worlds, runs, seed=seed, engine=engine, progress=tick)
    except EnginesDiffer as error:
        notes().print(str(error))
    raise typer.Exit(FAILED)


def _head(asked: Asked) -> dict[str, object]:
    return {
        "scenario": asked.baseline.scenario,
        "variant": asked.name,
        "changes": asked.changes.splitlines(),
        "limits": list(asked.baseline.limits),
    }


# --- on the terminal ----------------------------------------------------------------------------


def _print(told: Sequence[Section], asked: Asked) -> None:
    page = console()
    for section in told:
        page.print(section.heading, style="bold")
        page.print(terminal.indented(section.sentences))
        if section.items:
            page.print(_list(section.items))
        page.print(_table(section) if section.rows else "")
    page.print(terminal.limits(asked.baseline))


def _list(items: Sequence[str]) -> RenderableType:
    """Numbered items, each set in beside its number."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, item in enumerate(items, start=1):
        grid.add_row(f"{number}.", item)
    return Group("", Padding(grid, (0, 0, 0, 2)))


def _table(section: Section) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = zip(section.head, *section.rows, strict=True)
    for number, (name, *cells) in enumerate(columns):
        short = max(len(cell) for cell in (name, *cells)) <= SHORT
        prose = number < section.left
        table.add_column(name, justify="left" if prose else "right", no_wrap=short and not prose)
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in row))
    return Padding(table, (0, 0, 0, 2))
