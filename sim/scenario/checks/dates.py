"""Dates: everything lies inside the scenario, ends after it begins, and follows what it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from graphlib import CycleError, TopologicalSorter

from sim.scenario.checks.findings import Findings, Keys, day, stances
from sim.scenario.language.causes import Cause
from sim.scenario.language.interventions import Hold
from sim.scenario.language.moments import Moment
from sim.scenario.language.scenario import Scenario
from sim.scenario.typical import mean

MOST_OCCURRENCES = 100_000
DAY = timedelta(days=1)


def errors(scenario: Scenario) -> Findings:
    """Everything that is wrong with the dates of a scenario."""
    found: Findings = []
    for i, cause in enumerate(scenario.causes):
        found += _cause(scenario, cause, ("causes", i))
    for i, hold in enumerate(scenario.holds):
        found += _hold(scenario, hold, ("holds", i))
    found += _overlaps(scenario)
    for i, force in enumerate(scenario.forces):
        found += _inside(scenario, force.on, ("forces", i, "on"))
    for keys, _, stance in stances(scenario):
        for k, gate in enumerate(stance.requires):
            for m, condition in enumerate(gate.of):
                found += _inside(scenario, condition.date, (*keys, "requires", k, "of", m, "from"))
    return found + _circles(scenario)


def _inside(
    scenario: Scenario, moment: Moment | None, keys: Keys, early: str = "", late: str = ""
) -> Findings:
    """Whether a moment lies inside the scenario; `early` and `late` say what to write instead."""
    if moment is None:
        return []
    start, end = scenario.start, scenario.ends.last
    if moment.first < start:
        return [
            (keys, f"found {day(moment.first)}, before the scenario starts ({day(start)}){early}")
        ]
    if moment.first >= end or moment.last > end:
        shown = day(moment.first if moment.exact else moment.last - DAY)
        return [(keys, f"found {shown}, after the scenario ends ({day(end - DAY)}){late}")]
    if moment.plus is not None and earliest(moment) < start:
        message = f"what 'plus' can draw reaches back to before the scenario starts ({day(start)})"
        return [(keys, f"{message}: give it a 'min'")]
    return []


def earliest(moment: Moment) -> datetime:
    """The first instant at which it can happen."""
    return _shifted(moment.first, moment.plus.support[0]) if moment.plus else moment.first


def latest(moment: Moment) -> datetime:
    """The end of the window in which it can happen."""
    return _shifted(moment.last, moment.plus.support[1]) if moment.plus else moment.last


def _shifted(instant: datetime, days: float) -> datetime:
    """An instant some days on, held to the years that a date can have."""
    try:
        return instant + timedelta(days=days)
    except OverflowError:
        return datetime(9999 if days > 0 else 1, 1, 1, tzinfo=UTC)


def _cause(scenario: Scenario, cause: Cause, keys: Keys) -> Findings:
    found = _inside(scenario, cause.on, (*keys, "on"))
    begins = cause.begins if isinstance(cause.begins, Moment) else None
    until = cause.until if isinstance(cause.until, Moment) else None
    found += _inside(scenario, begins, (*keys, "from"), early="; write 'from: start'")
    found += _inside(scenario, until, (*keys, "until"), late="; write 'until: ongoing'")
    if found:
        return found
    found += _until(scenario, begins, until, keys)
    found += _after(scenario, cause, keys)
    return found + _often(scenario, cause, begins, until, keys)


def _hold(scenario: Scenario, hold: Hold, keys: Keys) -> Findings:
    found = _inside(scenario, hold.begins, (*keys, "from"))
    found += _inside(scenario, hold.until, (*keys, "until"), late="; leave 'until' out")
    return found or _until(scenario, hold.begins, hold.until, keys)


def _overlaps(scenario: Scenario) -> Findings:
    """Holds of one stance may follow one another, whatever is drawn; they may not overlap."""
    found: Findings = []
    for i, hold in enumerate(scenario.holds):
        name = f"{hold.actor}/{hold.issue}"
        for other in scenario.holds[:i]:
            if (other.actor, other.issue) != (hold.actor, hold.issue):
                continue
            one, two = _span(scenario, hold), _span(scenario, other)
            if one[0] < two[1] and two[0] < one[1]:
                found.append((("holds", i), f"{name} is held already, {_told(other)}"))
                break
    return found


def _span(scenario: Scenario, hold: Hold) -> tuple[datetime, datetime]:
    """The earliest instant at which a hold may begin, and the latest at which it may end."""
    begins, until = hold.begins, hold.until
    if until is None:
        end = datetime.max.replace(tzinfo=UTC)
    else:
        end = max(latest(each) for each in (begins, until) if each is not None)
    return scenario.start if begins is None else earliest(begins), end


def _told(hold: Hold) -> str:
    begins = "the start" if hold.begins is None else day(hold.begins.first)
    return f"from {begins} {'on' if hold.until is None else f'until {day(hold.until.first)}'}"


def _until(scenario: Scenario, begins: Moment | None, until: Moment | None, keys: Keys) -> Findings:
    """An end may not come before the beginning, whatever is drawn within known dates."""
    if until is None:
        return []
    start = begins.last if begins is not None else scenario.start
    drawn = (begins is not None and begins.plus is not None) or until.plus is not None
    if drawn and begins is not None:
        wrong = latest(until) <= earliest(begins)
    else:
        wrong = until.first < start or (until.first == until.last == start)
    if not wrong:
        return []
    shown = day(begins.first if begins is not None else start)
    return [((*keys, "until"), f"found {day(until.first)}, which is not after 'from' ({shown})")]


def _after(scenario: Scenario, cause: Cause, keys: Keys) -> Findings:
    """An `after` that names a cause: one of the same dates or earlier."""
    if cause.form != "dated" or not isinstance(cause.after, str) or cause.on is None:
        return []
    target, keys = scenario.cause(cause.after), (*keys, "after")
    if target.on is None:
        return [(keys, f"{target.id!r} is {target.form}: 'after' names a cause with a date ('on')")]
    if target.on.plus is not None or cause.on.plus is not None:
        return [(keys, "'after' cannot order a date that is drawn with 'plus'")]
    if target.on.last > cause.on.last or target.on.first >= cause.on.last:
        shown = f"{day(target.on.first)}, not before {day(cause.on.first)}"
        return [(keys, f"{target.id!r} is dated {shown}: 'after' orders what may share a day")]
    return []


def _often(
    scenario: Scenario, cause: Cause, begins: Moment | None, until: Moment | None, keys: Keys
) -> Findings:
    if cause.every is None:
        return []
    first = begins.first if begins is not None else scenario.start
    last = until.last if until is not None else scenario.ends.last
    expected = (last - first) / DAY / mean(cause.every)
    if expected <= MOST_OCCURRENCES:
        return []
    message = f"about {expected:,.0f} occurrences are expected, more than {MOST_OCCURRENCES:,}"
    return [((*keys, "every"), message)]


def _circles(scenario: Scenario) -> Findings:
    """Causes that come from, or come after, themselves; the first circle of each sort."""
    because = {cause.id: cause.because for cause in scenario.causes}
    after = {
        cause.id: (cause.after,) if cause.form == "dated" and isinstance(cause.after, str) else ()
        for cause in scenario.causes
    }
    return _circle("because", because) + _circle("after", after)


def _circle(key: str, follows: Mapping[str, tuple[str, ...]]) -> Findings:
    try:
        TopologicalSorter(follows).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1][1:]))  # the first is also the last
        order = list(follows)
        first = min(range(len(circle)), key=lambda n: order.index(circle[n]))
        told = [*circle[first:], *circle[:first], circle[first]]
        return [(("causes", order.index(told[0]), key), f"goes in a circle: {' -> '.join(told)}")]
    return []
