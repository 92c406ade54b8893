"""Writes the report of a run: pictures as SVG and PNG, and one page that opens offline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.engine.trace import Trace
from sim.experiment.replay import Replay
from sim.report.charts.figures import figures, save
from sim.report.history import History, of_replay, of_run
from sim.report.pages.page import page
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario

Say = Callable[[str], object]


def write(  # noqa: PLR0913, PLR0917 (what a run leaves, as the command line has it)
    folder: Path,
    scenario: Scenario,
    trace: Trace,
    followed: Replay | None,
    made: Mapping[str, Any],
    say: Say = lambda _: None,
    *,
    record: Record | None = None,
) -> list[Path]:
    """The report of a followed record, or of a run; with `record`, a run is shown beside it.

    Writes `report.html` and `figures/` into an existing folder and returns the files written; `say`
    is told what is being done.
    """
    if followed is None:
        history = of_run(scenario, trace, record, label=_label(trace, made))
    else:
        history = of_replay(followed)
    return write_history(folder, history, made, say)


def _label(trace: Trace, made: Mapping[str, Any]) -> str | None:
    """What a run of a variant is called; None without a variant."""
    variant = (made.get("options") or {}).get("variant")
    if not variant:
        return None
    title = f": {made['variant_title']}" if made.get("variant_title") else ""
    number = f"seed {trace.seed}, replication {trace.replication}"
    return f"One run of the model, from the causes alone ({number}), variant {variant}{title}"


def write_history(
    folder: Path, history: History, made: Mapping[str, Any], say: Say = lambda _: None
) -> list[Path]:
    """As `write`, of a history."""
    written: list[Path] = []
    drawn = []
    say("Laying out the pictures")
    for figure in figures(history):
        say(f"Drawing {figure.name}")
        written += save(folder / "figures", figure)
        drawn.append(figure)
    say("Writing report.html")
    target = folder / "report.html"
    target.write_text(page(history, drawn, made), encoding="utf-8")
    return [target, *written]
