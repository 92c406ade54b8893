"""Who feels what: pulses, lasting reactions and gates, gathered by stance and applied once (3.1, 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sim.model import program as p
from sim.model.program import NONE, Program


class Place(Protocol):
    """Where an actor stands, which is all that others see of it."""

    rung: int
    level: tuple[float, ...]  # by rung


@dataclass(slots=True)
class Touch:
    """What one event does to one stance; `parts` splits the pulse by reaction of the stance, from 1."""

    pulse: float = 0.0
    parts: dict[int, float] = field(default_factory=dict)
    pulses: list[int] = field(default_factory=list)


Touches = dict[int, Touch]  # by stance


class Hearing:
    """What is in force, how worn each reaction is, which gates are open."""

    def __init__(self, program: Program, values: tuple[float, ...], desks: Sequence[Place]) -> None:
        causes, reactions, gates = program.causes, program.reactions, program.gates
        self._program = program
        self._desks = desks
        self.magnitude = [values[m] for m in causes.magnitude]
        self.in_force = [bool(start) for start in causes.at_start]
        self.happened = list(self.in_force)
        self._weight = [values[w] for w in reactions.weight]
        self._wears = [values[w] if w != NONE else 1.0 for w in reactions.wears]
        self._worn = [1.0] * len(reactions.name)
        self._reached = dict.fromkeys((m for row in gates.moment for m in row if m != NONE), False)
        self._lasting = [
            self._lasting_part(r) if lasts else 0.0 for r, lasts in enumerate(reactions.lasting)
        ]
        self._open = [self.is_open(gate) for gate in range(len(gates.name))]

    def levels(self, stance: int) -> list[float]:
        """The lasting part of each reaction of a stance, 0 for pulses."""
        return [self._lasting[reaction] for reaction in self._program.stances.reactions[stance]]

    def shut(self, stance: int) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
        """The shut gates of a stance: first and last step held, and the rungs closed."""
        gates = self._program.gates
        return tuple(
            (gates.first_step[g], gates.last_step[g], gates.rungs[g])
            for g in self._program.stances.gates[stance]
            if not self._open[g]
        )

    def pulse(self, touches: Touches, listening: Sequence[int], magnitude: float) -> None:
        """Add the pulses of all reactions that hear an event of some magnitude, and wear them."""
        reactions = self._program.reactions
        for reaction in listening:
            pulse = self._weight[reaction] * magnitude * self._worn[reaction]
            if pulse == 0.0:
                continue  # it did not fire
            self._worn[reaction] *= self._wears[reaction]
            stance = reactions.stance[reaction]
            touch = touches.setdefault(stance, Touch())
            touch.pulse += pulse
            touch.pulses.append(reaction)
            touch.parts[1 + reaction - self._program.stances.reactions[stance][0]] = pulse

    def last(self, touches: Touches, listening: Sequence[int]) -> None:
        """Bring lasting reactions up to date with what is in force and who stands where."""
        for reaction in listening:
            part = self._lasting_part(reaction)
            if part != self._lasting[reaction]:
                self._lasting[reaction] = part
                touches.setdefault(self._program.reactions.stance[reaction], Touch())

    def turn(self, touches: Touches, gates: Sequence[int]) -> None:
        """Open and shut gates."""
        for gate in gates:
            is_open = self.is_open(gate)
            if is_open != self._open[gate]:
                self._open[gate] = is_open
                touches.setdefault(self._program.gates.stance[gate], Touch())

    def reach(self, moment: int) -> None:
        """A date that a gate waits for has come."""
        self._reached[moment] = True

    def _lasting_part(self, reaction: int) -> float:
        reactions = self._program.reactions
        watched = reactions.watches[reaction]
        if watched != NONE:
            desk = self._desks[watched]
            return self._weight[reaction] * desk.level[desk.rung]
        total = 0.0
        for cause in reactions.causes[reaction]:
            if self.in_force[cause]:
                total += self.magnitude[cause]
        return self._weight[reaction] * total

    def is_open(self, gate: int) -> bool:
        """Whether enough of a gate's conditions are true now."""
        gates = self._program.gates
        conditions = zip(
            gates.kind[gate],
            gates.subject[gate],
            gates.rung[gate],
            gates.moment[gate],
            strict=True,
        )
        return sum(self._is_true(*condition) for condition in conditions) >= gates.need[gate]

    def _is_true(self, kind: int, subject: int, rung: int, moment: int) -> bool:
        if kind == p.DATE:
            return self._reached[moment]
        if subject == NONE:
            return False  # what it waits for was dropped
        if kind == p.STANDING:
            return self._desks[subject].rung >= rung
        return (self.in_force if kind == p.IN_FORCE else self.happened)[subject]
