"""What is played: the exercise, the scenario it is played with, and the seed. It never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.classroom.world.calendar import Calendar, calendar
from sim.report.names import brief, party_name
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.exercise.load import Class
from sim.scenario.exercise.teams import Team
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario

WITH_ARTICLE = (
    "United ",
    "Government ",
    "Ministry ",
    "Republic ",
    "State ",
    "Members ",
)  # names begin so


@dataclass(frozen=True)
class Game:
    """An exercise with its scenario and record, under one seed."""

    exercise: Exercise
    scenario: Scenario
    record: Record | None
    seed: int

    @cached_property
    def calendar(self) -> Calendar:
        """The moves as scenario time."""
        return calendar(self.scenario, self.exercise)

    @cached_property
    def teams(self) -> dict[str, Team]:
        """The teams by party."""
        return {team.party: team for team in self.exercise.teams}

    def name(self, party: str) -> str:
        """A party's name, as the class reads it."""
        team = self.teams.get(party)
        if team is not None and team.name:
            return team.name
        if party == "white-cell":
            return "White cell"
        return brief(party_name(self.scenario, party))

    def called(self, party: str) -> str:
        """A party inside a sentence: 'the United States', 'NATO'."""
        name = self.name(party)
        return f"the {name}" if name.startswith(WITH_ARTICLE) else name

    def rung_name(self, issue: str, rung: str) -> str:
        """The name of a rung."""
        ladder = self.scenario.issue(issue)
        return next(each.name or each.id for each in ladder.rungs if each.id == rung)

    def rungs(self, team: Team) -> tuple[str, ...]:
        """The rungs a team may order, lowest first; none where it decides nothing."""
        if team.orders.issue is None:
            return ()
        ladder = [rung.id for rung in self.scenario.issue(team.orders.issue).rungs]
        allowed = team.orders.rungs
        return tuple(rung for rung in ladder if allowed is None or rung in allowed)


def game(loaded: Class, seed: int) -> Game:
    """The game of an exercise that was loaded."""
    return Game(loaded.exercise, loaded.case.scenario, loaded.case.record, seed)
