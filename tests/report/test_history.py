"""The view of what happened: dates, entries, causes as marks, gates over time, levels."""

from __future__ import annotations

import pytest

from sim.engine.trace import CAUSE, DATE, DECISION
from sim.report.charts.levels import levels
from sim.report.charts.marks import cause_marks, lasts
from sim.report.gates import gates
from sim.report.history import History
from tests.report.small import acting, alone, busy, of, pushed
from tests.worlds import actor, at, dated, during, gate, lasting, stance, stands, world


def test_every_event_of_a_replay_has_its_entry(replayed: History) -> None:
    assert replayed.followed
    for event, entry in zip(replayed.trace.events, replayed.entries, strict=True):
        if event.kind == DATE:
            continue
        assert entry is not None
        assert entry.time == event.time
        assert entry.entry.mark in {"cause", "stage", "decision"}


def test_a_run_has_none_and_keeps_the_record_beside_it(ran: History) -> None:
    assert not ran.followed
    assert set(ran.entries) == {None}
    assert any(each.entry.mark == "decision" for each in ran.placed)


def test_dates_are_told_as_the_record_knows_them(replayed: History) -> None:
    told = {
        entry.entry.id: replayed.when(event)
        for event, entry in zip(replayed.trace.events, replayed.entries, strict=True)
        if entry is not None
    }
    assert told["uk-military-targets"] == "2 May 2024"
    assert told["us-directed"] == "27 to 29 May 2024"
    assert replayed.span() == "24 April to 30 June 2024"


def test_knots_are_those_of_the_event(ran: History) -> None:
    for event in ran.trace.events:
        for felt in event.felt:
            before, after = ran.knots(event, felt.stance)
            assert before.time <= after.time == event.time
            assert after.pressure == felt.after
            assert after.level == felt.level


def test_causes_are_instants_or_spans() -> None:
    marks = {each.name: each.occurrences for each in cause_marks(of(pushed()))}
    (siege,) = marks["siege"]
    assert (siege.begins, siege.ends, siege.from_start, siege.to_end) == (5.0, 40.0, False, False)
    (appeal,) = marks["appeal"]
    assert (appeal.begins, appeal.ends) == (8.0, None)
    assert siege.turns() == (5.0, 40.0)


def test_a_cause_from_the_start_goes_on_to_the_end() -> None:
    history = busy()
    marks = {each.name: each for each in cause_marks(history)}
    (war,) = marks["old war"].occurrences
    assert (war.begins, war.ends) == (0.0, history.horizon)
    assert war.from_start
    assert war.to_end
    assert war.turns() == ()
    assert len(marks["shelling"].occurrences) > 12
    assert marks["shelling"].lines() == ()  # too many lines would hide the positions
    assert lasts(history, marks["old war"].cause)


def test_nothing_to_mark() -> None:
    assert cause_marks(alone()) == ()
    assert cause_marks(acting()) == ()


def test_a_gate_opens_when_what_it_waits_for_is_reached() -> None:
    mover = stance(standing=3.0)
    waits = stance(standing=3.0, requires=[gate(stands("first", "partly"))])
    history = of(world(actor("first", mover), actor("second", waits)))
    (found,) = gates(history, 1)
    first = history.trace.decisions(0)[0]
    assert [turn.is_open for turn in found.turns] == [False, True]
    assert found.turns[1].event is first
    assert found.shut(history.horizon) == ((0.0, first.time),)
    assert found.waits_for == "first at or above “partly”"


def test_gates_count_causes_and_dates() -> None:
    conditions = ({"happened": "talks"}, {"in_force": "siege"}, {"from": at(30.0)})
    waits = stance(requires=[gate(*conditions, at_least=2)], reactions=[during("siege", 0.1)])
    causes = (dated("talks", 15.0), lasting("siege", 10.0, 20.0))
    history = of(world(actor("one", waits), causes=causes))
    (found,) = gates(history, 0)
    assert [(turn.time, turn.is_open) for turn in found.turns] == [
        (0.0, False),
        (15.0, True),
        (20.0, False),
        (30.0, True),
    ]
    assert "2 of" in found.waits_for


def test_levels_say_when_they_are_the_next(replayed: History) -> None:
    states = replayed.program.stances.name.index("united-states/use")
    announced = next(e for e in replayed.trace.events if e.kind == DECISION and e.subject == states)
    found = {(level.rung, level.gives_up): level for level in levels(replayed, states)}
    assert found[2, False].spans == ((0.0, announced.time),)
    assert found[4, False].spans == ((announced.time, replayed.horizon),)
    assert found[2, True].spans == ((announced.time, replayed.horizon),)
    assert (1, False) not in found  # skipped


def test_events_are_found_by_identity(ran: History) -> None:
    causes = [event for event in ran.trace.events if event.kind == CAUSE]
    assert ran.trace.events[ran.index(causes[-1])] is causes[-1]
    with pytest.raises(KeyError):
        ran.index(acting().trace.events[0])
