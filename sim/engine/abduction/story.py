"""A record told to its stances, event by event, with every weight at 1: who heard what, and did what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.engine.given import Given
from sim.engine.hearing import Hearing, Touches
from sim.engine.trace import CAUSE, DATE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE
from sim.model import program as p
from sim.model.program import NONE, Program

BEGINS, FELT, STAGED, DECIDED, FORCED, HELD, RELEASED, OVER = range(8)  # kinds of rows


@dataclass
class _Place:
    """Where an actor stands, as far as others are concerned."""

    level: tuple[float, ...]
    rung: int


@dataclass(frozen=True)
class Row:
    """A moment that a stance felt or made, and what holds from just after it (see script.Script)."""

    time: float
    kind: int
    step: int
    rung: int
    pulse: dict[int, float]
    units: list[float]
    shut: tuple[int, ...]


def instants(
    program: Program, given: Iterable[Given], moments: Sequence[float], horizon: float
) -> list[tuple[float, int, Given]]:
    """Everything that happens, with its place in the total order (time, slot)."""
    slots = {
        CAUSE: program.slot_of_cause,
        ENDS: program.slot_of_end,
        STAGE: program.slot_of_stance,
        DECISION: program.slot_of_stance,
    }
    found = [(each.time, slots[each.kind](each.subject), each) for each in given]
    for gate, row in enumerate(program.gates.moment):
        for index in row:
            if index != NONE:
                date = Given(moments[index], DATE, gate, step=index)
                found.append((date.time, program.slot_of_date(gate), date))
    table = program.interventions
    for number, stance in enumerate(table.held):
        since, until, slot = table.held_from[number], table.held_until[number], NONE
        if since != NONE:
            slot = program.slot_of_intervention(number)
            found.append((moments[since], slot, Given(moments[since], HOLD, stance)))
        if until != NONE:
            if since == NONE or moments[since] < moments[until]:
                slot = program.slot_of_release(number)  # else right after its hold
            found.append((moments[until], slot, Given(moments[until], RELEASE, stance)))
    forced = zip(table.forced, table.forced_rung, table.forced_at, strict=True)
    for number, (stance, rung, at) in enumerate(forced, start=len(table.held)):
        force = Given(moments[at], FORCE, stance, rung=rung)
        found.append((force.time, program.slot_of_intervention(number), force))
    return [each for each in found if each[0] < horizon]


class Story:
    """Tells the stances of a record, event by event, with every weight at 1 (see sim.engine.des)."""

    def __init__(self, program: Program, values: Sequence[float]) -> None:
        self.program = program
        table = program.stances
        plain = list(values)
        for weight, wears in zip(program.reactions.weight, program.reactions.wears, strict=True):
            plain[weight] = 1.0
            if wears != NONE:
                plain[wears] = 1.0
        self.places = [
            _Place(level, start) for level, start in zip(table.level, table.start, strict=True)
        ]
        self.hearing = Hearing(program, tuple(plain), self.places)
        self.rows: list[list[Row]] = [[] for _ in table.name]
        for stance in range(len(table.name)):
            self._note(stance, 0.0, BEGINS)

    def _note(  # noqa: PLR0913, PLR0917 (the columns of a row)
        self,
        stance: int,
        time: float,
        kind: int,
        step: int = NONE,
        rung: int = NONE,
        pulse: dict[int, float] | None = None,
    ) -> None:
        hearing = self.hearing
        shut = tuple(int(not hearing.is_open(g)) for g in self.program.stances.gates[stance])
        units = hearing.levels(stance)
        self.rows[stance].append(Row(time, kind, step, rung, pulse or {}, units, shut))

    def tell(self, each: Given, time: float) -> None:
        """One event: who hears it, what changes, what its own stance did."""
        hearing, listeners, touches = self.hearing, self.program.listeners, Touches()
        own: tuple[int, int, int] | None = None  # kind, step, rung
        if each.kind == CAUSE:
            causes = self.program.causes
            hearing.happened[each.subject] = True
            if causes.form[each.subject] == p.LASTING or causes.lasts[each.subject] != NONE:
                hearing.in_force[each.subject] = True
            self._cause(touches, each.subject, listeners.cause[each.subject])
        elif each.kind == ENDS:
            hearing.in_force[each.subject] = False
            self._cause(touches, each.subject, ())
        elif each.kind == DATE:
            hearing.reach(each.step)
            hearing.turn(touches, (each.subject,))
        elif each.kind == STAGE:
            own = (STAGED, each.step, each.rung)
            hearing.pulse(touches, listeners.stage[each.subject][each.step], 1.0)
        elif each.kind in {HOLD, RELEASE}:
            own = (HELD if each.kind == HOLD else RELEASED, NONE, NONE)
        elif each.kind == DECISION or self.places[each.subject].rung != each.rung:
            own = (DECIDED if each.kind == DECISION else FORCED, NONE, each.rung)
            self._move(touches, each.subject, each.rung)
        stances = set(touches) | ({each.subject} if own is not None else set())
        for stance in sorted(stances):
            pulse = touches[stance].parts if stance in touches else {}
            if own is not None and stance == each.subject:
                self._note(stance, time, *own, pulse)
            else:
                self._note(stance, time, FELT, pulse=pulse)

    def _cause(self, touches: Touches, cause: int, pulses: tuple[int, ...]) -> None:
        listeners, hearing = self.program.listeners, self.hearing
        hearing.pulse(touches, pulses, hearing.magnitude[cause])
        hearing.last(touches, listeners.cause_lasting[cause])
        hearing.turn(touches, listeners.cause_gates[cause])

    def _move(self, touches: Touches, stance: int, rung: int) -> None:
        listeners, hearing, place = self.program.listeners, self.hearing, self.places[stance]
        acts = self.program.stances.acts[stance]
        change = place.level[rung] - place.level[place.rung]
        place.rung = 0 if acts else rung
        hearing.pulse(touches, listeners.decision[stance], change)
        if not acts:
            hearing.last(touches, listeners.position[stance])
            hearing.turn(touches, listeners.position_gates[stance])
