"""The facilitator guide and instructor pack: all that control needs, and players never see."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.adjudication import adjudication
from sim.classroom.pack.contents.agendas import agenda_tables
from sim.classroom.pack.contents.care import care_blocks
from sim.classroom.pack.contents.connection import connection
from sim.classroom.pack.contents.events import contingencies, events
from sim.classroom.pack.contents.quiz import quiz_answers
from sim.classroom.pack.contents.ratings import ratings_key
from sim.classroom.pack.contents.roles import cells, roles_for_control
from sim.classroom.pack.contents.rubric import rubric_blocks
from sim.classroom.pack.contents.sitman import objectives_table
from sim.classroom.pack.document import (
    Block,
    Checks,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    bullets,
)

HAND_OUT = "Hand out Module N when its move opens; each module begins on a page of its own."
NEVER = "Players never see this guide or the MSEL: they tell what is to come."


def facilitator_guide(game: Game) -> Document:
    """The guide."""
    return Document(
        title="Facilitator guide",
        subtitle=f"{game.exercise.title}, with the instructor pack",
        marking="For control only",
        blocks=(
            Paragraph(NEVER, tone="warning"),
            *_before(game),
            PageBreak(),
            *events(game),
            *contingencies(game),
            *_after(game),
        ),
    )


def _before(game: Game) -> Iterator[Block]:
    exercise = game.exercise
    yield Heading("Roles")
    yield roles_for_control()
    yield cells()
    yield Paragraph(
        "STARTEX begins the exercise and ENDEX ends it; the Facilitator says both aloud."
    )
    yield Heading("Before STARTEX")
    yield Checks((*exercise.checklist, HAND_OUT))
    yield from connection()
    yield Heading("Care")
    yield from care_blocks(game, 2)
    yield Heading("Agendas")
    yield Paragraph(f"For {exercise.level[:1].lower()}{exercise.level[1:].rstrip('.')}.")
    yield from agenda_tables(exercise.agendas)
    yield Heading("Learning objectives")
    yield objectives_table(game)
    yield Heading("The forecast")
    yield Paragraph(exercise.forecast.question)
    yield from adjudication()


def _after(game: Game) -> Iterator[Block]:
    exercise = game.exercise
    yield Heading("Ratings")
    yield Paragraph("One evaluation guide for each capability; evaluators rate and do not coach.")
    yield ratings_key()
    yield _capabilities(game)
    yield Heading("Hot wash")
    yield Paragraph("Players, straight after ENDEX, before they have left their roles for good.")
    yield bullets(*exercise.hot_wash, numbered=True)
    yield Heading("Debrief and minute paper")
    yield Paragraph(
        "Control and evaluators compare notes; with the class, set its timeline beside what happened. The "
        "order of moves is evidence, not cause."
    )
    yield bullets(*exercise.minute_paper, numbered=True)
    yield Heading("Rules quiz: answers")
    yield quiz_answers(game)
    yield PageBreak(landscape=True)
    yield Heading("Grading rubric")
    yield from rubric_blocks(game)
    yield PageBreak()
    yield Heading("Reset between classes")
    yield Checks(exercise.reset)


def _capabilities(game: Game) -> Table:
    rows = tuple(
        (each.name, each.target, tuple(task.text for task in each.tasks))
        for each in game.exercise.capabilities
    )
    header = ("Core Capability", "Capability Target", "Critical Tasks")
    return Table("Capabilities", header, rows, (2, 4, 4), row_heads=True)
