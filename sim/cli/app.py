"""The verbs of `tabletop`, and how every one of them ends: 0 done, 1 failed, 2 wrong input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.classes import session

app = typer.Typer(
    name="tabletop",
    help="A tabletop scenario simulator: policy positions that answer to events.",
    epilog="A teaching and reasoning aid. It makes no forecast.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

FAILED, WRONG = 1, 2

app.add_typer(session, name="session")

Where = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A shipped name, a folder or a file.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Where the run folder goes.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="The root seed.")]
Date = Annotated[str, typer.Option(metavar="DATE", help="A date such as 2024-05-30.")]


def main() -> None:
    """Run the command line and leave with its exit code; bad input never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without arrows shows a question mark
    try:
        code = app(prog_name="tabletop", standalone_mode=True)
    except Exception as error:  # noqa: BLE001 (told apart below; what is a fault is raised again)
        sys.exit(_ended(error))
    sys.exit(code)


def _ended(error: Exception) -> int:
    """Print what went wrong and give the exit code. What is no user's fault is raised again."""
    from sim.engine.des import Runaway
    from sim.scenario.problems import ScenarioError

    if isinstance(error, ScenarioError):
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        count = len(error.problems)
        if count > 1:
            typer.echo(f"{count} problems", err=True)
        return WRONG
    if isinstance(error, Runaway):
        typer.echo(f"the run failed: {error}", err=True)
        return FAILED
    if isinstance(error, OSError):
        where, why = error.filename or "a file", error.strerror or error
        typer.echo(f"{where}: cannot be read or written ({why})", err=True)
        return FAILED
    raise error


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C before there is anything to keep ends in a sentence, as it does later."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing was run yet.", err=True)
        raise typer.Exit(FAILED) from None


