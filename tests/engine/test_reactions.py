"""What an event does to a pressure: pulses that wear, lasting causes that return exactly, positions held."""

from __future__ import annotations

from math import exp

import pytest

from sim.engine.trace import Felt, Trace
from sim.model.program import Program
from tests.worlds import (
    LN_2,
    Tree,
    actor,
    at,
    dated,
    during,
    hears,
    lasting,
    program,
    recurring,
    stance,
    traced,
)

DEAF_TO_DECISIONS = (900.0, 1.0)  # a resistance that nothing here reaches
TAU = 8.0


def feeling(*reactions: Tree, causes: tuple[Tree, ...], **numbers: object) -> Program:
    """One actor that feels and never moves."""
    mine = stance(
        "use", DEAF_TO_DECISIONS, half_life=TAU * LN_2, reactions=list(reactions), **numbers
    )
    return program(actor("us", mine), causes=causes)


def felt(trace: Trace) -> list[Felt]:
    return [each for event in trace.events for each in event.felt]


# --- pulses --------------------------------------------------------------------------------------


def test_a_pulse_adds_its_weight_times_magnitude_and_fades() -> None:
    causes = (dated("blow", 2.0, magnitude=3.0), dated("again", 6.0))
    reactions = (hears("blow", 0.5), hears("again", -0.25))
    first, second = felt(traced(feeling(*reactions, causes=causes, standing=0.2)))
    assert (first.before, first.after, first.level) == (0.2, 1.7, 0.2)
    faded = 0.2 + 1.5 * exp(-4.0 / TAU)
    assert second.before == pytest.approx(faded, rel=1e-15)
    assert second.after == pytest.approx(faded - 0.25, rel=1e-15)
    assert (first.pulses, second.pulses) == ((0,), (1,))


def test_all_reactions_to_one_event_are_applied_once_together() -> None:
    reactions = (
        hears("blow", 0.5),
        hears({"kind": "incident"}, 0.25),
        hears({"source": "world"}, -1.0),
    )
    built = feeling(*reactions, causes=(dated("blow", 2.0),))
    (only,) = felt(traced(built))
    assert (only.before, only.after, only.pulses) == (0.0, -0.25, (0, 1, 2))
    assert only.parts_after == (0.0, 0.5, 0.25, -1.0)


def test_a_threat_repeated_wears() -> None:
    """The n-th pulse weighs wears^(n-1): sums of a geometric series, fading between."""
    built = feeling(hears("threat", 0.8, wears=0.5), causes=(recurring("threat", 1.0),))
    before, q, r = 0.0, exp(-1.0 / TAU), 0.5
    for n, each in enumerate(felt(traced(built)), start=1):
        assert each.after - each.before == pytest.approx(0.8 * 0.5 ** (n - 1), rel=1e-12, abs=1e-15)
        assert each.before == pytest.approx(before * q, rel=1e-12)
        before = each.after
        # the sum over k of w r^(k-1) q^(n-k) in closed form
        assert each.after == pytest.approx(0.8 * (q**n - r**n) / (q - r), rel=1e-11)


def test_wear_counts_each_reaction_by_itself() -> None:
    """One worn by two causes, one by its own; another actor's is fresh."""
    wearing = [hears({"kind": "incident"}, 1.0, wears=0.5), hears("second", 1.0, wears=0.5)]
    built = program(
        actor("us", stance("use", DEAF_TO_DECISIONS, reactions=wearing)),
        actor("uk", stance("use", DEAF_TO_DECISIONS, reactions=wearing)),
        causes=(dated("first", 1.0), dated("second", 2.0), dated("third", 3.0)),
    )
    for stance_index in (0, 1):
        mine = [each for each in felt(traced(built)) if each.stance == stance_index]
        rises = [each.after - each.before for each in mine]
        assert rises == pytest.approx([1.0, 1.5, 0.25], rel=1e-12)


def test_what_adds_nothing_wears_nothing() -> None:
    """A cause of magnitude 0 does not fire the reaction, so the next weighs in full."""
    causes = (dated("empty", 1.0, magnitude=0.0), dated("full", 2.0))
    built = feeling(hears({"kind": "incident"}, 1.0, wears=0.5), causes=causes)
    (only,) = felt(traced(built))
    assert only.after - only.before == 1.0


def test_a_decision_heard_is_its_change_of_level() -> None:
    """Up two rungs of three at once: 1; by a force from the second to the third: a half; down: less than 0."""
    hearing = [hears({"decision_of": "us", "issue": "use"}, 2.0)]
    deciding = actor("us", stance(standing=2.5))  # settles on `wholly`
    listening = actor("uk", stance("use", DEAF_TO_DECISIONS, reactions=hearing))
    (only,) = [each for each in felt(traced(program(deciding, listening))) if each.stance == 1]
    assert only.after - only.before == 2.0
    forces = [
        {"actor": "us", "issue": "use", "rung": rung, "on": at(day)}
        for rung, day in (("partly", 1.0), ("wholly", 2.0), ("never", 3.0))
    ]
    silent = actor("us", stance())
    heard = [
        each for each in felt(traced(program(silent, listening, forces=forces))) if each.stance == 1
    ]
    assert [each.after - each.before for each in heard] == pytest.approx([1.0, 1.0, -2.0])


