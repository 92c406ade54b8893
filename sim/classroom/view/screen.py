"""A team's screen over its shoulder: what its players see, and what may be done for them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.rules.taking_back import counted
from sim.classroom.session.session import Session
from sim.classroom.view.judging import Weighed, arguments
from sim.classroom.view.picture import Picture, picture
from sim.classroom.view.said import fixed
from sim.classroom.view.table import Mate, Now, OrderForm, mates, now_of, order_form
from sim.classroom.view.typed import Typed, typed
from sim.scenario.exercise.teams import Brief


@dataclass(frozen=True)
class Screen:
    """What a page of a team for the facilitator is made from; the picture is the team's own."""

    party: str
    name: str
    now: Now
    move: int  # from 0, in which an order would count
    picture: Picture
    brief: Brief
    form: OrderForm
    mates: tuple[Mate, ...]
    arguments: tuple[Weighed, ...]
    argues: bool
    to_model: bool
    ordered: int | None  # the place of its order in the log, while it can be taken back
    fixed: frozenset[int]  # statements that stay
    typed: Typed


def screen(session: Session, party: str) -> Screen:
    """The screen of a team."""
    game, state = session.game, session.state
    found = arguments(session)
    move = max(state.move, 0)
    made = any((each.case.team, each.move) == (party, move + 1) for each in found)
    return Screen(
        party=party,
        name=game.name(party),
        now=now_of(game, state),
        move=move,
        picture=picture(session, party),
        brief=game.teams[party].brief,
        form=order_form(session, party),
        mates=mates(game, state, party),
        arguments=found,
        argues=state.phase == "open" and state.adjudication == "free" and not made,
        to_model=party in state.handed,
        ordered=_ordered(session, move, party),
        fixed=fixed(session),
        typed=typed(session, party),
    )


def _ordered(session: Session, move: int, party: str) -> int | None:
    found = session.state.orders.get((move, party))
    if found is None or counted(session.game, session.state, found.stamp.seq, found.order):
        return None
    return found.stamp.seq
