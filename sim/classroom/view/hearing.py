"""Who in the model reacts to what kind of thing from whom: so that an inject does not fall on deaf ears."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.game import Game


@dataclass(frozen=True)
class Ear:
    """A kind of thing said by somebody, and the names of those who react to it."""

    source: str
    name: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind that the model may hear, with whose words of this kind count for whom."""

    id: str
    meaning: str
    ears: tuple[Ear, ...]


def kinds(game: Game) -> tuple[Kind, ...]:
    """The kinds that somebody in the model reacts to when they happen."""
    found = []
    for id_, kind in game.scenario.kinds.items():
        ears = tuple(
            Ear(source, game.name(source), by)
            for source in _parties(game)
            if (by := reacting(game, id_, source))
        )
        if ears:
            found.append(Kind(id_, kind.meaning or id_, ears))
    return tuple(found)


def reacting(game: Game, kind: str, source: str) -> tuple[str, ...]:
    """The names of the actors who react to a kind of thing from a party."""
    return tuple(
        game.name(actor.id)
        for actor in game.scenario.actors
        if actor.id != source
        and any(
            reaction.hears is not None
            and reaction.hears.kind == kind
            and reaction.hears.source in {None, source}
            for stance in actor.stances
            for reaction in stance.reactions
        )
    )


def _parties(game: Game) -> tuple[str, ...]:
    return (*(actor.id for actor in game.scenario.actors), *game.scenario.others)
