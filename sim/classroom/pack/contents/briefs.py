"""The brief of one team: what only that team may read, and how it gives an order."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.job_aid import job_aid
from sim.classroom.pack.contents.told import seat_holder, seat_office, sourced
from sim.classroom.pack.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    Table,
    bullets,
    prose,
)
from sim.report.words import capital
from sim.scenario.exercise.teams import Team


def team_brief(game: Game, team: Team) -> Document:
    """The brief of a team: the card, the sheet, its seats and its orders."""
    name = game.name(team.party)
    return Document(
        title=f"Team brief: {name}",
        subtitle=game.exercise.title,
        marking=f"For the team {name} only",
        blocks=(*_card(game, team), *_sheet(game, team), PageBreak(), *job_aid(game, team)),
    )


def _card(game: Game, team: Team) -> Iterator[Block]:
    brief = team.brief
    yield Heading("Card")
    yield from prose(brief.card.text, "lead")
    yield Heading("Goals", 2)
    yield bullets(*brief.goals)
    if brief.red_lines:
        yield Heading("Red lines", 2)
        yield bullets(*brief.red_lines)
    yield Heading("Seats and tasks", 2)
    yield Paragraph(
        "Share seats where there are more of you, and take two where there are fewer. One seat holds "
        "the pen."
    )
    yield _seats(game, team)


def _seats(game: Game, team: Team) -> Table:
    rows = tuple(
        (
            f"{capital(seat_office(game, team, seat))}\n{seat_holder(game, team, seat)}",
            seat.task,
            "",
        )
        for seat in team.seats
    )
    header = ("Seat", "Task", "Taken by")
    return Table("Seats and tasks", header, rows, (3, 5, 2), row_heads=True)


def _sheet(game: Game, team: Team) -> Iterator[Block]:
    brief = team.brief
    yield PageBreak()
    yield Heading("Sheet")
    yield Heading("Your situation", 2)
    yield from prose(brief.situation)
    if brief.knows:
        yield Heading("What you know", 2)
        yield Bullets(
            tuple(Item(fact.text, source=sourced(game, fact.basis)) for fact in brief.knows)
        )
    if brief.weighs:
        yield Heading("Arguments to weigh", 2)
        yield bullets(*brief.weighs)
    if brief.asks:
        yield Heading("To settle in each move", 2)
        yield bullets(*brief.asks)
    yield Paragraph(
        "Goals, red lines and arguments are instructions to players, written for this exercise.",
        tone="small",
    )
