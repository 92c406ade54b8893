"""The grading rubric: what is graded, with how much weight, and what each level looks like."""

from __future__ import annotations

from sim.classroom.game import Game
from sim.classroom.pack.document import Blocks, Document, Table, prose
from sim.report.words import capital


def grading_rubric(game: Game) -> Document:
    """The rubric as a handout."""
    return Document(
        title="Grading rubric",
        subtitle=game.exercise.title,
        marking="For all participants",
        blocks=rubric_blocks(game),
        landscape=True,
    )


def rubric_blocks(game: Game) -> Blocks:
    """The note and the table."""
    rubric = game.exercise.rubric
    levels = list(dict.fromkeys(level for each in rubric.criteria for level in each.levels))
    rows = tuple(
        (each.name, f"{each.weight:g} %", *(each.levels.get(level, "") for level in levels))
        for each in rubric.criteria
    )
    header = ("Criterion", "Weight", *(capital(level) for level in levels))
    table = Table("Grading rubric", header, rows, (2, 0.9, *(3 for _ in levels)), row_heads=True)
    return (*(prose(rubric.note) if rubric.note else ()), table)
