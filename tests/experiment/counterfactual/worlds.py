"""Records made of runs: a world is simulated freely, and what a record would hold of it is abducted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from sim.engine.des import run
from sim.engine.given import Given
from sim.engine.known import Known
from sim.engine.noise import Noise, moments, parameters
from sim.engine.trace import CAUSE, DECISION, ENDS, FORCE, HOLD, RELEASE, STAGE, Event, Trace
from sim.experiment.counterfactual.posterior import Posterior, posterior
from sim.experiment.counterfactual.worlds import abducted
from sim.model import program as p
from sim.model.program import NONE, Program
from sim.model.quantile import FIXED

SECOND = 1.0 / 86_400.0  # days
MILLISECOND = SECOND / 1000.0
ON_RECORD = (CAUSE, ENDS, STAGE, DECISION)
LEAST_BACKGROUND = 0.01  # per day: a stance with a record must have some


@dataclass(frozen=True)
class Told:
    """What of a run is on record: stages that `stages` says, the rung settled with them or not.

    The abduction takes a private stage that is not on record for one that may have ended or not. So it
    is calibrated for records that tell of private stages only once the decision has fallen (`later`); where
    all are told as they end, that one is not on record would say that it has not ended.
    """

    stages: float = 1.0  # the share of those that nobody hears
    later: bool = False
    settled: bool = False  # whether a stage that is on record tells the rung settled
    seed: int = 0


ALL = Told(1.0, settled=True)
LATER = Told(1.0, settled=True, later=True)
NO_STAGES = Told(0.0)


def record(trace: Trace, told: Told = ALL) -> tuple[Given, ...]:
    """A run as instants: causes, decisions, and of the stages all that are heard and a share of the others.

    A cause in force from the start did not begin within the record.
    """
    random = Random(told.seed)  # noqa: S311 (which stages a test keeps)
    found = []
    for n, event in enumerate(trace.events):
        if event.kind == STAGE:
            heard = trace.program.listeners.stage[event.subject][event.step]
            is_told = random.random() < told.stages
            if heard or (is_told and (not told.later or leads_up(trace.events[n:]))):
                rung = event.after if told.settled else NONE
                found.append(Given(event.time, STAGE, event.subject, event.step, rung))
        elif event.kind == DECISION:
            found.append(Given(event.time, DECISION, event.subject, rung=event.after))
        elif event.kind in ON_RECORD:
            found.append(Given(event.time, event.kind, event.subject))
    return tuple(found)


def leads_up(events: Sequence[Event]) -> bool:
    """Whether the stage that ends in the first of some events leads to an upward decision."""
    own = [
        e
        for e in events
        if e.subject == events[0].subject and e.kind in {DECISION, FORCE, HOLD, RELEASE}
    ]
    return bool(own) and own[0].kind == DECISION and own[0].after > own[0].before


def at_once(program: Program, given: Sequence[Given]) -> set[int]:
    """Which instants are triggered without delay, and so share the instant of what triggered them."""
    causes, values = program.causes, program.parameters.a
    return {
        n
        for n, each in enumerate(given)
        if each.kind == CAUSE
        and causes.form[each.subject] == p.TRIGGERED
        and program.parameters.shape[causes.delay[each.subject]] == 0
        and values[causes.delay[each.subject]] == 0.0
    }


def is_apart(program: Program, given: Sequence[Given]) -> bool:
    """Whether a record could hold it: instants a second apart, but for what is triggered at once."""
    chained = at_once(program, given)
    times = sorted(each.time for n, each in enumerate(given) if n not in chained)
    return all(later - earlier > SECOND for earlier, later in pairwise(times))


def abduct(
    program: Program,
    given: Sequence[Given],
    *,
    worlds: int = 3,
    size: int = 500,
    seed: int = 1,
    stories: int = 1,
) -> tuple[Posterior, Known]:
    """The posterior of a program given instants that are known, and worlds of it."""
    found = posterior(
        program, [given] * stories, program.horizon, worlds=worlds, size=size, seed=seed
    )
    return found, abducted(found)


Line = tuple[float, int, int, int, int]


def line(event: Event) -> Line:
    """An event as a record tells it: when, what, whose, of a stage the step, of a decision the rung."""
    return (
        event.time,
        event.kind,
        event.subject,
        event.step,
        event.after if event.kind == DECISION else NONE,
    )


def parting(given: Sequence[Given], rerun: Trace) -> str:
    """How a world parts from a record: empty where every event returned, to the millisecond.

    Beyond what is on record a world may have stages that nobody hears, and nothing else.
    """
    want = [
        (e.time, e.kind, e.subject, e.step, e.rung if e.kind == DECISION else NONE) for e in given
    ]
    hearers = rerun.program.listeners.stage
    at = 0
    for each in (line(event) for event in rerun.events if event.kind in ON_RECORD):
        if at < len(want) and each[1:] == want[at][1:] and abs(each[0] - want[at][0]) < MILLISECOND:
            at += 1
        elif each[1] != STAGE or hearers[each[2]][each[3]]:
            told = want[at] if at < len(want) else "nothing more"
            return f"after {at} of {len(want)} events: {each}, and the record has {told}"
    return "" if at == len(want) else f"{at} of {len(want)} events; the next would be {want[at]}"


def null(program: Program, given: Sequence[Given], known: Known, seed: int) -> str:
    """The first parting of any world that was abducted, or empty."""
    for n in range(len(known.rows)):
        again = run(program, Noise(program, seed, n, known.of(n)), split=False)
        found = parting(given, again)
        if found:
            return f"world {n}: {found}"
    return ""


def as_known(program: Program, replication: int, seed: int) -> Program:
    """A program whose dates off the record are as a replication had them, and whose clocks all run.

    These are the dates of gates, holds and forces, and the bounds of what recurs; a record has no others.
    """
    noise = Noise(program, seed, replication)
    times = moments(program, noise, parameters(program, noise))
    causes, gates, table = program.causes, program.gates, program.moments
    off = {index for row in gates.moment for index in row} - {NONE}
    moved = program.interventions
    off |= {*moved.held_from, *moved.held_until, *moved.forced_at} - {NONE}
    for cause, form in enumerate(causes.form):
        if form == p.RECURRING:
            off |= {causes.begins[cause], causes.ends[cause]} - {NONE}

    def fixed(column: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(times[i] if i in off else each for i, each in enumerate(column))

    def loose(column: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(NONE if i in off else each for i, each in enumerate(column))

    numbers = list(program.parameters.a)
    for index in program.stances.background:
        if program.parameters.shape[index] == FIXED and numbers[index] == 0.0:
            numbers[index] = LEAST_BACKGROUND
    return replace(
        program,
        moments=replace(
            table,
            low=fixed(table.low),
            high=fixed(table.high),
            after=loose(table.after),
            plus=loose(table.plus),
        ),
        parameters=replace(program.parameters, a=tuple(numbers)),
    )
