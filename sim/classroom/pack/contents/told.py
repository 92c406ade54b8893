"""How the pack names things: moves, dates, seats, sources, offices."""

from __future__ import annotations

import re
from datetime import timedelta

from sim.classroom.game import Game
from sim.report import dates
from sim.scenario.exercise.moves import Move
from sim.scenario.exercise.msel import ALL, WHITE
from sim.scenario.exercise.teams import Seat, Team
from sim.scenario.language.basis import Basis
from sim.scenario.language.vocabulary import Standing

_NUMBERED = re.compile(r"^(?:move|module)\s+\d+\s*[:.]\s*", re.IGNORECASE)
_DATED = re.compile(r"\d{4}-\d{2}(?:-\d{2})?$")


def move_title(number: int, move: Move) -> str:
    """A move by its number (from 1) and its title, which may bring its number itself."""
    return f"Move {number}: {bare_title(move)}"


def bare_title(move: Move) -> str:
    """The title of a move without a number of its own."""
    return _NUMBERED.sub("", move.title) or move.title


def move_dates(move: Move) -> str:
    """The scenario days of a move in words."""
    return dates.span(move.begins.first, move.until.last - timedelta(seconds=1))


def minutes(count: float) -> str:
    """A number of minutes in words."""
    return f"{count:g} minute" + ("" if count == 1 else "s")


def party(game: Game, name: str) -> str:
    """Whoever sends or receives: a party, everybody, or the White cell."""
    return {ALL: "All", WHITE: "White cell"}.get(name) or game.name(name)


def seat_office(game: Game, team: Team, seat: Seat) -> str:
    """The office of a seat."""
    if seat.person is None:
        return str(seat.name)
    person = game.scenario.actor(team.party).people[seat.person]
    return person.role or person.name


def seat_holder(game: Game, team: Team, seat: Seat) -> str:
    """Who holds the office of a seat, or where a made-up one belongs."""
    if seat.person is None:
        return str(seat.role)
    return game.scenario.actor(team.party).people[seat.person].name


def standing(game: Game, what: Standing) -> str:
    """A party at a rung."""
    return f"{game.name(what.actor)} at “{game.rung_name(what.issue, what.rung)}”"


def objective_number(game: Game, name: str) -> int:
    """The place of an objective in the exercise's list, from 1."""
    return 1 + [each.id for each in game.exercise.objectives].index(name)


def sourced(game: Game, basis: Basis) -> str:
    """Where a statement comes from, for readers: publishers and dates, or the assumption."""
    places: dict[str, list[str]] = {}
    for cite in basis.cites:
        name, _, place = cite.partition(" ")
        places.setdefault(name, []).extend([place] if place else [])
    cited = [_source(game, name, found) for name, found in places.items()]
    assumed = [f"assumed, {basis.assumed}"] if basis.assumed is not None else []
    return "; ".join([*cited, *assumed])


def _source(game: Game, name: str, places: list[str]) -> str:
    """A source with its places; the day at the end of an id tells two reports of a publisher apart."""
    record = game.record.sources if game.record is not None else {}
    source = record.get(name) or game.scenario.sources.get(name)
    if source is None:
        return " ".join([name, *places])
    dated = _DATED.search(name)
    date = source.date or (dated.group() if dated else "")
    known = ", ".join([source.publisher or source.title or name, *places])
    return f"{known} ({date})" if date else known
