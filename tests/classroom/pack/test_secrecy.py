"""Who must not read what, tested by what the written files say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.classroom.game import Game
from sim.classroom.pack import docx
from sim.classroom.pack.document import Document
from sim.classroom.pack.handouts import Handout, handouts
from sim.classroom.pack.html import page
from sim.classroom.pack.index import index_page
from sim.scenario.exercise.teams import Team
from tests.classroom.pack.texts import Page, in_word


def flat(text: str) -> str:
    return " ".join(text.split())


def written(document: Document, folder: Path) -> str:
    """What the Word file and the page say together."""
    path = folder / "document.docx"
    docx.save(document, path)
    return flat(f"{in_word(path)} {Page(page(document)).text}")


def private(team: Team) -> set[str]:
    """The texts that only a team may read, where they are long enough to be its own."""
    brief = team.brief
    found = [brief.card.text, *brief.situation.splitlines(), *brief.goals, *brief.red_lines]
    found += [fact.text for fact in brief.knows] + [*brief.weighs, *brief.asks]
    found += [seat.task for seat in team.seats]
    return {flat(text) for text in found if text.strip()}


def of_msel(game: Game) -> set[str]:
    """The texts of the list of events."""
    found = {flat(text) for row in game.exercise.msel for text in (row.message, row.expected)}
    return found | {flat(row.notes) for row in game.exercise.msel if row.notes}


@pytest.fixture(scope="module")
def read(
    small: Game, shipped: Game, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Game, Handout, str]]:
    folder = tmp_path_factory.mktemp("read")
    return [
        (g, each, written(each.document, folder)) for g in (small, shipped) for each in handouts(g)
    ]


def those(
    read: list[tuple[Game, Handout, str]], *folders: str
) -> Iterator[tuple[Game, Handout, str]]:
    yield from (each for each in read if each[1].folder in folders)


def test_what_all_may_read_holds_nothing_of_any_brief(
    read: list[tuple[Game, Handout, str]],
) -> None:
    for game, each, text in those(read, "everyone"):
        known = {flat(fact.text) for fact in game.exercise.background_facts}
        for team in game.exercise.teams:
            assert not [line for line in private(team) - known if line in text], each.name


def test_a_brief_holds_nothing_that_only_another_team_may_read(
    read: list[tuple[Game, Handout, str]],
) -> None:
    for game, each, text in those(read, "teams"):
        own = [team for team in game.exercise.teams if each.stem == f"brief-{team.party}"]
        shared = {line for team in own for line in private(team)}
        for team in game.exercise.teams:
            if team not in own:
                assert not [line for line in private(team) - shared if line in text], each.name
        for team in own:
            assert all(line in text for line in private(team)), each.name


def test_what_players_read_holds_nothing_of_the_list_of_events(
    read: list[tuple[Game, Handout, str]],
) -> None:
    for game, each, text in those(read, "everyone", "teams"):
        assert not [line for line in of_msel(game) if line in text], each.name
        assert "SECRET" not in text


def test_the_answers_of_the_quiz_are_in_the_guide_alone(
    read: list[tuple[Game, Handout, str]],
) -> None:
    for game, each, text in read:
        reasons = [flat(q.why) for q in game.exercise.quiz]
        if each.stem == "facilitator-guide":
            assert all(reason in text for reason in reasons)
        else:
            assert not [reason for reason in reasons if reason in text], each.name


def test_care_and_the_tasks_that_evaluators_watch_are_for_control(
    read: list[tuple[Game, Handout, str]],
) -> None:
    for game, each, text in those(read, "everyone", "teams"):
        kept = [flat(line) for line in game.exercise.care.splitlines() if line.strip()]
        kept += [flat(line) for line in game.exercise.checklist]
        kept += [task.text for c in game.exercise.capabilities for task in c.tasks]
        assert not [line for line in kept if line in text], each.name


def test_the_guide_holds_every_event_and_no_brief(read: list[tuple[Game, Handout, str]]) -> None:
    for game, each, text in those(read, "control"):
        if each.stem == "facilitator-guide":
            assert all(line in text for line in of_msel(game))
        for team in game.exercise.teams:
            assert not [line for line in private(team) if line in text], each.name


def test_the_index_tells_no_secret(small: Game) -> None:
    text = Page(index_page(small, list(handouts(small)), [])).text
    assert "SECRET" not in text
    assert "PRIVATE" not in text
    assert "QUIZ" not in text
