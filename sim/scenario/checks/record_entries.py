"""The record by itself: its order, its dates, and each position's way along its ladder."""

from __future__ import annotations

from datetime import timedelta

from sim.scenario.checks.findings import Findings, day, stances
from sim.scenario.checks.links import hearers
from sim.scenario.checks.record_links import window
from sim.scenario.language.moments import Moment
from sim.scenario.language.record import Entry, Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.stance import Stance
from sim.scenario.placing import seated
from sim.scenario.problems import nearest

Numbered = tuple[int, Entry]


def errors(scenario: Scenario, record: Record) -> Findings:
    """Everything that is wrong with the entries of a record."""
    found = _order(record) + _outside(scenario, record)
    for _, actor, stance in stances(scenario):
        entries = [
            (n, entry)
            for n, entry in enumerate(record.entries)
            if entry.actor == actor.id and entry.issue == stance.issue
        ]
        found += _start(actor.id, stance, entries)
        found += _Way(scenario, actor.id, stance).errors(entries)
    return found or seated(scenario, record)[1]


def _order(record: Record) -> Findings:
    """Entries that cannot have happened after those above them (ranges by their best day)."""
    found: Findings = []
    above: Entry | None = None
    for n, entry in enumerate(record.entries):
        if above is not None and _dated(entry).last <= _dated(above).first:
            shown = f"found {window(_dated(entry))} below {above.id!r} of {window(_dated(above))}"
            message = f"{shown}, expected entries in the order of their dates"
            found.append((("entries", n, "on"), message))
        if above is None or _dated(entry).first > _dated(above).first:
            above = entry
    return found


def _dated(entry: Entry) -> Moment:
    return entry.best or entry.on


def _outside(scenario: Scenario, record: Record) -> Findings:
    start, end = scenario.start, scenario.ends.last
    found: Findings = []
    for n, entry in enumerate(record.entries):
        if entry.mark in {"context", "start"} or _in_force(scenario, entry):
            continue
        if entry.on.first < start or entry.on.last > end or entry.on.first >= end:
            message = f"found {day(entry.on.first)}, outside the scenario ({day(start)} to"
            message += f" {day(end - timedelta(days=1))}): only context and starts may be"
            found.append((("entries", n, "on"), message))
    return found


def _in_force(scenario: Scenario, entry: Entry) -> bool:
    """Whether an entry begins a cause that is in force from the start, and may be older than it."""
    if entry.mark != "cause" or entry.cause is None or entry.ends:
        return False
    return scenario.cause(entry.cause).begins == "start" and entry.on.first < scenario.ends.last


def _start(actor: str, stance: Stance, entries: list[Numbered]) -> Findings:
    starts = [(n, entry) for n, entry in entries if entry.mark == "start"]
    if not starts:
        message = f"no 'start' entry says where {actor!r} stood on {stance.issue!r}"
        return [(("entries",), message)]
    found: Findings = [
        (("entries", n, "issue"), f"a second start of {actor!r} on {stance.issue!r}")
        for n, _ in starts[1:]
    ]
    n, entry = starts[0]
    if entry.rung != stance.starts_at:
        message = f"found {entry.rung!r}, but the scenario starts {actor!r} at {stance.starts_at!r}"
        found.append((("entries", n, "rung"), message))
    return found


class _Way:
    """The way of one position through its decisions of record."""

    def __init__(self, scenario: Scenario, actor: str, stance: Stance) -> None:
        self._issue = scenario.issue(stance.issue)
        self._stance = stance
        self._stages = [stage.id for stage in stance.stages]
        self._heard = {
            stage.id: by[0]
            for stage in stance.stages[:-1]
            if stage.public and (by := hearers(scenario, actor, stance, stage.id))
        }

    def errors(self, entries: list[Numbered]) -> Findings:
        """Walk the entries in file order, one decision with its stages at a time."""
        found: Findings = []
        held, stages = self._stance.starts_at, list[Numbered]()
        for n, entry in entries:
            if entry.mark == "stage":
                stages.append((n, entry))
            elif entry.mark == "decision" and entry.rung is not None:
                found += self._decision(n, entry, held)
                found += self._passed(stages, entry, self._index(entry.rung) > self._index(held), n)
                held, stages = self._issue.rungs[0].id if self._issue.acts else entry.rung, []
        return found + self._passed(stages, None, False, -1)

    def _index(self, rung: str) -> int:
        return self._issue.index(rung)

    def _decision(self, n: int, entry: Entry, held: str) -> Findings:
        keys, rung = ("entries", n, "rung"), str(entry.rung)
        if rung in self._stance.skips:
            rungs = [each.id for each in self._issue.rungs if each.id not in self._stance.skips]
            return [(keys, f"found {rung!r}, which the stance skips{nearest(rung, rungs)}")]
        if self._issue.acts and self._index(rung) == 0:
            return [(keys, f"found the lowest rung {rung!r}: an act is above it")]
        if rung == held:
            return [(keys, f"found {rung!r}, which is held already: a decision changes the rung")]
        return []

    def _passed(
        self, stages: list[Numbered], decision: Entry | None, upward: bool, at: int
    ) -> Findings:
        """The stages of one decision: in order, settled as decided, none lacking that is heard."""
        found: Findings = []
        done = -1
        for n, entry in stages:
            place = self._stages.index(str(entry.stage))
            if place <= done:
                message = (
                    f"found {entry.stage!r} after {self._stages[done]!r}: stages come in the order"
                )
                found.append((("entries", n, "stage"), f"{message} {', '.join(self._stages)}"))
            done = max(done, place)
            settles = place == self._stance.settling
            if settles and decision and upward and entry.rung not in {None, decision.rung}:
                message = f"found {entry.rung!r}, but {decision.id!r} decides {decision.rung!r}"
                found.append((("entries", n, "rung"), message))
        told = {entry.stage for _, entry in stages}
        due = self._stages[:-1] if upward else self._stages[: max(0, done)]
        last = at if at >= 0 else (stages[-1][0] if stages else 0)
        return found + [
            (("entries", last), self._unheard(stage))
            for stage in due
            if stage in self._heard and stage not in told
        ]

    def _unheard(self, stage: str) -> str:
        by = self._heard[stage]
        return f"the public stage {stage!r} before it is not on record, and {by!r} reacts to it"
