"""The events of the MSEL as the facilitator meets them: what to release, expect and look for."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.told import (
    minutes,
    move_dates,
    move_title,
    objective_number,
    party,
    sourced,
    standing,
)
from sim.classroom.pack.document import BOX, Block, Heading, Paragraph, Table, bullets, facts
from sim.report import dates
from sim.report.words import listed
from sim.scenario.exercise.msel import EventType, Row

TYPES: dict[EventType, str] = {
    "inject": "Inject",
    "contingency-inject": "Contingency Inject",
    "expected-action": "Expected Action",
}
SEEN = f"{BOX} seen\u2003{BOX} in part\u2003{BOX} not seen\u2003Time and notes:"


def events(game: Game) -> Iterator[Block]:
    """Every event by its move, with its expected actions and the evidence of them."""
    yield Heading("Events, move by move")
    yield Paragraph(
        "An inject without a condition is released by itself at its minute, unless you skip it."
    )
    for number, move in enumerate(game.exercise.moves, 1):
        yield Heading(move_title(number, move), 2)
        yield Paragraph(f"{move_dates(move)}. {minutes(move.minutes)}.", tone="small")
        rows = [row for row in game.exercise.msel if row.move == move.id]
        if not rows:
            yield Paragraph("No event of the list lies in this move.")
        for row in rows:
            yield Heading(f"Event {row.number}: {TYPES[row.type]}, {dates.window(row.at)}", 3)
            yield _event(game, row)


def _event(game: Game, row: Row) -> Table:
    to = listed([party(game, name) for name in row.to])
    return facts(
        f"Event {row.number}",
        ("From, to", f"{party(game, row.sender)} to {to}. {row.mode}."),
        ("When", when(game, row)),
        ("Message" if row.type != "expected-action" else "Action", row.message),
        ("Expected response", row.expected),
        ("Evidence", tuple(evidence(game, row))),
        ("Observed", SEEN),
        ("Notes", row.notes or ""),
        ("Source", sourced(game, row.basis)),
    )


def when(game: Game, row: Row) -> str:
    """When the row is released, or what for."""
    if row.type == "expected-action":
        return "By the end of the move; it is the team's to do."
    told = f"Minute {row.minute:g} of the move."
    if row.when is not None:
        told = (
            f"By itself once this stands: {standing(game, row.when)}; from minute {row.minute:g}."
        )
    if row.instead_of is not None:
        told = f"Only if event {row.instead_of} did not happen; about minute {row.minute:g}."
    return told


def evidence(game: Game, row: Row) -> Iterator[str]:
    """What shows that it was done, and under which objectives evaluators note it."""
    if row.actions:
        to = listed([party(game, name) for name in row.to], "or")
        yield f"Order form: the action {listed(row.actions, 'or')}, to {to} or in public."
    if row.rung is not None:
        yield f"Order form: {standing(game, row.rung)}, or a higher rung."
    capabilities = {each.id: each for each in game.exercise.capabilities}
    objectives = {each.id: each for each in game.exercise.objectives}
    for name in row.objectives:
        capability = capabilities[objectives[name].capability]
        yield f"Objective {objective_number(game, name)}: see the evaluation guide “{capability.name}”."
    if (
        row.type == "expected-action"
        and row.instead_of is None
        and not row.actions
        and row.rung is None
    ):
        yield "Your own word: mark it as done or missed on the control page."


def contingencies(game: Game) -> Iterator[Block]:
    """The injects held back, with what they stand in for."""
    yield Heading("Contingency injects")
    held = [row for row in game.exercise.msel if row.type == "contingency-inject"]
    if not held:
        yield Paragraph("The list has none. You can write an inject on the fly.")
        return
    yield bullets(
        "Used when an expected action did not happen: the team did not do it, or nobody plays the team.",
        "Wait until late in the move. A team that is about to act should not be overtaken.",
        "Leave it out where the class has taken another way on purpose.",
    )
    rows = tuple(
        (str(row.number), str(row.instead_of), _expected(game, row.instead_of), row.message)
        for row in held
    )
    yield Table(
        "Contingency injects",
        ("Event", "Instead of", "Expected action that did not happen", "Message"),
        rows,
        (1, 1.2, 4, 5),
    )


def _expected(game: Game, number: int | None) -> str:
    return "" if number is None else game.exercise.row(number).message
