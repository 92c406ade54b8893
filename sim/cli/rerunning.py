"""The verb `rerun`: are a folder's tables those it was made with, and do they come out again?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from sim.cli.common import console, destination, notes, print_json, wrong
from sim.cli.engines import FAILED, How
from sim.cli.ensembles import print_differences, run_ensemble
from sim.experiment import store
from sim.experiment.finished import folder_of
from sim.experiment.manifest import read_made


def rerun_verb(
    where: Path, out: Path | None, how: How, *, check: bool = False, as_json: bool
) -> None:
    """Make what is in a folder again from its manifest and compare digests; or only check its tables."""
    kind = store.read_manifest(where)["kind"]
    if kind in {"comparison", "counterfactual"}:
        _other(kind, where, out, how, check=check, as_json=as_json)
        return
    request, manifest = store.again(where)
    folder = folder_of(where)
    _check_tables(folder, where, as_json=as_json and check)
    if check:
        _say_checked(where, manifest, as_json=as_json)
        return
    _check_out(out, folder)
    name = f"{folder.resolve().name}-rerun"
    target = destination(out, request.scenario.scenario, name, "ensemble")
    run_ensemble(request, target, how, extend=False)
    _say(manifest, store.read_manifest(target), target, as_json=as_json)


def _other(
    kind: str, where: Path, out: Path | None, how: How, *, check: bool, as_json: bool
) -> None:
    """What is no ensemble: its own room makes it again."""
    for option, given in (("--check", check), ("--resume", how.resume), ("--restart", how.restart)):
        if given:
            raise wrong(option, f"is for the folder of many runs, and this is of a {kind}")
    _check_out(out, folder_of(where))
    if kind == "comparison":
        from sim.cli import comparing

        comparing.rerun_verb(where, out, how, as_json=as_json)
        return
    from sim.cli import conditioning

    target = conditioning.rerun_counterfactual(where, out, how)
    _say(store.read_manifest(where), store.read_manifest(target), target, as_json=as_json)


def _check_out(out: Path | None, folder: Path) -> None:
    """Refuse to write over the evidence. Raises ScenarioError."""
    if out is not None and out.resolve() == folder.resolve():
        raise wrong("--out", f"{out} is the folder that is checked; a rerun needs another")


def _check_tables(folder: Path, where: Path, *, as_json: bool) -> None:
    """Leave with 1 and a sentence where the tables are not those that were made."""
    fault = store.altered(folder, read_made(where))
    if not fault:
        return
    if as_json:
        print_json({"whole": False, "fault": fault})
    else:
        notes().print(fault, soft_wrap=True)
    raise typer.Exit(FAILED)


def _say_checked(where: Path, manifest: dict[str, Any], *, as_json: bool) -> None:
    digest = manifest["results_digest"]
    if as_json:
        print_json({"whole": True, "digest": digest})
    else:
        console().print(
            f"The tables in {where} are those that its manifest describes: {digest}", soft_wrap=True
        )


def _say(before: dict[str, Any], after: dict[str, Any], target: Path, *, as_json: bool) -> None:
    """Say whether the results are the same, and leave with 1 if not."""
    digests = {"before": before["results_digest"], "after": after["results_digest"]}
    same = digests["before"] == digests["after"]
    if as_json:
        print_json({"same": same, **digests, "folder": str(target)})
    else:
        verdict = "the same results" if same else "other results"
        console().print(f"{verdict}: {digests['after']}", soft_wrap=True)
        if not same:
            console().print(f"the manifest says: {digests['before']}", soft_wrap=True)
            print_differences(before, after)
        console().print(f"Wrote {target}", soft_wrap=True)
    if not same:
        raise typer.Exit(FAILED)
