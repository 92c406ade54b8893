"""The picture a party has of the world: the public one, and what it alone was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sim.classroom.game import Game
from sim.classroom.session.session import Session
from sim.classroom.state.state import State, Statement
from sim.classroom.world.dated import dated
from sim.classroom.world.happenings import Happening, happenings
from sim.classroom.world.rows import listed
from sim.classroom.world.world import World
from sim.report import dates
from sim.scenario.exercise.msel import ALL

MOMENT = 1e-6  # of a day: the end of a day is still that day


@dataclass(frozen=True)
class Position:
    """Where an actor stands. `rung` counts from 0; `played` says by whom: people, the model."""

    party: str
    name: str
    issue: str
    rung: int
    rungs: tuple[str, ...]  # names, lowest first
    since: str  # a day
    played: str
    acts: bool  # an issue whose decisions fall back at once: `rung` is the last act then

    @property
    def here(self) -> str:
        """The name of the rung."""
        return self.rungs[self.rung]


@dataclass(frozen=True)
class Told:
    """A message that was delivered: an inject. `to` are names; `private` where not all got it."""

    number: int
    move: int
    sender: str
    to: tuple[str, ...]
    mode: str
    message: str
    date: str
    at: datetime
    private: bool


@dataclass(frozen=True)
class Heard:
    """A statement somebody may read. `action` is what it formally is, if anything."""

    seq: int
    move: int
    team: str
    name: str
    to: tuple[str, ...]  # names; empty in public or within the team
    audience: str
    action: str | None
    text: str
    at: datetime
    order: bool


@dataclass(frozen=True)
class Moved:
    """One thing that happened, for a page."""

    move: int
    day: str
    sort: str
    party: str
    name: str
    text: str
    why: tuple[str, ...]
    private: bool


@dataclass(frozen=True)
class Picture:
    """What a party knows; `party` is None for the public picture."""

    party: str | None
    positions: tuple[Position, ...]
    happened: tuple[Moved, ...]  # in order
    told: tuple[Told, ...]  # newest first
    heard: tuple[Heard, ...]  # newest first
    date: str  # the scenario date it has come to
    more_to_come: bool  # whether the class is still being shown the interval


def picture(
    session: Session, party: str | None, *, everything: bool = False, most: int | None = None
) -> Picture:
    """The picture of a party, of the public (None), or, with `everything`, of the facilitator.

    `most` bounds the statements in it: the newest.
    """
    state, game, world = session.state, session.game, session.world
    until = world.until if state.shown is None else state.shown
    found = happenings(world)
    seen = tuple(
        _moved(game, each, whole=everything)
        for each in found
        if each.time <= until and (everything or each.known_to(party))
    )
    return Picture(
        party=party,
        positions=_positions(game, state, world, until),
        happened=seen,
        told=_told(session, party, everything=everything),
        heard=_heard(game, state, party, everything=everything, most=most),
        date=dates.day(game.scenario.date(max(until - MOMENT, 0.0))),
        more_to_come=state.shown is not None and until < world.until,
    )


def _moved(game: Game, each: Happening, *, whole: bool) -> Moved:
    return Moved(
        move=game.calendar.move_at(each.date),
        day=dates.short(each.date),
        sort=each.sort,
        party=each.party,
        name=game.name(each.party),
        text=each.text,
        why=each.whole_why if whole else each.why,
        private=each.audience is not None,
    )


def _positions(game: Game, state: State, world: World, until: float) -> tuple[Position, ...]:
    found = []
    history = world.history
    for stance in history.stances:
        party = history.actor_id(stance)
        acts = bool(world.trace.program.stances.acts[stance])
        rung, since = _stands(world, stance, until)
        played = (
            "people"
            if party in game.teams and state.is_played(party, max(state.move, 0))
            else "the model"
        )
        found.append(
            Position(
                party=party,
                name=game.name(party),
                issue=history.issue(stance),
                rung=rung,
                rungs=history.rungs(stance),
                since=dates.short(game.scenario.date(since)),
                played=played,
                acts=acts,
            )
        )
    return tuple(found)


def _stands(world: World, stance: int, until: float) -> tuple[int, float]:
    """The rung of a stance at a time, or of its last act, and since when."""
    program = world.trace.program
    rung, since = program.stances.start[stance], 0.0
    for event in world.moves_of(stance):
        if event.time <= until:
            rung, since = event.after, event.time
    return rung, since


def _told(session: Session, party: str | None, *, everything: bool) -> tuple[Told, ...]:
    game, state = session.game, session.state
    found = []
    for each in listed(game, state):
        if not each.released or each.now is None or each.now.at is None:
            continue
        public = ALL in each.row.to
        if not (public or everything or (party is not None and party in each.row.to)):
            continue
        found.append(
            Told(
                number=each.row.number,
                move=each.now.move,
                sender=game.name(each.row.sender),
                to=() if public else tuple(map(game.name, each.row.to)),
                mode=each.row.mode,
                message=each.row.message,
                date=dates.day(dated(session.world, each)),
                at=each.now.at,
                private=not public,
            )
        )
    return tuple(sorted(found, key=lambda told: (told.at, told.number), reverse=True))


def _heard(
    game: Game, state: State, party: str | None, *, everything: bool, most: int | None
) -> tuple[Heard, ...]:
    read = (s for s in reversed(state.statements) if everything or may_read(s, party))
    return tuple(
        Heard(
            seq=each.stamp.seq,
            move=each.said.move,
            team=each.said.team,
            name=game.name(each.said.team),
            to=tuple(map(game.name, each.said.to)),
            audience=each.said.audience,
            action=each.said.action,
            text=each.said.text,
            at=each.stamp.at,
            order=each.order,
        )
        for each in islice(read, most)
    )


def may_read(statement: Statement, party: str | None) -> bool:
    """Whether a party may read a statement."""
    said = statement.said
    if said.audience == "public":
        return True
    return party is not None and (
        party == said.team or (said.audience == "actors" and party in said.to)
    )
