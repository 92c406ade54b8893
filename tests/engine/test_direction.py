"""Direction of effect, replication by replication: more push never makes a decision later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf

import pytest

from sim.model.program import Program
from tests.worlds import (
    Tree,
    actor,
    dated,
    during,
    first_decision,
    hears,
    lasting,
    program,
    recurring,
    stance,
    traced,
)

RUNS = 24
SOLVED = 1e-8  # days: ten times what the solver promises
US = {"issue": "use"}
PUBLIC: list[Tree] = [{"id": "agreed", "public": True}, {"id": "announced"}]
Reaction = Callable[[float], Tree]

MATCHERS: dict[str, Reaction] = {
    "hears a cause": lambda w: hears("blow", w),
    "hears a kind": lambda w: hears({"kind": "strike"}, w),
    "hears a source": lambda w: hears({"source": "enemy"}, w),
    "hears a kind from a source": lambda w: hears({"kind": "strike", "source": "enemy"}, w),
    "hears a lasting cause begin": lambda w: hears("war", w),
    "hears a recurring cause": lambda w: hears("shelling", 0.4 * w),
    "hears a decision": lambda w: hears({"decision_of": "other", **US}, 2 * w),
    "hears an act": lambda w: hears({"decision_of": "warner", "issue": "reply"}, w),
    "hears a stage": lambda w: hears({"stage_of": "other", **US, "stage": "agreed"}, w),
    "while a cause is in force": lambda w: during("war", w),
    "while a kind is in force": lambda w: during({"kind": "assault"}, w),
    "while a kind from a source": lambda w: during({"kind": "assault", "source": "enemy"}, w),
    "while another stands there": lambda w: during({"position_of": "other", **US}, 2 * w),
}
CAUSES = (
    dated("blow", 2.0, kind="strike", source="enemy"),
    lasting("war", 4.0, 20.0, kind="assault", source="enemy"),
    recurring("shelling", {"exponential": 3.0}),
)


def us(*reactions: Tree, numbers: Tree) -> Tree:
    base: Tree = {"standing": 1.1, "background": 0.02, "tempo": 4.0, "half_life": 12.0}
    return actor("us", {**stance(reactions=list(reactions)), **base, **numbers})


def built(
    *reactions: Tree, causes: tuple[Tree, ...] = CAUSES, numbers: Tree | None = None
) -> Program:
    """One who reacts, and two who do not listen: one decides, one acts."""
    other = actor("other", stance(standing=1.6, stages=PUBLIC))
    warner = actor("warner", stance("reply", standing=1.3))
    return program(us(*reactions, numbers=numbers or {}), other, warner, causes=causes)


def dates(world: Program) -> list[float]:
    """The first decision of each replication; inf where there is none."""
    found = (first_decision(traced(world, replication)) for replication in range(RUNS))
    return [inf if time is None else time for time in found]


def assert_never_later(worlds: Sequence[Program]) -> None:
    """From each world to the next no replication decides later, and some decide earlier."""
    for before, after in pairwise([dates(world) for world in worlds]):
        pairs = list(zip(before, after, strict=True))
        assert all(late >= early - SOLVED for late, early in pairs)
        assert any(late > early + SOLVED for late, early in pairs)


@pytest.mark.parametrize("name", MATCHERS)
def test_a_higher_weight_never_makes_the_first_decision_later(name: str) -> None:
    assert_never_later([built(MATCHERS[name](w)) for w in (-1.0, -0.4, 0.0, 0.4, 1.0)])


@pytest.mark.parametrize("name", MATCHERS)
def test_a_positive_weight_never_makes_giving_up_earlier(name: str) -> None:
    """The downward clock, turned round."""
    fall: Tree = {
        "starts_at": "wholly",
        "gives_up_below": {"wholly": 1.4},
        "resistance": {"first": -5.0, "steps": [1.0]},
    }
    assert_never_later(
        [built(MATCHERS[name](w), numbers=fall) for w in (1.0, 0.4, 0.0, -0.4, -1.0)]
    )


@pytest.mark.parametrize("name", MATCHERS)
def test_it_changes_nothing_before_there_is_something_to_react_to(name: str) -> None:
    """Decisions taken before the first matching event stay where they were."""
    without, with_it = dates(built()), dates(built(MATCHERS[name](1.0)))
    moved = [(a, b) for a, b in zip(without, with_it, strict=True) if a != b]
    assert moved
    assert all(b < a for a, b in moved)
    early = [a for a, b in zip(without, with_it, strict=True) if a == b]
    assert early


NUMBERS: dict[str, list[Tree]] = {  # each from later to earlier
    "standing": [{"standing": value} for value in (0.9, 1.2, 1.6)],
    "resistance": [{"resistance": {"first": f, "steps": [1.0]}} for f in (1.6, 1.2, 0.9)],
    "tempo": [{"tempo": value} for value in (8.0, 4.0, 1.0)],
    "background": [{"background": value} for value in (0.0, 0.02, 0.3)],
    "half_life": [{"half_life": value} for value in (1.0, 6.0, 60.0)],
    "wears": [{"wears": value} for value in (0.3, 0.8, 1.0)],  # of the reaction
}


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_pushes_its_own_way(name: str) -> None:
    worlds = []
    for numbers in NUMBERS[name]:
        own = {key: value for key, value in numbers.items() if key != "wears"}
        worn = {key: value for key, value in numbers.items() if key == "wears"}
        worlds.append(built(hears("shelling", 0.5, **worn), numbers=own))
    assert_never_later(worlds)


def test_a_larger_magnitude_is_a_larger_weight() -> None:
    def world(magnitude: float) -> Program:
        blow = dated("blow", 2.0, magnitude=magnitude)
        return built(hears("blow", 0.5), causes=(blow,))

    assert_never_later([world(magnitude) for magnitude in (-2.0, 0.0, 1.0, 3.0)])
    assert dates(world(2.0)) == dates(built(hears("blow", 1.0), causes=(dated("blow", 2.0),)))


def test_more_pressure_at_the_choice_never_takes_a_lower_rung() -> None:
    """One draw lies behind both choices: what the higher pressure accepts is no lower."""

    def rungs(standing: float) -> list[int]:
        world = built(numbers={"standing": standing, "choice_sd": 0.5})
        decided = [traced(world, replication).decisions(0) for replication in range(RUNS)]
        return [first[0].after for first in decided]

    pairs = list(zip(rungs(1.6), rungs(1.9), strict=True))
    assert all(low <= high for low, high in pairs)
    assert any(low < high for low, high in pairs)


@pytest.mark.parametrize("numbers", [{"rest": 3.0}, {"relief": 0.7}])
def test_a_rest_and_a_relief_never_make_the_next_act_earlier(numbers: Tree) -> None:
    def second(numbers: Tree) -> list[float]:
        mine = {**stance("reply", standing=1.2, reactions=[hears("war", 1.5)]), **numbers}
        world = program(actor("us", mine), causes=CAUSES)
        return [traced(world, replication).decisions(0)[1].time for replication in range(RUNS)]

    pairs = list(zip(second(numbers), second({}), strict=True))
    assert all(late >= early - SOLVED for late, early in pairs)
    assert any(late > early + SOLVED for late, early in pairs)
