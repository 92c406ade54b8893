"""The Program: a scenario lowered to flat tables of numbers, which is all that an engine reads.

Everything is named by its index; -1 means "none". Tables are tuples of plain numbers (a compiled
engine copies them into arrays). Times are days from the scenario's start, numbers that may be drawn
are indices into `parameters`, dates that may be drawn are indices into `moments`.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE = -1
Indices = tuple[int, ...]
Table = tuple[tuple[int, ...], ...]

DATED, LASTING, TRIGGERED, RECURRING = 0, 1, 2, 3  # forms of a cause
STANDING, IN_FORCE, HAPPENED, DATE = 0, 1, 2, 3  # conditions of a gate


@dataclass(frozen=True)
class Parameters:
    """Every number, fixed or drawn: shape (model.quantile), arguments and cut."""

    name: tuple[str, ...]
    word: Indices  # hash of the name
    shape: Indices
    a: tuple[float, ...]
    b: tuple[float, ...]
    c: tuple[float, ...]
    low_p: tuple[float, ...]
    high_p: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Moments:
    """Every date: a window [low, high) of days, after another moment if any, plus a drawn delay if any.

    A moment stands after the one it comes after, and is never earlier than it.
    """

    name: tuple[str, ...]
    word: Indices
    purpose: Indices  # keys.BEGINS or keys.ENDS
    low: tuple[float, ...]
    high: tuple[float, ...]
    after: Indices
    plus: Indices  # parameter


@dataclass(frozen=True)
class Stances:
    """Every stance, in file order; nested tables run over its rungs or its steps."""

    name: tuple[str, ...]  # "actor/issue"
    word: Indices
    issue: Indices
    rungs: Indices  # how many
    start: Indices
    acts: Indices  # 1 where decisions fall back at once
    level: tuple[tuple[float, ...], ...]  # by rung, 0..1
    skipped: Table  # by rung, 1 where the stance skips it
    gives_up: Table  # by rung, parameter
    standing: Indices  # parameters from here on
    half_life: Indices
    tempo: Indices
    background: Indices
    choice_sd: Indices
    relief: Indices
    rest: Indices
    resistance: Indices  # the first; the steps follow it
    steps: Indices  # K, of the whole decision
    settles: Indices  # the step at whose end the rung is settled
    stage: Table  # by step, the stage it belongs to
    ends_stage: Table  # by step, 1 where it ends its stage
    public: Table  # by step, 1 where its stage is public
    stages: tuple[tuple[str, ...], ...]  # ids
    reactions: Table
    gates: Table


@dataclass(frozen=True)
class Reactions:
    """Every reaction, grouped by stance in file order."""

    name: tuple[str, ...]  # "actor/issue/reaction"
    stance: Indices
    weight: Indices  # parameter
    wears: Indices  # parameter
    lasting: Indices  # 1 for `while`, 0 for `hears`
    watches: Indices  # stance whose position is watched
    causes: Table  # causes matched


@dataclass(frozen=True)
class Gates:
    """Every gate with its conditions; a condition's `rung` counts for STANDING, `moment` for DATE."""

    name: tuple[str, ...]
    stance: Indices
    rungs: Table  # rungs of the stance that it closes
    first_step: Indices  # steps of the stage it holds: [first, last]
    last_step: Indices
    need: Indices  # conditions that must be true
    kind: Table
    subject: Table  # stance or cause; NONE where it no longer exists
    rung: Table
    moment: Table


@dataclass(frozen=True)
class Causes:
    """Every cause, in file order."""

    name: tuple[str, ...]
    word: Indices
    form: Indices
    magnitude: Indices  # parameter
    at_start: Indices  # 1 where a lasting cause is in force from the start
    begins: Indices  # moment
    ends: Indices  # moment
    gap: Indices  # parameter: time between occurrences
    trigger: Indices  # stance
    trigger_rung: Indices
    delay: Indices  # parameter
    lasts: Indices  # parameter


@dataclass(frozen=True)
class Listeners:
    """Who must be told of what: lists of reactions, gates and triggered causes."""

    cause: Table  # by cause, pulse reactions
    cause_lasting: Table  # by cause, lasting reactions
    decision: Table  # by stance, pulse reactions
    stage: tuple[Table, ...]  # by stance and step, pulse reactions
    position: Table  # by stance, lasting reactions
    cause_gates: Table  # by cause, gates
    position_gates: Table  # by stance, gates
    triggers: Table  # by stance, causes


@dataclass(frozen=True)
class Interventions:
    """Holds and forces, in file order. NONE as a moment of a hold: from the start, to the end."""

    held: Indices  # stance
    held_from: Indices  # moment
    held_until: Indices  # moment
    forced: Indices  # stance
    forced_rung: Indices
    forced_at: Indices  # moment


@dataclass(frozen=True)
class Program:
    """A scenario ready to be moved through time, from 0 up to but not including `horizon` (days)."""

    scenario: str
    horizon: float
    most_events: int  # a run that reaches it has failed
    issues: tuple[str, ...]
    ladders: tuple[tuple[str, ...], ...]  # rung ids by issue
    parameters: Parameters
    moments: Moments
    stances: Stances
    reactions: Reactions
    gates: Gates
    causes: Causes
    listeners: Listeners
    interventions: Interventions

    def ladder(self, stance: int) -> tuple[str, ...]:
        """The rung ids of a stance's issue."""
        return self.ladders[self.stances.issue[stance]]

    # The second half of the total order (time, slot) (docs/model.md).
    def slot_of_date(self, gate: int) -> int:
        """Dates that gates wait for come first."""
        return FIRST_SLOT + gate

    def slot_of_end(self, cause: int) -> int:
        """Then the ends of lasting causes, in file order."""
        return FIRST_SLOT + len(self.gates.name) + cause

    def slot_of_release(self, hold: int) -> int:
        """Then the ends of holds, in file order."""
        return self.slot_of_end(len(self.causes.name)) + hold

    def slot_of_intervention(self, number: int) -> int:
        """Then holds and forces, in file order."""
        return self.slot_of_release(len(self.interventions.held)) + number

    def slot_of_cause(self, cause: int) -> int:
        """Then causes, in file order."""
        return (
            self.slot_of_intervention(len(self.interventions.held) + len(self.interventions.forced))
            + cause
        )

    def slot_of_stance(self, stance: int) -> int:
        """Then steps and decisions, by stance."""
        return self.slot_of_cause(len(self.causes.name)) + stance


FIRST_SLOT = 2  # SimPy keeps 0 and 1 for its own urgent and normal events
