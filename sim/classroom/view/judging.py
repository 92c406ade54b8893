"""Matrix-game arguments as the facilitator weighs them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.acts.orders import Judged
from sim.classroom.session.session import Session
from sim.classroom.view.table import Case, Option, cases


@dataclass(frozen=True)
class Weighed:
    """An argument with the verdict, or with what a verdict may say."""

    case: Case
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
