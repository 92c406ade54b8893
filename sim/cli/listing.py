"""The verb `results`: which run folders are there, and a report opened."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.table import Table

from sim.cli.common import RESULTS, console, print_json, wrong
from sim.experiment.manifest import MANIFEST, read_manifest
from sim.scenario.problems import ScenarioError, nearest

Row = dict[str, object]


def results_verb(folder: Path, *, open_: str, as_json: bool) -> None:
    """List the run folders below a folder, or open one's report."""
    if folder != RESULTS and not folder.is_dir():
        raise wrong(str(folder), "is no folder")
    rows = [_row(folder, path, manifest) for path, manifest in _found(folder)]
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


def _found(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The manifests of run folders; not those of other programs, nor in hidden folders (drafts)."""
    for path in sorted(folder.glob(f"**/{MANIFEST}")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            yield path, read_manifest(path)
        except ScenarioError:
            continue


def _row(folder: Path, path: Path, manifest: dict[str, Any]) -> Row:
    options = manifest.get("options", {})
    of = _of(manifest)
    return {
        "folder": str(path.parent.relative_to(folder)),
        "scenario": manifest["scenario"],
        "what": manifest["kind"] + (f" of {of}" if of else ""),
        "runs": manifest.get("runs", 1),
        "seed": manifest.get("seed", options.get("seed", "")),
        "made": _made(manifest["made"]),
        "digest": manifest.get("results_digest", manifest.get("digest", "")),
    }


def _made(text: str) -> str:
    """When it was made, in one form; earlier versions wrote '2026-01-31 12:00:00 UTC'."""
    return text.removesuffix(" UTC").replace(" ", "T") + "Z" if text.endswith(" UTC") else text


def _of(manifest: dict[str, Any]) -> str:
    """Of which variant a run is, or of how many a comparison."""
    several = manifest.get("variants")
    if isinstance(several, list):
        return str(several[0]) if len(several) == 1 else f"{len(several)} variants"
    return str(manifest.get("variant") or manifest.get("options", {}).get("variant") or "")


def _open(folder: Path, name: str, rows: list[Row]) -> None:
    known = [str(row["folder"]) for row in rows]
    if name not in known:
        raise wrong("--open", f"found {name!r}{nearest(name, known)}")
    page = (folder / name / "report.html").resolve()
    if not page.is_file():
        raise wrong("--open", f"{name} has no report.html")
    console().print(str(page), soft_wrap=True)
    webbrowser.open(page.as_uri())
