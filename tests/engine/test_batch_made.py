"""Engine against engine: whole traces, to the last bit, on May 2024 and on scenarios made by Hypothesis.

300 scenarios are made, the same ones each time. To make others, by chance:

    TABLETOP_MADE=20000 pytest tests/engine/test_batch_made.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engine import desk, noise
from sim.engine.trace import Trace
from sim.experiment.canary import compare
from sim.model import clock, pressure, quantile
from sim.model.lower import lower
from sim.model.philox import pack
from sim.model.program import Program
from sim.scenario.files.load import load
from tests.engine.both import difference, on_simpy
from tests.engine.worlds_holding import happened, holds
from tests.engine.worlds_made import SEEDS, Made, made
from tests.worlds import busy

SCENARIOS = 300
MORE = 60
MOST_ROUNDS = 8
REPLICATIONS = 20
ASKED = int(os.environ.get("TABLETOP_MADE", "0"))

# Every feature of the language (worlds_holding.holds): each must occur in a made scenario.
LANGUAGE = """
several issues; several actors; levels given; no causes; dropped
positions; acts; starts above the lowest; skips; gives up; rest; relief; choice by chance; no background
several stages; several steps; public stage; settles before the last; settles in a stage of several steps
shortest half-life; longest half-life; shortest tempo; longest tempo
number: value; number: uniform; number: triangular; number: normal, cut; number: lognormal, cut
number: exponential, cut
date: instant; date: day; date: range; date: plus a draw; at the start; in the last second
cause: dated; cause: lasting; cause: triggered; cause: recurring; cause: time of day; cause: after another
cause: heard by some; cause: from the start; cause: until a date; cause: recurs until
magnitude 0; magnitude below 0
triggered, at once, instant; triggered, at once, lasting
triggered, delayed, instant; triggered, delayed, lasting
hears a cause; hears a kind; hears a source; hears a kind and source; hears a decision; hears a stage
hears its own decision; wears
while a cause; while a kind; while a source; while a kind and source; while a position
gate: standing; gate: in force; gate: happened; gate: date; gate: at least some
gate at a stage; gate at the last stage
hold from the start; hold from a date; hold until a date; several holds of one stance
force; force on acts
a cause and an end at one instant; a cause and a gate's date at one instant
a cause and a hold at one instant; a cause and a force at one instant
an end and a gate's date at one instant; an end and a hold at one instant
an end and a force at one instant; a gate's date and a hold at one instant
a gate's date and a force at one instant; a hold and a force at one instant
a hold and a release at one instant; a release and a force at one instant
"""
# What must come to pass in a run of one of them (worlds_holding.happened).
COURSE = """
event: cause; event: ends; event: stage; event: decision; event: force; event: date; event: hold
event: release
decides up; decides down; jumps; takes a shut rung; a decision by background
decision and cause at one instant; force and cause at one instant; date and cause at one instant
ends and cause at one instant; hold and force at one instant; cause and cause at one instant
release and hold at one instant
nothing happens; runs away
"""


def listed(text: str) -> set[str]:
    return {each.strip() for line in text.splitlines() for each in line.split(";") if each.strip()}


def agree(program: Program, seed: int, first: int, count: int) -> list[Trace | str]:
    """Assert that the engines agree on some replications; returns what SimPy made of them."""
    traces = on_simpy(program, seed, first, count)
    told = difference(program, seed, first, traces)
    assert not told, told
    return traces


def compared(scenarios: int, round_: int) -> Counter[str]:
    """Compare the engines on scenarios made; in how many of them did each feature occur?

    Raises AssertionError at a difference. A difference is not shrunk: that takes minutes, and the
    line at which two traces part says more.
    """
    seen: Counter[str] = Counter()

    @seed(round_)
    @settings(
        max_examples=scenarios,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(made())
    def both(each: Made) -> None:
        last = each.seed == SEEDS[-1]
        first = each.seed - REPLICATIONS if last else 1000 * SEEDS.index(each.seed)
        traces = agree(each.program(), each.seed, first, REPLICATIONS)
        whole = [trace for trace in traces if isinstance(trace, Trace)]
        features = set(holds(each.scenario(), each.dropped))
        features |= {feature for trace in whole for feature in happened(trace)}
        features |= {"runs away"} if len(whole) < len(traces) else set()
        seen.update(["scenarios", *features])

    both()
    return seen


def test_the_engines_agree_on_made_scenarios() -> None:
    """On 300, and on a few more where some feature has not occurred by then."""
    wanted = listed(LANGUAGE) | listed(COURSE)
    seen = compared(ASKED or SCENARIOS, int.from_bytes(os.urandom(4)) if ASKED else 0)
    for round_ in range(1, MOST_ROUNDS):
        if wanted <= set(seen):
            break
        seen += compared(MORE, round_)
    assert seen["scenarios"] >= SCENARIOS
    assert sorted(wanted - set(seen)) == []


@pytest.mark.parametrize("root", [0, 2024, 2**64 - 1])
def test_the_engines_agree_on_may_2024(root: int) -> None:
    agree(lower(load("may-2024").scenario), root, 0, REPLICATIONS)


@pytest.mark.parametrize("first", [0, 2**63 - 10, 2**64 - REPLICATIONS])
def test_the_engines_agree_where_everything_happens(first: int) -> None:
    traces = agree(busy(), 7, first, REPLICATIONS)
    assert {event.kind for trace in traces if isinstance(trace, Trace) for event in trace.events} >= {
        1, 2, 3, 4, 6
    }  # fmt: skip


# --- a changed constant in one engine is seen -----------------------------------------------------

ULP = 1.0 + 2.0**-52


def relieved(x: float, b: float, relief: float) -> float:
    return pressure.relieved(x, b, relief - 1e-9)


def relaxed(x: float, b: float, tau: float, d: float) -> float:
    return pressure.relaxed(x, b, tau * ULP, d)


def wait(x: float, b: float, tau: float, theta: float, *more: float) -> float:
    return clock.wait(x, b, tau, theta + 1e-13, *more)  # type: ignore[arg-type]


def work_done(x: float, b: float, tau: float, theta: float, *more: float) -> float:
    return clock.work_done(x, b, tau, theta + 1e-13, *more)  # type: ignore[arg-type]


def exponential_quantile(u: float) -> float:
    return quantile.exponential_quantile(u) * ULP


def normal_quantile(p: float) -> float:
    return quantile.normal_quantile(p) + 0.5


def one_visit_late(purpose: int, rung: int, direction: int, step: int, visit: int) -> int:
    return pack(purpose, rung, direction, step, visit + 1)


def slot_of_end(self: Program, cause: int) -> int:
    return self.slot_of_stance(len(self.stances.name)) + cause


PLANTED: dict[str, tuple[object, str, Callable[..., object]]] = {
    "relief": (desk, "relieved", relieved),
    "half-life": (desk, "relaxed", relaxed),
    "threshold ahead": (desk, "wait", wait),
    "threshold behind": (desk, "work_done", work_done),
    "work": (noise, "exponential_quantile", exponential_quantile),
    "choice": (desk, "normal_quantile", normal_quantile),
    "key": (noise, "pack", one_visit_late),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_changed_constant_in_one_engine_is_seen(
    planted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last bit of a half-life or of the work of a step is enough."""
    assert not any(compare(busy(), 0, replication) for replication in range(5))
    monkeypatch.setattr(*PLANTED[planted])
    assert any(compare(busy(), 0, replication) for replication in range(5))
    with pytest.raises(AssertionError, match="SimPy"):
        compared(SCENARIOS, 0)
