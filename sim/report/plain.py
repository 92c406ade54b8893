"""Runs as plain data, for JSON: names instead of indices, dates instead of days."""

from __future__ import annotations

from datetime import timedelta
from math import isinf
from typing import Any

from sim.engine.trace import CAUSE, DATE, ENDS, KINDS, Choice, Decided, Event, Felt, Trace
from sim.experiment.ensemble import Ensemble
from sim.experiment.outcomes import counted
from sim.experiment.replay import Replay
from sim.experiment.summary import QUANTILES, Share, Summary
from sim.scenario.language.scenario import Scenario

Plain = dict[str, Any]


def replay(found: Replay) -> Plain:
    """A followed record: every event with its entry, every decision with how likely it was."""
    from sim.report.terminal import entries_of

    scenario, trace = found.case.scenario, found.trace
    entries, rest = entries_of(found)
    told = {**run(scenario, trace), "seed": found.seed, "draws": found.draws}
    for number, event in enumerate(told["events"]):
        if number in entries:
            entry = entries[number].entry
            event["entry"] = {"id": entry.id, "summary": entry.summary, "cites": list(entry.cites)}
    told["context"] = [
        {"date": _date(scenario, each.time), "entry": each.entry.id, "mark": each.entry.mark,
         "summary": each.entry.summary, "cites": list(each.entry.cites)}
        for each in rest
    ]  # fmt: skip
    told["surprises"] = [
        {
            "entry": each.entry.entry.id,
            "date": _date(scenario, each.event.time),
            "stance": found.program.stances.name[each.event.subject],
            "chance_by_then": each.by_then,
            "chance_by_then_range": each.by_then_range,
            "chance_of_rung": each.rung,
            "chance_of_rung_range": each.rung_range,
        }
        for each in found.surprises
    ]
    told["undecided"] = [
        {
            "stance": found.program.stances.name[each.stance],
            "direction": "up" if each.clock.direction else "down",
            "work_done": each.clock.done,
            "steps_left": each.clock.steps_left,
            "probability": each.probability,
        }
        for each in found.silences
    ]
    return told


def run(scenario: Scenario, trace: Trace) -> Plain:
    """A traced run, whole."""
    return {
        "scenario": scenario.scenario,
        "seed": trace.seed,
        "replication": trace.replication,
        "digest": trace.digest(),
        "limits": list(scenario.limits),
        "parameters": dict(zip(trace.program.parameters.name, trace.parameters, strict=True)),
        "events": [_event(scenario, trace, event) for event in trace.events],
        "outcomes": {each.outcome: each.value for each in counted(scenario, trace)},
    }


def _date(scenario: Scenario, time: float) -> str:
    instant = scenario.date(time)
    rounded = instant.replace(microsecond=0) + timedelta(seconds=round(instant.microsecond / 1e6))
    return rounded.isoformat().replace("+00:00", "Z")


def _event(scenario: Scenario, trace: Trace, event: Event) -> Plain:
    program = trace.program
    told: Plain = {
        "date": _date(scenario, event.time),
        "time": event.time,
        "kind": KINDS[event.kind],
    }
    if event.kind in {CAUSE, ENDS}:
        told["cause"] = program.causes.name[event.subject]
    elif event.kind == DATE:
        told["gate"] = program.gates.name[event.subject]
    else:
        ladder = program.ladder(event.subject)
        told["stance"] = program.stances.name[event.subject]
        told["from"] = ladder[event.before]
        told["to"] = ladder[event.after] if event.after >= 0 else None
        if event.step >= 0:
            table = program.stances
            told["stage"] = table.stages[event.subject][table.stage[event.subject][event.step]]
    told["felt"] = [_felt(trace, each) for each in event.felt]
    if event.decided is not None:
        told["decided"] = _decided(scenario, trace, event, event.decided)
    return told


def _felt(trace: Trace, each: Felt) -> Plain:
    program = trace.program
    sources = [
        "standing",
        *(program.reactions.name[r] for r in program.stances.reactions[each.stance]),
    ]
    return {
        "stance": program.stances.name[each.stance],
        "before": each.before,
        "after": each.after,
        "tends_to": each.level,
        "pulses": [program.reactions.name[r] for r in each.pulses],
        "before_by_source": dict(zip(sources, each.parts_before, strict=False)),
        "after_by_source": dict(zip(sources, each.parts_after, strict=False)),
    }


def _decided(scenario: Scenario, trace: Trace, event: Event, decided: Decided) -> Plain:
    return {
        "stages": [
            {"stage": stage, "date": _date(scenario, time)} for stage, time in decided.stages
        ],
        "pressure": decided.pressure,
        "tends_to": decided.level,
        "work": decided.work,
        "steps": decided.steps,
        "share_background": decided.background,
        "speed_per_day": decided.speed,
        "choice": _choice(scenario, trace, event, decided.choice),
    }


def _choice(scenario: Scenario, trace: Trace, event: Event, choice: Choice) -> Plain:
    ladder = trace.program.ladder(event.subject)
    return {
        "date": _date(scenario, choice.time),
        "pressure": choice.pressure,
        "thresholds": {
            rung: None if isinf(threshold) else threshold
            for rung, threshold in zip(ladder, choice.thresholds, strict=True)
        },
        "passable": dict(
            zip(ladder, (["skipped", "shut", "open"][way] for way in choice.passable), strict=True)
        ),
        "sd": choice.sd,
        "z": choice.z,
        "u": choice.u,
    }


def ensemble(found: Ensemble, rows: tuple[Summary, ...]) -> Plain:
    """What many runs say."""
    horizon = found.program.horizon
    return {
        "scenario": found.scenario.scenario,
        "variant": found.variant,
        "until": _date(found.scenario, horizon),
        "seed": found.seed,
        "runs": found.runs,
        "failed": [
            {"replication": each.replication, "reason": each.reason} for each in found.failures
        ],
        "limits": list(found.scenario.limits),
        "outcomes": [_summary(found.scenario, row) for row in rows],
    }


def _summary(scenario: Scenario, row: Summary) -> Plain:
    told: Plain = {"outcome": row.outcome.id, "measure": row.outcome.measure}
    if row.share is not None:
        told["share"] = _share(row.share)
    if row.quantiles:
        told["quantiles"] = {
            f"{p:g}": _point(scenario, row, value)
            for p, value in zip(QUANTILES, row.quantiles, strict=True)
        }
        told["quantile_intervals"] = {
            f"{p:g}": [_point(scenario, row, end) for end in ends]
            for p, ends in zip(QUANTILES, row.bounds, strict=True)
        }
    if row.mean is not None:
        told["mean"], told["error"] = row.mean, row.error
    if row.rungs:
        told["rungs"] = {rung: _share(share) for rung, share in row.rungs}
    return told


def _point(scenario: Scenario, row: Summary, value: float | None) -> float | str | None:
    """A quantile, or an end of its interval: a date, or a number."""
    if value is None or row.outcome.measure != "first_reaches":
        return value
    return _date(scenario, value)


def _share(share: Share) -> Plain:
    return {
        "value": share.value,
        "low": share.low,
        "high": share.high,
        "count": share.count,
        "runs": share.runs,
    }
