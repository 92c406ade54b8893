"""The tables and their chairs, for somebody who is about to sit down."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.game import Game
from sim.classroom.rules.seats import ADVISER, EVALUATOR
from sim.classroom.state.state import State
from sim.classroom.view.table import chair_name


@dataclass(frozen=True)
class Place:
    """A chair. `id` is what the form sends; `by` are the names of who sits there."""

    id: str
    name: str
    task: str
    free: bool
    by: tuple[str, ...]


@dataclass(frozen=True)
class TableFree:
    """A table with its chairs. `free` counts the chairs with a name that nobody has taken."""

    party: str
    name: str
    places: tuple[Place, ...]
    people: int
    free: int
    to_model: bool


def places(game: Game, state: State, but: str = "") -> tuple[TableFree, ...]:
    """The teams' tables in the order of the file, and the evaluators'; as if one seat were given up."""
    tables = (_table(game, state, party, but) for party in game.teams)
    return (*tables, _evaluators(state, but))


def _table(game: Game, state: State, party: str, but: str) -> TableFree:
    seated = [seat for seat in state.seats_of(party) if seat.id != but]
    chairs = [
        (seat.id, chair_name(game, party, seat.id), seat.task) for seat in game.teams[party].seats
    ]
    chairs.append((ADVISER, "Adviser", "Reads along, proposes, endorses or dissents. Any number."))
    found = []
    for id_, name, task in chairs:
        by = tuple(seat.name for seat in seated if seat.chair == id_)
        found.append(Place(f"{party}/{id_}", name, task, id_ == ADVISER or not by, by))
    return TableFree(
        party=party,
        name=game.name(party),
        places=tuple(found),
        people=len(seated),
        free=sum(1 for each in found if each.free) - 1,
        to_model=party in state.handed,
    )


def _evaluators(state: State, but: str) -> TableFree:
    by = tuple(seat.name for seat in state.seats_of(EVALUATORS) if seat.id != but)
    task = "Watches and notes what is done, and does not play. Nobody has to say why."
    place = Place(f"{EVALUATORS}/{EVALUATOR}", "Evaluator", task, True, by)
    return TableFree(EVALUATORS, "Evaluators", (place,), len(by), 1, to_model=False)
