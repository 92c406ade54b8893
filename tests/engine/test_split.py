"""The split by source: its parts are the pressure, at every event and everywhere in between."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.model.pressure import relaxation_time, relaxed
from tests.worlds import actor, busy, dated, during, hears, lasting, program, stance, traced

RUNS = 15
EXACT = 1e-9


def total(parts: tuple[float, ...]) -> float:
    return float(sum(parts))


def test_the_parts_add_up_before_and_after_every_event() -> None:
    built = busy()
    felt = [each for r in range(RUNS) for event in traced(built, r).events for each in event.felt]
    assert len(felt) > 20 * RUNS
    for each in felt:
        width = 1 + len(built.stances.reactions[each.stance])
        assert len(each.parts_before) == len(each.parts_after) == width
        assert total(each.parts_before) == pytest.approx(each.before, abs=EXACT)
        assert total(each.parts_after) == pytest.approx(each.after, abs=EXACT)


def test_the_parts_add_up_at_every_knot_and_between() -> None:
    """At each knot, and relaxed half way to the next; levels too."""
    built = busy()
    for replication in range(RUNS):
        trace = traced(built, replication)
        for stance_index, path in enumerate(trace.knots):
            tau = relaxation_time(trace.parameters[built.stances.half_life[stance_index]])
            assert path[0].time == 0.0
            assert path[-1].time == trace.until == 60.0
            for knot, following in pairwise(path):
                assert total(knot.parts) == pytest.approx(knot.pressure, abs=EXACT)
                assert total(knot.part_levels) == pytest.approx(knot.level, abs=EXACT)
                half = 0.5 * (following.time - knot.time)
                parts = [
                    relaxed(part, level, tau, half)
                    for part, level in zip(knot.parts, knot.part_levels, strict=True)
                ]
                whole = relaxed(knot.pressure, knot.level, tau, half)
                assert total(tuple(parts)) == pytest.approx(whole, abs=EXACT)


def test_what_is_felt_is_what_the_knots_say() -> None:
    """The pressure before an event is the last knot, relaxed; after it, the knot at its time."""
    built = busy()
    trace = traced(built, 3)
    for event in trace.events:
        for each in event.felt:
            path = trace.knots[each.stance]
            tau = relaxation_time(trace.parameters[built.stances.half_life[each.stance]])
            earlier = [knot for knot in path if knot.time < event.time][-1]
            drift = relaxed(earlier.pressure, earlier.level, tau, event.time - earlier.time)
            assert each.before == pytest.approx(drift, abs=EXACT)
            after = next(knot for knot in path if knot.time == event.time)
            assert (after.pressure, after.level, after.parts) == (
                each.after,
                each.level,
                each.parts_after,
            )


def test_who_felt_an_event_is_told_in_the_order_of_the_file() -> None:
    """Also where the last of the file moved and the first heard it."""
    events = [event for r in range(RUNS) for event in traced(busy(), r).events]
    told = [[each.stance for each in event.felt] for event in events]
    assert [0, 2] in told  # what Russia did, the United States felt
    assert all(stances == sorted(set(stances)) for stances in told)


def test_each_source_has_the_part_it_would_have_alone() -> None:
    """Linearity: standing level, a pulse and a lasting cause, each run by itself."""
    reactions = {"pulse": hears("blow", 0.8), "lasting": during("war", -0.6)}
    known = (dated("blow", 2.0), lasting("war", 5.0, 12.0), dated("look", 20.0))
    look = hears("look", 1e-9, id="look")  # something that reads the pressure on day 20

    def at_the_look(standing: float, *kept: str) -> tuple[float, ...]:
        chosen = [reactions[name] for name in kept]
        built = program(
            actor(
                "us", stance(standing=standing, reactions=[*chosen, look], resistance=(90.0, 1.0))
            ),
            causes=known,
        )
        return next(e.felt[0].parts_before for e in traced(built).events if e.time == 20.0)

    together = at_the_look(0.25, "pulse", "lasting")
    assert together[0] == at_the_look(0.25)[0] == 0.25
    assert together[1] == pytest.approx(at_the_look(0.0, "pulse")[1], abs=1e-15)
    assert together[2] == pytest.approx(at_the_look(0.0, "lasting")[1], abs=1e-15)
    assert together[1] > 0.0 > together[2]


def test_relief_is_shared_by_the_sources() -> None:
    """Each part gives up the same share of what it has above its own level."""
    built = program(
        actor(
            "us",
            stance(standing=0.5, relief=0.4, reactions=[hears("blow", 3.0), during("war", 1.0)]),
        ),
        causes=(dated("blow", 1.0), lasting("war", 1.0, None)),
    )
    decision = traced(built).decisions(0)[0]
    own = decision.felt[0]
    levels = (0.5, 0.0, 1.0)
    for before, after, level in zip(own.parts_before, own.parts_after, levels, strict=True):
        assert after - level == pytest.approx(0.6 * (before - level), abs=1e-12)
    assert own.before > own.level
