"""What pages are put together from: tables, pictures with their tables, and a picture with a chooser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.report.charts.figures import Figure, save
from sim.report.pages.page import Picture, bundle, environment, picture, style
from sim.report.write import Say

Line = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Lines of a table under a heading of their own, which may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table: its caption, its columns, its lines in groups; the first cell of a line names it."""

    caption: str
    columns: Line
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Shown:
    """A picture with the table that says the same."""

    picture: Picture
    table: Table


@dataclass(frozen=True)
class Seen:
    """What is seen of one of the things that a chooser offers, in words and as a table."""

    number: int
    words: str
    table: Table


@dataclass(frozen=True)
class Part:
    """One view of the thing chosen: a live picture if there is one, words and tables of every thing.

    `stills` are pictures of some of them, for where no script runs.
    """

    heading: str
    about: str
    live: Picture | None
    seen: tuple[Seen, ...]
    stills: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Chooser:
    """Many things of which one is shown at a time: what may be chosen, in groups, and what is shown."""

    name: str
    label: str
    options: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]  # heading, then numbers with names
    parts: tuple[Part, ...]
    first: int = 0  # the number of what is shown first

    @property
    def drawn(self) -> list[Picture]:
        """The live pictures."""
        return [part.live for part in self.parts if part.live is not None]


def table(caption: str, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> Table:
    """A table without groups."""
    return Table(caption, tuple(columns), (Group("", tuple(tuple(line) for line in lines)),))


class Album:
    """Pictures as they are drawn: written into the folder, and kept for the page."""

    def __init__(self, draft: Path, say: Say) -> None:
        self._folder, self._say = draft / "figures", say
        self.written: list[Path] = []

    def add(self, name: str, title: str, words: str, chart: Any) -> Picture:  # noqa: ANN401 (any Altair chart)
        """Draw a picture and write it as SVG and PNG."""
        self._say(f"Drawing {name}")
        figure = Figure(name, title, words, chart.to_dict(validate=False))
        self.written += save(self._folder, figure)
        return picture(figure)

    @staticmethod
    def live(name: str, title: str, words: str, chart: Any) -> Picture:  # noqa: ANN401 (any Altair chart)
        """A picture for the page alone: it needs a chooser, so that no still one says it all."""
        return picture(Figure(name, title, words, chart.to_dict(validate=False)))


def write_page(draft: Path, template: str, album: Album, say: Say, **told: Any) -> list[Path]:  # noqa: ANN401 (what a template asks for)
    """Fill a template, write `report.html`; the files written, pictures included."""
    say("Writing report.html")
    target = draft / "report.html"
    text = environment().get_template(template).render(css=style(), script=bundle(), **told)
    target.write_text(text, encoding="utf-8")
    return [target, *album.written]
