"""Each measure in a small world with a known answer. None means: not by the end."""

from __future__ import annotations

import pytest

from sim.experiment.outcomes import Value, counted
from sim.model.lower import lower
from sim.scenario.language.scenario import Scenario
from tests.worlds import BASIS, REPLY, USE, Tree, actor, at, dated, hears, stance, traced, world

US_PARTLY: Tree = {"actor": "us", "issue": "use", "rung": "partly"}
US_WHOLLY: Tree = {"actor": "us", "issue": "use", "rung": "wholly"}
UK_PARTLY: Tree = {"actor": "uk", "issue": "use", "rung": "partly"}
UK_NEVER: Tree = {"actor": "uk", "issue": "use", "rung": "never"}
RU_WARNING: Tree = {"actor": "ru", "issue": "reply", "rung": "warning"}
RU_STRIKE: Tree = {"actor": "ru", "issue": "reply", "rung": "strike"}


def put(where: Tree, rung: str, day: float) -> Tree:
    """An actor is put on a rung on a day: the plainest way to a known path."""
    return {**where, "rung": rung, "on": at(day)}


def scenario(measure: str, what: object, *forces: Tree, issues: object = (USE, REPLY)) -> Scenario:
    """Thirty days of actors who do nothing of their own, and one outcome."""
    return world(
        *(actor(name, stance()) for name in ("us", "uk")),
        actor("ru", stance("reply")),
        days=30,
        forces=list(forces),
        outcomes=[{"id": "it", measure: what}],
        issues=issues,
    )


def value(measure: str, what: object, *forces: Tree, issues: object = (USE, REPLY)) -> Value:

    made = scenario(measure, what, *forces, issues=issues)
    (one,) = counted(made, traced(lower(made)))
    assert (one.outcome, one.measure) == ("it", measure)
    return one.value


UP, DOWN = put(US_PARTLY, "wholly", 4.0), put(US_PARTLY, "never", 10.0)
AGAIN = put(US_PARTLY, "partly", 22.0)
ACT = put(RU_WARNING, "warning", 6.0)
STRIKE = put(RU_WARNING, "strike", 9.0)


@pytest.mark.parametrize(
    ("where", "day"),
    [(US_PARTLY, 4.0), (US_WHOLLY, 4.0), (UK_PARTLY, None), (UK_NEVER, 0.0), (RU_WARNING, 6.0),
     (RU_STRIKE, 9.0)],
)  # fmt: skip
def test_first_reaches(where: Tree, day: float | None) -> None:
    assert value("first_reaches", where, UP, DOWN, AGAIN, ACT, STRIKE) == day


@pytest.mark.parametrize(
    ("first", "then", "answer"),
    [
        (US_PARTLY, RU_WARNING, True),
        (RU_WARNING, US_PARTLY, False),
        (US_PARTLY, UK_PARTLY, True),  # the other never
        (UK_PARTLY, US_PARTLY, False),  # itself never
        (UK_PARTLY, RU_STRIKE, False),  # neither, ever
        (US_PARTLY, US_WHOLLY, False),  # both at once
        (UK_NEVER, US_PARTLY, True),  # held from the start
    ],
)
def test_before(first: Tree, then: Tree, answer: bool) -> None:
    assert value("before", {"first": first, "then": then}, UP, ACT) is answer


@pytest.mark.parametrize(
    ("where", "days"),
    [(US_PARTLY, 14.0), (US_WHOLLY, 6.0), (UK_PARTLY, 0.0), (UK_NEVER, 30.0), (RU_WARNING, 0.0)],
)
def test_days_at_or_above(where: Tree, days: float) -> None:
    found = value("days_at_or_above", where, UP, DOWN, AGAIN, ACT)
    assert found == pytest.approx(days)


def test_days_count_from_the_start_where_a_stance_begins_high_enough() -> None:
    made = world(
        actor("us", stance(starts_at="partly")),
        days=30,
        forces=[DOWN, AGAIN],
        outcomes=[
            {"id": "partly", "days_at_or_above": US_PARTLY},
            {"id": "wholly", "days_at_or_above": US_WHOLLY},
            {"id": "first", "first_reaches": US_PARTLY},
        ],
    )
    found = counted(made, traced(lower(made)))
    assert [each.value for each in found] == [pytest.approx(18.0), 0.0, 0.0]


def test_the_rung_at_the_end_is_the_last_one_and_an_act_holds_none() -> None:
    use, reply = {"actor": "us", "issue": "use"}, {"actor": "ru", "issue": "reply"}
    assert value("at_end", use, UP) == "wholly"
    assert value("at_end", use, UP, DOWN) == "never"
    assert value("at_end", use, UP, DOWN, AGAIN) == "partly"
    assert value("at_end", reply, ACT, STRIKE) == "silence"


def test_the_highest_rung_is_kept_when_it_is_left() -> None:
    use, reply = {"actor": "us", "issue": "use"}, {"actor": "ru", "issue": "reply"}
    assert value("highest", use) == "never"
    assert value("highest", use, UP, DOWN, AGAIN) == "wholly"
    assert value("highest", reply, ACT) == "warning"
    assert value("highest", reply, STRIKE, put(RU_WARNING, "warning", 12.0)) == "strike"


def test_the_spread_is_the_distance_of_levels_at_the_end() -> None:
    levels = {"never": 0.0, "partly": 0.2, "wholly": 1.0}
    rungs = [
        {"id": rung, "level": {"value": each, "basis": BASIS}} for rung, each in levels.items()
    ]
    issues: list[Tree] = [{"id": "use", "rungs": rungs}, REPLY]
    use, reply = {"issue": "use"}, {"issue": "reply"}
    assert value("spread", use, issues=issues) == 0.0
    assert value("spread", use, AGAIN, issues=issues) == pytest.approx(0.2)
    assert value("spread", use, UP, put(UK_PARTLY, "partly", 5.0), issues=issues) == pytest.approx(
        0.8
    )
    assert value("spread", use, UP, put(UK_PARTLY, "wholly", 5.0), issues=issues) == 0.0
    assert value("spread", reply, STRIKE) == 0.0


def test_a_held_actor_reaches_nothing() -> None:
    pushed = stance(reactions=[hears("blow", 50.0)], tempo=0.1, resistance=(1.0, 100.0))
    for holds, answer in (([], True), ([{"actor": "us", "issue": "use"}], False)):
        made = world(
            actor("us", pushed),
            causes=(dated("blow", 3.0),),
            days=30,
            holds=holds,
            outcomes=[{"id": "it", "first_reaches": US_PARTLY}],
        )

        (one,) = counted(made, traced(lower(made)))
        assert (one.value is not None) is answer


def test_outcomes_come_in_the_order_of_the_file() -> None:
    made = world(
        actor("us", stance()),
        days=30,
        outcomes=[
            {"id": "zeta", "at_end": {"actor": "us", "issue": "use"}},
            {"id": "alpha", "first_reaches": US_PARTLY},
        ],
    )

    found = counted(made, traced(lower(made)))
    assert [(each.outcome, each.value) for each in found] == [("zeta", "never"), ("alpha", None)]
