"""Gates over time: what each waits for, and when it opened or shut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, FORCE, Event
from sim.model import program as p
from sim.report import names
from sim.report.charts import marks
from sim.report.history import History
from sim.report.words import listed


@dataclass(frozen=True)
class GateTurn:
    """A gate that opens or shuts: by which event of the trace (None at the start)."""

    time: float
    is_open: bool
    event: Event | None = None


@dataclass(frozen=True)
class Gate:
    """A gate of a stance: its name, what it waits for, the stage it holds, and its turns from 0 on."""

    stance: int
    name: str
    waits_for: str
    stage: str
    turns: tuple[GateTurn, ...]

    def shut(self, horizon: float) -> tuple[tuple[float, float], ...]:
        """The spans in which it is shut."""
        ends = [*(turn.time for turn in self.turns[1:]), horizon]
        spans = zip(self.turns, ends, strict=True)
        return tuple((turn.time, end) for turn, end in spans if not turn.is_open)


def gates(history: History, stance: int) -> tuple[Gate, ...]:
    """The gates of a stance."""
    table = history.program.gates
    return tuple(
        Gate(
            stance,
            table.name[gate].split("/")[-1].replace("-", " "),
            _waits_for(history, gate),
            _stage(history, gate),
            tuple(_turns(history, gate)),
        )
        for gate in history.program.stances.gates[stance]
    )


# --- what it waits for -------------------------------------------------------------------------


def _waits_for(history: History, gate: int) -> str:
    table = history.program.gates
    told = [
        _condition(history, kind, subject, rung)
        for kind, subject, rung in zip(
            table.kind[gate], table.subject[gate], table.rung[gate], strict=True
        )
    ]
    need = table.need[gate]
    return listed(told) if need == len(told) else f"{need} of: {listed(told, 'or')}"


def _condition(history: History, kind: int, subject: int, rung: int) -> str:
    if kind == p.DATE:
        return "a date"
    if subject == p.NONE:
        return "something that is not in the scenario"
    if kind == p.STANDING:
        return f"{history.actor(subject)} at or above “{history.rung(subject, rung)}”"
    name = history.cause(subject)
    return f"“{name}” in force" if kind == p.IN_FORCE else f"“{name}” to have happened"


def _stage(history: History, gate: int) -> str:
    table, stances = history.program.gates, history.program.stances
    stance = table.stance[gate]
    stage = stances.stage[stance][table.first_step[gate]]
    return names.stage_name(history.program, stance, stage)


# --- when it turned ----------------------------------------------------------------------------


class _State:
    """What the conditions of gates look at, as the events pass."""

    def __init__(self, history: History) -> None:
        self.history = history
        table, causes = history.program.stances, history.program.causes
        self.rungs = list(table.start)
        self.in_force = [bool(start) for start in causes.at_start]
        self.happened = list(self.in_force)
        self.dates = [0] * len(history.program.gates.name)  # reached, by gate

    def see(self, event: Event) -> None:
        """Take note of an event."""
        if event.kind in {DECISION, FORCE}:
            acts = self.history.program.stances.acts[event.subject]
            self.rungs[event.subject] = 0 if acts else event.after
        elif event.kind == CAUSE:
            self.happened[event.subject] = True
            self.in_force[event.subject] = marks.lasts(self.history, event.subject)
        elif event.kind == ENDS:
            self.in_force[event.subject] = False
        elif event.kind == DATE:
            self.dates[event.subject] += 1

    def is_open(self, gate: int) -> bool:
        """Whether enough conditions of a gate are true."""
        table = self.history.program.gates
        true = self.dates[gate]
        for kind, subject, rung in zip(
            table.kind[gate], table.subject[gate], table.rung[gate], strict=True
        ):
            if subject == p.NONE:
                continue
            if kind == p.STANDING:
                true += self.rungs[subject] >= rung
            elif kind in {p.IN_FORCE, p.HAPPENED}:
                true += (self.in_force if kind == p.IN_FORCE else self.happened)[subject]
        return true >= table.need[gate]


def _turns(history: History, gate: int) -> Iterator[GateTurn]:
    state = _State(history)
    was = state.is_open(gate)
    yield GateTurn(0.0, was)
    for event in history.trace.events:
        state.see(event)
        now = state.is_open(gate)
        if now != was:
            yield GateTurn(event.time, now, event)
        was = now