def test_levels_that_the_file_gives_are_used() -> None:
    rungs = [
        {"id": rung, "level": {"value": level, "basis": "assumed, made for a test"}}
        for rung, level in (("never", 0.1), ("partly", 0.2), ("wholly", 0.9))
    ]
    pulse, held = ({"decision_of": "us", "issue": "use"}, {"position_of": "us", "issue": "use"})
    listening = stance("use", DEAF_TO_DECISIONS, reactions=[hears(pulse, 1.0), during(held, 10.0)])
    built = program(
        actor("us", stance(standing=1.5)),
        actor("uk", listening),
        issues=[{"id": "use", "rungs": rungs}],
    )
    trace = traced(built)
    assert trace.knots[1][0].level == pytest.approx(1.0)  # the lowest rung is held from the start
    (only,) = [each for each in felt(trace) if each.stance == 1]
    assert only.after - only.before == pytest.approx(0.1)
    assert only.level == pytest.approx(2.0)


# --- lasting causes and positions ------------------------------------------------------------------


def test_a_lasting_cause_lifts_the_level_and_the_level_returns_exactly() -> None:
    causes = (lasting("war", 2.0, 12.0, magnitude=0.7), dated("look", 20.0))
    built = feeling(during("war", 0.3), hears("look", 1.0), causes=causes, standing=0.1)
    begin, end, look = felt(traced(built))
    lift = 0.3 * 0.7
    assert (begin.before, begin.after, begin.level) == (0.1, 0.1, 0.1 + lift)
    risen = 0.1 + lift * (1.0 - exp(-10.0 / TAU))
    assert end.before == end.after == pytest.approx(risen, rel=1e-14)
    assert end.level == 0.1  # to the bit
    assert look.before == pytest.approx(0.1 + (risen - 0.1) * exp(-8.0 / TAU), rel=1e-14)


def test_causes_in_force_together_add_up_and_leave_no_trace() -> None:
    """Magnitudes whose floating-point sum depends on the order; whoever ends first, what is left is exact."""
    magnitudes = (0.1, 0.2, 0.3)
    spans = ((1.0, 9.0), (2.0, 7.0), (3.0, 8.0))
    causes = tuple(
        lasting(f"war-{n}", *span, magnitude=magnitude)
        for n, (span, magnitude) in enumerate(zip(spans, magnitudes, strict=True))
    )
    built = feeling(during({"kind": "incident"}, 1.0), causes=causes, standing=0.1)
    levels = [each.level for each in felt(traced(built))]
    expected = [0.1, 0.1 + 0.2, 0.1 + 0.2 + 0.3, 0.1 + 0.3, 0.1, 0.0]
    assert levels == [0.1 + each for each in expected]
    assert levels[-1] == 0.1


def test_a_cause_in_force_from_the_start_is_in_the_first_level_and_pressure() -> None:
    causes = (lasting("war", None, 5.0),)
    built = feeling(during("war", 0.4), causes=causes, standing=0.1)
    trace = traced(built)
    assert trace.knots[0][0].pressure == trace.knots[0][0].level == 0.5
    assert [event.time for event in trace.events] == [5.0]
    assert felt(trace)[0].level == 0.1


def test_hearing_a_lasting_cause_is_a_pulse_at_its_beginning_alone() -> None:
    causes = (lasting("war", 2.0, 6.0),)
    (only,) = felt(traced(feeling(hears("war", 0.5), causes=causes)))
    assert (only.before, only.after, only.level) == (0.0, 0.5, 0.0)


def test_a_position_watched_counts_as_long_as_it_is_held() -> None:
    watching = [during({"position_of": "us", "issue": "use"}, 0.6)]
    forces = [
        {"actor": "us", "issue": "use", "rung": rung, "on": at(day)}
        for rung, day in (("wholly", 1.0), ("partly", 5.0), ("never", 9.0))
    ]
    built = program(
        actor("us", stance()),
        actor(
            "uk",
            stance(
                "use", DEAF_TO_DECISIONS, half_life=TAU * LN_2, standing=0.2, reactions=watching
            ),
        ),
        forces=forces,
    )
    heard = [each for each in felt(traced(built)) if each.stance == 1]
    assert [each.level for each in heard] == [0.2 + 0.6, 0.2 + 0.3, 0.2]
    assert heard[0].before == heard[0].after == 0.2  # nothing jumps: the level does
    assert heard[1].before == pytest.approx(0.8 - 0.6 * exp(-4.0 / TAU), rel=1e-14)


def test_a_weight_drawn_is_the_weight_used() -> None:
    built = feeling(hears("blow", {"uniform": [0.2, 0.6]}), causes=(dated("blow", 2.0),))
    index = built.parameters.name.index("us/use/blow.weight")
    seen = set()
    for replication in range(10):
        trace = traced(built, replication)
        (only,) = felt(trace)
        assert only.after == trace.parameters[index]
        seen.add(only.after)
    assert len(seen) == 10
    assert 0.2 < min(seen) < max(seen) < 0.6
