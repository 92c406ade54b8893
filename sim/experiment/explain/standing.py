"""A stance at an instant of a run: its pressure by source, what it faces, and how far its clocks are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from sim.engine.des import run
from sim.engine.desk import ClockState, Desk
from sim.engine.hearing import Hearing
from sim.engine.noise import Noise, moments
from sim.engine.trace import (
    CAUSE,
    DECISION,
    ENDS,
    FORCE,
    RELEASE,
    STAGE,
    Clock,
    Event,
    Parts,
    Trace,
)
from sim.experiment.explain.changed import is_held
from sim.model.keys import UP
from sim.model.program import LASTING, NONE, Program
from sim.model.quantile import normal_quantile


@dataclass(frozen=True)
class Going:
    """A clock as it goes: what it faces, how fast it is, and the work it does.

    `needs` is the step work that each of its steps needs, as drawn, and `done` what it has done on
    the step in hand. `threshold` is the pressure above (of a downward clock, below) which it runs
    faster than background; None behind a shut gate. `speed` is in decisions per day. `due` is when
    the step would end if nothing more happened, in days; None if never, or if the other
    clock comes first. `z` is the standard normal draw behind the rung that it leads to.
    """

    direction: int
    step: int
    needs: tuple[float, ...]
    done: float
    threshold: float | None
    speed: float
    due: float | None
    z: float

    def needed(self, step: int) -> float:
        """The step work that it takes to the end of a step."""
        return sum(self.needs[: step + 1])

    def total(self) -> float:
        """The step work done since the decision was begun."""
        return sum(self.needs[: self.step]) + self.done


@dataclass(frozen=True)
class Standing:
    """Where a stance stands just before what happens at `time` (days).

    `parts` splits the pressure: the standing level, then each reaction of the stance. `thresholds`
    are by rung, -inf for the lowest; `sd` is the spread of the chance in how far it goes.
    """

    time: float
    rung: int
    visit: int
    held: bool
    rests: bool
    pressure: float
    level: float
    parts: Parts
    thresholds: tuple[float, ...]
    passable: tuple[int, ...]
    sd: float
    clocks: tuple[Going, ...]

    def clock(self, direction: int) -> Going | None:
        """Its clock in a direction, if it has one."""
        return next((each for each in self.clocks if each.direction == direction), None)


def standing(trace: Trace, stance: int, time: float) -> Standing:
    """A stance just before what happens at a time: the run is made again up to there."""
    program = replace(trace.program, horizon=time)
    noise = Noise(program, trace.seed, trace.replication)
    before = run(program, noise)
    desk = _desk(before, noise, stance)
    knot = before.knots[stance][-1]
    return Standing(
        time=time,
        rung=desk.rung,
        visit=desk.visits[desk.rung],
        held=is_held(before, program.stances.name[stance], time),
        rests=desk.rest_until > time,
        pressure=knot.pressure,
        level=knot.level,
        parts=knot.parts,
        thresholds=desk.thresholds,
        passable=tuple(desk.passable),
        sd=desk.sd,
        clocks=tuple(_going(desk, noise, clock) for clock in before.clocks[stance]),
    )


def _moments(before: Trace) -> tuple[float, ...]:
    noise = Noise(before.program, before.seed, before.replication)
    return moments(before.program, noise, before.parameters)


def _going(desk: Desk, noise: Noise, clock: Clock) -> Going:
    state = desk.up if clock.direction == UP else desk.down
    threshold = desk.up_threshold if state is desk.up else -desk.down_threshold
    where = desk.index, desk.rung, clock.direction, desk.visits[desk.rung]
    return Going(
        direction=clock.direction,
        step=state.step,
        needs=tuple(noise.work(*where, step) for step in range(clock.steps)),
        done=clock.done,
        threshold=None if abs(threshold) == inf else threshold,
        speed=desk.speed(state),
        due=desk.due if desk.due_clock is state and desk.due < inf else None,
        z=normal_quantile(noise.choice(*where)),
    )


# --- a desk as it stood ------------------------------------------------------------------------


def _desk(before: Trace, noise: Noise, stance: int) -> Desk:
    """The desk of a stance as it stood at the end of a run."""
    program, values = before.program, before.parameters
    desks = [
        Desk(program, each, values, noise, split=False)
        for each in range(len(before.program.stances.name))
    ]
    hearing = Hearing(program, values, desks)
    for event in before.events:
        _see(program, event, desks, hearing)
    times = _moments(before)
    for row in program.gates.moment:
        for moment in row:
            if moment != NONE and times[moment] < before.until:
                hearing.reach(moment)
    hearing.turn({}, range(len(program.gates.name)))
    desk, knot = desks[stance], before.knots[stance][-1]
    desk.time, desk.x, desk.b = before.until, knot.pressure, knot.level
    for clock in before.clocks[stance]:
        _wind(desk, desk.up if clock.direction == UP else desk.down, clock, noise)
    desk.shut_gates(hearing.shut(stance))
    desk.set_due()
    return desk


def _see(program: Program, event: Event, desks: list[Desk], hearing: Hearing) -> None:
    """Take note of what an event changed: who stands where since when, what is in force."""
    if event.kind in {DECISION, FORCE}:
        desk = desks[event.subject]
        desk.arrive(event.after)
        desk.settled = None
        desk.rest_until = event.time + (desk.rest if event.kind == DECISION else 0.0)
    elif event.kind == RELEASE:
        desks[event.subject].begin_visit()
        desks[event.subject].settled = None
    elif event.kind == STAGE and event.after != NONE:
        desks[event.subject].settled = desks[event.subject].chosen(event.after)
    elif event.kind == CAUSE:
        table = program.causes
        lasts = table.form[event.subject] == LASTING or table.lasts[event.subject] != NONE
        hearing.happened[event.subject] = True
        hearing.in_force[event.subject] = lasts
    elif event.kind == ENDS:
        hearing.in_force[event.subject] = False


def _wind(desk: Desk, state: ClockState, clock: Clock, noise: Noise) -> None:
    """Set a clock as it was."""
    step = clock.steps - clock.steps_left
    visit = desk.visits[desk.rung]
    state.begin(clock.steps, noise.work(desk.index, desk.rung, clock.direction, visit, step))
    state.step, state.done = step, clock.done
