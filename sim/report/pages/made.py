"""How a report was made: what a reader needs to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from sim.report.history import History

_LABELS = {
    "program": "Program",
    "verb": "Verb",
    "made": "Made",
    "files": "Files",
    "options": "Options",
}


def made_rows(history: History, made: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Labels and texts: scenario, command, seed, files with their SHA-256, and whatever else is told."""
    rows = [
        ("Scenario", f"{history.scenario.scenario}, {history.span()}"),
        ("Seed", f"{history.trace.seed}, replication {history.trace.replication}"),
        ("Digest of the run", history.trace.digest()),
    ]
    if "verb" in made:
        rows.insert(1, ("Command", command(made)))
    for key, value in made.items():
        if key in {"verb", "options", "scenario", "digest"}:
            continue
        label = _LABELS.get(key, key.replace("_", " ").capitalize())
        if isinstance(value, Mapping):
            rows += [(f"{label}: {name}", _text(each)) for name, each in value.items()]
        else:
            rows.append((label, _text(value)))
    return rows


def command(made: Mapping[str, Any]) -> str:
    """The command line that makes the report again."""
    words = ["tabletop", str(made.get("verb", "")), str(made.get("scenario", ""))]
    options = made.get("options") or {}
    for name, value in options.items():
        if value not in {"", None}:
            words += [f"--{str(name).replace('_', '-')}", str(value)]
    return shlex.join(word for word in words if word)


def _text(value: object) -> str:
    return str(value)
