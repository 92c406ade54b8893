"""Who stood where when: each actor in the class, in history, and in the model's worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.debrief.background import Background, Worlds
from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.classroom.world.calendar import Calendar
from sim.classroom.world.world import World
from sim.engine.trace import Trace
from sim.experiment.positions import Path, Step, paths


@dataclass(frozen=True)
class Course:
    """One stance. `own` ends where the class did; `played` says by move whether people did, None: not run.

    `history` and `worlds` are None where there is none (yet).
    """

    stance: str  # actor/issue
    party: str
    name: str
    issue: str
    rungs: tuple[str, ...]  # names, lowest first
    own: Path
    history: Path | None
    worlds: Worlds | None
    played: tuple[bool | None, ...]
    calendar: Calendar

    @property
    def acts(self) -> bool:
        """Whether its decisions are acts, which hold no position."""
        return self.own.acts

    @property
    def end(self) -> float:
        """The end of the last move, in days from the start."""
        return self.calendar.end(self.calendar.moves - 1)

    def stands(self, path: Path, move: int) -> int | None:
        """The rung at the end of a move; of acts the sharpest so far. None for a move that was not run."""
        until = self.calendar.end(move)
        if until > path.until:
            return None
        steps = line(path)
        return [rung for time, rung in steps if time < until][-1] if steps[0][0] < until else None

    def in_move(self, path: Path, move: int) -> tuple[Step, ...]:
        """The rungs taken in a move."""
        first = -1.0 if move == 0 else self.calendar.begin(move)
        return tuple(step for step in path.steps if first <= step.time < self.calendar.end(move))


def courses(
    game: Game, state: State, world: World, background: Background | None
) -> tuple[Course, ...]:
    """The course of every stance, in file order."""
    past = None if background is None else background.history
    history = {} if past is None else _clipped(past, game.calendar)
    return tuple(_courses(game, state, world, history, background))


def _courses(
    game: Game,
    state: State,
    world: World,
    history: dict[str, Path],
    background: Background | None,
) -> Iterator[Course]:
    people = {closed.move: closed.people for closed in state.closed}
    found = world.history
    for stance, path in zip(found.stances, found.paths, strict=True):
        name, party = found.program.stances.name[stance], found.actor_id(stance)
        yield Course(
            stance=name,
            party=party,
            name=game.name(party),
            issue=found.issue(stance),
            rungs=found.rungs(stance),
            own=path,
            history=history.get(name),
            worlds=None if background is None else background.worlds,
            played=tuple(
                None if move not in people else _decides(game, party, name, people[move])
                for move in range(game.calendar.moves)
            ),
            calendar=game.calendar,
        )


def _decides(game: Game, party: str, stance: str, people: frozenset[str]) -> bool:
    """Whether people decided a stance in a move: their team has orders on its issue."""
    team = game.teams.get(party)
    return party in people and team is not None and stance == f"{party}/{team.orders.issue}"


def _clipped(trace: Trace, calendar: Calendar) -> dict[str, Path]:
    """The paths of history up to the end of the last move."""
    end = calendar.end(calendar.moves - 1)
    return {
        name: Path(
            path.start,
            tuple(step for step in path.steps if step.time < end),
            path.acts,
            min(end, path.until),
        )
        for name, path in zip(trace.program.stances.name, paths(trace), strict=True)
    }


def line(path: Path) -> tuple[tuple[float, int], ...]:
    """The rungs held since when; of acts the sharpest so far."""
    held, found = path.start, [(0.0, path.start)]
    for step in path.steps:
        rung = max(held, step.rung) if path.acts else step.rung
        if rung != held:
            found.append((step.time, rung))
        held = rung
    return tuple(found)
