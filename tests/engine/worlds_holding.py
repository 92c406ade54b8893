"""What a scenario uses of the language, and what came to pass in a run: by name, to be counted.

Read off the scenario and its traces, not off the strategy that made them, so that nothing is thought
to be covered that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import BaseModel

from sim.engine.trace import CAUSE, DECISION, KINDS, Event, Trace
from sim.model.choice import SHUT
from sim.scenario.language.causes import Cause
from sim.scenario.language.limits import LONGEST, SHORTEST_HALF_LIFE, SHORTEST_TEMPO
from sim.scenario.language.moments import Moment
from sim.scenario.language.numbers import Number
from sim.scenario.language.reactions import Matcher
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance

SECOND = 1 / 86_400  # days


def holds(scenario: Scenario, dropped: Sequence[str] = ()) -> Iterator[str]:
    """Every feature of the language that a scenario uses, by name."""
    for part in _parts(scenario.model_copy(update={"starts": None, "ends": None})):
        if isinstance(part, Number):
            yield f"number: {part.shape}{', cut' if part.cut else ''}"
        elif isinstance(part, Moment):
            yield f"date: {_form(part)}"
            yield from _edges(scenario, part)
    yield from ("no causes",) if not scenario.causes else ()
    yield from ("several issues",) if len(scenario.issues) > 1 else ()
    yield from ("several actors",) if len(scenario.actors) > 1 else ()
    yield from (
        ("levels given",) if any(i.rungs[0].level is not None for i in scenario.issues) else ()
    )
    yield from ("dropped",) if dropped else ()
    for hold in scenario.holds:
        yield "hold from the start" if hold.begins is None else "hold from a date"
        yield from ("hold until a date",) if hold.until is not None else ()
    held = [(hold.actor, hold.issue) for hold in scenario.holds]
    yield from ("several holds of one stance",) if len(held) > len(set(held)) else ()
    for force in scenario.forces:
        yield "force on acts" if scenario.issue(force.issue).acts else "force"
    for cause in scenario.causes:
        yield from _of_cause(cause)
    for actor in scenario.actors:
        for stance in actor.stances:
            yield "acts" if scenario.issue(stance.issue).acts else "positions"
            yield from _of_stance(actor.id, stance)
    yield from _ties(scenario)


def _parts(model: BaseModel) -> Iterator[object]:
    """Every value in a model, at any depth."""
    for name in type(model).model_fields:
        yield from _inside(getattr(model, name))


def _inside(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, BaseModel):
        yield from _parts(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _inside(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _inside(each)


def _form(moment: Moment) -> str:
    if moment.plus is not None:
        return "plus a draw"
    days = (moment.last - moment.first).days
    return "instant" if moment.exact else "day" if days == 1 else "range"


def _edges(scenario: Scenario, moment: Moment) -> Iterator[str]:
    if moment.exact:
        time = scenario.time(moment.first)
        yield from ("at the start",) if time == 0.0 else ()
        yield from ("in the last second",) if time > scenario.days - 2 * SECOND else ()


def _of_cause(cause: Cause) -> Iterator[str]:
    yield f"cause: {cause.form}"
    yield from ("cause: time of day",) if cause.time is not None else ()
    yield from (
        ("cause: after another",) if cause.form == "dated" and cause.after is not None else ()
    )
    yield from ("cause: heard by some",) if cause.heard_by is not None else ()
    yield from ("cause: from the start",) if cause.begins == "start" else ()
    yield from ("cause: until a date",) if isinstance(cause.until, Moment) else ()
    yield from ("cause: recurs until",) if cause.every and isinstance(cause.until, Moment) else ()
    if cause.magnitude is not None:
        low, high = cause.magnitude.support
        yield from (
            ("magnitude 0",) if low == high == 0 else ("magnitude below 0",) if high < 0 else ()
        )
    if cause.form == "triggered":
        delayed = cause.delay is not None and cause.delay.support[1] > 0
        lasts = "lasting" if cause.lasts is not None else "instant"
        yield f"triggered, {'delayed' if delayed else 'at once'}, {lasts}"


def _of_stance(actor: str, stance: Stance) -> Iterator[str]:
    stages, settling = stance.stages, stance.settling
    for key, used in {
        "starts above the lowest": stance.starts_at.split("-")[-1] != "0",
        "skips": stance.skips,
        "gives up": stance.gives_up_below,
        "several stages": len(stages) > 1,
        "several steps": any(stage.steps > 1 for stage in stages),
        "settles before the last": settling < len(stages) - 1,
        "settles in a stage of several steps": stages[settling].steps > 1,
        "public stage": any(stage.public for stage in stages[:-1]),
        "rest": stance.rest,
        "relief": stance.relief,
        "choice by chance": stance.choice_sd,
        "no background": stance.background is not None and stance.background.support == (0.0, 0.0),
        "shortest half-life": stance.half_life.support[1] == SHORTEST_HALF_LIFE,
        "longest half-life": stance.half_life.support[1] == LONGEST,
        "shortest tempo": stance.tempo.support[1] == SHORTEST_TEMPO,
        "longest tempo": stance.tempo.support[1] == LONGEST,
    }.items():
        yield from (key,) if used else ()
    for reaction in stance.reactions:
        matcher = reaction.hears or reaction.during
        assert matcher is not None
        yield f"{'while' if reaction.during else 'hears'} {_matched(matcher)}"
        yield from ("wears",) if reaction.wears is not None else ()
        yield from ("hears its own decision",) if matcher.decision_of == actor else ()
    for gate in stance.requires:
        yield "gate at a stage" if gate.stage is not None else "gate at the last stage"
        yield from (
            ("gate: at least some",) if gate.at_least and gate.at_least < len(gate.of) else ()
        )
        for condition in gate.of:
            form = "date" if condition.date else "in force" if condition.in_force else "standing"
            yield f"gate: {'happened' if condition.happened else form}"


def _matched(matcher: Matcher) -> str:
    if matcher.kind is not None:
        return "a kind and source" if matcher.source is not None else "a kind"
    forms = {
        "a cause": matcher.cause,
        "a source": matcher.source,
        "a decision": matcher.decision_of,
        "a stage": matcher.stage_of,
    }
    return next((form for form, used in forms.items() if used is not None), "a position")


def _ties(scenario: Scenario) -> Iterator[str]:
    """Which sorts of things are dated to one instant."""
    sorts: dict[str, list[object]] = {
        "a cause": [date for c in scenario.causes for date in (c.on, c.begins)],
        "an end": [c.until for c in scenario.causes],
        "a gate's date": [
            c.date for a in scenario.actors for s in a.stances for g in s.requires for c in g.of
        ],
        "a hold": [hold.begins for hold in scenario.holds],
        "a release": [hold.until for hold in scenario.holds],
        "a force": [force.on for force in scenario.forces],
    }
    instants = {
        sort: {m.first for m in found if isinstance(m, Moment) and m.exact}
        for sort, found in sorts.items()
    }
    names = list(instants)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            yield from (
                (f"{one} and {other} at one instant",) if instants[one] & instants[other] else ()
            )


def happened(trace: Trace) -> Iterator[str]:
    """What came to pass in a run, by name."""
    for event in trace.events:
        yield f"event: {KINDS[event.kind]}"
        if event.kind == DECISION and event.decided is not None:
            yield "decides down" if event.after < event.before else "decides up"
            yield from ("jumps",) if event.after > event.before + 1 else ()
            yield from (
                ("takes a shut rung",) if event.decided.choice.passable[event.after] == SHUT else ()
            )
            yield from ("a decision by background",) if event.decided.background > 0.5 else ()
    for one, two in pairwise(trace.events):
        if one.time == two.time:
            yield f"{KINDS[one.kind]} and {KINDS[two.kind]} at one instant"
            yield from ("one cause twice at one instant",) if _twice(one, two) else ()
    yield from ("nothing happens",) if not trace.events else ()


def _twice(one: Event, two: Event) -> bool:
    return one.kind == two.kind == CAUSE and one.subject == two.subject
