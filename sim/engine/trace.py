"""What a run leaves behind: every event, who felt it, and why each decision fell as it did."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from hashlib import sha256

from sim.model.program import Program

# Kinds of events.
CAUSE, ENDS, STAGE, DECISION, FORCE, DATE, HOLD, RELEASE = 1, 2, 3, 4, 5, 6, 7, 8
KINDS = {
    CAUSE: "cause",
    ENDS: "ends",
    STAGE: "stage",
    DECISION: "decision",
    FORCE: "force",
    DATE: "date",
    HOLD: "hold",
    RELEASE: "release",
}

Parts = tuple[float, ...]  # standing level first, then one for each reaction of the stance


@dataclass(frozen=True, slots=True)
class Felt:
    """What an event did to one stance: its pressure before and after, split by source if traced.

    `level` is where the pressure now tends to; `pulses` are the reactions that fired.
    """

    stance: int
    before: float
    after: float
    level: float
    pulses: tuple[int, ...] = ()
    parts_before: Parts = ()
    parts_after: Parts = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """How the rung was settled: pressure and thresholds then, and the draw behind the rung.

    The rung taken is the highest open one with a threshold of at most `pressure + sd * z`. `u` is
    the uniform behind z; both are None where the rung was given by the record.
    """

    time: float
    pressure: float
    thresholds: tuple[float, ...]  # by rung; -inf for the lowest
    passable: tuple[int, ...]  # by rung: 0 skipped, 1 shut by a gate, 2 open
    sd: float
    rung: int
    z: float | None = None
    u: float | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision's history: since when its clock ran, its stages, its choice, what the work was made of.

    `work` is the step work its clock did and `background` the share of it that was background;
    where the record gave the date, `work` is what the model's clock had done by then.
    """

    since: float
    stages: tuple[tuple[str, float], ...]
    choice: Choice
    pressure: float
    level: float
    work: float
    background: float
    steps: int
    speed: float  # decisions per day, just before
    opposite: float = 0.0  # step work the opposite clock had done
    opposite_steps: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `subject` is a cause, stance or gate by `kind`, rungs are -1 where none is meant."""

    time: float
    kind: int
    subject: int
    before: int = -1  # rung
    after: int = -1  # rung
    step: int = -1  # of a stage: the step at whose end it ended
    felt: tuple[Felt, ...] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Knot:
    """A stance's pressure just after something touched it; it relaxes from here to the next knot."""

    time: float
    pressure: float
    level: float
    parts: Parts = ()
    part_levels: Parts = ()


@dataclass(frozen=True)
class Clock:
    """A clock that had not run out at the end: step work done since its last step, steps still to do."""

    direction: int
    rung: int
    done: float
    steps_left: int
    steps: int


@dataclass(frozen=True)
class Trace:
    """A finished run. `knots` are by stance; `clocks` are those still running at the end."""

    program: Program
    seed: int
    replication: int
    parameters: tuple[float, ...]
    events: tuple[Event, ...]
    knots: tuple[tuple[Knot, ...], ...]
    rungs: tuple[int, ...]  # by stance, at the end
    clocks: tuple[tuple[Clock, ...], ...] = field(default=())  # by stance
    until: float = 0.0

    def decisions(self, stance: int | None = None) -> tuple[Event, ...]:
        """The decisions (of one stance, if given) in order."""
        return tuple(
            event
            for event in self.events
            if event.kind == DECISION and (stance is None or event.subject == stance)
        )

    def digest(self) -> str:
        """SHA-256 over every event and every pressure it touched, to the last bit."""
        total = sha256()
        for event in self.events:
            total.update(
                struct.pack(
                    "<6qd",
                    0,
                    event.kind,
                    event.subject,
                    event.before,
                    event.after,
                    event.step,
                    event.time,
                )
            )
            for felt in event.felt:
                total.update(
                    struct.pack("<2q3d", 1, felt.stance, felt.before, felt.after, felt.level)
                )
        return total.hexdigest()
