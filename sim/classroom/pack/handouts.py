"""All that is handed out, in order: each document with its folder, its name and whom it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.classroom.game import Game
from sim.classroom.pack.contents.briefs import team_brief
from sim.classroom.pack.contents.care import care_page
from sim.classroom.pack.contents.evaluation import evaluation_guide, observer_form
from sim.classroom.pack.contents.facilitator import HAND_OUT, facilitator_guide
from sim.classroom.pack.contents.paper_orders import paper_orders
from sim.classroom.pack.contents.quiz import rules_quiz
from sim.classroom.pack.contents.rubric import grading_rubric
from sim.classroom.pack.contents.sitman import situation_manual
from sim.classroom.pack.document import Document

Folder = Literal["everyone", "teams", "control"]  # what lies in one may be given to those it names


@dataclass(frozen=True)
class Handout:
    """A document of the pack; `stem` is its file's name without an ending, `use` says when it is needed."""

    folder: Folder
    stem: str
    name: str
    use: str
    document: Document


def handouts(game: Game) -> Iterator[Handout]:
    """Every document of an exercise."""
    yield from _everyone(game)
    yield from _teams(game)
    yield from _control(game)


def _everyone(game: Game) -> Iterator[Handout]:
    yield Handout(
        "everyone",
        "situation-manual",
        "Situation manual (SitMan)",
        f"One for each table. {HAND_OUT}",
        situation_manual(game),
    )
    yield Handout(
        "everyone",
        "rules-quiz",
        "Rules quiz",
        "Before class. The answers are in the facilitator guide.",
        rules_quiz(game),
    )
    yield Handout(
        "everyone",
        "grading-rubric",
        "Grading rubric",
        "With the course material, before class.",
        grading_rubric(game),
    )


def _teams(game: Game) -> Iterator[Handout]:
    for team in game.exercise.teams:
        name = game.name(team.party)
        yield Handout(
            "teams",
            f"brief-{team.party}",
            f"Team brief: {name}",
            f"For the team {name} alone, at STARTEX. Its first page is the card and the seats.",
            team_brief(game, team),
        )
    yield Handout(
        "teams",
        "paper-orders",
        "Orders on paper",
        "One form for each team and move, where phones fail or are not wanted.",
        paper_orders(game),
    )


def _control(game: Game) -> Iterator[Handout]:
    yield Handout(
        "control",
        "facilitator-guide",
        "Facilitator guide and instructor pack",
        "Events with what to expect, agendas, quiz answers, what to do when something fails.",
        facilitator_guide(game),
    )
    yield Handout(
        "control",
        "care",
        "Care",
        "Read before choosing the exercise; its main points are said aloud before STARTEX.",
        care_page(game),
    )
    for capability in game.exercise.capabilities:
        yield Handout(
            "control",
            f"evaluation-guide-{capability.id}",
            f"Evaluation guide (EEG): {capability.name}",
            "For the evaluators of this capability, a copy for each team they watch.",
            evaluation_guide(game, capability),
        )
    yield Handout(
        "control",
        "observer-form",
        "Evaluator and observer form",
        "A running sheet for what is seen during play.",
        observer_form(game),
    )
