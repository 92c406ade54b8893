"""The verb `counterfactual`: what would have happened, given what did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from sim.cli.common import (
    console,
    destination,
    moment,
    names,
    notes,
    print_head,
    print_json,
    print_paragraph,
    print_warnings,
    print_whole,
    saying,
    wrong,
)
from sim.cli.ensembles import How, compile_engine
from sim.experiment.canary import EnginesDiffer
from sim.experiment.counterfactual import store
from sim.experiment.counterfactual.counterfactual import counterfactual
from sim.experiment.counterfactual.found import Asked, Counterfactual
from sim.experiment.counterfactual.null import NullDiffers
from sim.report import butfor, butfor_table, terminal
from sim.report.plain import Plain
from sim.scenario.files.load import Case, load

FAILED = 1


def counterfactual_verb(
    where: str,
    *,
    how: How,
    worlds: int,
    seed: int,
    variants: list[str],
    joint: list[str],
    since: str,
    out: Path | None,
    report: bool,
    as_json: bool,
) -> None:
    """Ask what hung on what, given the record, and print the but-for table."""
    case = load(where)
    print_warnings(case)
    start = None
    if since:
        start = moment(since, "--from").first
    asked = Asked(worlds, seed, names(variants) or None, tuple(joint), start)
    if not report and how.csv:
        raise wrong("--csv", "needs a folder to write to: leave out --no-report")
    target = None
    if report:
        name = f"counterfactual-seed{seed}" + (f"-from-{since}" if since else "")
        target = destination(out, case.scenario.scenario, name, store.KIND, worlds)
    found = _ask(case, asked, how)
    if target is not None:
        _write(found, target, how)
    if as_json:
        print_json(plain(found))
        return
    print_counterfactual(found)
    if target is not None:
        console().print(
            f"\nWrote {target / 'report.html'} and the tables beside it.", soft_wrap=True
        )


def _ask(case: Case, asked: Asked, how: How) -> Counterfactual:
    """The answer, telling what is being done; leaves with 1 and a sentence where it fails."""
    engine = how.checked_engine()
    if engine == "des":
        notes().print(
            "Running on SimPy, which takes minutes; the compiled engine (extra 'fast') takes seconds."
        )
    else:
        compile_engine()
    try:
        with saying("Reading the record") as say:
            return counterfactual(case, asked, engine=engine, say=say)
    except (EnginesDiffer, NullDiffers) as error:
        notes().print(str(error), markup=False)
    except KeyboardInterrupt:
        notes().print("Stopped; nothing was written.")
    raise typer.Exit(FAILED)


def _write(found: Counterfactual, target: Path, how: How) -> str:
    from sim.report.pages.counterfactual import write_counterfactual

    with saying("Writing the report") as say:

        def finish(draft: Path, each: Counterfactual) -> None:
            write_counterfactual(draft, each, say)
            if how.csv:
                store.write_csv(draft)

        return store.write(found, target, finish)


def print_counterfactual(found: Counterfactual) -> None:
    """What hung on what."""
    page = console()
    since = found.asked.since
    what = "What would have happened, given what did"
    if since is not None:
        what = f"What would have happened, given what did up to {since:%d %B %Y}"
    print_head(found.case.scenario, what)
    for sentence in butfor.sentences(found):
        print_paragraph(sentence)
    page.print()
    print_whole(butfor_table.table(found))
    for line in butfor_table.left_out(found):
        print_paragraph(line)
    page.print()
    for line in (*butfor_table.legend(found), butfor_table.HOW_TO_READ, *butfor_table.made(found)):
        print_paragraph(line)
    page.print(terminal.limits(found.case.scenario))


def plain(found: Counterfactual) -> Plain:
    """A counterfactual as plain data, for JSON."""
    from sim.experiment.counterfactual.tables import tables

    told: dict[str, Any] = store.described(found)
    told["sentences"] = list(butfor.sentences(found))
    told["cells"] = tables(found)["butfor"].to_dicts()
    return told


def rerun_counterfactual(where: Path, out: Path | None, how: How) -> Path:
    """Ask again from a folder; returns where the new one is."""
    case, asked = store.again(where)
    name = (where if where.is_dir() else where.parent).resolve().name
    target = destination(out, case.scenario.scenario, f"{name}-rerun", store.KIND)
    _write(_ask(case, asked, how), target, how)
    return target
