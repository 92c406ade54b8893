"""The Exercise Overview table, as HSEEP has it, for the situation manual and the after-action report."""

from __future__ import annotations

from sim.classroom.game import Game
from sim.classroom.pack.document import Cell, Table

TO_FILL_IN = "____________________ (filled in for each class)"
Overview = tuple[tuple[str, Cell], ...]


def overview_rows(game: Game, held: str = TO_FILL_IN) -> Overview:
    """The rows of the table; `held` is when the exercise takes or took place."""
    exercise, told = game.exercise, game.exercise.overview
    organizations = told.organizations or tuple(game.name(team.party) for team in exercise.teams)
    return (
        ("Exercise Name", exercise.title),
        ("Exercise Dates", held),
        ("Scope", told.scope),
        ("Mission Area(s)", told.mission_areas),
        ("Core Capabilities", tuple(each.name for each in exercise.capabilities)),
        ("Objectives", tuple(each.text for each in exercise.objectives)),
        ("Threat or Hazard", told.threat),
        ("Scenario", told.scenario),
        ("Sponsor", told.sponsor),
        ("Participating Organizations", organizations),
        ("Point of Contact", told.contact),
    )


def overview_table(rows: Overview) -> Table:
    """The table itself."""
    return Table("Exercise Overview", (), rows, (1, 3.4), row_heads=True)
