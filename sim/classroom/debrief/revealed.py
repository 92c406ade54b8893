"""The orders of each move with their reasons, who endorsed and who dissented, and the arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.acts.orders import Advised
from sim.classroom.debrief.knowing import order_words
from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.view.table import Case, cases, on_an_earlier_order


@dataclass(frozen=True)
class Advice:
    """What a seat without the pen said of its team's order; `rung` is what it would itself have done.

    `earlier` is true where it was said of an order that the team changed afterwards.
    """

    seat: str
    verdict: str
    rung: str
    reason: str
    earlier: bool


@dataclass(frozen=True)
class Order:
    """A team's order for a move. `seat` is None where the facilitator wrote it, `effect` says if it counted.

    Without an order `text` is empty; the team stayed where it was, but for what was advised.
    """

    move: int
    party: str
    name: str
    seat: str | None
    text: str
    reason: str
    scope: str
    action: str
    to: tuple[str, ...]
    words: str
    effect: bool
    paper: bool
    advice: tuple[Advice, ...]


def orders(game: Game, state: State) -> tuple[Order, ...]:
    """Every team and move in which there was an order or advice, in order of moves and teams."""
    return tuple(_orders(game, state))


def arguments(game: Game, state: State) -> tuple[Case, ...]:
    """The matrix-game arguments, in order."""
    return cases(game, state)[::-1]


def _orders(game: Game, state: State) -> Iterator[Order]:
    closed = {each.move: each.people for each in state.closed}
    for move in range(game.calendar.moves):
        for party in game.teams:
            advice = tuple(_advice(game, state, move, party))
            placed = state.orders.get((move, party))
            if placed is None and not advice:
                continue
            order = None if placed is None else placed.order
            yield Order(
                move=move,
                party=party,
                name=game.name(party),
                seat=None if order is None else order.seat,
                text="" if placed is None else order_words(game, placed),
                reason="" if order is None else order.reason,
                scope="" if order is None else order.scope,
                action="" if order is None or order.action is None else order.action,
                to=() if order is None else tuple(map(game.name, order.to)),
                words="" if order is None else order.text,
                effect=party in closed.get(move, frozenset()),
                paper=order is not None and order.paper,
                advice=advice,
            )


def _advice(game: Game, state: State, move: int, party: str) -> Iterator[Advice]:
    issue = game.teams[party].orders.issue
    for (of, seat), (_, act) in state.advice.items():
        if of == move and state.seats[seat].team == party:
            stays = "stay" if issue is not None else ""
            rung = stays if act.rung is None else game.rung_name(str(issue), act.rung)
            yield Advice(seat, act.verdict, rung, act.reason, _on_an_earlier(state, act))


def _on_an_earlier(state: State, act: Advised) -> bool:
    """Whether advice was given on an order that was changed since; a file may not say on which it was."""
    return act.order > 0 and on_an_earlier_order(state, act)
