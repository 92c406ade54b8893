"""Scenarios for ensembles: one in which everything happens, one in which some runs run away."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from sim.experiment.ensemble import Workers
from sim.experiment.opened import Busy
from sim.experiment.store import MANIFEST, Request, run
from sim.scenario.language.scenario import Scenario
from tests.worlds import BUSY_ACTORS, BUSY_CAUSES, Tree, actor, dated, hears, stance, stands, world

NOBODY = 65_534
US: Tree = {"actor": "us", "issue": "use"}
RU: Tree = {"actor": "ru", "issue": "reply"}
OUTCOMES: list[Tree] = [
    {"id": "us-partly", "first_reaches": stands("us", "partly")},
    {"id": "ru-strikes", "first_reaches": stands("ru", "strike", "reply")},
    {"id": "us-first", "before": {"first": stands("us", "partly"), "then": stands("uk", "partly")}},
    {"id": "uk-days", "days_at_or_above": stands("uk", "partly")},
    {"id": "ru-days", "days_at_or_above": stands("ru", "warning", "reply")},
    {"id": "us-end", "at_end": US},
    {"id": "ru-end", "at_end": RU},
    {"id": "us-highest", "highest": US},
    {"id": "ru-highest", "highest": RU},
    {"id": "apart", "spread": {"issue": "use"}},
]


def everything(days: int = 60, **more: object) -> Scenario:
    """Three actors, four causes, every mechanism, every measure."""
    return world(*BUSY_ACTORS, causes=BUSY_CAUSES, days=days, **{"outcomes": OUTCOMES, **more})


def feud() -> Scenario:
    """Two actors who answer each other's acts: in some runs neither begins, in others nothing ends it."""
    actors = [
        actor(
            name,
            stance(
                "reply",
                resistance=(0.6, 0.5),
                standing={"normal": [0.0, 0.3]},
                reactions=[hears({"decision_of": other, "issue": "reply"}, 3.0)],
            ),
        )
        for name, other in (("us", "ru"), ("ru", "us"))
    ]
    strikes = [{"id": "ru-strikes", "first_reaches": stands("ru", "strike", "reply")}]
    return world(*actors, causes=(dated("news", 3.0),), outcomes=strikes)


def manifest(folder: Path) -> dict[str, Any]:
    """A run folder's manifest."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return found


def digest(folder: Path) -> str:
    """The digest of the results in a run folder."""
    return str(manifest(folder)["results_digest"])


# --- programs beside this one, to be killed ---------------------------------------------------------


def children() -> ForkServerContext:
    """Where they come from: forked from a process that has everything imported, and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "polars", "sim.engine.des", "tests.experiment.many"])
    return context


def on_simpy(request: Request, target: Path, chunk: int) -> None:
    """Run or resume an ensemble."""
    run(request, target, engine="des", workers=Workers(1), resume=True, chunk=chunk)


def killed_at_rename(request: Request, target: Path, names: int) -> None:
    """Die once so many folders have been renamed."""
    rename, left = Path.rename, iter(range(names))

    def killed(self: Path, to: Path) -> Path:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, to)

    Path.rename = killed  # type: ignore[assignment,method-assign]
    on_simpy(request, target, 5)


def told(request: Request, target: Path, chunk: int, answers: Queue[str]) -> None:
    """Run an ensemble and say what came of it."""
    try:
        on_simpy(request, target, chunk)
    except (Busy, OSError) as error:
        answers.put(f"{type(error).__name__}: {error}")
    else:
        answers.put("whole")


def as_nobody(request: Request, target: Path, answers: Queue[str]) -> None:
    """The same as a user who may not write there."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    told(request, target, 5, answers)


def with_small_files(request: Request, target: Path, most: int, answers: Queue[str]) -> None:
    """The same where no file may grow beyond so many bytes: a disk that fills at the same place each time."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    told(request, target, 5, answers)
