"""What verbs share: printing, dates from the command line, progress, the run folder."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console

from sim.scenario.load import Case
from sim.scenario.problems import Mark, Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.values import Moment

RESULTS = Path("results")


def console() -> Console:
    """The console for results; as wide as the terminal, or a page where there is none."""
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def notes() -> Console:
    """The console for progress and warnings, beside the results."""
    return Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def print_warnings(case: Case) -> None:
    """Print a case's warnings beside the results."""
    for warning in case.warnings:
        notes().print(f"warning: {warning}", markup=False)


def moment(text: str, option: str) -> Moment:
    """A date written on the command line. Raises ScenarioError for text that is no date."""
    from pydantic import ValidationError

    try:
        return Moment.model_validate(text)
    except ValidationError as error:
        raise wrong(option, error.errors()[0]["msg"]) from None


def inside(scenario: Scenario, text: str, option: str) -> datetime:
    """The end of a date that must lie inside the scenario."""
    end = moment(text, option).last
    if not scenario.start < end <= scenario.ends.last:
        raise wrong(
            option,
            f"found {text}, expected a date from {scenario.start:%Y-%m-%d} to "
            f"{scenario.date(scenario.days - 1):%Y-%m-%d}",
        )
    return end


def wrong(option: str, message: str) -> ScenarioError:
    """Wrong input on the command line, as an error that names the option."""
    return ScenarioError([Problem(Mark(option), "", message)])


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar beside the results; gives a function that takes how many are done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=notes(), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def saying(what: str) -> Iterator[Callable[[str], None]]:
    """Says what is being done while it is; gives a function that changes the words."""
    with notes().status(what) as status:
        yield status.update


@contextmanager
def run_folder(target: Path) -> Iterator[Path]:
    """A folder written under a temporary name, renamed when whole; an error leaves nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o777 & ~_umask())
        if target.exists():
            old = draft.with_name(draft.name + "-old")
            target.rename(old)
            draft.rename(target)
            shutil.rmtree(old)
        else:
            draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
