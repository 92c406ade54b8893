"""Who knew what when: every message, statement, order and event against the teams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sim.classroom.debrief import speaking
from sim.classroom.game import Game
from sim.classroom.state.state import Closed, Ordered, State, Statement
from sim.classroom.world.dated import dated
from sim.classroom.world.happenings import Happening, happenings
from sim.classroom.world.rows import Listed, listed
from sim.classroom.world.world import World
from sim.report import dates
from sim.scenario.exercise.msel import ALL

Knew = Literal["at once", "at the close", "only now"]
Sort = Literal["message", "statement", "order", "event", "decision", "stage"]
_FIRST, _LAST = 0, 1  # of what has one place in the log: what people did, then what came of it


@dataclass(frozen=True)
class Known:
    """Something that somebody knew, with when each team came to know it.

    `at` is the wall time: of an order that of its writing, of what the model did that of the move's close.
    `date` is the scenario day, empty for what has none; `to` names whom it was for; `aside` is what only
    the debrief tells of it.
    """

    at: datetime
    move: int
    date: str
    sort: Sort
    sender: str
    to: str
    text: str
    knew: Mapping[str, Knew]  # by party
    aside: str = ""


def knowing(world: World) -> tuple[Known, ...]:
    """Everything, in the order in which it came about."""
    state = world.what.state
    found: list[tuple[tuple[float, int, float], Known]] = []
    for sorted_by, known in (
        *_statements(world),
        *_orders(world),
        *_messages(world),
        *_happened(world, state),
    ):
        found.append((sorted_by, known))
    found.sort(key=lambda each: each[0])
    return tuple(known for _, known in found)


Placed = tuple[tuple[float, int, float], Known]


def _knew(game: Game, **when: frozenset[str] | None) -> dict[str, Knew]:
    """When each team knew; None stands for all teams."""
    found: dict[str, Knew] = dict.fromkeys(game.teams, "only now")
    words: tuple[tuple[str, Knew], ...] = (("close", "at the close"), ("once", "at once"))
    for key, word in words:
        if key in when:
            teams = when[key]
            found |= {team: word for team in game.teams if teams is None or team in teams}
    return found


def _statements(world: World) -> Iterator[Placed]:
    """What teams said; the words of an order are heard when the move closes."""
    game = world.what.game
    for each in world.what.state.statements:
        own = frozenset({each.said.team})
        heard = None if each.said.audience == "public" else own | frozenset(each.said.to)
        knew = _knew(game, once=own, close=heard) if each.order else _knew(game, once=heard)
        yield (
            (each.stamp.at.timestamp(), _FIRST, each.stamp.seq),
            Known(
                at=each.stamp.at,
                move=each.said.move,
                date=_begins(world, each.said.move),
                sort="statement",
                sender=game.name(each.said.team),
                to=_audience(game, each),
                text=each.said.text,
                knew=knew,
                aside="Said with its order, and heard when the move closed." if each.order else "",
            ),
        )


def _audience(game: Game, each: Statement) -> str:
    if each.said.audience == "team":
        return "its own team"
    return (
        "everybody" if each.said.audience == "public" else speaking.recipients(game, each.said.to)
    )


def _orders(world: World) -> Iterator[Placed]:
    """Orders, hidden until their move closes; those of a move that was not closed had no effect."""
    game, state = world.what.game, world.what.state
    closed = {each.move: each for each in state.closed}
    for (move, team), ordered in state.orders.items():
        took = move in closed and team in closed[move].people
        own = frozenset({team})
        knew = _knew(game, once=own, close=None) if took else _knew(game, once=own)
        yield (
            (ordered.stamp.at.timestamp(), _FIRST, ordered.stamp.seq),
            Known(
                at=ordered.stamp.at,
                move=move,
                date=_begins(world, move),
                sort="order",
                sender=game.name(team),
                to="the White cell",
                text=order_words(game, ordered),
                knew=knew,
                aside="" if took else "It had no effect.",
            ),
        )


def order_words(game: Game, ordered: Ordered) -> str:
    """An order as its first line says it."""
    order = ordered.order
    issue = game.teams[order.team].orders.issue
    if order.rung is None:
        return "Stay" if issue is not None else "Speak, and decide nothing"
    return f"Go to “{game.rung_name(str(issue), order.rung)}”"


def _messages(world: World) -> Iterator[Placed]:
    """Injects that were delivered. What one tells of was also seen when its move was run, by whom it was."""
    game = world.what.game
    events = {_cause(world, each): each for each in _run(world) if each.sort == "event"}
    for each in listed(game, world.what.state):
        if not each.released or each.now is None or each.now.at is None:
            continue
        to = None if ALL in each.row.to else frozenset(each.row.to)
        seen = events.get(each.row.cause or "")
        yield (
            (each.now.at.timestamp(), _FIRST, each.row.number),
            Known(
                at=each.now.at,
                move=each.now.move,
                date=dates.short(dated(world, each)),
                sort="message",
                sender=game.name(each.row.sender),
                to=speaking.recipients(game, each.row.to),
                text=each.row.message,
                knew=_knew(game, once=to, close=frozenset() if seen is None else seen.audience),
                aside=f"Inject {each.row.number}",
            ),
        )


def _happened(world: World, state: State) -> Iterator[Placed]:
    """What came of it: events and what the model did, seen when the move closed."""
    game = world.what.game
    rows = {
        each.row.cause: each
        for each in listed(game, state)
        if each.row.cause is not None and each.released
    }
    closed = {each.move: each for each in state.closed}
    for each in _run(world):
        if each.sort == "order" or _is_told(world, each, rows):
            continue
        yield _event(world, each, closed[game.calendar.move_at(each.date)])


def _run(world: World) -> Iterator[Happening]:
    """What happened in the moves that were run."""
    calendar = world.calendar
    closed = {each.move for each in world.what.state.closed}
    return (each for each in happenings(world) if calendar.move_at(each.date) in closed)


def _event(world: World, each: Happening, closed: Closed) -> Placed:
    game = world.what.game
    sort: dict[str, Sort] = {"event": "event", "decision": "decision", "stage": "stage"}
    why = each.whole_why if each.whole_why != each.why else ()
    return (
        (closed.stamp.at.timestamp(), _LAST, each.time),
        Known(
            at=closed.stamp.at,
            move=closed.move,
            date=dates.short(each.date),
            sort=sort[each.sort],
            sender=game.name(each.party),
            to="everybody" if each.audience is None else "",
            text=each.text,
            knew=_knew(game, close=each.audience),
            aside=" ".join(why),
        ),
    )


def _is_told(world: World, each: Happening, rows: Mapping[str, Listed]) -> bool:
    """Whether a message that was delivered has told of an event already."""
    return each.sort == "event" and _cause(world, each) in rows


def _cause(world: World, each: Happening) -> str:
    """The event on file that something is."""
    return "" if each.event is None else world.trace.program.causes.name[each.event.subject]


def _begins(world: World, move: int) -> str:
    return dates.short(world.calendar.opens(move))
