"""The rules quiz: without answers for students, and the answers with reasons for the teacher."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.document import (
    Block,
    Checks,
    Document,
    Paragraph,
    Table,
    WriteIn,
)

LETTERS = "ABCDEF"


def rules_quiz(game: Game) -> Document:
    """The questions alone."""
    return Document(
        title="Rules quiz",
        subtitle=game.exercise.title,
        marking="For all participants, before class",
        blocks=(WriteIn("Name"), *_questions(game)),
        compact=True,
    )


def _questions(game: Game) -> Iterator[Block]:
    for number, each in enumerate(game.exercise.quiz, 1):
        yield Paragraph(each.question, f"{number}.")
        yield Checks(tuple(f"{LETTERS[n]}. {choice}" for n, choice in enumerate(each.choices)))


def quiz_answers(game: Game) -> Table:
    """The answers with their reasons."""
    rows = tuple(
        (
            str(number),
            each.question,
            f"{LETTERS[each.answer - 1]}. {each.choices[each.answer - 1]}",
            each.why,
        )
        for number, each in enumerate(game.exercise.quiz, 1)
    )
    return Table("Answers", ("No.", "Question", "Answer", "Why"), rows, (0.7, 3, 3, 4))
