"""What verbs share: printing, dates from the command line, progress, the run folder."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console, RenderableType
from rich.measure import Measurement

from sim.experiment.manifest import MANIFEST, read_manifest
from sim.report import dates
from sim.scenario.files.load import Case
from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import Mark, Problem, ScenarioError

RESULTS = Path("results")
PAGE = 120  # characters a line where there is no terminal


def console() -> Console:
    """The console for results: as wide as the terminal or as COLUMNS says, else a page."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return _plain(width=None if known else PAGE)


def notes() -> Console:
    """The console for progress and warnings, beside the results."""
    return _plain(stderr=True)


def _plain(*, width: int | None = None, stderr: bool = False) -> Console:
    """A console that takes brackets and colons in a scenario's words as they are."""
    return Console(width=width, stderr=stderr, markup=False, emoji=False, highlight=False)


def print_whole(shown: RenderableType) -> None:
    """Print tables on as many columns as they need, up to a page: a narrower terminal breaks lines.

    Cut to a narrow terminal they would lose whole columns.
    """
    page = console()
    if page.width < PAGE:
        roomy = page.options.update(width=PAGE, max_width=PAGE)
        need = Measurement.get(page, roomy, shown).maximum
        page = _plain(width=max(page.width, min(need, PAGE)))
    page.print(shown)


def print_paragraph(text: str) -> None:
    """Print a paragraph that is broken at spaces alone: a number keeps its sign on one line."""
    page = console()
    page.print(textwrap.fill(text, page.width), soft_wrap=True)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def print_warnings(case: Case) -> None:
    """Print a case's warnings beside the results."""
    for warning in case.warnings:
        notes().print(f"warning: {warning}", soft_wrap=True)


def names(given: list[str]) -> tuple[str, ...]:
    """The names given with an option, each once or in one list with commas."""
    return tuple(name.strip() for each in given for name in each.split(",") if name.strip())


def moment(text: str, option: str) -> Moment:
    """A date written on the command line. Raises ScenarioError for text that is no date."""
    from pydantic import ValidationError

    try:
        return Moment.model_validate(text)
    except ValidationError:
        message = f"found {text!r}, expected a date such as 2024-05-30 or 2024-05-30T14:00"
        raise wrong(option, message) from None


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


def print_head(
    scenario: Scenario,
    what: str,
    *,
    horizon: float | None = None,
    variant: str = "",
    title: str = "",
) -> None:
    """Print what a page is about: the scenario, its variant if any, and the days that were run."""
    page = console()
    page.print(scenario.title, style="bold")
    page.print(scenario.question)
    if variant:
        page.print(f"Variant {variant}" + (f": {title}" if title else ""))
    page.print(f"{what}, {dates.covered(scenario, horizon)}.\n")


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar beside the results; gives a function that takes how many are done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many are done in a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    beside = notes()
    with Progress(*columns, console=beside, transient=True, disable=not beside.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def saying(what: str) -> Iterator[Callable[[str], None]]:
    """Says what is being done while it is; gives a function that changes the words."""
    with notes().status(what) as status:
        yield status.update


def destination(out: Path | None, scenario: str, name: str, kind: str, runs: int = 0) -> Path:
    """Where a run folder goes; an older run of the same kind and scenario is replaced.

    Raises ScenarioError where it would replace anything else, or more than `runs` replications.
    """
    target = out or RESULTS / scenario / name
    if not target.exists():
        return target
    if not (target / MANIFEST).is_file():
        if not target.is_dir() or any(target.iterdir()):
            raise wrong(
                str(target), "is there already and is no run folder; choose another with --out"
            )
        return target
    try:
        held = read_manifest(target)
    except ScenarioError as error:
        told = f"is there already and is no run folder; choose another with --out\n({error})"
        raise wrong(str(target), told) from None
    if (held["kind"], held["scenario"]) != (kind, scenario):
        found = f"holds {_a(held['kind'])} of {held['scenario']}"
        raise wrong(str(target), f"{found}; choose another with --out")
    if runs and int(held.get("runs", 0)) > runs:
        found = f"has {held['runs']:,} runs already, more than {runs:,}"
        raise wrong(str(target), f"{found}; choose another with --out")
    return target


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
