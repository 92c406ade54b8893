"""Extreme numbers: a run ends, on both engines alike, or the validator refuses it with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from pydantic import ValidationError

from sim.engine import batch
from sim.engine.des import Runaway, runaway
from sim.engine.trace import CAUSE, Trace
from sim.experiment.canary import compare
from sim.model.clock import wait
from sim.model.lower import MOST_EVENTS, lower
from sim.model.program import Program
from sim.model.quantile import EXPONENTIAL, LOGNORMAL, NORMAL, bounded_variate
from sim.scenario.language.scenario import Scenario
from sim.scenario.problems import ScenarioError
from tests.engine.both import difference, on_simpy
from tests.engine.worlds_made import Refused, read
from tests.worlds import (
    BASIS,
    REPLY,
    USE,
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
    stands,
    traced,
    triggered,
)

CENTURY = 36_500.0  # days


def agree(built: Program, count: int = 5) -> list[Trace | str]:
    """Assert that the engines agree; returns what SimPy made of it."""
    traces = on_simpy(built, 0, 0, count)
    told = difference(built, 0, 0, traces)
    assert not told, told
    return traces


# --- refused with a reason ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"half_life": "5 s"}, "half_life"),
        ({"half_life": {"exponential": 3.0}}, "give it a 'min'"),
        ({"tempo": "1 min"}, "tempo"),
        ({"tempo": 2 * CENTURY}, "tempo"),
        ({"standing": inf}, "standing"),
        ({"standing": nan}, "standing"),
        ({"standing": -1001.0}, "standing"),
        ({"background": 1000.0}, "background"),
        ({"choice_sd": 1e300}, "choice_sd"),
        ({"rest": {"lognormal": [1.0, 15.0]}}, "give it a 'max'"),
        ({"relief": 1.1}, "relief"),
    ],
)
def test_a_stance_beyond_bounds_is_refused_with_the_reason(
    more: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        program(actor("us", stance(**more)))
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (recurring("often", "1 s"), "occurrences are expected"),
        (recurring("often", {"exponential": 1e-300}), "occurrences are expected"),
        (recurring("often", 0.0), "more than 0"),
        (dated("strong", 1.0, magnitude=1e10), "at most 1000"),
    ],
)
def test_a_cause_beyond_bounds_is_refused_with_the_reason(cause: Tree, reason: str) -> None:
    with pytest.raises(ScenarioError) as error:
        program(actor("us"), causes=(cause,))
    assert reason in str(error.value)


# --- slow, fast and strong ------------------------------------------------------------------------

FEEL = [hears("blow", 1000.0), hears("blow-2", -1000.0), during("war", 5.0)]
BLOWS = (dated("blow", 1.0, magnitude=1000.0), dated("blow-2", 20.0), lasting("war", 30.0, 40.0))


@pytest.mark.parametrize("half_life", [1 / 24, CENTURY])
@pytest.mark.parametrize("tempo", [0.1, CENTURY])
@pytest.mark.parametrize("background", [0.0, 100.0])
@pytest.mark.parametrize("first", [-1000.0, 1000.0])
def test_the_slowest_fastest_and_strongest_stances_come_to_an_end(
    half_life: float, tempo: float, background: float, first: float
) -> None:
    numbers: dict[str, Any] = {"half_life": half_life, "tempo": tempo, "background": background}
    built = program(
        actor(
            "us",
            stance(
                resistance=(first, 1000.0),
                gives_up_below={"partly": 1000.0, "wholly": -1000.0},
                choice_sd=1000.0,
                reactions=FEEL,
                **numbers,
            ),
        ),
        causes=BLOWS,
    )
    assert len(agree(replace(built, most_events=2000), 3)) == 3


def test_a_tempo_of_a_century_decides_nothing_by_the_end() -> None:
    slow = program(actor("us", stance(standing=2.0, tempo=CENTURY)))
    assert all(isinstance(trace, Trace) and trace.events == () for trace in agree(slow))


# --- many at once, and without end ----------------------------------------------------------------


def crowd(count: int) -> tuple[Tree, ...]:
    """So many causes at noon of one day."""
    noon = {"on": at(10.5), "kind": "incident", "source": "world", "basis": BASIS}
    return tuple({"id": f"c{n}", **noon} for n in range(count))


def quick(held: Tree, causes: tuple[Tree, ...]) -> Scenario:
    """A scenario of one actor and causes, without the detour of a file."""
    tree: Tree = {
        "scenario": "quick",
        "title": "A world of one actor",
        "question": "Does it end?",
        "starts": at(0.0),
        "ends": at(60.0),
        "kinds": {"incident": {"plover": "none"}},
        "others": ["world"],
        "issues": [USE, REPLY],
        "actors": [actor("us", held)],
        "causes": list(causes),
    }
    return read(tree)


def test_ten_thousand_events_on_one_instant() -> None:
    heard = stance(reactions=[hears({"kind": "incident"}, 0.001)])
    built = lower(quick(heard, crowd(10_000)))
    (trace,) = agree(built, 1)
    assert isinstance(trace, Trace)
    causes = [event for event in trace.events if event.kind == CAUSE]
    assert [event.subject for event in causes] == list(range(10_000))
    assert {event.time for event in causes} == {10.5}
    assert causes[-1].felt[0].after == pytest.approx(10.0)


def feuding() -> Program:
    """Two actors who answer every act by more than they heard: they run away."""
    feud = [
        actor(
            name,
            stance(
                "reply",
                resistance=(0.1, 0.1),
                standing=0.5,
                tempo=0.1,
                reactions=[hears({"decision_of": other, "issue": "reply"}, 3.0)],
            ),
        )
        for name, other in (("us", "ru"), ("ru", "us"))
    ]
    return program(*feud)


@pytest.mark.parametrize("bound", [1, 2, 500, 5001])
def test_a_run_that_meets_the_bound_has_failed_on_both_engines(bound: int) -> None:
    told = agree(replace(feuding(), most_events=bound), 3)
    assert all(isinstance(each, str) and f"after {bound:,} events" in each for each in told)


def test_the_bound_is_reported_with_the_day_and_leaves_no_rows() -> None:
    built = feuding()
    found = batch.simulate(built, 0, 0, 1)
    assert found.lengths.tolist() == [-1]
    assert len(found.events) == len(found.reals) == 0
    assert 0.0 < found.stopped[0] < built.horizon
    with pytest.raises(Runaway) as error:
        traced(replace(built, most_events=2000))
    stopped = batch.simulate(replace(built, most_events=2000), 0, 0, 1).stopped[0]
    assert str(error.value) == runaway(2000, float(stopped))
    assert built.most_events == MOST_EVENTS


def test_the_bound_is_met_exactly() -> None:
    """A run of as many events as the bound allows finishes; with one fewer it has failed."""
    built = program(actor("us"), causes=tuple(dated(f"c{n}", 3.0) for n in range(7)))
    for bound, length in ((7, 7), (6, -1)):
        assert batch.simulate(replace(built, most_events=bound), 0, 0, 1).lengths.tolist() == [
            length
        ]
        (told,) = agree(replace(built, most_events=bound), 1)
        assert isinstance(told, Trace) == (length == 7)


def test_the_bound_may_be_met_by_a_triggered_cause() -> None:
    """Which happens right after a decision, outside the calendar."""
    built = program(
        actor("us", stance(standing=5.0)), causes=(triggered("echo", stands("us", "partly")),)
    )
    for bound in range(1, 4):
        agree(replace(built, most_events=bound))
    assert isinstance(agree(replace(built, most_events=1), 1)[0], str)


def test_a_replication_after_one_that_failed_is_as_if_alone() -> None:
    """Nothing of a failed replication is left in the arrays that the next one uses."""
    built = program(
        *(
            actor(
                name,
                stance(
                    "reply",
                    resistance=(0.2, 1.0),
                    standing={"normal": [0.0, 0.3]},
                    tempo=0.1,
                    reactions=[hears({"decision_of": other, "issue": "reply"}, 3.0)],
                ),
            )
            for name, other in (("us", "ru"), ("ru", "us"))
        )
    )
    told = agree(replace(built, most_events=300), 60)
    failed = [isinstance(each, str) for each in told]
    assert [True, False] in [failed[n : n + 2] for n in range(59)]  # a whole one after a failed one


# --- numbers at the edge of what a double holds -----------------------------------------------------

EDGES = (0.0, 5e-324, 1e-300, 1e-9, 1e9, 1e300, 1.7e308, -1e-300, -1.7e308, inf, -inf, nan)


def numbers(edge: float) -> Iterator[object]:
    """An edge as a value, as each argument of each distribution, and as a cut."""
    yield edge
    for shape in ("uniform", "normal", "lognormal"):
        yield {shape: [edge, 1.0]}
        yield {shape: [1.0, edge]}
        yield {shape: [1.0, edge], "min": 0.5, "max": 2.0}
    yield {"exponential": edge}
    yield {"exponential": edge, "min": 0.5, "max": 2.0}
    yield {"normal": [1.0, 1.0], "min": edge}
    yield {"normal": [1.0, 1.0], "max": edge}
    yield {"triangular": [0.0, edge, 1.0]}
    yield {"triangular": [0.0, 0.7, edge], "min": 0.5, "max": 0.9}


def placed(number: object) -> dict[str, tuple[Tree, tuple[Tree, ...]]]:
    """A number in every place of the language that takes one: a stance and causes."""
    blow, push = dated("blow", 1.0), [hears("blow", 3.0)]
    plain = ("standing", "half_life", "tempo", "background", "choice_sd", "relief", "rest")
    written: Any = number
    once = triggered("echo", stands("us", "partly"), after=number)
    held = triggered("echo", stands("us", "partly"), lasts=number)
    return {
        **{key: (stance(reactions=push, **{key: written}), (blow,)) for key in plain},
        "resistance": (stance(resistance=(number, number), reactions=push), (blow,)),
        "gives up": (stance(gives_up_below={"partly": number}, reactions=push), (blow,)),
        "weight": (stance(reactions=[hears("blow", number)]), (blow,)),
        "wears": (stance(reactions=[hears("blow", 3.0, wears=number)]), (blow,)),
        "magnitude": (stance(reactions=push), (dated("blow", 1.0, magnitude=number),)),
        "every": (stance(reactions=push), (recurring("blow", number),)),
        "after": (stance(reactions=push), (blow, once)),
        "lasts": (stance(reactions=push), (blow, held)),
        "plus": (
            stance(reactions=push),
            ({**blow, "on": {"date": "2024-01-03", "plus": number}},),
        ),
    }


def outcome(place: str, number: object) -> str:
    """What becomes of a number: refused, or the engines agree, or what went wrong."""
    held, causes = placed(number)[place]
    try:
        built = replace(lower(quick(held, causes)), most_events=500)
    except (ValidationError, Refused, ScenarioError):
        return "refused"
    except (ArithmeticError, ValueError) as error:
        return f"{place} {number}: {error!r} in the loader"
    try:
        told = "".join(compare(built, seed, 0) for seed in range(3))
        return f"{place} {number}: {told}" if told else "agreed"
    except ArithmeticError as error:
        return f"{place} {number}: {error!r} in a run"


@pytest.mark.parametrize("place", list(placed(1.0)))
def test_a_number_at_the_edge_is_refused_or_the_engines_agree(place: str) -> None:
    found = [outcome(place, number) for edge in EDGES for number in numbers(edge)]
    assert sorted(set(found) - {"refused", "agreed"}) == []
    assert {"refused", "agreed"} <= set(found)


def test_a_pressure_a_hair_above_its_threshold_waits() -> None:
    """So little above that the speed rounds to 0: it has faded for 44 days of an hour's half-life."""
    assert wait(1e-322, 900.0, 0.06, 0.0, CENTURY, 0.0, 1, 0.5) > 0.0
    faded = stance(
        resistance=(0.0, 1.0),
        half_life=1 / 24,
        tempo=CENTURY,
        reactions=[hears("blow", 1.0), during("war", 900.0)],
    )
    agree(program(actor("us", faded), causes=(dated("blow", 0.0), lasting("war", 44.4, None))))


@pytest.mark.parametrize("shape", [NORMAL, LOGNORMAL, EXPONENTIAL])
def test_the_highest_draw_of_a_distribution_cut_below_is_a_number(shape: int) -> None:
    """Half of it cut off, the highest uniform rounds to a probability of 1."""
    drawn = bounded_variate(shape, 1.0, 1.0, 0.0, 0.5, 1.0, 1.0, 1e9, 1.0 - 2.0**-53)
    assert 5.0 < drawn <= 1e9
