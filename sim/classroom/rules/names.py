"""Which names people may take: none that the exercise itself speaks under, and no two alike at a table."""

from __future__ import annotations

import re
import unicodedata

from sim.classroom.acts.base import LONGEST_NAME
from sim.classroom.game import Game
from sim.classroom.rules.person import CLOCK, FACILITATOR, need
from sim.classroom.state.state import State
from sim.report.names import party_name

ROLES = (
    FACILITATOR,
    CLOCK,
    "white cell",
    "control",
    "controller",
    "exercise director",
    "model",
    "everybody",
)
_COUNTED = re.compile(r" \(\d+\)$")


def check_name(game: Game, name: str) -> None:
    """Refuse a name under which others would take somebody for the White cell or for a party."""
    need(
        _bare(name) not in _spoken_for(game),
        f"{name!r} is the name of somebody in the exercise. Take your own name, or another alias.",
    )


def free_name(state: State, team: str, name: str, but: str = "") -> str:
    """A name that nobody at a table has `but` a seat: the second Ana there is Ana (2)."""
    there = {_same(seat.name) for seat in state.seats_of(team) if seat.id != but}
    found, number = name, 1
    while _same(found) in there:
        number += 1
        ending = f" ({number})"
        found = f"{name[: LONGEST_NAME - len(ending)]}{ending}"
    return found


def uncounted(name: str) -> str:
    """A name without the number that told it apart at a table."""
    return _COUNTED.sub("", name)


def _spoken_for(game: Game) -> frozenset[str]:
    """All names of the exercise's own."""
    scenario = game.scenario
    parties = [*game.teams, *(actor.id for actor in scenario.actors), *scenario.others]
    named = [
        name for party in parties for name in (party, game.name(party), party_name(scenario, party))
    ]
    return frozenset(_bare(name) for name in (*ROLES, *named))


def _same(name: str) -> str:
    """What two names share that look alike: wide letters and capitals do not count."""
    return unicodedata.normalize("NFKC", name).casefold()


def _bare(name: str) -> str:
    """Only the letters and numbers of a name: no accents, article or count."""
    plain = unicodedata.normalize("NFKD", uncounted(name)).casefold()
    words = "".join(
        c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)
    ).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
