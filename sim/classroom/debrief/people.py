"""Who took part, under the name and under an alias; pages choose which is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.classroom.acts.running import Ended
from sim.classroom.acts.seats import EVALUATORS, SeatLeft, SeatReissued
from sim.classroom.debrief.aliases import aliases
from sim.classroom.session.head import Head
from sim.classroom.state.fold import Told, undone
from sim.classroom.state.state import State
from sim.classroom.view.table import chair_name


@dataclass(frozen=True)
class Person:
    """Somebody who sat at a table. `party` is None for an evaluator."""

    seat: str
    alias: str
    name: str
    party: str | None
    team: str
    chair: str

    def called(self, *, names: bool) -> str:
        """The name or the alias."""
        return self.name if names else self.alias


def given_up(told: Iterable[Told]) -> frozenset[str]:
    """The seats that were given up before ENDEX, or taken from somebody, and not given out again."""
    acts = tuple(told)
    gone, left, over = undone(acts), set[str](), False
    for stamp, act in acts:
        if stamp.seq in gone:
            continue
        if isinstance(act, SeatLeft) and not over:
            left.add(act.seat)
        elif isinstance(act, SeatReissued):
            left.discard(act.seat)
        over = over or isinstance(act, Ended)
    return frozenset(left)


def people(head: Head, state: State) -> Mapping[str, Person]:
    """Everybody who ever took a seat, by seat."""
    game, alias = head.game, aliases(head.secret, state.seats)
    return {
        seat.id: Person(
            seat=seat.id,
            alias=alias[seat.id],
            name=seat.name,
            party=None if seat.team == EVALUATORS else seat.team,
            team="Evaluators" if seat.team == EVALUATORS else game.name(seat.team),
            chair=chair_name(game, seat.team, seat.chair),
        )
        for seat in state.seats.values()
    }
