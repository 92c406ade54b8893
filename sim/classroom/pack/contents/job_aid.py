"""The job aid of a team: what it may order, and how an order is written so that others can read it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.ladders import ADDS, rungs_of
from sim.classroom.pack.contents.told import party
from sim.classroom.pack.document import Block, Heading, PageBreak, Paragraph, Table, bullets
from sim.classroom.view.table import ACTIONS
from sim.report.names import issue_name
from sim.scenario.exercise.teams import Team

HEARD = "people, and the governments that the model plays"
UNHEARD = "people only"


def job_aid(game: Game, team: Team) -> Iterator[Block]:
    """The orders a team may give, and the steps of writing one."""
    yield Heading("Orders you may give")
    yield from _ladder(game, team)
    yield Heading("Actions", 2)
    if team.orders.actions:
        yield Paragraph("With or without a new position, at most one in a move:")
        yield _actions(team)
    else:
        yield Paragraph("This team takes no action beside its position.")
    yield PageBreak()
    yield Heading("Job aid: how to write an order")
    yield bullets(*_steps(team), numbered=True)
    yield Heading("Before you hand it in", 2)
    yield bullets(*_questions(game, team))


def _ladder(game: Game, team: Team) -> Iterator[Block]:
    issue, rungs = team.orders.issue, rungs_of(game, team)
    yield Heading("Position", 2)
    if issue is None or rungs is None:
        yield Paragraph("This team decides no position of its own. Its orders are words.")
        return
    stance = game.scenario.actor(team.party).stance(issue)
    held = game.rung_name(issue, stance.starts_at)
    yield Paragraph(
        f"On “{issue_name(game.scenario, issue)}” you begin at “{held}”. In each move you stay where "
        "you stand, or go to another of these rungs."
    )
    yield rungs
    if game.scenario.issue(issue).acts:
        yield Paragraph(f"What you choose is an act: once it is done you stand at “{held}” again.")
    if any(rung.permits for rung in game.scenario.issue(issue).rungs):
        yield Paragraph(ADDS, tone="small")
    if team.orders.scope:
        yield Paragraph(
            "Say in your own words what your permission covers: which weapon, where, against what, on "
            "what condition, and what stays prohibited.",
            "Scope.",
        )


def _actions(team: Team) -> Table:
    rows = tuple(
        (ACTIONS[action], HEARD if kind is not None else UNHEARD)
        for action, kind in team.orders.actions.items()
    )
    return Table("Actions", ("Action", "Heard by"), rows, (3, 3))


def _steps(team: Team) -> Iterator[str]:
    if team.orders.issue is not None:
        yield "Say whether you stay, or name one rung."
    yield "Give the reason: a goal, a fact you can point to, and a risk. Say why not the rung beside it."
    if team.orders.scope:
        yield "If you permit anything, write the scope."
    if team.orders.actions:
        yield "Choose one action or none, and to whom: chosen teams, or everybody."
        yield "Write the words that the others will read. They hear them when the move closes."
    yield "Every other seat endorses or dissents, with a recommendation of its own."
    yield "Hand it in before the clock ends. Until then you can replace it. No order means that you stay."


def _questions(game: Game, team: Team) -> Iterator[str]:
    first = next((each for each in game.exercise.teams if each.party != team.party), team)
    yield f"Would another team, {party(game, first.party)} for instance, read these words as you mean them?"
    yield "Which sentence in your reason rests on nothing that you were told?"
    yield "What would make you take this back, and what would that cost?"
