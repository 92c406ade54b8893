"""The list as a table: header and lines, with the columns that only its readers know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.pack.msel.cells import cells
from sim.classroom.pack.msel.columns import COLUMNS, KEPT
from sim.classroom.pack.msel.values import Value
from sim.classroom.pack.msel.words import Vocabulary, vocabulary

Unknown = Mapping[int, Mapping[str, Value]]  # by event number, then by header


@dataclass(frozen=True)
class Listing:
    """Header, lines, and the names that its cells use."""

    header: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]
    known: Vocabulary


def listing(game: Game, unknown: Unknown) -> Listing:
    """The list of an exercise. `unknown` holds what its readers wrote in columns of their own."""
    known = vocabulary(game)
    own = own_headers(unknown)
    lines = []
    for row in game.exercise.msel:
        told, kept = cells(row, known), unknown.get(row.number, {})
        ours = [
            kept.get(column.header) if column.key is None else told[column.key]
            for column in COLUMNS
        ]
        lines.append((*ours, *(kept.get(header) for header in own)))
    return Listing((*(column.header for column in COLUMNS), *own), tuple(lines), known)


def own_headers(unknown: Unknown) -> Sequence[str]:
    """The headers beyond ours, in the order in which they stood."""
    found = dict.fromkeys(header for kept in unknown.values() for header in kept)
    return [header for header in found if header not in KEPT]
