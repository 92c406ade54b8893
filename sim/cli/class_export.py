"""The verb `session export`: the log as lines, the class as tables, one student's own things."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from sim.classroom.debrief.export.hiding import Hiding, hiding, left_out
from sim.classroom.debrief.export.known import known
from sim.classroom.debrief.export.lines import lines
from sim.classroom.debrief.export.tables import STEMS, sheets
from sim.classroom.debrief.export.tables import hidden as under_aliases
from sim.classroom.debrief.export.write import write_lines, write_tables
from sim.classroom.debrief.found import debrief
from sim.classroom.debrief.opened import Opened
from sim.classroom.debrief.people import people
from sim.cli.class_files import read
from sim.cli.common import wrong

JSONL = "jsonl"


def export_verb(
    path: Path,
    form: str,
    *,
    out: Path | None,
    student: str,
    anonymous: bool,
    papers: bool,
    restart: bool,
) -> None:
    """Write an export; tokens, keys and their hashes are never in it."""
    if papers and not anonymous:
        raise wrong(
            "--with-papers", "is for --anonymous; an export with names holds the minute papers"
        )
    found = read(path)
    if student and student not in found.state.seats:
        raise wrong("--student", _unknown(found, student))
    hidden = _hiding(found) if anonymous else None
    whose = student if hidden is None or not student else hidden.people[student].alias
    target = out or _target(path, form, whose, anonymous=anonymous)
    _free(target, form, restart=restart)
    written = _write(found, target, form, student or None, hidden, papers=papers)
    typer.echo(f"Wrote {written}")
    if hidden is not None:
        for told in left_out(hidden):
            typer.echo(told)
        typer.echo(_of_papers(found, student, papers=papers))
        typer.echo("Read it before you pass it on: what people wrote may still say who they are.")
    elif not student:
        typer.echo(
            "It names students and holds their private minute papers; --anonymous hides names."
        )


def _of_papers(found: Opened, student: str, *, papers: bool) -> str:
    """Whether the minute papers are in it, in a sentence."""
    if papers:
        return "It holds minute papers, which students were told that only their teacher reads."
    count = sum(not student or seat == student for seat in found.state.papers)
    if not count:
        return "Minute papers are private and never in it unless --with-papers asks for them."
    written = "1 was" if count == 1 else f"{count} were"
    return (
        f"Minute papers are private and not in it ({written} written); --with-papers puts them in."
    )


def _unknown(found: Opened, student: str) -> str:
    if not found.state.seats:
        return f"found {student!r}, and nobody took a seat in this exercise"
    seats = ", ".join(f"{seat.id} ({seat.name})" for seat in found.state.seats.values())
    return f"found {student!r}, expected one of: {seats}"


def _target(path: Path, form: str, whose: str, *, anonymous: bool) -> Path:
    """Beside the exercise file, named after it and after the student's seat or alias."""
    parts = [path.stem, whose, "anonymous" if anonymous else "", "" if form == JSONL else form]
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


def _hiding(found: Opened) -> Hiding:
    return hiding(people(found.head, found.state), known(found.head.game))


def _write(
    found: Opened,
    target: Path,
    form: str,
    student: str | None,
    hidden: Hiding | None,
    *,
    papers: bool,
) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    if form == JSONL:
        write_lines(target, lines(found, student=student, hidden=hidden, papers=papers))
        return str(target)
    made = sheets(debrief(*found), found.state, student=student)
    if hidden is not None:
        made = under_aliases(made, hidden, papers=papers)
    return f"{len(write_tables(target, made))} tables into {target}"
