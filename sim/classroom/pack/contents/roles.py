"""The roles of an exercise in the words of HSEEP, the same in every document."""

from __future__ import annotations

from sim.classroom.pack.document import Bullets, Item

PLAYERS = (
    Item(
        "take a seat in a team, decide in its name and give reasons. They play offices.", "Players"
    ),
    Item(
        "keeps the time, releases messages, answers questions about the facts of the exercise, "
        "and leads the hot wash. In a small class the Facilitator is the White cell.",
        "Facilitator",
    ),
    Item(
        "write down what teams do against the evaluation guides. They rate and do not coach.",
        "Evaluators",
    ),
    Item("watch, and do not take part in play.", "Observers"),
)
CONTROL = (
    Item("answers for the exercise as a whole, and may stop it at any time.", "Exercise Director"),
    *PLAYERS[1:2],
    Item("release injects, watch one team each, and report to the Facilitator.", "Controllers"),
    Item(
        "speak for parties that nobody plays, from the White cell (SimCell).",
        "Simulators",
    ),
    *PLAYERS[2:4],
    PLAYERS[0],
)
CELLS = (
    Item("teams that play governments and organisations.", "Blue cell"),
    Item("the team or teams whose answers the others have to reckon with.", "Red cell"),
    Item("control: Exercise Director, Facilitator, Controllers, Simulators.", "White cell"),
)


def roles_for_players() -> Bullets:
    """Who does what, as participants need it."""
    return Bullets(PLAYERS)


def roles_for_control() -> Bullets:
    """Who does what, all of it."""
    return Bullets(CONTROL)


def cells() -> Bullets:
    """The cells."""
    return Bullets(CELLS)
