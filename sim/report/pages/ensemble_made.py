"""How an ensemble was made, for its page: what a reader needs to believe it and to make it again."""

from __future__ import annotations

from typing import Any

from sim.experiment.ensemble import Ensemble
from sim.experiment.manifest import MANIFEST, read_manifest
from sim.report import dates

_KEPT = {  # what the manifest says that the runs themselves do not
    "scenario_hash": "Scenario, SHA-256",
    "results_digest": "Digest of the tables",
    "program": "Program",
    "sources": "Digest of its code",
    "commit": "Commit",
    "python": "Python",
    "made": "Made",
}


def varied(found: Ensemble) -> str:
    """The variant by name and title; empty without one."""
    return ": ".join(part for part in (found.variant, found.variant_title) if part)


def made_rows(found: Ensemble) -> list[tuple[str, str]]:
    """Labels and texts."""
    made = _manifest(found)
    rows = [
        ("Scenario", found.scenario.scenario),
        ("Variant", varied(found) or "none: the scenario as its file has it"),
        ("Days", dates.covered(found.scenario, found.program.horizon)),
        ("Runs", f"{found.runs:,}, of which {len(found.failures):,} failed"),
        ("Seed", str(found.seed)),
        ("Engine", "compiled" if found.engine == "batch" else "SimPy"),
    ]
    if found.compared:
        told = f"{len(found.compared)} runs made again on SimPy, the same to the last bit"
        rows.append(("Compared", told))
    rows += [(label, str(made[key])) for key, label in _KEPT.items() if made.get(key)]
    if made.get("halfwidth_asked") is not None:
        met = "reached" if made["halfwidth_met"] else "not reached"
        rows.append(("Half-width asked for", f"{made['halfwidth_asked']:g}, {met}"))
    if made:
        rows.append(("Made again by", "tabletop rerun, with the folder that this page is in"))
    return rows


def _manifest(found: Ensemble) -> dict[str, Any]:
    """The manifest of the folder that it is in, if it is in one."""
    if found.folder is None or not (found.folder / MANIFEST).is_file():
        return {}
    return read_manifest(found.folder)
