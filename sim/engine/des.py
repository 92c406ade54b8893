"""The SimPy engine: moves a Program through time event by event, and can say why each thing happened.

Causes are SimPy processes: they wait for their dates. A stance's next step is an alarm in SimPy's
calendar, set anew when something touches the stance. Messages are direct calls, in the order of the
file: a message through a shared SimPy event would be lost when two meet at one instant.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from math import inf

import simpy

from sim.engine.calendar import Act, Calendar
from sim.engine.desk import ClockState, Desk
from sim.engine.given import Given
from sim.engine.hearing import Hearing, Touch, Touches
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import (
    CAUSE,
    DATE,
    DECISION,
    ENDS,
    FORCE,
    HOLD,
    RELEASE,
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
Own = tuple[Desk, float, Parts]  # the desk that moved, with its pressure before


class Runaway(Exception):  # noqa: N818 (a verdict on the run, shown to the user as such)
    """A run met the bound on events: actors feed each other without end. It has failed."""


def run(
    program: Program,
    noise: Noise,
    *,
    given: Iterable[Given] | None = None,
    split: bool = True,
) -> Trace:
    """One run of a program; with `given`, the record drives causes and decisions, nothing is drawn.

    `split` keeps every pressure split by source. Raises Runaway at the program's bound on events.
    """
    return _Run(program, noise, given, split=split).trace()


def runaway(bound: int, time: float) -> str:
    """What is said of a run that met the bound on events."""
    return (
        f"stopped after {bound:,} events at day {time:.2f}: actors whose acts or decisions feed "
        "each other run away; lower their mutual weights"
    )


class _Run:
    """One run: the calendar, a desk for each stance, and what they hear."""

    def __init__(
        self, program: Program, noise: Noise, given: Iterable[Given] | None, *, split: bool
    ) -> None:
        self.program = program
        self.noise = noise
        self.values = parameters(program, noise)
        self.moments = moments(program, noise, self.values)
        self.calendar = Calendar()
        self.events: list[Event] = []
        self.following = given is not None
        stances = range(len(program.stances.name))
        self.desks = [Desk(program, s, self.values, noise, split=split) for s in stances]
        self.hearing = Hearing(program, self.values, self.desks)
        self.alarms: list[simpy.Event | None] = [None] * len(self.desks)
        self.triggered = [False] * len(program.causes.name)
        self.count = 0
        self._open_desks()
        if given is None:
            self._plan_causes()
        else:
            self._plan_record(given)
        self._plan_dates()

    def _open_desks(self) -> None:
        interventions = self.program.interventions
        for stance, since in zip(interventions.held, interventions.held_from, strict=True):
            if since == NONE:
                self.desks[stance].held = True
        for desk in self.desks:
            desk.timed = not self.following
            desk.shut_gates(self.hearing.shut(desk.index))
            desk.settle_in(self.hearing.levels(desk.index))
            self._set_alarm(desk)

    def trace(self) -> Trace:
        """Run to the horizon and hand over what happened."""
        horizon = self.program.horizon
        while self.calendar.peek() < horizon:
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

    def _count(self) -> None:
        """Count what happens, steps included, up to the bound."""
        self.count += 1
        if self.count > self.program.most_events:
            raise Runaway(runaway(self.program.most_events, self.calendar.now))

    # --- what waits ---------------------------------------------------------------------------

    def _plan_causes(self) -> None:
        waits = {p.DATED: self._dated, p.LASTING: self._lasting, p.RECURRING: self._recurring}
        for cause, form in enumerate(self.program.causes.form):
            if form in waits:
                self.calendar.process(waits[form](cause))

    def _dated(self, cause: int) -> Waiting:
        yield self._until(cause, self.moments[self.program.causes.begins[cause]])
        self._happen(cause)

    def _lasting(self, cause: int) -> Waiting:
        causes = self.program.causes
        if not self.hearing.in_force[cause]:
            yield self._until(cause, self.moments[causes.begins[cause]])
            self._begin(cause)
        if causes.ends[cause] != NONE:
            yield self._until_end(cause, self.moments[causes.ends[cause]])
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
            yield self._until(cause, time)
            self._happen(cause)

    def _triggered_at(self, cause: int, time: float) -> Waiting:
        yield self._until(cause, time)
        yield from self._triggered_now(cause)

    def _triggered_now(self, cause: int) -> Waiting:
        lasts = self.program.causes.lasts[cause]
        if lasts == NONE:
            self._happen(cause)
            return
        self._begin(cause)
        yield self._until_end(cause, self.calendar.now + self.values[lasts])
        self._end(cause)

    def _until(self, cause: int, time: float) -> simpy.Event:
        return self.calendar.at(time, self.program.slot_of_cause(cause))

    def _until_end(self, cause: int, time: float) -> simpy.Event:
        return self.calendar.at(time, self.program.slot_of_end(cause))

    def _plan_dates(self) -> None:
        """Dates that gates wait for, holds and forces."""
        gates, interventions = self.program.gates, self.program.interventions
        on, slot = self.calendar.on, self.program.slot_of_intervention
        for gate, row in enumerate(gates.moment):
            for moment in row:
                if moment != NONE:
                    act = self._date(gate, moment)
                    on(self.moments[moment], self.program.slot_of_date(gate), act)
        for number, since in enumerate(interventions.held_from):
            if since != NONE:
                on(self.moments[since], slot(number), self._hold(number))
            else:
                self._plan_release(number)
        forced = zip(
            interventions.forced, interventions.forced_rung, interventions.forced_at, strict=True
        )
        for number, (stance, rung, at) in enumerate(forced, start=len(interventions.held)):
            on(self.moments[at], slot(number), self._force(stance, rung))

    # --- causes -------------------------------------------------------------------------------

    def _happen(self, cause: int) -> None:
        self.hearing.happened[cause] = True
        self._tell_of_cause(CAUSE, cause, self.program.listeners.cause[cause])

    def _begin(self, cause: int) -> None:
        self.hearing.in_force[cause] = True
        self._happen(cause)

    def _end(self, cause: int) -> None:
        self.hearing.in_force[cause] = False
        self._tell_of_cause(ENDS, cause, ())

    def _tell_of_cause(self, kind: int, cause: int, pulses: tuple[int, ...]) -> None:
        self._count()
        listeners, hearing = self.program.listeners, self.hearing
        touches: Touches = {}
        hearing.pulse(touches, pulses, hearing.magnitude[cause])
        hearing.last(touches, listeners.cause_lasting[cause])
        hearing.turn(touches, listeners.cause_gates[cause])
        felt = self._apply(touches)
        self.events.append(Event(self.calendar.now, kind, cause, felt=felt))

    # --- stages and decisions -----------------------------------------------------------------

    def _step(self, desk: Desk) -> None:
        """The step in hand is done: settle the rung if it is time, then go on, announce or decide."""
        self._count()
        clock = desk.due_clock
        desk.advance(self.calendar.now)
        if clock.direction == UP and clock.step == desk.settles:
            desk.settled = desk.choose(UP)
        if clock.step == clock.steps - 1:
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
        own = (desk, desk.x, tuple(desk.parts))
        touches = {desk.index: Touch()}
        self.hearing.pulse(touches, self.program.listeners.stage[desk.index][step], 1.0)
        settled = NONE if desk.settled is None else desk.settled.rung
        felt = self._apply(touches, own)
        event = Event(self.calendar.now, STAGE, desk.index, desk.rung, settled, step, felt)
        self.events.append(event)

    def _decide(self, desk: Desk, clock: ClockState, choice: Choice) -> None:
        """The position changes and is announced; pressure is relieved, both clocks start afresh."""
        own = (desk, desk.x, tuple(desk.parts))
        decided = self._account(desk, clock, choice)
        left = desk.rung
        if clock.direction == UP:
            desk.relieve()
        desk.arrive(choice.rung)
        desk.rest_until = self.calendar.now + desk.rest
        desk.start_clocks()
        self._announce(DECISION, left, choice.rung, own, decided)

    def _account(self, desk: Desk, clock: ClockState, choice: Choice) -> Decided:
        """A decision's history, for the trace."""
        last = self.program.stances.stages[desk.index][-1]
        stages = (*desk.stages, (last, self.calendar.now)) if clock.direction == UP else ()
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
        self, kind: int, left: int, rung: int, own: Own, decided: Decided | None = None
    ) -> None:
        """Tell all who hear a decision or watch the position, then let it trigger what it triggers."""
        desk, listeners, hearing = own[0], self.program.listeners, self.hearing
        stance = desk.index
        touches = {stance: Touch()}
        hearing.pulse(touches, listeners.decision[stance], desk.level[rung] - desk.level[left])
        if not desk.acts:
            hearing.last(touches, listeners.position[stance])
            hearing.turn(touches, listeners.position_gates[stance])
        felt = self._apply(touches, own)
        event = Event(self.calendar.now, kind, stance, left, rung, NONE, felt, decided)
        self.events.append(event)
        if self.following:
            return  # the record says what followed
        for cause in listeners.triggers[stance]:
            if rung >= self.program.causes.trigger_rung[cause] > left and not self.triggered[cause]:
                self._trigger(cause)

    def _trigger(self, cause: int) -> None:
        self.triggered[cause] = True
        delay = self.values[self.program.causes.delay[cause]]
        if delay > 0.0:
            self.calendar.process(self._triggered_at(cause, self.calendar.now + delay))
            return
        rest = self._triggered_now(cause)
        end = next(rest, None)  # it happens right after its cause; only its end waits
        if end is not None and end.callbacks is not None:

            def ended(_: simpy.Event) -> None:
                next(rest, None)

            end.callbacks.append(ended)

    # --- the record ---------------------------------------------------------------------------

    def _plan_record(self, given: Iterable[Given]) -> None:
        slots = {
            CAUSE: self.program.slot_of_cause,
            ENDS: self.program.slot_of_end,
            STAGE: self.program.slot_of_stance,
            DECISION: self.program.slot_of_stance,
        }
        for each in given:
            self.calendar.on(each.time, slots[each.kind](each.subject), self._follow(each))

    def _follow(self, each: Given) -> Act:
        causes, cause = self.program.causes, each.subject
        lasting = each.kind == CAUSE and (
            causes.form[cause] == p.LASTING or causes.lasts[cause] != NONE
        )

        def act(_: simpy.Event) -> None:
            if each.kind == CAUSE:
                (self._begin if lasting else self._happen)(each.subject)
            elif each.kind == ENDS:
                self._end(each.subject)
            elif each.kind == STAGE:
                self._follow_stage(each)
            else:
                self._follow_decision(each)

        return act

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
        settled = desk.settled
        if settled is None or settled.rung != each.rung:
            settled = desk.chosen(each.rung)
        self._decide(desk, clock, settled)

    # --- interventions ------------------------------------------------------------------------

    def _date(self, gate: int, moment: int) -> Act:
        def act(_: simpy.Event) -> None:
            self._count()
            self.hearing.reach(moment)
            touches: Touches = {}
            self.hearing.turn(touches, (gate,))
            self.events.append(Event(self.calendar.now, DATE, gate, felt=self._apply(touches)))

        return act

    def _hold(self, number: int) -> Act:
        desk = self.desks[self.program.interventions.held[number]]

        def act(_: simpy.Event) -> None:
            self._count()
            desk.advance(self.calendar.now)
            desk.held = True
            desk.start_clocks()
            self._tell_of_hold(HOLD, desk)
            self._plan_release(number)

        return act

    def _plan_release(self, hold: int) -> None:
        """Plan the end of a hold that has begun: not before, since both may be drawn to one instant."""
        until = self.program.interventions.held_until[hold]
        if until != NONE:
            slot = self.program.slot_of_release(hold)
            self.calendar.on(self.moments[until], slot, self._release(hold))

    def _release(self, hold: int) -> Act:
        desk = self.desks[self.program.interventions.held[hold]]

        def act(_: simpy.Event) -> None:
            self._count()
            desk.advance(self.calendar.now)
            desk.held = False
            desk.begin_visit()
            desk.start_clocks()
            self._tell_of_hold(RELEASE, desk)

        return act

    def _tell_of_hold(self, kind: int, desk: Desk) -> None:
        """A hold or its end: only the stance itself is touched."""
        felt = self._apply({desk.index: Touch()})
        event = Event(self.calendar.now, kind, desk.index, desk.rung, desk.rung, felt=felt)
        self.events.append(event)

    def _force(self, stance: int, rung: int) -> Act:
        def act(_: simpy.Event) -> None:
            self._count()
            desk = self.desks[stance]
            if desk.rung == rung:
                return
            desk.advance(self.calendar.now)
            own, left = (desk, desk.x, tuple(desk.parts)), desk.rung
            desk.arrive(rung)
            desk.rest_until = self.calendar.now
            desk.start_clocks()
            self._announce(FORCE, left, rung, own)

        return act

    # --- who feels it -------------------------------------------------------------------------

    def _apply(self, touches: Touches, own: Own | None = None) -> tuple[Felt, ...]:
        """Apply each stance's touches once, in file order; `own` is what the one that moved felt before."""
        felt: list[Felt] = []
        for stance in sorted(touches):
            desk, touch = self.desks[stance], touches[stance]
            desk.advance(self.calendar.now)
            before, parts = desk.x, tuple(desk.parts)
            if own is not None and own[0] is desk:
                _, before, parts = own
            if touch.pulses:
                desk.push(touch.pulse, touch.parts)
            desk.tend_to(self.hearing.levels(stance))
            desk.shut_gates(self.hearing.shut(stance))
            desk.set_due()
            self._set_alarm(desk)
            desk.keep_knot()
            after = tuple(desk.parts)
            felt.append(Felt(stance, before, desk.x, desk.b, tuple(touch.pulses), parts, after))
        return tuple(felt)

    def _set_alarm(self, desk: Desk) -> None:
        """Put the next step into the calendar in place of the old one."""
        old = self.alarms[desk.index]
        if old is not None and old.callbacks is not None:
            old.callbacks.clear()
        self.alarms[desk.index] = None
        if desk.due < self.program.horizon:
            slot = self.program.slot_of_stance(desk.index)
            self.alarms[desk.index] = self.calendar.on(desk.due, slot, lambda _: self._step(desk))
