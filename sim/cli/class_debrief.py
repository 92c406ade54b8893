"""The verb `session debrief`: the pages of the debrief, and the after-action report."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typer

from sim.classroom.debrief.after_action import facts
from sim.classroom.debrief.background import background
from sim.classroom.debrief.drawn import drawn
from sim.classroom.debrief.found import Debrief, debrief
from sim.classroom.debrief.page import page
from sim.cli.class_files import read
from sim.cli.common import saying, wrong

FACILITATOR, CLASS = "debrief-facilitator.html", "debrief-class.html"
REPORT, REPORT_PAGE = "after-action-report.docx", "after-action-report.html"


def debrief_verb(path: Path, *, out: Path | None, names: bool, runs: int, restart: bool) -> None:
    """Write the debrief of an exercise into a folder."""
    if find_spec("docx") is None:
        raise wrong("session debrief", "needs python-docx: pip install 'tabletop-sim[classroom]'")
    found = read(path)
    folder = out or path.with_name(f"{path.stem}-debrief")
    _check_free(folder, restart=restart)
    with saying(f"Running {runs} worlds of the model") as say:
        beside = background(found.head.game, runs=runs)
        say("Writing the debrief")
        told = debrief(*found, beside)
        written = _write(folder, told, names=names)
    for each in written:
        typer.echo(f"Wrote {each}")
    if not told.over:
        typer.echo("ENDEX has not come, so there is no page for the class yet.")


def _check_free(folder: Path, *, restart: bool) -> None:
    """A report that somebody went on writing is not replaced unasked."""
    if folder.exists() and not folder.is_dir():
        raise wrong(str(folder), "is a file; choose a folder with --out")
    there = [name for name in (FACILITATOR, CLASS, REPORT, REPORT_PAGE) if (folder / name).exists()]
    if there and not restart:
        message = f"holds {there[0]} already; choose another folder with --out, or --restart"
        raise wrong(str(folder), message)


def _write(folder: Path, told: Debrief, *, names: bool) -> list[Path]:
    from sim.classroom.pack import docx, html
    from sim.classroom.pack.contents.after_action import after_action

    folder.mkdir(parents=True, exist_ok=True)
    pictures = drawn(told)
    report = after_action(facts(told, names=names))
    texts = {
        FACILITATOR: page(told, "facilitator", pictures=pictures),
        REPORT_PAGE: html.page(report),
    }
    if told.over:
        texts[CLASS] = page(told, "class", names=names, pictures=pictures)
    else:
        (folder / CLASS).unlink(missing_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    docx.save(report, folder / REPORT)
    return [folder / name for name in (*texts, REPORT)]
