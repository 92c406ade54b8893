"""The board: who stands on which rung, in which words, and what happened move by move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.session.session import Session
from sim.classroom.view.picture import Moved, Picture, Position
from sim.classroom.world.dice import succeeds


@dataclass(frozen=True)
class Rung:
    """A rung of a board with who stands on it."""

    number: int  # from 1, the lowest
    name: str
    here: tuple[Position, ...]


@dataclass(frozen=True)
class Ladder:
    """One issue's ladder, the highest rung first."""

    issue: str
    people: int  # actors on it
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Past:
    """What happened in the dates of a move."""

    move: int  # from 1
    title: str
    events: tuple[Moved, ...]


def ladders(picture: Picture) -> tuple[Ladder, ...]:
    """The ladders that somebody stands on, in the order in which they come."""
    found = []
    for issue in dict.fromkeys(each.issue for each in picture.positions):
        there = [each for each in picture.positions if each.issue == issue]
        rungs = tuple(
            Rung(k + 1, name, tuple(each for each in there if each.rung == k))
            for k, name in enumerate(there[0].rungs)
        )
        found.append(Ladder(issue, len(there), rungs[::-1]))
    return tuple(found)


def past(session: Session, picture: Picture) -> tuple[Past, ...]:
    """What happened by move, the last move first; a move that was run is there though nothing happened."""
    found = []
    run = {each.move for each in session.state.closed}
    for k in sorted(run | {each.move for each in picture.happened}, reverse=True):
        events = tuple(each for each in picture.happened if each.move == k)
        found.append(Past(k + 1, session.game.exercise.moves[k].title, events))
    return tuple(found)


def wording(session: Session) -> Mapping[str, str]:
    """What each team's last order that took effect says its permission covers, by party."""
    state = session.state
    found: dict[str, str] = {}
    for closed in state.closed:
        for party in closed.people:
            order = state.order(closed.move, party)
            if _won(session, closed.move, party):
                found.pop(party, None)
            elif order is None:
                continue
            elif order.scope:
                found[party] = order.scope
            elif order.rung is not None:
                found.pop(party, None)
    return found


def _won(session: Session, move: int, party: str) -> bool:
    """Whether a team stands where an argument put it, and not where it ordered."""
    return any(
        (each.argued.move, each.argued.team) == (move, party)
        and each.judged is not None
        and each.judged.rung is not None
        and succeeds(session.game.seed, each.judged)
        for each in session.state.arguments
    )


def all_ladders(game: Game) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The issues of the scenario with the names of their rungs, lowest first."""
    return tuple(
        (issue.name or issue.id, tuple(rung.name or rung.id for rung in issue.rungs))
        for issue in game.scenario.issues
    )
