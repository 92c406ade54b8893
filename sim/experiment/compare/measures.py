"""What is measured of every replication of a world: its outcomes, and every rung of every stance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from sim.experiment.chunks import Task
from sim.experiment.columns import ROWS, Columns, Failure, Floats
from sim.experiment.ensemble import CHUNKS, Workers
from sim.experiment.executors import finished
from sim.experiment.outcomes import outcomes
from sim.experiment.parts import missing
from sim.model.program import Program
from sim.scenario.language.outcomes import OnIssue, Outcome
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Standing

KeyOf = Callable[[str], str]
BLOCK = (
    250  # replications that are digested together: every chunk is whole blocks, but for the last
)


@dataclass(frozen=True)
class Measured:
    """One array for each thing measured, over replications 0 to runs - 1; NaN of those that failed.

    Keys are ids of outcomes, and those made by `reaches`, `days`, `end`, `highest` and `moves`. Times
    and days are in days, times inf where not by the end; rungs are indices on their ladders.
    """

    values: dict[str, Floats]
    failures: tuple[Failure, ...]
    digest: str  # over every event of every replication

    @property
    def failed(self) -> frozenset[int]:
        """The replications that came to nothing."""
        return frozenset(each.replication for each in self.failures)


def reaches(stance: str, rung: str) -> str:
    """The key of when a stance first reaches a rung."""
    return f"reaches {stance} {rung}"


def days(stance: str, rung: str) -> str:
    """The key of how long a stance is at or above a rung."""
    return f"days {stance} {rung}"


def end(stance: str) -> str:
    """The key of where a stance stands at the end."""
    return f"end {stance}"


def highest(stance: str) -> str:
    """The key of a stance's highest rung."""
    return f"highest {stance}"


def moves(actor: str) -> str:
    """The key of an actor's first move: the first time that any of its stances changes."""
    return f"moves {actor}"


def measure(  # noqa: PLR0913 (what a run of a world takes)
    scenario: Scenario,
    task: Task,
    runs: int,
    workers: Workers,
    *,
    progress: Callable[[int], None],
    chunk: int | None = None,
) -> Measured:
    """Run replications 0 to `runs` - 1 in chunks and keep what is measured; the events are let go.

    `chunk`, how many are run in one piece, is a multiple of BLOCK.
    """
    whole = scenario.model_copy(
        update={"outcomes": (*scenario.outcomes, *_of_stances(scenario, task.program))}
    )
    values = {outcome.id: np.full(runs, np.nan) for outcome in whole.outcomes}
    values |= {moves(actor.id): np.full(runs, np.nan) for actor in scenario.actors}
    digests: dict[int, bytes] = {}
    failures: list[Failure] = []
    todo = list(missing([], runs, chunk or CHUNKS[task.engine]))
    with workers.opened(task, len(todo)) as make:
        for number, columns in finished(task, todo, make, workers.hands, workers.once):
            _put(values, whole, task.program, columns)
            digests |= _digests(columns)
            failures += columns.failures
            progress(number.count)
    whole_digest = sha256(b"".join(digests[first] for first in sorted(digests)))
    failures.sort(key=lambda each: each.replication)
    return Measured(values, tuple(failures), whole_digest.hexdigest())


def _of_stances(scenario: Scenario, program: Program) -> Iterator[Outcome]:
    """Every rung of every stance as outcomes of their own; their ids no file can have."""
    make = Outcome.model_construct
    for stance in program.stances.name:
        actor, issue = stance.split("/")
        on = OnIssue(actor=actor, issue=issue)
        yield make(id=end(stance), at_end=on)
        yield make(id=highest(stance), highest=on)
        for rung in scenario.issue(issue).rungs[1:]:
            at = Standing(actor=actor, issue=issue, rung=rung.id)
            yield make(id=reaches(stance, rung.id), first_reaches=at)
            yield make(id=days(stance, rung.id), days_at_or_above=at)


def _put(values: dict[str, Floats], scenario: Scenario, program: Program, columns: Columns) -> None:
    """What is measured of a chunk, in its place."""
    at = columns.finished
    for found in outcomes(scenario, program, columns, program.horizon):
        values[found.outcome.id][at] = found.values
    moved = columns.moves
    row = np.searchsorted(at, moved.replication)
    stances = [name.split("/")[0] for name in program.stances.name]
    for actor in scenario.actors:
        of = np.isin(moved.subject, [s for s, name in enumerate(stances) if name == actor.id])
        first = np.full(at.size, np.inf)
        np.minimum.at(first, row[of], moved.time[of])
        values[moves(actor.id)][at] = first


def _digests(columns: Columns) -> dict[int, bytes]:
    """The digest of every BLOCK of a chunk by its first replication, however runs are cut into chunks."""
    end = columns.first + columns.count
    return {at: _digest(columns, at, at + BLOCK) for at in range(columns.first, end, BLOCK)}


def _digest(columns: Columns, first: int, end: int) -> bytes:
    """The digest of some replications: every event to the last bit, and which of them failed."""
    low, high = np.searchsorted(columns.replication, (first, end))
    total = sha256()
    for name in ROWS:
        column = np.ascontiguousarray(getattr(columns, name)[low:high])
        total.update(column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes())
    failed = [each.replication for each in columns.failures if first <= each.replication < end]
    total.update(repr(failed).encode())
    return total.digest()
