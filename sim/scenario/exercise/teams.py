"""Teams: who plays whom, in which seats, with which private brief and which orders."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.exercise.words import Card, Fact, Line, Text
from sim.scenario.language.base import Faults, Many, Strictly, faults
from sim.scenario.language.basis import Identifier
from sim.scenario.language.names import IssueName, KindName, PartyName, names_of
from sim.scenario.problems import nearest

# What a team may do in a move beside holding or changing its position.
Action = Literal["lobby", "appeal", "assure", "warn", "refuse", "clarify", "demonstrate"]


class Seat(Strictly):
    """A chair at a team's table: one of the actor's people, or a person of this exercise."""

    id: Identifier
    person: str | None = None  # of the scenario's actor
    name: Line | None = None
    role: Line | None = None
    task: Line  # what this seat looks after, so that nobody idles

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.person is None and (self.name is None or self.role is None):
            raise faults(
                [("a seat is a 'person' of the actor, or has a 'name' and a 'role'", (), None)]
            )
        return self


class Brief(Strictly):
    """What only this team may read: a card of 120 words, and the longer sheet.

    `goals` and `red_lines` are instructions to players; `knows` are facts with their sources.
    """

    card: Card
    situation: Text
    goals: Many[Line]
    red_lines: Many[Line]
    knows: Many[Fact]
    weighs: Many[Line] = ()  # arguments that pull each way, for the table to weigh
    asks: Many[Line] = ()  # questions to settle at the table in each move


class Orders(Strictly):
    """What a team may order: rungs of the issue it decides, and actions with the kind they carry.

    `issue` is left out for a team that decides nothing (Ukraine): its orders are words alone.
    An action names the kind of event that the model hears; without one it is heard by people only.
    """

    issue: IssueName | None = None
    rungs: Many[str] | None = None  # all of the issue's where left out
    actions: dict[Action, KindName | None] = Field(default_factory=dict)
    scope: bool = False  # may say in words what its permission covers

    @model_validator(mode="after")
    def _rungs_exist(self, info: ValidationInfo) -> Self:
        names = names_of(info)
        wrong: Faults = []
        if self.rungs is not None and self.issue is None:
            wrong.append(("'rungs' need an 'issue'", ("rungs",), None))
        if names is not None and self.issue in names.rungs and self.rungs is not None:
            ladder = names.rungs[str(self.issue)]
            wrong += [
                (
                    f"found the unknown rung {rung!r} of {self.issue!r}{nearest(rung, ladder)}",
                    ("rungs", i),
                    rung,
                )
                for i, rung in enumerate(self.rungs)
                if rung not in ladder
            ]
        if self.issue is None and not self.actions:
            wrong.append(("a team needs an 'issue' to decide or 'actions' to take", (), None))
        if wrong:
            raise faults(wrong)
        return self


class Team(Strictly):
    """A party that can be played: an actor of the scenario, or another party that speaks."""

    party: PartyName
    name: Line | None = None
    seats: Many[Seat] = Field(min_length=1)
    brief: Brief
    orders: Orders

    @model_validator(mode="after")
    def _consistent(self, info: ValidationInfo) -> Self:
        wrong: Faults = []
        ids = [seat.id for seat in self.seats]
        wrong += [
            (f"the seat {name!r} is written twice", ("seats", i, "id"), name)
            for i, name in enumerate(ids)
            if name in ids[:i]
        ]
        names = names_of(info)
        if names is not None:
            people = names.people.get(self.party, frozenset())
            wrong += [
                (
                    f"found the unknown person {seat.person!r}{nearest(seat.person, people)}",
                    ("seats", i, "person"),
                    seat.person,
                )
                for i, seat in enumerate(self.seats)
                if seat.person is not None and seat.person not in people
            ]
            issue = self.orders.issue
            if (
                issue is not None
                and issue in names.issues
                and (self.party, issue) not in names.stances
            ):
                held = [i for a, i in names.stances if a == self.party]
                wrong.append(
                    (
                        f"{self.party!r} has no stance on {issue!r}{nearest(issue, held)}",
                        ("orders", "issue"),
                        issue,
                    )
                )
        if wrong:
            raise faults(wrong)
        return self
