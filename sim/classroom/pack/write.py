"""Writes the pack into a folder: every document as Word file and page, the MSEL, and an index.

Nothing is touched until all is made, and a file that somebody edited is not overwritten unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.classroom.game import Game
from sim.classroom.pack import docx, html
from sim.classroom.pack.folder import move_in
from sim.classroom.pack.handouts import Handout, handouts
from sim.classroom.pack.index import INDEX, index_page
from sim.classroom.pack.msel import write_csv, write_xlsx
from sim.classroom.pack.msel.table import Unknown

Say = Callable[[str], object]
MSEL = ("control/msel.xlsx", "control/msel.csv")


def write_pack(
    folder: Path, game: Game, unknown: Unknown | None = None, say: Say = lambda _: None
) -> list[Path]:
    """Write the pack of an exercise; returns the files written.

    `unknown` holds what readers of the MSEL wrote in columns of their own; `say` is told of each
    document when it is made. What is in `folder` must have been looked at before (`folder.edited`).
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".pack-", dir=folder.parent) as made:
        for line in _made(Path(made), game, unknown or {}):
            say(line)
        return move_in(Path(made), folder, game)


def _made(made: Path, game: Game, unknown: Unknown) -> Iterator[str]:
    """Make everything in an empty folder, with a line about each."""
    items = list(handouts(game))
    for each in items:
        _document(made, each)
        yield f"{each.name}: {each.folder}/{each.stem}.docx, .html"
    write_xlsx(made / MSEL[0], game, unknown)
    write_csv(made / MSEL[1], game, unknown)
    yield f"Master scenario events list (MSEL): {MSEL[0]}, .csv"
    (made / INDEX).write_text(index_page(game, items, MSEL), encoding="utf-8")


def _document(made: Path, each: Handout) -> None:
    target = made / each.folder
    target.mkdir(exist_ok=True)
    docx.save(each.document, target / f"{each.stem}.docx")
    (target / f"{each.stem}.html").write_text(html.page(each.document), encoding="utf-8")
