"""The care page: what a teacher reads before choosing the exercise, and says before STARTEX."""

from __future__ import annotations

from typing import Literal

from sim.classroom.game import Game
from sim.classroom.pack.document import Blocks, Document, Heading, Paragraph, prose


def care_page(game: Game) -> Document:
    """The page on its own."""
    return Document(
        title="Care",
        subtitle=game.exercise.title,
        marking="For the Exercise Director, the Facilitator and Evaluators",
        blocks=care_blocks(game, 1),
    )


def care_blocks(game: Game, level: Literal[1, 2]) -> Blocks:
    """The text, and under a heading of a level who is played by nobody."""
    exercise = game.exercise
    if not exercise.played_by_the_model:
        return prose(exercise.care)
    names = ", ".join(game.name(party) for party in exercise.played_by_the_model)
    return (
        *prose(exercise.care),
        Heading("Played by the model only", level),
        Paragraph(f"{names}."),
    )
