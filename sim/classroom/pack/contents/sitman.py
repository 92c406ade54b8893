"""The situation manual (SitMan): what every participant reads, and nothing that only some may."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.game import Game
from sim.classroom.pack.contents.agendas import agenda_tables
from sim.classroom.pack.contents.ladders import ladders
from sim.classroom.pack.contents.overview import overview_rows, overview_table
from sim.classroom.pack.contents.ratings import ratings_key
from sim.classroom.pack.contents.roles import roles_for_players
from sim.classroom.pack.contents.told import (
    bare_title,
    minutes,
    move_dates,
    seat_holder,
    seat_office,
    sourced,
)
from sim.classroom.pack.document import (
    Block,
    Blocks,
    Bullets,
    Document,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    Table,
    bullets,
    prose,
)
from sim.report.words import capital
from sim.scenario.exercise.moves import Move
from sim.scenario.exercise.teams import Seat, Team

AID = "A teaching and reasoning aid. It makes no forecast."


def situation_manual(game: Game) -> Document:
    """The situation manual of an exercise."""
    return Document(
        title=game.exercise.title,
        subtitle="Situation Manual (SitMan)",
        marking="For all participants",
        blocks=(
            Heading("Exercise Overview"),
            overview_table(overview_rows(game)),
            PageBreak(),
            Heading("General Information"),
            *_general(game),
            *_modules(game),
            *_appendices(game),
        ),
    )


def _general(game: Game) -> Blocks:
    exercise = game.exercise
    return (
        Heading("Exercise Objectives and Core Capabilities", 2),
        objectives_table(game),
        Heading("Participant Roles and Responsibilities", 2),
        roles_for_players(),
        Heading("Exercise Structure", 2),
        *prose(exercise.structure),
        _moves(game),
        Heading("Exercise Guidelines", 2),
        bullets(*exercise.guidelines),
        Heading("Rules of play", 3),
        bullets(*exercise.rules, numbered=True),
        Heading("Exercise Assumptions and Artificialities", 2),
        bullets(*exercise.assumptions),
        Heading("Exercise Evaluation", 2),
        *_evaluation(game),
    )


def objectives_table(game: Game) -> Table:
    """The objectives with the capability under which each is observed."""
    names = {each.id: each.name for each in game.exercise.capabilities}
    rows = tuple(
        (str(n), each.text, names[each.capability])
        for n, each in enumerate(game.exercise.objectives, 1)
    )
    return Table(
        "Objectives and core capabilities", ("No.", "Exercise Objective", "Core Capability"), rows,
        (0.6, 6, 3),
    )  # fmt: skip


def _moves(game: Game) -> Table:
    rows = tuple(
        (str(n), bare_title(move), move_dates(move), minutes(move.minutes))
        for n, move in enumerate(game.exercise.moves, 1)
    )
    return Table("Modules", ("Module", "Title", "Scenario dates", "Time"), rows, (1, 4, 4, 1.6))


def _evaluation(game: Game) -> Iterator[Block]:
    yield Paragraph(
        "Evaluators watch how teams reach their decisions and note what they see against the "
        "objectives above. They rate each capability by the key below. No outcome wins: what is "
        "looked at are reasons, precision and the use of evidence."
    )
    yield ratings_key()
    yield Paragraph(game.exercise.forecast.question, "Everybody forecasts, alone:")
    yield Paragraph(
        "The forecast is made before the first and before the last move, as a share from 0 to 100. "
        "After ENDEX follow a hot wash and a debrief, in which the class is set beside what happened."
    )
    yield Paragraph(AID)


def _modules(game: Game) -> Iterator[Block]:
    for number, move in enumerate(game.exercise.moves, 1):
        yield PageBreak()
        yield Heading(f"Module {number}: {bare_title(move)}")
        yield Paragraph(f"{move_dates(move)}. {minutes(move.minutes)}.", tone="small")
        if number == 1:
            yield from _background(game)
        yield Heading("Scenario", 2)
        yield from prose(move.situation)
        if move.issues:
            yield Heading("Key Issues", 2)
            yield bullets(*move.issues)
        if move.questions:
            yield Heading("Discussion Questions", 2)
            yield from _questions(game, move)


def _background(game: Game) -> Iterator[Block]:
    yield Heading("Background", 2)
    yield from prose(game.exercise.background)
    if game.exercise.background_facts:
        yield Paragraph("What is known, and from where:")
        yield Bullets(
            tuple(
                Item(fact.text, source=sourced(game, fact.basis))
                for fact in game.exercise.background_facts
            )
        )


def _questions(game: Game, move: Move) -> Iterator[Block]:
    """For everybody first, then by organization in the order of the teams."""
    if "all" in move.questions:
        yield Heading("All organizations", 3)
        yield bullets(*move.questions["all"])
    teams = [team.party for team in game.exercise.teams]
    others = [party for party in move.questions if party not in {*teams, "all"}]
    for party in (*teams, *others):
        if party in move.questions:
            yield Heading(game.name(party), 3)
            yield bullets(*move.questions[party])


def _appendices(game: Game) -> Iterator[Block]:
    exercise = game.exercise
    yield PageBreak()
    yield Heading("Appendix A: Exercise Schedule")
    if len(exercise.agendas) > 1:
        yield Paragraph("The Facilitator says which of these your class follows.")
    yield from agenda_tables(exercise.agendas)
    yield Heading("Appendix B: Exercise Participants")
    yield participants_table(game)
    if exercise.played_by_the_model:
        names = ", ".join(game.name(party) for party in exercise.played_by_the_model)
        yield Paragraph(f"Played by the model, and by nobody in the room: {names}.")
    yield Paragraph("A team that nobody joins is played by the model.")
    yield PageBreak()
    yield Heading("Appendix C: Relevant Plans")
    if exercise.plans:
        yield bullets(*exercise.plans)
    yield from ladders(game)
    yield Heading("Appendix D: Acronyms")
    rows = tuple(sorted(exercise.acronyms.items()))
    if rows:
        yield Table("Acronyms", ("Acronym", "Term"), rows, (1, 4), row_heads=True)


def participants_table(game: Game) -> Table:
    """Every seat of every team, without what it is to do there."""
    rows = tuple(
        (game.name(team.party), tuple(_seat(game, team, seat) for seat in team.seats))
        for team in game.exercise.teams
    )
    return Table("Exercise participants", ("Organization", "Seats"), rows, (1, 2.4), row_heads=True)


def _seat(game: Game, team: Team, seat: Seat) -> str:
    office, holder = capital(seat_office(game, team, seat)), seat_holder(game, team, seat)
    return f"{office} ({holder})" if holder != office else office
