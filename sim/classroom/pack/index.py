"""The first page of the pack: every document, whom it is for, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.pack.handouts import Folder, Handout
from sim.classroom.pack.html import environment, style

INDEX = "index.html"
FOR_WHOM: dict[Folder, str] = {
    "everyone": "For all participants",
    "teams": "For one team each",
    "control": "For control and evaluators: players never see these",
}


@dataclass(frozen=True)
class Line:
    """A document in the list, with its files relative to the page."""

    name: str
    use: str
    files: tuple[tuple[str, str], ...]  # (what it is called, where it is)


def index_page(game: Game, items: Sequence[Handout], msel: Sequence[str]) -> str:
    """The page. `msel` are the files of the list of events, relative to it."""
    groups = [
        (title, [_line(each) for each in items if each.folder == folder])
        for folder, title in FOR_WHOM.items()
    ]
    if msel:
        files = tuple((name.rpartition(".")[2], name) for name in msel)
        use = (
            "Every event. Edit it in a spreadsheet and give it back with “tabletop pack "
            f"{game.scenario.scenario} --msel FILE”."
        )
        groups[-1][1].insert(1, Line("Master scenario events list (MSEL)", use, files))
    return environment().get_template("index.html.j2").render(
        title=game.exercise.title,
        subtitle="What to hand out, and to whom",
        marking="For the Facilitator",
        language="en-GB",
        classes="",
        groups=groups,
        css=style(),
    )  # fmt: skip


def _line(each: Handout) -> Line:
    files = tuple((ending, f"{each.folder}/{each.stem}.{ending}") for ending in ("docx", "html"))
    return Line(each.name, each.use, files)
