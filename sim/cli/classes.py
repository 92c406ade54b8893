"""The verbs of `tabletop session`: what becomes of an exercise file when the class is over."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

session = typer.Typer(
    help="Show, debrief, export or delete what a class did.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="An exercise file (.tabletop).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Replace = Annotated[bool, typer.Option("--restart", help="Replace what is there.")]


class Format(StrEnum):
    """The forms of an export."""

    JSONL = "jsonl"
    CSV = "csv"


@session.command(name="list")
def list_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where exercises are kept.")] = Path(
        "results"
    ),
    *,
    as_json: Json = False,
) -> None:
    """List the exercises below a folder."""
    from sim.cli import class_files

    class_files.list_verb(folder, as_json=as_json)


@session.command()
def show(
    file: File,
    *,
    keys: Annotated[
        bool, typer.Option("--keys", help="Print the room code and the facilitator's link too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what an exercise file holds."""
    from sim.cli import class_files

    class_files.show_verb(file, keys=keys, as_json=as_json)


@session.command()
def debrief(
    file: File,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the debrief goes.")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Name students on the class's page and in the report.")
    ] = False,
    runs: Annotated[
        int, typer.Option(min=1, max=100_000, help="Worlds of the model beside the class.")
    ] = 500,
    restart: Replace = False,
) -> None:
    """Write the debrief and the after-action report."""
    from sim.cli import class_debrief

    class_debrief.debrief_verb(file, out=out, names=names, runs=runs, restart=restart)


@session.command()
def export(
    file: File,
    *,
    form: Annotated[
        Format, typer.Option("--format", help="jsonl: the log, an act a line; csv: tables.")
    ] = Format.JSONL,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="The file, or the folder of tables."),
    ] = None,
    student: Annotated[
        str, typer.Option("--student", metavar="SEAT", help="One student's own things, such as s3.")
    ] = "",
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Aliases in place of names and seats, and no minute papers."
        ),
    ] = False,
    papers: Annotated[
        bool,
        typer.Option("--with-papers", help="The private minute papers in an anonymous export too."),
    ] = False,
    restart: Replace = False,
) -> None:
    """Take out what was done, for grading or research."""
    from sim.cli import class_export

    class_export.export_verb(
        file,
        form.value,
        out=out,
        student=student,
        anonymous=anonymous,
        papers=papers,
        restart=restart,
    )


@session.command()
def delete(
    file: File,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    only: Annotated[
        bool, typer.Option("--only", help="This file alone; forks of the same class stay.")
    ] = False,
) -> None:
    """Delete an exercise and its forks, with everything its class wrote."""
    from sim.cli import class_files

    class_files.delete_verb(file, yes=yes, only=only)
