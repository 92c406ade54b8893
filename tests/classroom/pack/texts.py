"""What a document says, as its model has it and as the written files have it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import docx

from sim.classroom.pack.document import Cell, Document, Heading, Table, sheets


def headings(document: Document, level: int | None = None) -> list[str]:
    """The headings in order."""
    found = [block for block in document.blocks if isinstance(block, Heading)]
    return [block.text for block in found if level is None or block.level == level]


def tables(document: Document) -> dict[str, Table]:
    """The tables by caption."""
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


def under(document: Document, heading: str) -> list[str]:
    """The headings under one of the highest level, up to the next."""
    found, inside = list[str](), False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text == heading
        elif isinstance(block, Heading) and inside:
            found.append(block.text)
    return found


def in_word(path: Path) -> str:
    """All text of a Word file, tables and footers among it."""
    made = docx.Document(str(path))
    parts = [line.text for line in made.paragraphs]
    parts += [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    parts += [line.text for section in made.sections for line in section.footer.paragraphs]
    return "\n".join(parts)


class Page(HTMLParser):
    """A page taken apart: its text, and its elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._parts: list[str] = []
        self._silent = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent = tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._silent &= tag not in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)

    @property
    def text(self) -> str:
        """What is read, in one line."""
        return re.sub(r"\s+", " ", " ".join(self._parts))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of every element of these tags."""
        return [attributes for tag, attributes in self.elements if tag in tags]


def said(cell: Cell) -> str:
    """A cell in one line."""
    return " ".join(cell) if isinstance(cell, tuple) else cell


def facts_of(table: Table) -> dict[str, Cell]:
    """A table of two columns by what its rows are."""
    return {said(row[0]): row[1] for row in table.rows}


def pages(document: Document) -> int:
    """How many sheets it has."""
    return len(list(sheets(document)))
