"""A document with one of everything, and facts of a session made up for tests."""

from __future__ import annotations

from sim.classroom.game import Game
from sim.classroom.pack.contents.overview import overview_rows
from sim.classroom.pack.contents.session import (
    AfterAction,
    Area,
    Correction,
    ForecastRow,
    Participants,
    Rated,
    TimelineRow,
)
from sim.classroom.pack.document import (
    Bullets,
    Checks,
    Document,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    Table,
    WriteIn,
    bullets,
    facts,
)

EVERYTHING = Document(
    title="Title & <b>bold</b>",
    subtitle="Subtitle \x07with a bell",
    marking="For nobody",
    blocks=(
        Heading("First"),
        Paragraph("Text\x00.", "Lead."),
        Paragraph("Warned.", tone="warning"),
        bullets("one", "two", numbered=True),
        bullets("again one", numbered=True),
        Bullets((Item("fact", "Lead:", "source"),)),
        Checks(("tick", "tock")),
        Table("Shown", ("A", "B"), (("1", ("x", "y")), ("2", "p\nq")), (1, 2), caption_shown=True),
        facts("Facts", ("What", "That"), ("Empty", "")),
        PageBreak(landscape=True),
        Heading("Across", 2),
        WriteIn("Name", 2),
        PageBreak(),
        Heading("Upright", 3),
    ),
)


def session(game: Game) -> AfterAction:
    """A session with one objective of each sort."""
    return AfterAction(
        title="The class of a test",
        overview=overview_rows(game, "1 June 2030"),
        summary=("A first paragraph.", "A second."),
        objectives=(
            Rated(
                "Objective one", "Deciding", "S", ("A strength.",), (Area("Issue", "Ref", "Why"),)
            ),
            Rated("Objective two", "Reading", None),
        ),
        participants=(Participants("United States", 3, "two seats shared"),),
        corrections=(
            Correction("Deciding", "Issue", "Do it", "Training", "Us", "Me", "1 May", "2 May"),
        ),
        timeline=(TimelineRow("0:05", "10 May 2024", "United States", "ordered a rung"),),
        forecasts=(ForecastRow("Seat 1", "40 %", "60 %", "closer"),),
        forecast_question="Will it?",
    )
