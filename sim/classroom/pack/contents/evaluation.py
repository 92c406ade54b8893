"""Exercise evaluation guides (EEG), one for each capability, and the form for observers."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.ratings import rating_boxes, ratings_line
from sim.classroom.pack.contents.told import objective_number
from sim.classroom.pack.document import (
    BOX,
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    WriteIn,
    facts,
)
from sim.scenario.exercise.learning import Capability

BLANK = "\u00a0"
TASKS_HEIGHT = 8.2  # cm, of all rows: the guide fills one page
MARKING = "For evaluators and control. Players never see it"


def evaluation_guide(game: Game, capability: Capability) -> Document:
    """The guide for one capability."""
    return Document(
        title="Exercise Evaluation Guide",
        subtitle=f"{game.exercise.title}. {capability.name}",
        marking=MARKING,
        blocks=tuple(_guide(game, capability)),
        landscape=True,
        compact=True,
    )


def _guide(game: Game, capability: Capability) -> Iterator[Block]:
    objectives = tuple(
        f"{objective_number(game, each.id)}. {each.text}"
        for each in game.exercise.objectives
        if each.capability == capability.id
    )
    yield facts(
        "Capability",
        ("Core Capability", capability.name),
        ("Capability Target", capability.target),
        ("Exercise Objectives", objectives),
        ("Evaluator, date, teams watched", BLANK),
    )
    yield Heading("Critical Tasks")
    rows = tuple((task.text, rating_boxes(), BLANK) for task in capability.tasks)
    yield Table(
        "Critical tasks",
        ("Critical Task", "Target Rating", "Observation Notes and Explanation of Rating"),
        rows,
        (3, 2, 6),
        row_heads=True,
        height=TASKS_HEIGHT / len(capability.tasks),
    )
    yield facts(
        "Final rating", ("Final Rating of the Capability", f"{rating_boxes()}\u2003Because:")
    )
    yield ratings_line()
    yield Paragraph(
        "Write what was said or done, by whom and in which move, before you rate. Rate the team's work, "
        "not the position it took. Do not coach.",
        tone="small",
    )


def observer_form(game: Game) -> Document:
    """A running sheet for evaluators and observers."""
    return Document(
        title="Evaluator and observer form",
        subtitle=game.exercise.title,
        marking=MARKING,
        blocks=tuple(_observing(game)),
        landscape=True,
        compact=True,
    )


def _observing(game: Game) -> Iterator[Block]:
    moves = " ".join(f"{BOX}\u00a0{n}" for n, _ in enumerate(game.exercise.moves, 1))
    yield facts(
        "Who observes",
        ("Name", BLANK),
        ("Team watched", BLANK),
        ("Role", f"{BOX} Evaluator\u2003{BOX} Observer"),
    )
    yield Table(
        "Observations",
        (
            "Time",
            "Move",
            "Who",
            "What was said or done",
            "Objective",
            "Strength or area for improvement",
        ),
        tuple((BLANK, moves, BLANK, BLANK, BLANK, BLANK) for _ in range(8)),
        (1, 2.1, 1.6, 6, 1.2, 3),
        height=1.35,
    )
    yield PageBreak(landscape=True)
    yield Heading("Objectives")
    yield Table(
        "Objectives",
        ("No.", "Exercise Objective", "Rating"),
        tuple(
            (str(n), each.text, rating_boxes())
            for n, each in enumerate(game.exercise.objectives, 1)
        ),
        (0.6, 8, 2.5),
    )
    yield ratings_line()
    yield WriteIn("Three strengths", 3)
    yield WriteIn("Three areas for improvement", 3)
