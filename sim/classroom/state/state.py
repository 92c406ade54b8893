"""The state of an exercise as frozen data. It knows who sits where and what was said and ordered.

It knows nothing of the scenario or of the model: what the acts did to the world is worked out from it
(sim.classroom.world), and who may read which part (sim.classroom.view).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from sim.classroom.acts.injects import InjectMade
from sim.classroom.acts.learning import Forecasted, Noted
from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.acts.running import Adjudication
from sim.classroom.acts.seats import EVALUATORS

Phase = Literal["lobby", "open", "closed", "ended"]
RowStatus = Literal["scheduled", "released", "skipped", "done", "missed"]


def nothing() -> Mapping[Any, Any]:
    """An empty mapping that nobody can write into."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where an act stands in the log: its number, when it was confirmed, and who did it."""

    seq: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a table. `left` keeps the name of one who is gone."""

    id: str
    team: str
    chair: str
    name: str
    token: str
    since: datetime
    left: bool = False

    @property
    def plays(self) -> bool:
        """Whether it is a player's seat and taken."""
        return not self.left and self.team != EVALUATORS


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a move: exercise time, which stands still in a pause."""

    opened: datetime
    limit: float  # seconds
    paused_since: datetime | None = None
    paused: float = 0.0  # seconds

    def run(self, now: datetime) -> float:
        """Seconds of exercise time since the move opened."""
        until = self.paused_since if self.paused_since is not None else now
        return max(0.0, (until - self.opened).total_seconds() - self.paused)

    def left(self, now: datetime) -> float:
        """Seconds left, negative when time is over."""
        return self.limit - self.run(now)

    def ends(self) -> datetime | None:
        """When time is over if nothing changes; None while the clock stands still."""
        if self.paused_since is not None:
            return None
        return self.opened + timedelta(seconds=self.limit + self.paused)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said, with its place in the log. `order` is true where an order said it."""

    stamp: Stamp
    said: Said
    order: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it stands, and its place in the log."""

    stamp: Stamp
    order: OrderGiven


@dataclass(frozen=True, slots=True)
class RowState:
    """What became of a row of the MSEL."""

    status: RowStatus
    move: int  # in which it was released, or is to be
    minute: float = 0.0  # of that move, while scheduled
    at: datetime | None = None
    seq: int = 0  # of the act

    def released_in(self, move: int) -> bool:
        """Whether it was delivered in a move."""
        return self.status == "released" and self.move == move


@dataclass(frozen=True, slots=True)
class Argument:
    """A matrix-game argument with what was said against or for it, and the verdict."""

    number: int
    stamp: Stamp
    argued: Argued
    counters: tuple[tuple[Stamp, Countered], ...] = ()
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A move that was closed: which teams people played in it, and how the White cell's list stood."""

    move: int
    stamp: Stamp
    people: frozenset[str]
    rows: Mapping[int, RowState] = field(default_factory=nothing)


@dataclass(frozen=True)
class State:
    """The exercise after the acts so far. `move` counts from 0; -1 before STARTEX."""

    phase: Phase = "lobby"
    move: int = -1
    clock: Clock | None = None
    locked: bool = False
    adjudication: Adjudication = "semi-free"
    seats: Mapping[str, Seat] = field(default_factory=nothing)
    tokens: Mapping[str, str] = field(default_factory=nothing)  # hash of a token -> seat
    pens: Mapping[str, str] = field(default_factory=nothing)  # team -> seat
    handed: frozenset[str] = frozenset()  # teams given to the model
    orders: Mapping[tuple[int, str], Ordered] = field(default_factory=nothing)  # (move, team)
    advice: Mapping[tuple[int, str], tuple[Stamp, Advised]] = field(default_factory=nothing)
    statements: tuple[Statement, ...] = ()
    formal: tuple[Statement, ...] = ()  # those of them that are more than plain words
    rows: Mapping[int, RowState] = field(default_factory=nothing)
    made: tuple[tuple[Stamp, InjectMade], ...] = ()
    arguments: tuple[Argument, ...] = ()
    forecasts: Mapping[tuple[str, str], Forecasted] = field(default_factory=nothing)
    notes: tuple[tuple[Stamp, Noted], ...] = ()
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=nothing)
    closed: tuple[Closed, ...] = ()
    shown: float | None = None  # scenario days; None: all that was run is shown
    started: datetime | None = None
    ended: datetime | None = None

    def seats_of(self, team: str) -> tuple[Seat, ...]:
        """The taken seats of a team, in the order in which they were taken."""
        return tuple(s for s in self.seats.values() if s.team == team and not s.left)

    def is_played(self, team: str, move: int) -> bool:
        """Whether people play a team in a move: somebody sits there, or has ordered or spoken for it."""
        if team in self.handed:
            return False
        if any(seat.team == team and not seat.left for seat in self.seats.values()):
            return True
        return (move, team) in self.orders or team in self.voices(move)

    def voices(self, move: int) -> frozenset[str]:
        """The teams that formally said or argued something in a move."""
        said = {each.said.team for each in self.formal_in(move)}
        return frozenset(said | {a.argued.team for a in self.arguments if a.argued.move == move})

    def order(self, move: int, team: str) -> OrderGiven | None:
        """A team's order for a move, if it has given one."""
        found = self.orders.get((move, team))
        return None if found is None else found.order

    def formal_in(self, move: int) -> tuple[Statement, ...]:
        """What was formally said in a move (appeals, promises ...), by orders too once it is closed.

        A class says thousands of plain words, and each page asks for these few.
        """
        return tuple(each for each in self.formal if each.said.move == move)


def spoken(state: State, statements: tuple[Statement, ...]) -> State:
    """The state after something was said."""
    formal = tuple(each for each in statements if each.said.action is not None)
    return replace(state, statements=state.statements + statements, formal=state.formal + formal)


def put(mapping: Mapping[Any, Any], key: Any, value: Any) -> Mapping[Any, Any]:  # noqa: ANN401
    """A copy of a mapping with one more entry."""
    return MappingProxyType({**mapping, key: value})
