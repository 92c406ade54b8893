"""The verb `session export`: the log as lines, the class as tables, one student's own things."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from sim.classroom.debrief.export.hiding import hiding
from sim.classroom.debrief.export.lines import lines
from sim.classroom.debrief.export.tables import STEMS, sheets
from sim.classroom.debrief.export.write import write_lines, write_tables
from sim.classroom.debrief.found import debrief
from sim.classroom.debrief.opened import Opened
from sim.classroom.debrief.people import people
from sim.cli.class_files import read
from sim.cli.common import wrong

JSONL = "jsonl"


def export_verb(
    path: Path, form: str, *, out: Path | None, student: str, anonymous: bool, restart: bool
) -> None:
    """Write an export; tokens, keys and their hashes are never in it."""
    found = read(path)
    if student and student not in found.state.seats:
        raise wrong("--student", _unknown(found, student))
    target = out or _target(path, form, student, anonymous=anonymous)
    _free(target, form, restart=restart)
    written = _write(found, target, form, student or None, anonymous=anonymous)
    typer.echo(f"Wrote {written}")
    if anonymous:
        typer.echo("Read it before you pass it on: what people wrote may still say who they are.")
    elif not student:
        typer.echo(
            "It names students and holds their private minute papers; --anonymous hides names."
        )


def _unknown(found: Opened, student: str) -> str:
    if not found.state.seats:
        return f"found {student!r}, and nobody took a seat in this exercise"
    known = ", ".join(f"{seat.id} ({seat.name})" for seat in found.state.seats.values())
    return f"found {student!r}, expected one of: {known}"


def _target(path: Path, form: str, student: str, *, anonymous: bool) -> Path:
    """Beside the exercise file, named after it."""
    parts = [path.stem, student, "anonymous" if anonymous else "", "" if form == JSONL else form]
    stem = "-".join(part for part in parts if part)
    return path.with_name(f"{stem}.jsonl" if form == JSONL else stem)


def _free(target: Path, form: str, *, restart: bool) -> None:
    """Nothing is replaced unasked, and never anything but an export of the same form."""
    if not target.exists() or (form != JSONL and target.is_dir() and not any(target.iterdir())):
        return
    fits = target.is_file() if form == JSONL else _holds_tables(target)
    if not fits:
        raise wrong(
            str(target), "is there already and is no such export; choose another with --out"
        )
    if not restart:
        raise wrong(str(target), "is there already; choose another with --out, or --restart")
    if form == JSONL:
        if target.suffix != ".jsonl":
            raise wrong(str(target), "is there already and is no .jsonl file; choose another")
        target.unlink()
    else:
        shutil.rmtree(target)


def _holds_tables(folder: Path) -> bool:
    ours = {f"{stem}.csv" for stem in STEMS}
    return folder.is_dir() and all(each.name in ours for each in folder.iterdir())


def _write(found: Opened, target: Path, form: str, student: str | None, *, anonymous: bool) -> str:
    hidden = hiding(people(found.head, found.state)) if anonymous else None
    target.parent.mkdir(parents=True, exist_ok=True)
    if form == JSONL:
        write_lines(target, lines(found, student=student, hidden=hidden))
        return str(target)
    made = sheets(debrief(*found), found.state, student=student)
    if hidden is not None:
        made = tuple(each.hidden(hidden) for each in made)
    return f"{len(write_tables(target, made))} tables into {target}"
