"""The class's world: its scenario run by the engine, up to where the exercise has come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.calendar import Calendar
from sim.classroom.world.played import Played
from sim.classroom.world.scenario import played
from sim.engine.des import run
from sim.engine.noise import Noise
from sim.engine.trace import DECISION, FORCE, Event, Trace
from sim.experiment.positions import Path, paths
from sim.model.lower import lower
from sim.report.history import History, of_run
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Standing

_MOVES = frozenset({DECISION, FORCE})


@dataclass(frozen=True, eq=False)
class World:
    """A run of the class's scenario with what it was built from. `until` bounds what has happened."""

    what: Played
    scenario: Scenario
    trace: Trace

    @property
    def calendar(self) -> Calendar:
        """The moves as scenario time."""
        return self.what.calendar

    @property
    def until(self) -> float:
        """Where it ends, in days from the start."""
        return self.trace.until

    @cached_property
    def history(self) -> History:
        """The world as reports read it."""
        return of_run(self.scenario, self.trace, self.what.game.record, label="The class")

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Who stood where when, by stance."""
        return paths(self.trace)

    def moves_of(self, stance: int) -> tuple[Event, ...]:
        """The decisions of a stance and the orders that moved it, in order."""
        return tuple(e for e in self.trace.events if e.kind in _MOVES and e.subject == stance)

    def has_reached(self, standing: Standing, until: float) -> bool:
        """Whether an actor has been at or above a rung by a time, by any jump or act."""
        when = self.reached_at(standing)
        return when is not None and when <= until

    def reached_at(self, standing: Standing) -> float | None:
        """When an actor first was at or above a rung, by any jump or act, in days; None if never."""
        program = self.trace.program
        stance = program.stances.name.index(f"{standing.actor}/{standing.issue}")
        rung = self.scenario.issue(standing.issue).index(standing.rung)
        if program.stances.start[stance] >= rung:
            return 0.0
        return next((e.time for e in self.moves_of(stance) if e.after >= rung), None)

    def digest(self) -> str:
        """SHA-256 over every event and every pressure, to the last bit."""
        return self.trace.digest()


def world(game: Game, state: State, *, model_from: int | None = None, whole: bool = False) -> World:
    """The world after the moves that were closed; `whole` runs it to the end of the last move.

    From `model_from` on the model plays everybody. Before the first move closes, nothing has happened
    after the first instant of the scenario.
    """
    what = Played(game, state, model_from)
    changed = played(what)
    moves = what.calendar
    last = moves.moves if whole else len(state.closed)
    program = lower(changed, moves.bounds[last] if last else moves.bounds[0])
    return World(what, changed, run(program, Noise(program, game.seed, 0)))
