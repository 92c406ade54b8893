"""Orders on paper: forms for each team, its forecasts and a page a move, for a class without phones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.told import move_dates, move_title, seat_office
from sim.classroom.pack.document import (
    BOX,
    Block,
    Checks,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    WriteIn,
)
from sim.report.words import capital
from sim.scenario.exercise.moves import Move
from sim.scenario.exercise.teams import Team

STAY = "Stay where we stand"
ADVISERS = 3  # lines for those without a chair; assumed
WRITTEN = "____ per cent; if so, by __________"


def paper_orders(game: Game) -> Document:
    """The forms of all teams, one page each."""
    forms: list[Block] = []
    for team in game.exercise.teams:
        forms += [PageBreak()] if forms else []
        forms += _forecasts(game, team)
        for number, move in enumerate(game.exercise.moves, 1):
            forms += [PageBreak(), *_form(game, team, number, move)]
    return Document(
        title="Orders on paper",
        subtitle=game.exercise.title,
        marking="Each team gets its own forms, a move at a time",
        blocks=tuple(forms),
        compact=True,
    )


def _form(game: Game, team: Team, number: int, move: Move) -> Iterator[Block]:
    yield Heading(f"{game.name(team.party)}. {move_title(number, move)}")
    yield Paragraph(f"{move_dates(move)}. Hand in before the clock ends.", tone="small")
    if team.orders.issue is not None:
        names = [capital(game.rung_name(team.orders.issue, rung)) for rung in game.rungs(team)]
        yield Paragraph("Tick one.", "Position.")
        yield Checks((STAY, *(f"Go to: {name}" for name in names)))
    yield WriteIn("Reason (a goal, a fact, a risk; why not the rung beside it)", 4)
    if team.orders.scope:
        yield WriteIn("Scope: which weapon, where, against what, on what condition", 2)
    if team.orders.actions:
        yield Paragraph(_boxes(team.orders.actions), "One action, or none:")
        yield Paragraph(_boxes(["everybody", *_others(game, team)]), "To:")
        yield WriteIn("In these words", 3)
    yield _voices(game, team)


def _forecasts(game: Game, team: Team) -> Iterator[Block]:
    """A strip for each seat, with both forecasts: each is made alone."""
    yield Heading(f"{game.name(team.party)}. Forecasts")
    yield Paragraph(game.exercise.forecast.question, "Each alone:")
    yield Paragraph(
        "Cut into strips, one for each person. From 0 (never) to 100 (certain). Show the first forecast "
        "to the Facilitator before the first move closes, and the last one before the last move opens.",
        tone="small",
    )
    seats = [capital(seat_office(game, team, seat)) for seat in team.seats] + ["Adviser"] * ADVISERS
    rows = tuple((seat, "", f"First: {WRITTEN}", f"Last: {WRITTEN}") for seat in seats)
    header = ("Seat", "Name", "First forecast", "Last forecast")
    yield Table("Forecasts", header, rows, (2.4, 2, 3.4, 3.4), row_heads=True, height=1.15)


def _boxes(names: Iterable[str]) -> str:
    return "    ".join(f"{BOX}\u00a0{name.replace(' ', chr(160))}" for name in names)


def _others(game: Game, team: Team) -> list[str]:
    return [game.name(each.party) for each in game.exercise.teams if each.party != team.party]


def _voices(game: Game, team: Team) -> Table:
    """A line for each seat: the pen, an endorsement or a dissent, and its own recommendation."""
    rows = tuple((capital(seat_office(game, team, seat)), BOX, BOX, BOX, "") for seat in team.seats)
    header = ("Seat", "Pen", "Endorses", "Dissents", "Own recommendation, and why")
    return Table("Seats", header, rows, (2.6, 0.8, 1.3, 1.3, 6), row_heads=True, height=1.15)
