"""The SimPy engine: moves a Program through time event by event, and can say why each thing happened.

Causes are SimPy processes: they wait for their dates. A stance's next step is an alarm in SimPy's
calendar, set anew when something touches the stance. Messages are direct calls, in the order of the
file: a message through a shared SimPy event would be lost when two meet at one instant.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from heapq import heappush
from math import inf

import simpy

from sim.engine.desk import ClockState, Desk
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import (
    CAUSE,
    DATE,
    DECISION,
    ENDS,
    FORCE,
    HOLD,
    STAGE,
    Choice,
    Decided,
    Event,
    Felt,
    Parts,
    Trace,
)
from sim.model import program as p
from sim.model.keys import DOWN, UP
from sim.model.program import NONE, Program

Waiting = Generator[simpy.Event, None, None]
Act = Callable[[simpy.Event], None]


class Runaway(Exception):  # noqa: N818 (a verdict on the run, shown to the user as such)
    """A run met the bound on events: actors feed each other without end. It has failed."""


@dataclass(frozen=True)
class Given:
    """One instant that the record gives: a cause that begins or ends, a stage, or a decision."""

    time: float
    kind: int  # CAUSE, ENDS, STAGE or DECISION
    subject: int
    step: int = NONE  # of a stage: the step it ends
    rung: int = NONE  # of a decision, and of a stage that settles


class Calendar(simpy.Environment):
    """SimPy's environment with absolute times and the explicit order of design 3.4.

    `schedule` of SimPy adds a delay to the present, which rounds; times here are kept as they are.
    """

    def at(self, time: float, slot: int) -> simpy.Event:
        """An event at an absolute time; at one instant lower slots come first."""
        event = simpy.Event(self)
        event._ok = True  # noqa: SLF001 (as simpy.Timeout does)
        event._value = None  # noqa: SLF001
        heappush(self._queue, (time, slot, next(self._eid), event))
        return event


def run(
    program: Program,
    noise: Noise,
    *,
    given: Iterable[Given] | None = None,
    split: bool = True,
) -> Trace:
    """One run of a program; with `given`, the record drives causes and decisions and nothing is drawn.

    `split` keeps every pressure split by source. Raises Runaway at the program's bound on events.
    """
    return _Run(program, noise, given, split=split).trace()


class _Touch:
    """What one event does to one stance, gathered before it is applied once."""

    __slots__ = ("parts", "pulse", "pulses")

    def __init__(self) -> None:
        self.pulse = 0.0
        self.parts: dict[int, float] = {}
        self.pulses: list[int] = []


class _Run:
    def __init__(
        self, program: Program, noise: Noise, given: Iterable[Given] | None, *, split: bool
    ) -> None:
        self.program = program
        self.noise = noise
        self.values = parameters(program, noise)
        self.moments = moments(program, noise, self.values)
        self.calendar = Calendar()
        self.events: list[Event] = []
        causes, reactions = program.causes, program.reactions
        self.magnitude = [self.values[m] for m in causes.magnitude]
        self.in_force = [bool(start) for start in causes.at_start]
        self.happened = list(self.in_force)
        self.triggered = [False] * len(causes.name)
        self.weight = [self.values[w] for w in reactions.weight]
        self.wears = [self.values[w] if w != NONE else 1.0 for w in reactions.wears]
        self.worn = [1.0] * len(reactions.name)
        self.desks = [
            Desk(program, index, self.values, noise, split=split)
            for index in range(len(program.stances.name))
        ]
        self.alarms: list[simpy.Event | None] = [None] * len(self.desks)
        self.lasting = [
            self._lasting_part(r) if reactions.lasting[r] else 0.0
            for r in range(len(reactions.name))
        ]
        self.reached_date = {m: False for row in program.gates.moment for m in row if m != NONE}
        self.open = [self._is_open(g) for g in range(len(program.gates.name))]
        self.split = split
        for stance, since in zip(
            program.interventions.held, program.interventions.held_from, strict=True
        ):
            if since == NONE:
                self.desks[stance].held = True
        for desk in self.desks:
            desk.timed = given is None
            self._read_gates(desk)
            desk.settle_in(self._levels(desk.index))
            self._set_alarm(desk)
        if given is None:
            self._plan_causes()
        else:
            self._plan_record(given)
        self._plan_dates()

    def trace(self) -> Trace:
        """Run to the horizon and hand over what happened."""
        count, horizon = 0, self.program.horizon
        while self.calendar.peek() < horizon:
            count += 1
            if count > self.program.most_events:
                raise Runaway(
                    f"stopped after {count - 1:,} events at day {self.calendar.now:.2f}: actors whose acts or "
                    "decisions feed each other run away; lower their mutual weights"
                )
            self.calendar.step()
        for desk in self.desks:
            desk.advance(horizon)
            desk.keep_knot()
        return Trace(
            program=self.program,
            seed=self.noise.seed,
            replication=self.noise.replication,
            parameters=self.values,
            events=tuple(self.events),
            knots=tuple(tuple(desk.knots) for desk in self.desks),
            rungs=tuple(desk.rung for desk in self.desks),
            clocks=tuple(desk.running() for desk in self.desks),
            until=horizon,
        )

    # --- what waits ---------------------------------------------------------------------------

    def _plan_causes(self) -> None:
        waits = {p.DATED: self._dated, p.LASTING: self._lasting_cause, p.RECURRING: self._recurring}
        for cause, form in enumerate(self.program.causes.form):
            if form in waits:
                self.calendar.process(waits[form](cause))

    def _dated(self, cause: int) -> Waiting:
        yield self._wait_for(cause, self.moments[self.program.causes.begins[cause]])
        self._happen(cause)

    def _lasting_cause(self, cause: int) -> Waiting:
        if not self.in_force[cause]:
            yield self._wait_for(cause, self.moments[self.program.causes.begins[cause]])
            self._begin(cause)
        if self.program.causes.ends[cause] != NONE:
            yield self._wait_for_end(cause, self.moments[self.program.causes.ends[cause]])
            self._end(cause)

    def _recurring(self, cause: int) -> Waiting:
        causes = self.program.causes
        time = self.moments[causes.begins[cause]] if causes.begins[cause] != NONE else 0.0
        last = self.moments[causes.ends[cause]] if causes.ends[cause] != NONE else inf
        number = 0
        while True:
            time += self.noise.gap(cause, number)
            number += 1
            if time >= last:
                return
            yield self._wait_for(cause, time)
            self._happen(cause)

    def _triggered(self, cause: int, time: float) -> Waiting:
        yield self._wait_for(cause, time)
        yield from self._triggered_now(cause)

    def _triggered_now(self, cause: int) -> Waiting:
        lasts = self.program.causes.lasts[cause]
        if lasts == NONE:
            self._happen(cause)
            return
        self._begin(cause)
        yield self._wait_for_end(cause, self.calendar.now + self.values[lasts])
        self._end(cause)

    def _wait_for(self, cause: int, time: float) -> simpy.Event:
        return self.calendar.at(time, self.program.slot_of_cause(cause))

    def _wait_for_end(self, cause: int, time: float) -> simpy.Event:
        return self.calendar.at(time, self.program.slot_of_end(cause))

    def _plan_dates(self) -> None:
        """Dates that gates wait for, holds and forces."""
        gates, interventions = self.program.gates, self.program.interventions
        for gate, row in enumerate(gates.moment):
            for moment in row:
                if moment != NONE:
                    self._on(
                        self.moments[moment],
                        self.program.slot_of_date(gate),
                        self._date(gate, moment),
                    )
        for number, (stance, since) in enumerate(
            zip(interventions.held, interventions.held_from, strict=True)
        ):
            if since != NONE:
                self._on(
                    self.moments[since],
                    self.program.slot_of_intervention(number),
                    self._hold(stance),
                )
        for number, (stance, rung, at) in enumerate(
            zip(
                interventions.forced,
                interventions.forced_rung,
                interventions.forced_at,
                strict=True,
            ),
            start=len(interventions.held),
        ):
            self._on(
                self.moments[at],
                self.program.slot_of_intervention(number),
                self._force(stance, rung),
            )

    def _on(self, time: float, slot: int, act: Act) -> None:
        event = self.calendar.at(time, slot)
        assert event.callbacks is not None
        event.callbacks.append(act)

    def _plan_record(self, given: Iterable[Given]) -> None:
        slots = {
            CAUSE: self.program.slot_of_cause,
            ENDS: self.program.slot_of_end,
            STAGE: self.program.slot_of_stance,
            DECISION: self.program.slot_of_stance,
        }
        for each in given:
            self._on(each.time, slots[each.kind](each.subject), self._follow(each))

    def _follow(self, each: Given) -> Act:
        def act(_: simpy.Event) -> None:
            if each.kind == CAUSE:
                lasting = self.program.causes.form[each.subject] == p.LASTING
                (self._begin if lasting else self._happen)(each.subject)
            elif each.kind == ENDS:
                self._end(each.subject)
            elif each.kind == STAGE:
                self._follow_stage(each)
            else:
                self._follow_decision(each)

        return act

    # --- causes -------------------------------------------------------------------------------

    def _happen(self, cause: int) -> None:
        self.happened[cause] = True
        self._tell_of_cause(CAUSE, cause, self.program.listeners.cause[cause])

    def _begin(self, cause: int) -> None:
        self.happened[cause] = True
        self.in_force[cause] = True
        self._tell_of_cause(CAUSE, cause, self.program.listeners.cause[cause])

    def _end(self, cause: int) -> None:
        self.in_force[cause] = False
        self._tell_of_cause(ENDS, cause, ())

    def _tell_of_cause(self, kind: int, cause: int, pulses: tuple[int, ...]) -> None:
        listeners = self.program.listeners
        touches: dict[int, _Touch] = {}
        self._pulse(touches, pulses, self.magnitude[cause])
        self._last(touches, listeners.cause_lasting[cause])
        self._turn_gates(touches, listeners.cause_gates[cause])
        felt = self._apply(touches)
        self.events.append(Event(self.calendar.now, kind, cause, felt=felt))

    # --- stages and decisions -----------------------------------------------------------------

    def _ring(self, desk: Desk) -> Act:
        def act(_: simpy.Event) -> None:
            self._step(desk)

        return act

    def _step(self, desk: Desk) -> None:
        """The step in hand is done: settle the rung if it is time, then go on, announce or decide."""
        clock = desk.due_clock
        desk.advance(self.calendar.now)
        last = clock.step == clock.steps - 1
        if clock.direction == UP and clock.step == desk.settles:
            desk.settled = desk.choose(UP)
        if last:
            choice = desk.settled if clock.direction == UP else desk.choose(DOWN)
            assert choice is not None
            self._decide(desk, clock, choice)
            return
        step = clock.step
        desk.next_step(clock)
        if clock.direction == UP and self.program.stances.ends_stage[desk.index][step]:
            self._end_stage(desk, step)
        else:
            desk.set_due()
            self._set_alarm(desk)

    def _end_stage(self, desk: Desk, step: int) -> None:
        table = self.program.stances
        stage = table.stages[desk.index][table.stage[desk.index][step]]
        desk.stages.append((stage, self.calendar.now))
        before, parts = desk.x, tuple(desk.parts)
        touches = {desk.index: _Touch()}
        self._pulse(touches, self.program.listeners.stage[desk.index][step], 1.0)
        settled = NONE if desk.settled is None else desk.settled.rung
        felt = self._apply(touches, own=(desk, before, parts))
        self.events.append(
            Event(self.calendar.now, STAGE, desk.index, desk.rung, settled, step, felt)
        )

    def _decide(self, desk: Desk, clock: ClockState, choice: Choice) -> None:
        """The position changes and is announced; pressure is relieved, both clocks start afresh."""
        before, parts = desk.x, tuple(desk.parts)
        decided = self._account(desk, clock, choice)
        left = desk.rung
        if clock.direction == UP:
            desk.relieve()
        self._move(desk, choice.rung)
        self._announce(DECISION, desk, left, choice.rung, decided, before, parts)

    def _move(self, desk: Desk, rung: int) -> None:
        desk.arrive(rung)
        desk.rest_until = self.calendar.now + desk.rest
        desk.start_clocks()

    def _account(self, desk: Desk, clock: ClockState, choice: Choice) -> Decided:
        table = self.program.stances
        names = table.stages[desk.index]
        stages = (*desk.stages, (names[-1], self.calendar.now)) if clock.direction == UP else ()
        opposite = desk.down if clock is desk.up else desk.up
        return Decided(
            since=desk.since,
            stages=stages,
            choice=choice,
            pressure=desk.x,
            level=desk.b,
            work=clock.total,
            background=clock.background / clock.total if clock.total > 0.0 else 0.0,
            steps=clock.steps,
            speed=desk.speed(clock),
            opposite=opposite.total,
            opposite_steps=opposite.steps,
        )

    def _announce(
        self,
        kind: int,
        desk: Desk,
        left: int,
        rung: int,
        decided: Decided | None,
        before: float,
        parts: Parts,
    ) -> None:
        """Tell all who hear a decision or watch the position, then let it trigger what it triggers."""
        listeners, now = self.program.listeners, self.calendar.now
        touches = {desk.index: _Touch()}
        self._pulse(touches, listeners.decision[desk.index], desk.level[rung] - desk.level[left])
        if not desk.acts:
            self._last(touches, listeners.position[desk.index])
            self._turn_gates(touches, listeners.position_gates[desk.index])
        felt = self._apply(touches, own=(desk, before, parts))
        self.events.append(Event(now, kind, desk.index, left, rung, NONE, felt, decided))
        for cause in listeners.triggers[desk.index]:
            if rung >= self.program.causes.trigger_rung[cause] > left and not self.triggered[cause]:
                self._trigger(cause)

    def _trigger(self, cause: int) -> None:
        self.triggered[cause] = True
        delay = self.values[self.program.causes.delay[cause]]
        if delay > 0.0:
            self.calendar.process(self._triggered(cause, self.calendar.now + delay))
            return
        at_once = self._triggered_now(cause)
        for end in at_once:  # it happens right after its cause; only its end waits
            self._on_event(end, at_once)

    def _on_event(self, end: simpy.Event, rest: Waiting) -> None:
        def act(_: simpy.Event) -> None:
            next(rest, None)

        assert end.callbacks is not None
        end.callbacks.append(act)

    # --- the record ---------------------------------------------------------------------------

    def _follow_stage(self, each: Given) -> None:
        desk = self.desks[each.subject]
        desk.advance(self.calendar.now)
        if each.step >= desk.settles and desk.settled is None and each.rung != NONE:
            desk.settled = desk.chosen(each.rung)
        desk.up.step = each.step + 1
        desk.up.done = 0.0
        desk.aim()
        self._end_stage(desk, each.step)

    def _follow_decision(self, each: Given) -> None:
        desk = self.desks[each.subject]
        desk.advance(self.calendar.now)
        clock = desk.up if each.rung > desk.rung else desk.down
        choice = (
            desk.settled if desk.settled is not None and desk.settled.rung == each.rung else None
        )
        self._decide(desk, clock, choice or desk.chosen(each.rung))

    # --- interventions ------------------------------------------------------------------------

    def _date(self, gate: int, moment: int) -> Act:
        def act(_: simpy.Event) -> None:
            self.reached_date[moment] = True
            touches: dict[int, _Touch] = {}
            self._turn_gates(touches, (gate,))
            felt = self._apply(touches)
            self.events.append(Event(self.calendar.now, DATE, gate, felt=felt))

        return act

    def _hold(self, stance: int) -> Act:
        def act(_: simpy.Event) -> None:
            desk = self.desks[stance]
            desk.advance(self.calendar.now)
            desk.held = True
            before, parts = desk.x, tuple(desk.parts)
            desk.start_clocks()
            felt = self._apply({stance: _Touch()}, own=(desk, before, parts))
            self.events.append(
                Event(self.calendar.now, HOLD, stance, desk.rung, desk.rung, felt=felt)
            )

        return act

    def _force(self, stance: int, rung: int) -> Act:
        def act(_: simpy.Event) -> None:
            desk = self.desks[stance]
            if desk.rung == rung:
                return
            desk.advance(self.calendar.now)
            before, parts, left = desk.x, tuple(desk.parts), desk.rung
            desk.arrive(rung)
            desk.rest_until = self.calendar.now
            desk.start_clocks()
            self._announce(FORCE, desk, left, rung, None, before, parts)

        return act

    # --- who feels it -------------------------------------------------------------------------

    def _pulse(
        self, touches: dict[int, _Touch], listening: tuple[int, ...], magnitude: float
    ) -> None:
        """Add the pulses of all reactions that hear an event of some magnitude."""
        reactions = self.program.reactions
        for reaction in listening:
            pulse = self.weight[reaction] * magnitude * self.worn[reaction]
            if pulse == 0.0:
                continue
            self.worn[reaction] *= self.wears[reaction]
            stance = reactions.stance[reaction]
            touch = touches.setdefault(stance, _Touch())
            touch.pulse += pulse
            touch.pulses.append(reaction)
            touch.parts[1 + reaction - self.program.stances.reactions[stance][0]] = pulse

    def _last(self, touches: dict[int, _Touch], listening: tuple[int, ...]) -> None:
        """Bring lasting reactions up to date with what is in force and who stands where."""
        for reaction in listening:
            part = self._lasting_part(reaction)
            if part != self.lasting[reaction]:
                self.lasting[reaction] = part
                touches.setdefault(self.program.reactions.stance[reaction], _Touch())

    def _lasting_part(self, reaction: int) -> float:
        reactions = self.program.reactions
        watched = reactions.watches[reaction]
        if watched != NONE:
            desk = self.desks[watched]
            return self.weight[reaction] * desk.level[desk.rung]
        total = 0.0
        for cause in reactions.causes[reaction]:
            if self.in_force[cause]:
                total += self.magnitude[cause]
        return self.weight[reaction] * total

    def _turn_gates(self, touches: dict[int, _Touch], gates: tuple[int, ...]) -> None:
        """Open and shut gates."""
        for gate in gates:
            is_open = self._is_open(gate)
            if is_open != self.open[gate]:
                self.open[gate] = is_open
                touches.setdefault(self.program.gates.stance[gate], _Touch())

    def _is_open(self, gate: int) -> bool:
        gates = self.program.gates
        true = 0
        for kind, subject, rung, moment in zip(
            gates.kind[gate], gates.subject[gate], gates.rung[gate], gates.moment[gate], strict=True
        ):
            if kind == p.DATE:
                true += self.reached_date[moment]
            elif subject == NONE:
                continue
            elif kind == p.STANDING:
                true += self.desks[subject].rung >= rung
            else:
                true += (self.in_force if kind == p.IN_FORCE else self.happened)[subject]
        return true >= gates.need[gate]

    def _apply(
        self, touches: dict[int, _Touch], own: tuple[Desk, float, Parts] | None = None
    ) -> tuple[Felt, ...]:
        """Apply each stance's touches once, in file order; `own` is the desk that moved and what it felt before."""
        felt: list[Felt] = []
        now = self.calendar.now
        for stance in sorted(touches):
            desk, touch = self.desks[stance], touches[stance]
            desk.advance(now)
            before, parts = desk.x, tuple(desk.parts)
            if own is not None and own[0] is desk:
                _, before, parts = own
            if touch.pulses:
                desk.push(touch.pulse, touch.parts)
            desk.tend_to(self._levels(stance))
            self._read_gates(desk)
            desk.set_due()
            self._set_alarm(desk)
            desk.keep_knot()
            felt.append(
                Felt(stance, before, desk.x, desk.b, tuple(touch.pulses), parts, tuple(desk.parts))
            )
        return tuple(felt)

    def _levels(self, stance: int) -> list[float]:
        return [self.lasting[reaction] for reaction in self.program.stances.reactions[stance]]

    def _read_gates(self, desk: Desk) -> None:
        gates = self.program.gates
        desk.shut_gates(
            tuple(
                (gates.first_step[g], gates.last_step[g], gates.rungs[g])
                for g in self.program.stances.gates[desk.index]
                if not self.open[g]
            )
        )

    def _set_alarm(self, desk: Desk) -> None:
        """Put the next step into the calendar in place of the old one."""
        old = self.alarms[desk.index]
        if old is not None and old.callbacks is not None:
            old.callbacks.clear()
        self.alarms[desk.index] = None
        if desk.due < self.program.horizon:
            alarm = self.calendar.at(desk.due, self.program.slot_of_stance(desk.index))
            assert alarm.callbacks is not None
            alarm.callbacks.append(self._ring(desk))
            self.alarms[desk.index] = alarm