def _print_version(*, value: bool) -> None:
    if value:
        typer.echo(f"tabletop-sim {installed('tabletop-sim')}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


@app.command()
def replay(
    where: Where,
    *,
    seed: Seed = 0,
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help="Parameter draws behind each range.")
    ] = 200,
    out: Out = None,
    report: Annotated[bool, typer.Option(help="Write the run folder with its report.")] = True,
    context: Annotated[
        bool, typer.Option("--context", help="Show entries of context too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Follow the record: who stood where when, by which source."""
    from sim.cli import running

    running.replay_verb(
        where, seed=seed, draws=draws, out=out, report=report, as_json=as_json, context=context
    )


Engine = Annotated[str, typer.Option(help="batch (compiled) or des (SimPy).")]
Count = Annotated[
    int, typer.Option("--workers", min=0, max=4096, help="How many workers (0: all processors).")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from runs already there.")]
Restart = Annotated[bool, typer.Option("--restart", help="Begin anew, and replace what is there.")]
Dask = Annotated[str, typer.Option(metavar="ADDRESS", help="A Dask scheduler to run on.")]


@app.command()
def run(
    where: Where,
    *,
    runs: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many replications.")] = 1,
    seed: Seed = 0,
    until: Date = "",
    variant: Annotated[str, typer.Option(metavar="VARIANT", help="A variant's name or file.")] = "",
    engine: Engine = "",
    workers: Count = 0,
    dask: Dask = "",
    until_halfwidth: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=0.5,
            help="Stop once every share's interval is this narrow to either side; --runs is the most.",
        ),
    ] = 0.0,
    resume: Resume = False,
    restart: Restart = False,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    out: Out = None,
    report: Annotated[bool, typer.Option(help="Write the run folder with its report.")] = True,
    as_json: Json = False,
) -> None:
    """Run from the causes alone: one traced, or many (--runs)."""
    with _stoppable():
        from sim.cli import running
        from sim.cli.ensembles import How

        running.run_verb(
            where,
            how=How(engine, workers, dask, until_halfwidth or None, resume, csv, restart),
            runs=runs,
            seed=seed,
            until=until,
            variant=variant,
            out=out,
            report=report,
            as_json=as_json,
        )


@app.command()
def explain(
    where: Where,
    *,
    variant: Annotated[str, typer.Option(metavar="VARIANT", help="A variant's name or file.")],
    replication: Annotated[
        int | None,
        typer.Option(min=0, max=2**64 - 1, help="Explain this one pair of runs, event by event."),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(min=1, max=10_000_000, help="How many pairs to count (1000 if not given)."),
    ] = None,
    seed: Seed = 0,
    until: Date = "",
    as_json: Json = False,
) -> None:
    """Say where a variant parts from the baseline, and why."""
    from sim.cli import explaining

    explaining.explain_verb(
        where,
        variant=variant,
        replication=replication,
        runs=runs,
        seed=seed,
        until=until,
        as_json=as_json,
    )


@app.command()
def compare(
    where: Where,
    *,
    variants: Annotated[
        list[str] | None,
        typer.Option(
            "--variants",
            metavar="NAMES",
            help="Names or files, with commas (all of the scenario's).",
        ),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(max=1_000_000, help="Paired runs of every world (20,000; on SimPy 500)."),
    ] = None,
    seed: Seed = 0,
    until: Date = "",
    outcome: Annotated[str, typer.Option(metavar="ID", help="The outcome that leads.")] = "",
    sets: Annotated[
        int | None,
        typer.Option(max=100_000, help="Sets of parameters, 0 for none (200; on SimPy 40)."),
    ] = None,
    chances: Annotated[
        int | None, typer.Option(max=100_000, help="Runs under each set (50; on SimPy 10).")
    ] = None,
    tipping: Annotated[
        bool | None,
        typer.Option("--tipping/--no-tipping", help="Look for tipping points (not on SimPy)."),
    ] = None,
    simultaneous: Annotated[
        bool,
        typer.Option("--simultaneous", help="Intervals that hold for all variants together."),
    ] = False,
    engine: Engine = "",
    workers: Count = 0,
    dask: Dask = "",
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    out: Out = None,
    report: Annotated[bool, typer.Option(help="Write the folder with its report.")] = True,
    as_json: Json = False,
) -> None:
    """Say what each variant changes, under the same draws."""
    from sim.cli import comparing
    from sim.cli.ensembles import How

    comparing.compare_verb(
        where,
        how=How(engine, workers, dask, csv=csv),
        variants=variants or [],
        size=comparing.Size(runs, sets, chances, tipping),
        seed=seed,
        until=until,
        outcome=outcome,
        simultaneous=simultaneous,
        out=out,
        report=report,
        as_json=as_json,
    )


@app.command()
def counterfactual(
    where: Where,
    *,
    worlds: Annotated[
        int, typer.Option(min=50, max=100_000, help="Worlds drawn that fit the record.")
    ] = 1000,
    variants: Annotated[
        list[str] | None,
        typer.Option(
            "--variants",
            metavar="NAMES",
            help="Names or files, with commas (all of the scenario's).",
        ),
    ] = None,
    joint: Annotated[
        list[str] | None,
        typer.Option(
            "--joint", metavar="A+B", help="A row of several causes and actor/issues at once."
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="Follow the record up to here, then run free."),
    ] = "",
    seed: Seed = 0,
    engine: Engine = "",
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    out: Out = None,
    report: Annotated[bool, typer.Option(help="Write the folder with its report.")] = True,
    as_json: Json = False,
) -> None:
    """Say what hung on what, given the record (but-for table)."""
    from sim.cli import conditioning
    from sim.cli.ensembles import How

    conditioning.counterfactual_verb(
        where,
        how=How(engine, csv=csv),
        worlds=worlds,
        seed=seed,
        variants=variants or [],
        joint=joint or [],
        since=since,
        out=out,
        report=report,
        as_json=as_json,
    )


@app.command()
def rerun(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="RUN", help="A folder of many runs, a comparison or a counterfactual."
        ),
    ],
    *,
    engine: Engine = "",
    workers: Count = 0,
    dask: Dask = "",
    check: Annotated[
        bool, typer.Option("--check", help="Only check the tables against the manifest.")
    ] = False,
    resume: Resume = False,
    restart: Restart = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Make a folder's results again: are they the same?"""
    with _stoppable():
        from sim.cli import rerunning
        from sim.cli.engines import How

        how = How(engine, workers, dask, resume=resume, restart=restart)
        how.check_kept(out, report=True)
        rerunning.rerun_verb(manifest, out, how, check=check, as_json=as_json)


