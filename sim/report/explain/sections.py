"""Text in sections, each with sentences, a list or a table: one form for the terminal and for pages."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading with what is said under it: sentences, then numbered items, then a table.

    `rows` are of one length each and `head` names their columns; of `left`, the columns that hold prose.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    head: Row = ()
    rows: tuple[Row, ...] = ()
    left: int = 1
