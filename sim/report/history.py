"""What happened, in one view that serves a record that was followed and a run of the model alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sim.engine.trace import CAUSE, DECISION, ENDS, STAGE, Event, Knot, Trace
from sim.experiment.positions import Path, paths
from sim.experiment.replay import Replay, Silence, Surprise
from sim.model.program import Program
from sim.report import dates, names
from sim.scenario.language.record import Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.language.vocabulary import Source
from sim.scenario.placing import Placed, place

_ON_RECORD = {CAUSE, ENDS, STAGE, DECISION}


@dataclass(frozen=True)
class History:
    """A scenario with a trace of it; `entries` has the record's entry behind each event, or None.

    `placed` is the whole record inside the scenario, whether it was followed or is only there to be
    compared with; `surprises` (by event) and `silences` are those of a replay.
    """

    scenario: Scenario
    trace: Trace
    title: str
    subtitle: str
    entries: tuple[Placed | None, ...]
    placed: tuple[Placed, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    surprises: Mapping[int, Surprise] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()

    @property
    def program(self) -> Program:
        """The program that was run."""
        return self.trace.program

    @property
    def followed(self) -> bool:
        """Whether the record drove what happened."""
        return any(entry is not None for entry in self.entries)

    @property
    def stances(self) -> range:
        """The stances by index."""
        return range(len(self.program.stances.name))

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Who stood where when, by stance."""
        return paths(self.trace)

    @property
    def horizon(self) -> float:
        """Where the view ends, in days from the start."""
        return self.trace.until

    def date(self, time: float) -> datetime:
        """The instant of a time in days from the start."""
        return self.scenario.date(time)

    def day(self, time: float) -> str:
        """The day of a time, as '2 May 2024'."""
        return dates.day(self.date(time))

    def short(self, time: float) -> str:
        """The day of a time, as '2 May'."""
        return dates.short(self.date(time))

    def span(self) -> str:
        """The days that the view covers, as '24 April to 30 June 2024'."""
        return dates.span(self.date(0.0), self.date(self.horizon - 1e-6))

    def index(self, event: Event) -> int:
        """The number of an event of the trace."""
        return self._numbers[id(event)]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(event): number for number, event in enumerate(self.trace.events)}

    def entry(self, event: Event) -> Placed | None:
        """The record's entry behind an event."""
        return self.entries[self.index(event)] if self.entries else None

    def when(self, event: Event) -> str:
        """When an event happened: the record's date or window, else its day."""
        entry = self.entry(event)
        return self.day(event.time) if entry is None else dates.window(entry.entry.on)

    def surprise(self, event: Event) -> Surprise | None:
        """How likely a replay found a decision."""
        return self.surprises.get(self.index(event))

    # --- names ---------------------------------------------------------------------------------

    def actor(self, stance: int) -> str:
        """The name of a stance's actor."""
        return names.actor_name(self.scenario, self.program, stance)

    def actor_id(self, stance: int) -> str:
        """The id of a stance's actor."""
        return names.actor_and_issue(self.program, stance)[0]

    def issue(self, stance: int) -> str:
        """The name of a stance's issue."""
        return names.issue_name(self.scenario, names.actor_and_issue(self.program, stance)[1])

    def heading(self, stance: int) -> str:
        """A stance as a heading: 'United States: Use of supplied weapons'."""
        return names.stance_name(self.scenario, self.program, stance)

    def rung(self, stance: int, rung: int) -> str:
        """The name of a rung of a stance's ladder."""
        return names.rung_name(self.scenario, self.program, stance, rung)

    def rungs(self, stance: int) -> tuple[str, ...]:
        """The names of the rungs of a stance's ladder, lowest first."""
        return names.rung_names(self.scenario, self.program, stance)

    def cause(self, cause: int) -> str:
        """The name of a cause."""
        return names.cause_name(self.scenario, self.program, cause)

    def parts(self, stance: int) -> tuple[str, ...]:
        """What each part of a stance's pressure comes from: the standing level, then its reactions.

        Two reactions to one thing are told apart by their ids.
        """
        table = self.program.stances.reactions[stance]
        found = [names.source_name(self.scenario, self.program, each) for each in (-1, *table)]
        return tuple(
            f"{name} ({self._reaction_id(table[number - 1])})" if found.count(name) > 1 else name
            for number, name in enumerate(found)
        )

    def _reaction_id(self, reaction: int) -> str:
        return names.reaction_of(self.scenario, self.program, reaction).id

    # --- knots ---------------------------------------------------------------------------------

    def knots(self, event: Event, stance: int) -> tuple[Knot, Knot]:
        """A stance's knots just before an event that it felt, and at it."""
        number = self._touches[self.index(event), stance]
        return self.trace.knots[stance][number - 1], self.trace.knots[stance][number]

    @cached_property
    def _touches(self) -> dict[tuple[int, int], int]:
        """The knot that each event left in each stance: one a touch, behind the one at the start."""
        touched = [0] * len(self.stances)
        found: dict[tuple[int, int], int] = {}
        for number, event in enumerate(self.trace.events):
            for felt in event.felt:
                touched[felt.stance] += 1
                found[number, felt.stance] = touched[felt.stance]
        return found


def of_replay(replay: Replay) -> History:
    """The history of a record that was followed."""
    case, trace = replay.case, replay.trace
    by_time = {each.time: each for each in replay.placed if each.entry.mark != "context"}
    by_event = {id(each.event): each for each in replay.surprises}
    return History(
        scenario=case.scenario,
        trace=trace,
        title=case.scenario.title,
        subtitle="Replay of the record: what happened, and what the model felt at each moment of it",
        entries=tuple(
            by_time.get(event.time) if event.kind in _ON_RECORD else None for event in trace.events
        ),
        placed=replay.placed,
        sources=_sources(case.scenario, case.record),
        surprises={
            number: by_event[id(event)]
            for number, event in enumerate(trace.events)
            if id(event) in by_event
        },
        silences=replay.silences,
    )


def of_run(
    scenario: Scenario, trace: Trace, record: Record | None = None, *, label: str | None = None
) -> History:
    """The history of one run of the model; the record, if there is one, is only compared with."""
    if label is None:
        number = f"seed {trace.seed}, replication {trace.replication}"
        label = f"One run of the model, from the causes alone: {number}"
    return History(
        scenario=scenario,
        trace=trace,
        title=scenario.title,
        subtitle=label,
        entries=(None,) * len(trace.events),
        placed=place(scenario, record) if record is not None else (),
        sources=_sources(scenario, record),
    )


def _sources(scenario: Scenario, record: Record | None) -> dict[str, Source]:
    return {**scenario.sources, **(record.sources if record is not None else {})}
