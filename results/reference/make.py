"""Makes the reference results again: `make reference`.

They are committed so that a change of results is seen: the tests make them anew and compare. Run
this where a change is meant, and say so in CHANGELOG.md under "Results changed".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sim
from sim.experiment import store
from sim.experiment.ensemble import Workers
from sim.report import plain

HERE = Path(__file__).parent
CASE = "may-2024"
RUNS = 2_000
FIGURES = ("positions", "pressure-united-states-use")


def reference() -> dict[str, dict[str, Any]]:
    """The reference results by file name, without the pictures."""
    case = sim.load(CASE)
    followed = plain.replay(sim.replay(case, draws=0))
    one = sim.trace(case)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "run"
        many = store.run(store.Request(case.scenario, RUNS), target, workers=Workers(1))
        digest = store.read_manifest(target)["results_digest"]
        told = plain.ensemble(many, many.summary)
    return {
        "replay.json": {"digest": followed["digest"], "surprises": followed["surprises"]},
        "run.json": {"digest": one.digest(), "seed": one.seed, "replication": one.replication},
        "ensemble.json": {"results_digest": digest, **told},
    }


def as_text(value: dict[str, Any]) -> str:
    """A result as it stands in its file."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write everything."""
    from sim.report.charts.figures import figures
    from sim.report.history import of_replay

    folder = HERE / CASE
    folder.mkdir(exist_ok=True)
    for name, value in reference().items():
        (folder / name).write_text(as_text(value), encoding="utf-8")
        sys.stdout.write(f"wrote {folder / name}\n")
    for figure in figures(of_replay(sim.replay(sim.load(CASE)))):
        if figure.name in FIGURES:
            (folder / f"{figure.name}.svg").write_text(figure.svg, encoding="utf-8")
            sys.stdout.write(f"wrote {folder / figure.name}.svg\n")


if __name__ == "__main__":
    main()
