"""The verb `pack`: what is handed out in a class, as Word files, pages and a spreadsheet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typer

from sim.cli.common import RESULTS, print_warnings, wrong
from sim.scenario.exercise.load import load_exercise

PACK = "pack"
_NEEDS = {"docx": "python-docx", "openpyxl": "openpyxl"}


def pack_verb(where: str, *, out: Path | None, msel: Path | None, restart: bool) -> None:
    """Write the pack of an exercise; with `msel`, of one whose list of events was edited."""
    _check_installed()
    from sim.classroom.game import game
    from sim.classroom.pack.folder import check_free
    from sim.classroom.pack.msel import edited, read_msel
    from sim.classroom.pack.write import write_pack

    loaded = load_exercise(where)
    print_warnings(loaded.case)
    folder = out or RESULTS / loaded.case.scenario.scenario / PACK
    check_free(folder, replace=restart, given=msel)
    played, unknown = game(loaded, 0), None
    if msel is not None:
        imported = read_msel(msel, loaded.exercise, loaded.case)
        played = type(played)(
            edited(loaded.exercise, imported), played.scenario, played.record, played.seed
        )
        unknown = imported.unknown
        typer.echo(f"Read {len(imported.rows)} events from {msel}")
    files = write_pack(folder, played, unknown, typer.echo)
    typer.echo(f"Wrote {len(files)} files. Begin with {folder / 'index.html'}")


def _check_installed() -> None:
    lacking = [name for module, name in _NEEDS.items() if find_spec(module) is None]
    if lacking:
        names = " and ".join(lacking)
        raise wrong(PACK, f"needs {names}: pip install 'tabletop-sim[classroom]'")
