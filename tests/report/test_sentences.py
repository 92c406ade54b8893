"""Plain words: what happened, who felt it, why then and why that rung, from events made by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

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
)
from sim.report import words
from sim.report.history import History
from sim.report.reasons import reasons
from sim.report.sentences import decision_sentences, felt, felt_by, what
from tests.report.small import acting, busy, of, pushed
from tests.worlds import actor, at, gate, stance, stands, world

NBSP = words.NBSP


def made(history: History, *events: Event) -> History:
    """A history with these events instead of its own."""
    return replace(
        history, trace=replace(history.trace, events=events), entries=(None,) * len(events)
    )


@pytest.fixture(scope="module")
def history() -> History:
    return of(pushed())


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Event(5.0, CAUSE, 0), "siege: begins"),
        (Event(40.0, ENDS, 0), "siege: ends"),
        (Event(8.0, CAUSE, 1), "appeal"),
        (Event(9.0, STAGE, 0, 0, -1, 0), "alpha: drafted, not in public"),
        (Event(9.0, DECISION, 0, 0, 1), "alpha moves: never → partly"),
        (Event(9.0, DECISION, 0, 2, 0), "alpha goes back: wholly → never"),
        (Event(9.0, FORCE, 0, 0, 2), "alpha is put on wholly from outside (forced, not decided)"),
        (Event(9.0, HOLD, 0, 1, 1), "alpha is held at partly: it may not move from here on"),
        (
            Event(9.0, RELEASE, 0, 1, 1),
            "alpha is held at partly no longer: it may move again, and begins afresh",
        ),
    ],
)
def test_what_happened_in_a_line(history: History, event: Event, told: str) -> None:
    assert what(made(history, event), event) == told


def test_acts_have_a_word_of_their_own() -> None:
    event = Event(3.0, DECISION, 0, 0, 2)
    assert what(made(acting(), event), event) == "bear acts (strike)"


def test_a_date_names_the_gate_that_waited() -> None:
    waits = stance(requires=[gate({"from": at(4.0)})])
    history = of(world(actor("one", waits)))
    event = next(each for each in history.trace.events if each.kind == DATE)
    assert what(history, event) == "A date is reached that one waited for (gate)"
    assert felt_by(history, event) == ("one: the gate “gate” opens",)


def test_an_actor_with_two_stances_says_on_which() -> None:
    two = actor("one", stance("use", standing=5.0), stance("reply"))
    history = of(world(two))
    assert what(history, history.trace.events[0]) == "one moves on “use”: never → wholly"


def test_a_settling_stage_says_what_was_settled(replayed: History) -> None:
    told = [what(replayed, each) for each in replayed.trace.events if each.kind == STAGE]
    assert any(
        line.startswith("United States: directed (Joe Biden), not in public; the rung is settled: ")
        for line in told
    )


def test_a_lasting_cause_is_felt_as_where_the_pressure_goes(history: History) -> None:
    siege = history.trace.events[0]
    assert felt(history, siege) == "alpha 0.10, now rising towards 1.60 (siege +1.50)"


def test_a_pulse_is_felt_at_once(history: History) -> None:
    appeal, threat = history.trace.events[1:3]
    (line,) = felt_by(history, appeal)
    before, after = appeal.felt[0].before, appeal.felt[0].after
    assert line == f"alpha {before:.2f} → {after:.2f} (appeal)"
    assert felt(history, threat).endswith("(threat)")


def test_who_decides_lets_off_pressure() -> None:
    history = busy()
    decision = next(e for e in history.trace.decisions(0) if e.felt[0].after < e.felt[0].before)
    assert "(pressure let off by deciding)" in felt(history, decision)


def test_a_stage_is_felt_by_nobody(history: History) -> None:
    stage = next(each for each in history.trace.events if each.kind == STAGE)
    assert felt(history, stage) == ""


def decision(before: int, after: int, **more: object) -> Event:
    """A decision as it might stand in a trace: thresholds 1 and 2, pressure 1.5."""
    choice = Choice(9.0, 1.5, (-inf, 1.0, 2.0), (2, 2, 2), 0.5, after, z=0.4, u=0.66)
    decided = Decided(
        since=2.0,
        stages=(("drafted", 6.0), ("signed", 9.0)),
        choice=choice,
        pressure=1.5,
        level=1.6,
        work=1.0,
        background=0.03,
        steps=2,
        speed=0.25,
    )
    return Event(9.0, DECISION, 0, before, after, decided=replace(decided, **more))  # type: ignore[arg-type]


def test_why_then(history: History) -> None:
    event = decision(0, 1)
    first, *rest = reasons(made(history, event), event).then
    assert first == (
        "The clock of this decision had run since 3 January 2024. On 10 January 2024 the pressure on "
        "alpha was 1.50, 0.50 above the 1.00 that its next open rung, “partly”, takes; at that "
        "pressure a whole decision takes about 4 days."
    )
    assert (
        rest[0]
        == "The file passed through its stages: drafted on 7 January and signed on 10 January."
    )
    assert rest[1].startswith(f"3{NBSP}% of the work was background")


def test_why_that_rung(history: History) -> None:
    event = decision(0, 1)
    settled, chance = reasons(made(history, event), event).rung
    assert settled == (
        "How far it goes was settled on 10 January 2024, at a pressure of 1.50. “partly” takes 1.00, "
        "and the next open one above, “wholly”, 2.00."
    )
    assert chance == "Chance added 0.20, so it would bear up to 1.70: that reaches “partly”."


def test_a_move_without_pressure_says_so(history: History) -> None:
    event = decision(0, 1, pressure=0.2, background=0.9)
    told = " ".join(decision_sentences(made(history, event), event))
    assert "0.80 below the 1.00" in told
    assert "for a reason outside the scenario" in told
    assert f"90{NBSP}% of the work was background" in told
    assert "every but-for question about it answers no" in told


def test_chance_may_reach_no_rung_at_all(history: History) -> None:
    event = decision(0, 1)
    assert event.decided is not None
    low = replace(event.decided.choice, z=-2.0)
    event = decision(0, 1, choice=low)
    assert "less than any open rung takes, and then it is the nearest" in " ".join(
        decision_sentences(made(history, event), event)
    )


def test_going_back_speaks_of_what_it_gives_up() -> None:
    mover = stance(gives_up_below={"partly": 0.4})
    history = of(world(actor("alpha", mover)))
    event = decision(1, 0, pressure=0.1, stages=())
    told = " ".join(decision_sentences(made(history, event), event))
    assert "alpha gives up “partly” below 0.40" in told
    assert "it fell back to “never”" in told


def test_a_gate_that_held_it_is_named() -> None:
    waits = stance(standing=3.0, requires=[gate(stands("first", "partly"))])
    history = of(world(actor("first", stance(standing=1.2)), actor("second", waits)))
    (event,) = history.trace.decisions(1)
    told = " ".join(reasons(history, event).then)
    assert "had to wait behind a gate (first at or above “partly”), which was shut until " in told


def test_a_replay_adds_how_likely_it_was(replayed: History, ran: History) -> None:
    for event in replayed.trace.decisions():
        (line,) = reasons(replayed, event).likely
        assert line.startswith("Given all that came before, the model gave a chance of ")
        assert "To this rung it gave " in line
        assert "Chance added" not in " ".join(decision_sentences(replayed, event))  # rung on record
    assert all(reasons(ran, event).likely == () for event in ran.trace.decisions())


def test_what_is_no_decision_has_no_reasons(history: History) -> None:
    assert decision_sentences(history, history.trace.events[0]) == []


@pytest.mark.parametrize("which", ["replayed", "ran"])
def test_every_event_of_the_shipped_case_can_be_told(
    which: str, request: pytest.FixtureRequest
) -> None:
    history: History = request.getfixturevalue(which)
    for event in history.trace.events:
        assert what(history, event)
        lines = [what(history, event), felt(history, event), *decision_sentences(history, event)]
        assert not any("None" in line or "nan" in line or "inf" in line.split() for line in lines)


def test_shares_claim_neither_nothing_nor_all() -> None:
    assert words.percent(0.001) == f"under 1{NBSP}%"
    assert words.percent(0.999) == f"over 99{NBSP}%"
    assert words.percent(0.5) == f"50{NBSP}%"
    assert words.percents(0.999, 1.0) == f"over 99{NBSP}%"


def test_numbers_have_a_true_minus_and_no_minus_zero() -> None:
    assert words.number(-0.5) == "−0.50"
    assert words.number(-0.001) == "0.00"
    assert words.signed(0.25) == "+0.25"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.stopped("CQ Brown Jr.") == "CQ Brown Jr."
