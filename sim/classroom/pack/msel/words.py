"""What the cells say of parties, moves, objectives, causes and positions, and how they are read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.pack.contents.events import TYPES
from sim.classroom.pack.contents.told import move_title, party
from sim.report.names import issue_name
from sim.report.words import capital
from sim.scenario.exercise.msel import ALL, WHITE
from sim.scenario.language.vocabulary import Standing
from sim.scenario.problems import nearest

SEPARATOR = "; "


@dataclass(frozen=True)
class Words:
    """Things of one sort: what each is called in a cell, and every spelling that is understood."""

    sort: str
    shown: Mapping[str, str]  # by id
    known: Mapping[str, str]  # id by spelling, in small letters

    def show(self, name: str) -> str:
        """What a cell says for an id."""
        return self.shown.get(name, name)

    def find(self, text: str) -> str | None:
        """The id that a cell means."""
        return self.known.get(_small(text))

    def unknown(self, text: str) -> str:
        """What is wrong with a cell that names nothing, with the nearest that would."""
        near = nearest(text, {*self.shown.values(), *self.shown})
        return f"found the unknown {self.sort} {text[:60]!r}{near}"


def words(sort: str, spellings: Mapping[str, Iterable[str]]) -> Words:
    """Of each id its spellings, the one to show first; one that means two things is not used."""
    told = {name: [*each, name] for name, each in spellings.items()}
    means: dict[str, set[str]] = {}
    for name, each in told.items():
        for spelling in each:
            means.setdefault(_small(spelling), set()).add(name)
    known = {spelling: names.pop() for spelling, names in means.items() if len(names) == 1}
    known |= {name.casefold(): name for name in told}  # an id is always itself
    shown = {name: _first(each, name, known) for name, each in told.items()}
    return Words(sort, shown, known)


def _first(spellings: list[str], name: str, known: Mapping[str, str]) -> str:
    """The first spelling that is read back as the id, and that a list can hold."""
    return next(
        each
        for each in [*spellings, name]
        if known.get(_small(each)) == name and not set(";\n") & set(each) and each.strip() == each
    )


def _small(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Vocabulary:
    """All that a list can name."""

    types: Words
    parties: Words  # who sends, or receives
    moves: Words
    objectives: Words
    causes: Words
    positions: Words  # an actor at a rung of an issue, as actor/issue/rung
    actions: Words


def vocabulary(game: Game) -> Vocabulary:
    """What the list of an exercise can name."""
    scenario, exercise = game.scenario, game.exercise
    parties = [*(actor.id for actor in scenario.actors), *scenario.others]
    spoken = {name: (game.name(name), capital(game.name(name))) for name in parties}
    actions = dict.fromkeys(
        action for team in exercise.teams for action in team.orders.actions
    ) | dict.fromkeys(action for row in exercise.msel for action in row.actions)
    return Vocabulary(
        types=words("event type", {name: (told,) for name, told in TYPES.items()}),
        parties=words(
            "party",
            {
                **spoken,
                WHITE: (party(game, WHITE), "SimCell", "Control"),
                ALL: (party(game, ALL), "Everybody", "All players"),
            },
        ),
        moves=words(
            "move",
            {
                move.id: (move_title(n, move), move.title, f"Move {n}", str(n))
                for n, move in enumerate(exercise.moves, 1)
            },
        ),
        objectives=words(
            "objective",
            {
                each.id: (f"{n} ({each.id})", str(n), f"Objective {n}", each.text)
                for n, each in enumerate(exercise.objectives, 1)
            },
        ),
        causes=words("cause", {each.id: (each.name or each.id,) for each in scenario.causes}),
        positions=words("position", _positions(game)),
        actions=words("action", dict.fromkeys(actions, ())),
    )


def _positions(game: Game) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for actor in game.scenario.actors:
        for stance in actor.stances:
            issue = game.scenario.issue(stance.issue)
            for rung in issue.rungs:
                name, called = game.name(actor.id), rung.name or rung.id
                about = issue_name(game.scenario, issue.id)
                found[f"{actor.id}/{issue.id}/{rung.id}"] = (
                    f"{name}: {called}",
                    f"{name}, {about}: {called}",
                )
    return found


def position(what: Standing) -> str:
    """The id of a position."""
    return f"{what.actor}/{what.issue}/{what.rung}"
