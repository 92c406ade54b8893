"""All that a player's page is made from: the table, with its messages and the board put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.session.session import Session
from sim.classroom.state.state import Seat
from sim.classroom.view.board import Past, past, wording
from sim.classroom.view.messages import Message, messages
from sim.classroom.view.own import Own, own
from sim.classroom.view.picture import picture
from sim.classroom.view.table import Table, table

SHOWN = 100  # statements on a page that is fetched again and again: a class of 300 makes thousands; assumed


@dataclass(frozen=True)
class Player:
    """A table with what is read at it."""

    table: Table
    messages: tuple[Message, ...]  # newest first
    older: bool  # whether there may be more messages than these
    arrived: tuple[Message, ...]  # in this move or since, from others
    past: tuple[Past, ...]  # the last move first
    wording: Mapping[str, str]  # of positions, by party
    questions: tuple[str, ...]  # to discuss in this move
    own: Own | None  # what the debrief has of him, after ENDEX


def player(session: Session, seat: Seat) -> Player:
    """What the page of a player's or an evaluator's seat is made from."""
    seen = table(session, seat, most=SHOWN)
    all_ = messages(seen.picture)
    plan = seen.now.plan
    questions = {} if plan is None else plan.questions
    return Player(
        table=seen,
        messages=all_,
        older=len(seen.picture.heard) == SHOWN,
        arrived=tuple(each for each in all_ if each.move >= seen.now.move and not each.own),
        past=past(session, seen.picture),
        wording=wording(session),
        questions=(*questions.get(seat.team, ()), *questions.get("all", ())),
        own=own(session, seat),
    )


def all_messages(session: Session, seat: Seat) -> tuple[Message, ...]:
    """Everything that somebody in a seat may have read, newest first."""
    return messages(picture(session, seat.team if seat.team != EVALUATORS else None))
