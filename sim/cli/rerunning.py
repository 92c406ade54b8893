"""The verb `rerun`: are a folder's tables those it was made with, and do they come out again?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from sim.cli.common import console, destination, notes, print_json, wrong
from sim.cli.engines import FAILED, How
from sim.cli.ensembles import print_differences, run_ensemble
from sim.experiment import digests, store
from sim.experiment.finished import folder_of


@dataclass(frozen=True)
class _Kind:
    """A kind of folder: its tables, and how one is made again (returns where)."""

    tables: Iterable[str]
    again: Callable[[Path, Path | None, How], Path]


def rerun_verb(
    where: Path, out: Path | None, how: How, *, check: bool = False, as_json: bool
) -> None:
    """Make what is in a folder again from its manifest and compare digests; or only check its tables."""
    manifest = store.read_manifest(where)
    kind = _kind(where, str(manifest["kind"]))
    folder = folder_of(where)
    if kind.again is not _ensemble:
        _refuse_chunks(how, str(manifest["kind"]))
    digest = str(manifest.get("results_digest", ""))
    _check_tables(folder, digest, kind.tables, as_json=as_json and check)
    if check:
        _say_checked(where, digest, as_json=as_json)
        return
    if out is not None and out.resolve() == folder.resolve():
        raise wrong("--out", f"{out} is the folder that is checked; a rerun needs another")
    target = kind.again(where, out, how)
    _say(manifest, store.read_manifest(target), target, as_json=as_json)


def _kind(where: Path, name: str) -> _Kind:
    """How to treat a kind of folder. Raises ScenarioError for one that holds no tables."""
    if name == "ensemble":
        return _Kind(digests.TABLES, _ensemble)
    if name == "comparison":
        from sim.cli import comparing
        from sim.experiment.compare import tables as compared

        return _Kind(compared.TABLES, comparing.rerun_comparison)
    if name == "counterfactual":
        from sim.cli import conditioning
        from sim.experiment.counterfactual import tables as conditioned

        return _Kind(conditioned.TABLES, conditioning.rerun_counterfactual)
    store.read_made(where)  # says what it is of, and that only many runs will do
    raise AssertionError(name)


def _ensemble(where: Path, out: Path | None, how: How) -> Path:
    request, _ = store.again(where)
    name = f"{folder_of(where).resolve().name}-rerun"
    target = destination(out, request.scenario.scenario, name, "ensemble")
    run_ensemble(request, target, how, extend=False)
    return target


def _refuse_chunks(how: How, kind: str) -> None:
    """Only an ensemble is made in chunks. Raises ScenarioError."""
    for option, given in (("--resume", how.resume), ("--restart", how.restart)):
        if given:
            raise wrong(option, f"is for the folder of many runs, and this is of a {kind}")


def _check_tables(folder: Path, digest: str, tables: Iterable[str], *, as_json: bool) -> None:
    """Leave with 1 and a sentence where the tables are not those that were made."""
    fault = store.altered(folder, digest, tables)
    if not fault:
        return
    if as_json:
        print_json({"whole": False, "fault": fault})
    else:
        notes().print(fault, soft_wrap=True)
    raise typer.Exit(FAILED)


def _say_checked(where: Path, digest: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"whole": True, "digest": digest})
    else:
        console().print(
            f"The tables in {where} are those that its manifest describes: {digest}", soft_wrap=True
        )


def _say(before: dict[str, Any], after: dict[str, Any], target: Path, *, as_json: bool) -> None:
    """Say whether the results are the same, and leave with 1 if not."""
    digests_ = {"before": before["results_digest"], "after": after["results_digest"]}
    same = digests_["before"] == digests_["after"]
    if as_json:
        print_json({"same": same, **digests_, "folder": str(target)})
    else:
        verdict = "the same results" if same else "other results"
        console().print(f"{verdict}: {digests_['after']}", soft_wrap=True)
        if not same:
            console().print(f"the manifest says: {digests_['before']}", soft_wrap=True)
            print_differences(before, after)
        console().print(f"Wrote {target}", soft_wrap=True)
    if not same:
        raise typer.Exit(FAILED)