@app.command()
def results(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where runs are kept.")] = Path(
        "results"
    ),
    *,
    open_: Annotated[str, typer.Option("--open", metavar="RUN", help="Open a run's report.")] = "",
    as_json: Json = False,
) -> None:
    """List the runs that are there, or open a report."""
    from sim.cli import listing

    listing.results_verb(folder, open_=open_, as_json=as_json)


@app.command()
def validate(
    files: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Shipped names, folders or files.")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Check scenarios, records and variants; tell all faults."""
    from sim.cli import files as verbs

    verbs.validate_verb(files, as_json=as_json)


@app.command()
def schema(
    which: Annotated[str, typer.Argument(metavar="scenario|record|variant")] = "scenario",
) -> None:
    """Print the JSON Schema of one of the kinds of file."""
    from sim.cli import files as verbs

    verbs.schema_verb(which)


@app.command(name="list")
def list_(*, as_json: Json = False) -> None:
    """List the scenarios that came with the program."""
    from sim.cli import files as verbs

    verbs.list_verb(as_json=as_json)


@app.command()
def variants(
    where: Where,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="With reasons, fairness and a paragraph for a class.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the variants of a scenario with what each changes."""
    from sim.cli import files as verbs

    verbs.variants_verb(where, full=full, as_json=as_json)


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A lower-case name for the scenario.")
    ],
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="Where its folder goes.")
    ] = Path(),
) -> None:
    """Write a commented scenario that validates and runs."""
    from sim.cli import files as verbs

    verbs.new_verb(name, folder)


@app.command()
def permits(
    where: Where,
    *,
    on: Date = "",
    weapon: Annotated[str, typer.Option(help="A weapon, with --area and --target.")] = "",
    area: Annotated[str, typer.Option(help="An area.")] = "",
    target: Annotated[str, typer.Option(help="A target.")] = "",
    as_json: Json = False,
) -> None:
    """Say who permits what on a date, or yes or no for one use."""
    from sim.cli import permitting

    permitting.permits_verb(where, on=on, weapon=weapon, area=area, target=target, as_json=as_json)


@app.command()
def pack(
    where: Where,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the pack goes.")
    ] = None,
    msel: Annotated[
        Path | None,
        typer.Option("--msel", metavar="FILE", help="An edited list of events (xlsx or CSV)."),
    ] = None,
    restart: Restart = False,
) -> None:
    """Write what is handed out: manuals, briefs, MSEL, forms."""
    from sim.cli import packing

    packing.pack_verb(where, out=out, msel=msel, restart=restart)


@app.command()
def serve(
    where: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A shipped name, a folder or a file.")
    ] = "",
    *,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port (8000, or the next free one).")
    ] = None,
    lan: Annotated[bool, typer.Option("--lan", help="Let phones in the network come in.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**64 - 1, help="The root seed (a random one).")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="PATH", help="Where the exercise is kept.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option("--resume", metavar="FILE", help="Go on with an exercise.")
    ] = None,
    msel: Annotated[
        Path | None,
        typer.Option("--msel", metavar="FILE", help="An edited list of events (xlsx or CSV)."),
    ] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Moves close when you say so, not with the clock.")
    ] = False,
    pace: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=86_400.0, metavar="SECONDS", help="Show intervals at seconds a day."
        ),
    ] = None,
    host_name: Annotated[
        str, typer.Option("--host-name", metavar="NAME", help="A name this computer has.")
    ] = "",
) -> None:
    """Run an exercise with a class, in the browser."""
    with _stoppable():
        from sim.cli import serving

        how = serving.How(seed, file, msel, by_hand, pace)
        serving.serve_verb(where, resume, how, serving.Where(port, lan, host_name))
