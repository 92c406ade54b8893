"""An exercise played in memory: acts are judged and folded as in a session, without a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

import pytest

from sim.classroom.acts.base import Act
from sim.classroom.acts.orders import Advised, OrderGiven, Said
from sim.classroom.acts.running import MoveClosed, MoveOpened, Undone
from sim.classroom.acts.seats import SeatTaken
from sim.classroom.game import Game, game
from sim.classroom.rules.person import LEADER, Person, Refused, seated
from sim.classroom.rules.rules import check
from sim.classroom.state.fold import Told, folded
from sim.classroom.state.state import Stamp, State
from sim.classroom.world.world import World, world
from sim.scenario.exercise.load import Class, load_exercise

NINE = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)


@cache
def loaded() -> Class:
    """The exercise of May 2024."""
    return load_exercise("may-2024")


class Play:
    """A class of one test. A minute goes by with every act."""

    def __init__(self, seed: int = 7) -> None:
        self.game: Game = game(loaded(), seed)
        self.told: list[Told] = []
        self.now = NINE

    def state(self) -> State:
        """The state so far."""
        return folded(self.told)

    @property
    def world(self) -> World:
        """The world so far."""
        return world(self.game, self.state())

    def do(self, who: Person, act: Act) -> int:
        """Do something that is accepted; its number."""
        if who.seat is not None:
            who = Person(who.name, self.state().seats[who.name])
        check(self.game, self.state(), who, act)
        return self.write(who, act)

    def write(self, who: Person, act: Act) -> int:
        """Put an act into the log, whatever the rules say."""
        seq = len(self.told) + 1
        self.now += timedelta(minutes=1)
        self.told.append((Stamp(seq, self.now, who.name), act))
        return seq

    def undo(self, seq: int) -> int:
        """Take an act back."""
        return self.write(LEADER, Undone(seq=seq))

    def refused(self, who: Person, act: Act) -> str:
        """Try something that is not accepted; what is said."""
        with pytest.raises(Refused) as told:
            self.do(who, act)
        return str(told.value)

    def sit(self, team: str, chair: str = "adviser", name: str = "") -> Person:
        """Somebody sits down."""
        number = len(self.state().seats) + 1
        token = sha256(f"{number}".encode()).hexdigest()
        seat = f"s{number}"
        taken = SeatTaken(seat=seat, team=team, chair=chair, name=name or seat, token=token)
        self.do(Person(seat), taken)
        return seated(self.state().seats[seat])

    def open(self, minutes: float = 60.0) -> int:
        """Open the next move."""
        return self.do(LEADER, MoveOpened(move=self.state().move + 1, minutes=minutes))

    def close(self) -> int:
        """Close the open move."""
        return self.do(LEADER, MoveClosed(move=self.state().move))

    def moves(self, count: int) -> None:
        """Open and close so many moves."""
        for _ in range(count):
            self.open()
            self.close()


def order(who: Person, move: int, rung: str | None, **more: object) -> OrderGiven:
    """An order of somebody's own team."""
    assert who.team is not None
    fields: Mapping[str, object] = {"reason": "A fact, a goal and a risk.", **more}
    return OrderGiven.model_validate(
        {"move": move, "team": who.team, "seat": who.name, "rung": rung, **fields}
    )


def advised(state: State, seat: str, **more: object) -> Advised:
    """What a seat says of its team's order as it stands; it dissents unless more is said."""
    move = max(state.move, 0)
    placed = state.orders.get((move, state.seats[seat].team if seat in state.seats else ""))
    fields: Mapping[str, object] = {"verdict": "dissent", "rung": None, "reason": "Wait.", **more}
    of = 0 if placed is None else placed.stamp.seq
    return Advised.model_validate({"move": move, "seat": seat, "order": of, **fields})


def said(who: Person, move: int, **more: object) -> Said:
    """Something that somebody says for his team; in public unless more is said."""
    fields: Mapping[str, object] = {"audience": "public", "text": "We say this.", **more}
    return Said.model_validate({"move": move, "team": who.team, "seat": who.name, **fields})
