"""Matrix-game arguments as the facilitator weighs them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.orders import Judged
from sim.classroom.rules.taking_back import counted
from sim.classroom.session.session import Session
from sim.classroom.view.table import Case, Option, cases


@dataclass(frozen=True)
class Answer:
    """What another team said of an argument, and its place in the log."""

    seq: int
    name: str
    text: str


@dataclass(frozen=True)
class Weighed:
    """An argument with the verdict, or with what a verdict may say."""

    case: Case
    seq: int  # its place in the log
    answers: tuple[Answer, ...]
    fixed: bool  # judged in a move that was run: it stays
    move: int  # from 1
    judged: Judged | None
    rung: str  # that it won, in words
    rungs: tuple[Option, ...]  # that it may win
    open: bool  # whether it can be judged now


def arguments(session: Session) -> tuple[Weighed, ...]:
    """All arguments, newest first."""
    game, state = session.game, session.state
    found = []
    for case, each in zip(cases(game, state), reversed(state.arguments), strict=True):
        team = game.teams[case.team]
        issue = str(team.orders.issue)
        won = "" if each.judged is None or each.judged.rung is None else each.judged.rung
        found.append(
            Weighed(
                case=case,
                seq=each.stamp.seq,
                answers=tuple(
                    Answer(stamp.seq, game.name(said.team), said.text)
                    for stamp, said in each.counters
                ),
                fixed=counted(game, state, each.stamp.seq, each.argued),
                move=each.argued.move + 1,
                judged=each.judged,
                rung=game.rung_name(issue, won) if won else "",
                rungs=tuple(Option(rung, game.rung_name(issue, rung)) for rung in game.rungs(team)),
                open=each.judged is None
                and state.phase == "open"
                and state.move == each.argued.move,
            )
        )
    return tuple(found)
