"""The audit trail: every act in a line, whoever did it, and what it was when it is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.base import Act
from sim.classroom.acts.learning import Forecasted, Noted, PaperWritten
from sim.classroom.acts.orders import Advised, Argued, Countered, Judged, OrderGiven, Said
from sim.classroom.acts.running import Undone
from sim.classroom.acts.seats import EVALUATORS
from sim.classroom.rules.taking_back import ALONE
from sim.classroom.session.session import Session
from sim.classroom.state.fold import undone
from sim.classroom.state.state import Stamp
from sim.classroom.view.table import chair_name


@dataclass(frozen=True)
class Trail:
    """A line of the audit trail."""

    seq: int
    at: str  # HH:MM:SS, where the server is
    by: str
    what: str
    undone: bool


def trail(session: Session) -> tuple[Trail, ...]:
    """The whole trail, newest first."""
    gone = undone(session.told)
    acts = {stamp.seq: (stamp, act) for stamp, act in session.told}
    return tuple(
        Trail(
            seq=stamp.seq,
            at=f"{stamp.at.astimezone():%H:%M:%S}",
            by=who(session, stamp.by),
            what=_taken(session, *acts[act.seq])
            if isinstance(act, Undone) and act.seq in acts
            else told_in_words(session, act),
            undone=stamp.seq in gone,
        )
        for stamp, act in reversed(session.told)
    )


def who(session: Session, by: str) -> str:
    """Who did an act: a name and a team, or the facilitator, or the clock."""
    seat = session.state.seats.get(by)
    if seat is None:
        return by
    team = session.game.name(seat.team) if seat.team in session.game.teams else "Evaluators"
    return f"{seat.name} ({team})"


def told_in_words(session: Session, act: Act) -> str:
    """An act in a line; never what somebody wrote."""
    words = act.kind.replace("-", " ")
    told = [
        f"{key.replace('_', ' ')} {_value(session, act, key, value)}"
        for key, value in act.model_dump(mode="json", exclude_none=True).items()
        if key in SHOWN and value not in ("", [], None) and not _is_text(act, key)
    ]
    return f"{words}: {', '.join(told)}" if told else words


def _taken(session: Session, stamp: Stamp, act: Act) -> str:
    """What was taken back and whose it was, never what it said."""
    if not isinstance(act, ALONE):
        return f"took back {stamp.seq}: {told_in_words(session, act)}"
    if isinstance(act, OrderGiven | Said | Argued | Countered):
        whose = f"the {session.game.name(act.team)} team"
    else:
        whose = who(session, act.seat) if act.seat is not None else stamp.by
    return f"took back: {CALLED[type(act)]} of {whose} ({stamp.seq})"


CALLED: dict[type[Act], str] = {
    OrderGiven: "order",
    Advised: "advice",
    Said: "statement",
    Argued: "argument",
    Countered: "answer to an argument",
    Forecasted: "forecast",
    Noted: "note",
    PaperWritten: "minute paper",
}


def _is_text(act: Act, field: str) -> bool:
    """Whether a field holds what somebody wrote; an argument's action does, an order's is one of a list."""
    return isinstance(act, Argued) and field == "action"


SHOWN = ("team", "seat", "move", "number", "minutes", "minute", "rung", "action", "mode", "to_model",
         "locked", "argument", "verdict", "when", "done", "file", "change")  # fmt: skip


def _value(session: Session, act: Act, key: str, value: object) -> str:
    """A value in words: names of teams, people and rungs, and moves from 1."""
    game, state = session.game, session.state
    if key == "team":
        return "Evaluators" if value == EVALUATORS else game.name(str(value))
    if key == "rung":
        return _rung(session, act, str(value))
    if key == "seat" and value in state.seats:
        seat = state.seats[str(value)]
        return f"{seat.name} ({chair_name(game, seat.team, seat.chair)})"
    if key == "move" and isinstance(value, int):
        return str(value + 1)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _rung(session: Session, act: Act, rung: str) -> str:
    """The name of a rung on the ladder of the team that an act is about."""
    game = session.game
    team = game.teams.get(_team(session, act))
    if team is None or rung not in game.rungs(team):
        return rung
    return f"“{game.rung_name(str(team.orders.issue), rung)}”"


def _team(session: Session, act: Act) -> str:
    """The team that an act is about, also where it names a seat or an argument only."""
    state = session.state
    if isinstance(act, OrderGiven):
        return act.team
    if isinstance(act, Advised) and act.seat in state.seats:
        return state.seats[act.seat].team
    number = act.argument if isinstance(act, Judged) else None
    return next((a.argued.team for a in state.arguments if a.number == number), "")
