"""The record against the scenario: every cause has its entry, every stance its start."""

from __future__ import annotations

from datetime import timedelta

from sim.scenario.checks.dates import earliest, latest
from sim.scenario.checks.findings import Findings, day, stances
from sim.scenario.language.causes import Cause
from sim.scenario.language.moments import Moment
from sim.scenario.language.record import Entry, Record
from sim.scenario.language.scenario import Scenario


def errors_of_scenario(scenario: Scenario, record: Record) -> Findings:
    """What the record lacks or needs, placed in the scenario."""
    return _unrecorded(scenario, record) + _without_background(scenario, record)


def errors(scenario: Scenario, record: Record) -> Findings:
    """Cause entries that do not fit their cause."""
    found: Findings = []
    seen: dict[tuple[str, bool], str] = {}
    for n, entry in enumerate(record.entries):
        if entry.mark != "cause" or entry.cause is None:
            continue
        cause = scenario.cause(entry.cause)
        key = (cause.id, entry.ends)
        if cause.form != "recurring" and _counts(entry):
            if key in seen:
                what = "end" if entry.ends else "entry"
                told = f"a second {what} of {cause.id!r}, after {seen[key]!r}"
                found.append((("entries", n, "cause"), told))
                continue
            seen[key] = entry.id
        if message := _misfit(scenario, cause, entry):
            found.append((("entries", n, "ends" if entry.ends else "on"), message))
    return found


def _counts(entry: Entry) -> bool:
    """Whether an entry is the happening itself, and not a part or a repetition of another."""
    return entry.part_of is None and entry.repeats is None


def _misfit(scenario: Scenario, cause: Cause, entry: Entry) -> str | None:
    """Why an entry's dates do not fit those of its cause, if they do not."""
    if entry.ends:
        return _end_misfit(cause, entry)
    if cause.form not in {"dated", "lasting"}:
        return None
    if cause.begins == "start":
        if entry.on.first < scenario.start + timedelta(days=1):
            return None
        shown = window(entry.on)
        return f"found {shown}, but {cause.id!r} is in force from the start ({day(scenario.start)})"
    given = cause.on if cause.form == "dated" else cause.begins
    if isinstance(given, Moment) and not overlap(entry.on, given):
        return f"found {window(entry.on)}, but the scenario dates {cause.id!r} {window(given)}"
    return None


def _end_misfit(cause: Cause, entry: Entry) -> str | None:
    if cause.form == "dated" or (cause.form == "triggered" and cause.lasts is None):
        return f"{cause.id!r} is an instant and has no end"
    if cause.form == "lasting" and not isinstance(cause.until, Moment):
        return f"the scenario has {cause.id!r} ongoing to its end"
    if isinstance(cause.until, Moment) and not overlap(entry.on, cause.until):
        return f"found {window(entry.on)}, but the scenario ends {cause.id!r} {window(cause.until)}"
    return None


def overlap(one: Moment, other: Moment) -> bool:
    """Whether two windows share an instant."""
    low, high = max(earliest(one), earliest(other)), min(latest(one), latest(other))
    if low < high:
        return True
    narrow, wide = sorted((one, other), key=lambda each: latest(each) - earliest(each))
    instant = earliest(narrow)
    if instant != latest(narrow):
        return False
    return earliest(wide) <= instant < latest(wide) or earliest(wide) == instant == latest(wide)


def window(moment: Moment) -> str:
    """A moment in words."""
    if moment.exact:
        return day(moment.first)
    final = moment.last - timedelta(days=1)
    return day(moment.first) if final <= moment.first else f"{day(moment.first)}..{day(final)}"


def _unrecorded(scenario: Scenario, record: Record) -> Findings:
    entries = [entry for entry in record.entries if entry.mark == "cause" and _counts(entry)]
    begun = {entry.cause for entry in entries if not entry.ends}
    ended = {entry.cause for entry in entries if entry.ends}
    found: Findings = []
    for i, cause in enumerate(scenario.causes):
        if cause.form not in {"dated", "lasting"}:
            continue
        if cause.id not in begun:
            found.append((("causes", i), f"{cause.id!r} has no entry in the record"))
        if isinstance(cause.until, Moment) and cause.id not in ended:
            message = f"the end of {cause.id!r} has no entry in the record (one with 'ends: true')"
            found.append((("causes", i, "until"), message))
    return found


def _without_background(scenario: Scenario, record: Record) -> Findings:
    """Without background speed, a decision that the model does not expect would be impossible."""
    decided = {(entry.actor, entry.issue) for entry in record.entries if entry.mark == "decision"}
    return [
        (
            (*keys, "background"),
            "found 0, expected more than 0: the record has decisions of this stance",
        )
        for keys, actor, stance in stances(scenario)
        if stance.background is not None
        and stance.background.support[1] <= 0
        and (actor.id, stance.issue) in decided
    ]
