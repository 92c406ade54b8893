"""The ladders of positions and what they are made of: weapons, areas, targets."""

from __future__ import annotations

from sim.classroom.game import Game
from sim.classroom.pack.document import Block, Blocks, Heading, Paragraph, Table
from sim.report.names import issue_name
from sim.report.words import capital
from sim.scenario.exercise.teams import Team
from sim.scenario.language.vocabulary import Permit, Rung

ADDS = "Each rung includes those below it."


def ladders(game: Game) -> Blocks:
    """The ladder of every issue that a team decides, lowest rung first."""
    found: list[Block] = []
    for issue in game.scenario.issues:
        offered = {
            rung
            for team in game.exercise.teams
            if team.orders.issue == issue.id
            for rung in game.rungs(team)
        }
        if not offered:
            continue
        found.append(Heading(f"Ladder: {issue_name(game.scenario, issue.id)}", 2))
        if issue.question:
            found.append(Paragraph(issue.question))
        found.append(ladder_table(game, issue.id, tuple(offered)))
    return (*found, *_vocabulary(game))


def ladder_table(game: Game, issue: str, rungs: tuple[str, ...]) -> Table:
    """Rungs of an issue with what each says or permits."""
    found = [rung for rung in game.scenario.issue(issue).rungs if rung.id in rungs]
    name = issue_name(game.scenario, issue)
    if not any(rung.permits or rung.meaning for rung in found):
        rows = tuple((str(n), _called(rung)) for n, rung in enumerate(found))
        return Table(f"Rungs: {name}", ("Rung", "Position"), rows, (1, 9))
    told = tuple((str(n), _called(rung), _means(game, rung)) for n, rung in enumerate(found))
    header = ("Rung", "Position", "What it permits")
    return Table(f"Rungs: {name}", header, told, (0.8, 3, 6))


def rungs_of(game: Game, team: Team) -> Table | None:
    """The rungs a team may order; None where it decides nothing."""
    if team.orders.issue is None:
        return None
    return ladder_table(game, team.orders.issue, game.rungs(team))


def _called(rung: Rung) -> str:
    return capital(rung.name or rung.id)


def _means(game: Game, rung: Rung) -> str:
    told = [rung.meaning] if rung.meaning else []
    return "\n".join([*told, *(_permit(game, each) for each in rung.permits)])


def _permit(game: Game, permit: Permit) -> str:
    """A permit in a sentence."""
    scenario = game.scenario
    weapons = _words(
        permit.weapons, {k: w.name or k for k, w in scenario.weapons.items()}, "weapons"
    )
    areas = _words(permit.areas, {k: name or k for k, name in scenario.areas.items()}, "areas")
    targets = _words(
        permit.targets, {k: name or k for k, name in scenario.targets.items()}, "targets"
    )
    condition = f" Condition: {permit.condition}." if permit.condition else ""
    return f"{capital(weapons)}. Where: {areas}. Against: {targets}.{condition}"


def _words(which: str | tuple[str, ...], names: dict[str, str], sort: str) -> str:
    if isinstance(which, str):
        return f"all {sort}"
    return ", ".join(names.get(each, each) for each in which)


def _vocabulary(game: Game) -> Blocks:
    scenario = game.scenario
    if not scenario.weapons:
        return ()
    weapons = tuple(
        (weapon.name or name, tuple(game.name(each) for each in weapon.suppliers))
        for name, weapon in scenario.weapons.items()
    )
    rows = tuple((weapon, ", ".join(suppliers)) for weapon, suppliers in weapons)
    areas = [name or key for key, name in scenario.areas.items()]
    targets = [name or key for key, name in scenario.targets.items()]
    return (
        Heading("Weapons, areas and targets", 2),
        Table("Weapons and who supplies them", ("Weapon", "Supplied by"), rows, (1, 2)),
        Paragraph(f"{'; '.join(areas)}.", "Areas."),
        Paragraph(f"{'; '.join(targets)}.", "Targets."),
    )
