"""How the White cell judges: by the model, by its own word, and by a matrix-game argument."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.pack.document import Block, Bullets, Heading, Item, Paragraph, bullets

SORTS = (
    Item("the model runs the days of the move from what was ordered and said.", "Rigid:"),
    Item("the model runs, and the White cell skips, adds or moves events.", "Semi-free:"),
    Item("the White cell says what happens.", "Free:"),
    Item("nothing is judged; positions are compared and talked over.", "Minimal:"),
)
CLOCKS = (
    Item("the bell.", "Wall time:"),
    Item("the minutes of a move; it can be paused.", "Exercise time:"),
    Item("the day in the scenario; it jumps when a move is run.", "Scenario date:"),
)


def adjudication() -> Iterator[Block]:
    """The section of the facilitator guide."""
    yield Heading("Adjudication")
    yield Paragraph("Say before STARTEX which of these is in force.")
    yield Bullets(SORTS)
    yield Heading("A matrix-game argument", 2)
    yield Paragraph("For an action that no order form has:")
    yield bullets(
        "The team says what it does, with what result, and gives up to three reasons why it succeeds.",
        "Other teams give counter-arguments.",
        "The White cell counts the strong ones on both sides.",
        "Two dice, plus strong reasons, less strong counter-arguments: it succeeds on 7 or more.",
        numbered=True,
    )
    yield Heading("Three clocks", 2)
    yield Bullets(CLOCKS)
