"""Words of the exercise that may be names of students too: "France", "Biden", "will"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sim.classroom.debrief.export.folding import folded
from sim.classroom.debrief.export.names import LEAST, key, runs
from sim.classroom.game import Game
from sim.report.names import brief

MONTHS = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What the exercise says: its parties and people, their surnames, words in small letters."""

    phrases: tuple[str, ...] = ()  # names of parties, offices and people, as they are written
    words: frozenset[str] = frozenset()  # in the names of parties and offices
    surnames: frozenset[str] = frozenset()  # of the people of the scenario
    ordinary: frozenset[str] = field(default=frozenset(), repr=False)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The phrases, folded."""
        return frozenset(key("".join(runs(each))) for each in self.phrases)

    def is_whole(self, name: str) -> bool:
        """Whether a whole name is one of the exercise: Joe Biden, France, President Putin."""
        found = [each.lower() for each in runs(name)]
        if key("".join(found)) in self.keys | self.surnames:
            return True
        known = all(each in self.words | self.surnames for each in found)
        return known and any(each in self.words for each in found)

    def is_part(self, letters: str) -> bool:
        """Whether a part of a name is a word of the exercise."""
        return letters in self.words or letters in self.surnames or letters in self.keys


def known(game: Game) -> Known:
    """The words of an exercise."""
    parties, people = tuple(_parties(game)), tuple(_people(game))
    return Known(
        phrases=tuple(dict.fromkeys((*parties, *people))),
        words=frozenset(MONTHS.union(*map(_words, parties))),
        surnames=frozenset(map(_surname, people)),
        ordinary=frozenset(_ordinary(game)),
    )


def _parties(game: Game) -> Iterator[str]:
    scenario = game.scenario
    for actor in scenario.actors:
        yield brief(actor.name)
        yield actor.id
        yield from (each.role for each in actor.people.values() if each.role)
    for party, other in scenario.others.items():
        yield party
        yield from (brief(each) for each in (other.name,) if each)
    for team in game.exercise.teams:
        yield game.name(team.party)
        yield from (each for seat in team.seats for each in (seat.name, seat.role) if each)


def _people(game: Game) -> Iterator[str]:
    for actor in game.scenario.actors:
        yield from (each.name for each in actor.people.values())


def _words(name: str) -> set[str]:
    return {run.lower() for run in runs(name) if len(run) >= LEAST}


def _surname(name: str) -> str:
    """The last run that is long enough: Brown of "CQ Brown Jr."."""
    long = [each.lower() for each in runs(name) if len(each) >= LEAST]
    return long[-1] if long else key(name)


def _ordinary(game: Game) -> Iterator[str]:
    """Words that the exercise writes in small letters."""
    told = (game.exercise.model_dump(mode="json"), game.scenario.model_dump(mode="json"))
    for text in _sentences(json.loads(json.dumps(told))):
        yield from (run for run in re.findall(r"[^\W\d_]+", folded(text).cased) if run.islower())


def _sentences(value: object) -> Iterator[str]:
    """What is written in sentences: an id has no spaces."""
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, dict):
        yield from _all(value.values())
    elif isinstance(value, list):
        yield from _all(value)


def _all(values: Iterable[object]) -> Iterator[str]:
    for each in values:
        yield from _sentences(each)
