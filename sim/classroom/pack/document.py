"""A document as its author thinks of it: headings, text, lists, tables and room to write.

Word and HTML are written from the same one, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Cell: TypeAlias = str | tuple[str, ...]  # text (a paragraph a line), or a list
Tone = Literal["body", "lead", "small", "warning"]
BOX = "☐"


@dataclass(frozen=True)
class Heading:
    """A heading below the title; level 1 is the highest."""

    kind: ClassVar[str] = "heading"
    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""
    tone: Tone = "body"


@dataclass(frozen=True)
class Item:
    """A line of a list: bold words before it, and in small behind it where it comes from."""

    text: str
    lead: str = ""
    source: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list, with numbers or without; each numbered list begins at 1."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Checks:
    """Things to tick off."""

    kind: ClassVar[str] = "checks"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table. Without a header its first column says what each row is.

    `widths` are shares of the page, `height` (cm) is the least height of a row that is written in.
    """

    kind: ClassVar[str] = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    row_heads: bool = False
    height: float = 0.0
    caption_shown: bool = False


@dataclass(frozen=True)
class WriteIn:
    """Room for handwriting: a label, and lines after it."""

    kind: ClassVar[str] = "write_in"
    label: str
    lines: int = 1


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page, upright or across."""

    kind: ClassVar[str] = "page_break"
    landscape: bool = False


Block: TypeAlias = Heading | Paragraph | Bullets | Checks | Table | WriteIn | PageBreak
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A document. `marking` says on every page who may read it."""

    title: str
    subtitle: str
    marking: str
    blocks: Blocks
    landscape: bool = False
    compact: bool = False  # a form: smaller title, tighter lines
    language: str = "en-GB"


@dataclass(frozen=True)
class Sheet:
    """Blocks between two page breaks, all on pages that lie one way."""

    landscape: bool
    blocks: Blocks


def sheets(document: Document) -> Iterator[Sheet]:
    """The document cut at its page breaks."""
    landscape, held = document.landscape, list[Block]()
    for block in document.blocks:
        if isinstance(block, PageBreak):
            yield Sheet(landscape, tuple(held))
            landscape, held = block.landscape, []
        else:
            held.append(block)
    yield Sheet(landscape, tuple(held))


def bullets(*texts: str, numbered: bool = False) -> Bullets:
    """A list of plain lines."""
    return Bullets(tuple(Item(text) for text in texts), numbered)


def facts(caption: str, *rows: tuple[str, Cell]) -> Table:
    """A table of two columns without a header: what, and what it is. Empty rows are left out."""
    kept = tuple(row for row in rows if row[1])
    return Table(caption, (), kept, (1, 3.4), row_heads=True)


def prose(text: str, tone: Tone = "body") -> Blocks:
    """A text as paragraphs, one a line."""
    return tuple(Paragraph(line, tone=tone) for line in lines(text))


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
