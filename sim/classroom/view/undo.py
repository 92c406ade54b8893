"""What "undo" takes back next, and what the exercise is like after that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sim.classroom.acts.base import Act
from sim.classroom.acts.injects import InjectReleased
from sim.classroom.acts.orders import Argued, Countered, OrderGiven, Said
from sim.classroom.acts.running import Extended, MoveClosed, MoveOpened
from sim.classroom.session.fork import began
from sim.classroom.session.session import Session
from sim.classroom.state.fold import without
from sim.classroom.state.state import State
from sim.classroom.view.trail import told_in_words, who


@dataclass(frozen=True)
class Back:
    """What "undo" takes back: the act, and what the exercise is like afterwards, in a sentence."""

    seq: int
    at: str
    by: str
    what: str
    then: str


def back(session: Session) -> Back | None:
    """What "undo" takes back; None where that was before this file began."""
    last = session.last_control
    through = (session.head.forked_from or {}).get("through")
    if last is None or last[0].seq <= began(session.told, through):
        return None
    stamp, act = last
    after = without(session.told, stamp.seq)
    return Back(
        seq=stamp.seq,
        at=f"{stamp.at.astimezone():%H:%M:%S}",
        by=who(session, stamp.by),
        what=told_in_words(session, act),
        then=then(session, act, after),
    )


def then(session: Session, act: Act, after: State) -> str:
    """What the exercise is like once an act is taken back, in a sentence."""
    number = after.move + 1
    phases = {
        "lobby": "The exercise has then not begun.",
        "open": f"Move {number} is then open.",
        "closed": f"Move {number} is then closed.",
        "ended": "The exercise is then over.",
    }
    told = (
        []
        if after.phase == session.state.phase and after.move == session.state.move
        else [phases[after.phase]]
    )
    if isinstance(act, MoveClosed):
        told.append("What happened in it is gone until it closes again; orders stay as they are.")
    if isinstance(act, MoveOpened):
        told.append("What was ordered and said in it is kept for when it opens again.")
    if isinstance(act, InjectReleased):
        told.append(
            "It disappears from the pages. If its minute has come, it comes again: skip it then."
        )
    if after.clock is not None and isinstance(act, Extended):
        told.append(f"The clock then says {_clock(after)}.")
    if isinstance(act, OrderGiven):
        told.append(_without_order(session, act, after))
    if isinstance(act, Said | Argued | Countered):
        told.append("Nobody can read it any more.")
    return " ".join(told)


def _without_order(session: Session, act: OrderGiven, after: State) -> str:
    """What a team has in place of an order that is taken back."""
    if after.order(act.move, act.team) is not None:
        return "The order that it replaced then stands again."
    name = session.game.name(act.team)
    if after.is_played(act.team, act.move):
        return f"{name} then has no order."
    return f"{name} then has no order, and the model plays it."


def _clock(state: State) -> str:
    left = 0.0 if state.clock is None else state.clock.left(datetime.now(UTC))
    if left <= 0.0:
        return "that time is over, and the move closes"
    return f"{int(left // 60)}:{int(left % 60):02d}"
