"""The exercise: teams, moves, events, questions and how it is evaluated, as one frozen model."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.exercise.learning import Capability, Forecast, Objective, Quiz, Rubric
from sim.scenario.exercise.moves import Move
from sim.scenario.exercise.msel import Row
from sim.scenario.exercise.teams import Team
from sim.scenario.exercise.words import Fact, Line, Text
from sim.scenario.language.base import Faults, Many, Strictly, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.names import PartyName
from sim.scenario.problems import nearest


class Overview(Strictly):
    """The Exercise Overview table of the situation manual, but for what each class fills in."""

    scope: Text
    mission_areas: Many[Line]
    threat: Text
    scenario: Text
    sponsor: Line
    contact: Line
    organizations: Many[Line] = ()  # the teams where left out


class Slot(Strictly):
    """A line of a timetable."""

    minutes: int = Field(ge=0, le=24 * 60)
    what: Line


class Agenda(Strictly):
    """A timetable: minutes and what is done in them."""

    title: Line
    slots: Many[Slot] = Field(min_length=1)

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(slot.minutes for slot in self.slots)


class Exercise(Strictly):
    """What a class needs beside a scenario. `plays` is the scenario file it is played with."""

    exercise: Identifier
    title: Line
    plays: str
    level: Line
    minutes: int = Field(ge=1, le=10_000)
    overview: Overview
    capabilities: Many[Capability] = Field(min_length=1)
    objectives: Many[Objective] = Field(min_length=1)
    background: Text  # for all participants
    background_facts: Many[Fact] = ()
    teams: Many[Team] = Field(min_length=1)
    played_by_the_model: Many[PartyName] = ()  # parties nobody may play, with the reason in `care`
    moves: Many[Move] = Field(min_length=1)
    msel: Many[Row] = ()
    forecast: Forecast
    rules: Many[Line]
    guidelines: Many[Line]
    assumptions: Many[Line]  # assumptions and artificialities
    structure: Text
    hot_wash: Many[Line]
    minute_paper: Many[Line]
    quiz: Many[Quiz] = ()
    rubric: Rubric
    care: Text
    checklist: Many[Line]  # before STARTEX
    reset: Many[Line]  # between classes
    agendas: Many[Agenda]
    plans: Many[Line] = ()  # relevant plans and documents
    acronyms: dict[str, Line] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _linked(self) -> Self:
        wrong = [*self._twice(), *self._order(), *self._references()]
        if wrong:
            raise faults(wrong)
        return self

    def _twice(self) -> Faults:
        wrong: Faults = []
        lists: tuple[tuple[str, str, list[object]], ...] = (
            ("teams", "party", [team.party for team in self.teams]),
            ("moves", "id", [move.id for move in self.moves]),
            ("msel", "number", [row.number for row in self.msel]),
            ("objectives", "id", [each.id for each in self.objectives]),
            ("capabilities", "id", [each.id for each in self.capabilities]),
        )
        for key, name, values in lists:
            wrong += [
                (f"{value!r} is written twice", (key, i, name), value)
                for i, value in enumerate(values)
                if value in values[:i]
            ]
        return wrong

    def _order(self) -> Faults:
        return [
            (
                f"begins on {later.begins.first:%Y-%m-%d}, before the end of the move {earlier.id!r}",
                ("moves", i + 1, "from"),
                None,
            )
            for i, (earlier, later) in enumerate(zip(self.moves, self.moves[1:], strict=False))
            if later.begins.first < earlier.until.last
        ]

    def _references(self) -> Faults:
        wrong: Faults = []
        moves = {move.id: move for move in self.moves}
        expected = {row.number for row in self.msel if row.type == "expected-action"}
        objectives = {each.id for each in self.objectives}
        capabilities = {each.id for each in self.capabilities}
        for i, each in enumerate(self.objectives):
            if each.capability not in capabilities:
                near = nearest(each.capability, capabilities)
                wrong.append(
                    (
                        f"found the unknown capability {each.capability!r}{near}",
                        ("objectives", i, "capability"),
                        None,
                    )
                )
        for i, row in enumerate(self.msel):
            way = ("msel", i)
            if row.move not in moves:
                wrong.append(
                    (
                        f"found the unknown move {row.move!r}{nearest(row.move, moves)}",
                        (*way, "move"),
                        None,
                    )
                )
            elif not self._inside(row, moves[row.move]):
                wrong.append((f"lies outside the move {row.move!r}", (*way, "at"), None))
            if row.instead_of is not None and row.instead_of not in expected:
                near = nearest(row.instead_of, expected)
                wrong.append(
                    (
                        f"found {row.instead_of}, which is no expected action{near}",
                        (*way, "instead_of"),
                        None,
                    )
                )
            wrong += [
                (
                    f"found the unknown objective {name!r}{nearest(name, objectives)}",
                    (*way, "objectives", j),
                    None,
                )
                for j, name in enumerate(row.objectives)
                if name not in objectives
            ]
        return wrong

    @staticmethod
    def _inside(row: Row, move: Move) -> bool:
        return move.begins.first <= row.at.first and row.at.last <= max(
            move.until.last, row.at.first
        )

    def team(self, party: str) -> Team:
        """A team by its party. Raises KeyError."""
        for team in self.teams:
            if team.party == party:
                return team
        raise KeyError(party)

    def row(self, number: int) -> Row:
        """A row of the MSEL by its number. Raises KeyError."""
        for row in self.msel:
            if row.number == number:
                return row
        raise KeyError(number)
