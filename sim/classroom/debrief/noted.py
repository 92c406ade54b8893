"""What evaluators and the facilitator noted, by objective."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.classroom.game import Game
from sim.classroom.state.state import State
from sim.scenario.exercise.learning import RATINGS

WORST_FIRST = tuple(reversed(RATINGS))


@dataclass(frozen=True)
class Note:
    """An observation; `seat` is None for the facilitator, `rating` empty where none was given."""

    seat: str | None
    move: int  # in which it was noted, from 0
    task: str
    rating: str
    text: str


@dataclass(frozen=True)
class Objective:
    """An objective with its notes, and how often each rating was given."""

    id: str
    text: str
    capability: str
    target: str
    notes: tuple[Note, ...]

    @property
    def ratings(self) -> dict[str, int]:
        """How often each of P, S, M and U was given."""
        return {each: sum(note.rating == each for note in self.notes) for each in RATINGS}

    @property
    def rating(self) -> str:
        """The middle rating, of two the worse; empty where nobody rated."""
        given = sorted((n.rating for n in self.notes if n.rating), key=WORST_FIRST.index)
        return given[(len(given) - 1) // 2] if given else ""


def objectives(game: Game, state: State) -> tuple[Objective, ...]:
    """Every objective of the exercise, in file order."""
    return tuple(_objectives(game, state))


def _objectives(game: Game, state: State) -> Iterator[Objective]:
    capabilities = {each.id: each for each in game.exercise.capabilities}
    for each in game.exercise.objectives:
        capability = capabilities[each.capability]
        tasks = {task.id: task.text for task in capability.tasks}
        yield Objective(
            id=each.id,
            text=each.text,
            capability=capability.name,
            target=capability.target,
            notes=tuple(
                Note(
                    seat=act.seat,
                    move=_move(state, stamp.seq),
                    task=tasks.get(act.task, ""),
                    rating=act.rating or "",
                    text=act.text.strip(),
                )
                for stamp, act in state.notes
                if act.objective == each.id
            ),
        )


def _move(state: State, seq: int) -> int:
    """The move during which an act was made: the first that closed after it, else the last."""
    later = (closed.move for closed in state.closed if closed.stamp.seq > seq)
    return next(later, max(state.move, 0))
