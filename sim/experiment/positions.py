"""Who stood where when: the positions in a trace as steps over time."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.trace import DECISION, FORCE, Trace


@dataclass(frozen=True)
class Step:
    """A rung taken at a time (days)."""

    time: float
    rung: int


@dataclass(frozen=True)
class Path:
    """One stance's positions: where it starts, then each rung taken. Acts hold no rung."""

    start: int
    steps: tuple[Step, ...]
    acts: bool
    until: float

    def first_at(self, rung: int) -> float | None:
        """When it first stands at a rung or higher, by any jump or act; None if it never does."""
        if self.start >= rung:
            return 0.0
        return next((step.time for step in self.steps if step.rung >= rung), None)

    def at(self, time: float) -> int:
        """The rung held at a time (just after anything that happens then)."""
        if self.acts:
            return self.start
        held = self.start
        for step in self.steps:
            if step.time > time:
                break
            held = step.rung
        return held

    def highest(self) -> int:
        """The highest rung taken."""
        return max([self.start, *(step.rung for step in self.steps)])

    def days_at_or_above(self, rung: int) -> float:
        """Days spent at a rung or higher; 0 for acts, which hold nothing."""
        if self.acts:
            return 0.0
        total, since, held = 0.0, 0.0, self.start
        for step in (*self.steps, Step(self.until, 0)):
            if held >= rung:
                total += step.time - since
            since, held = step.time, step.rung
        return total


def paths(trace: Trace) -> tuple[Path, ...]:
    """The path of every stance, in file order."""
    table = trace.program.stances
    steps: list[list[Step]] = [[] for _ in table.name]
    for event in trace.events:
        if event.kind in {DECISION, FORCE}:
            steps[event.subject].append(Step(event.time, event.after))
    return tuple(
        Path(start, tuple(taken), bool(acts), trace.until)
        for start, taken, acts in zip(table.start, steps, table.acts, strict=True)
    )
