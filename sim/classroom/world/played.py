"""What the class's world is built from: the game, the state, and from which move on the model plays all."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.calendar import Calendar
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.language.scenario import Scenario


@dataclass(frozen=True)
class Played:
    """What is needed to build the class's scenario. `model_from`: from that move on the model plays all."""

    game: Game
    state: State
    model_from: int | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario on file."""
        return self.game.scenario

    @property
    def exercise(self) -> Exercise:
        """The exercise on file."""
        return self.game.exercise

    @property
    def calendar(self) -> Calendar:
        """The moves as scenario time."""
        return self.game.calendar

    def people(self, move: int) -> frozenset[str]:
        """The teams that people played in a move that was run."""
        if self.model_from is not None and move >= self.model_from:
            return frozenset()
        return next((c.people for c in self.state.closed if c.move == move), frozenset())

    @property
    def run(self) -> range:
        """The moves that were run with people in them."""
        closed = len(self.state.closed)
        return range(closed if self.model_from is None else min(closed, self.model_from))
