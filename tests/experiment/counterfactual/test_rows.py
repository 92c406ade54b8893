"""What can be asked: causes with and without what came of them, actors held, several at once, variants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sim.experiment.counterfactual.rows import rows
from sim.scenario.files.load import load
from sim.scenario.problems import ScenarioError
from tests.experiment.counterfactual.cases import chained, followers
from tests.worlds import START


def told(*args: object, **more: object) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(row.id, row.kind, row.causes, row.stances) for row in rows(*args, **more)]  # type: ignore[arg-type]


def test_a_cause_with_what_came_of_it_is_asked_with_it_and_alone() -> None:
    assert told(chained()) == [
        ("blow+", "cause", ("blow", "echo"), ()),
        ("blow", "alone", ("blow",), ()),
        ("echo", "cause", ("echo",), ()),
        ("war", "cause", ("war",), ()),
        ("late", "cause", ("late",), ()),
        ("us/use", "decisions", (), ("us/use",)),
    ]


def test_whoever_decided_is_held_and_all_but_the_first_outcome_s_actor_together() -> None:
    found = told(followers())
    assert found == [
        ("uk/use", "decisions", (), ("uk/use",)),
        ("us/use", "decisions", (), ("us/use",)),
    ]
    shipped = {row.id: row for row in rows(load("may-2024"))}
    assert shipped["all-but-united-states"].stances == (
        "united-kingdom/use",
        "russia/response",
        "nato/advocacy",
        "france/use",
    )
    assert [each.actor for each in shipped["all-but-united-states"].scenario.holds] == [
        "united-kingdom", "russia", "nato", "france",
    ]  # fmt: skip


def test_rows_are_of_changed_scenarios_and_the_case_is_as_it_was() -> None:
    case = chained()
    found = {row.id: row for row in rows(case)}
    assert [each.id for each in found["blow+"].scenario.causes] == ["war", "late"]
    assert [each.id for each in found["blow"].scenario.causes] == ["echo", "war", "late"]
    assert [each.id for each in case.scenario.causes] == ["blow", "echo", "war", "late"]


def test_several_are_asked_at_once_by_their_names() -> None:
    row = next(row for row in rows(chained(), joint=["echo+blow+us/use"]) if row.kind == "together")
    assert row.causes == ("blow", "echo")
    assert row.stances == ("us/use",)
    assert row.title == "echo and blow and us stays put"
    both = next(row for row in rows(chained(), joint=["uk/use+us/use"]) if row.kind == "together")
    assert both.title == "uk and us stay put"


def test_an_unknown_name_among_several_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError) as refused:
        rows(chained(), joint=["blov+us/use"])
    assert "found 'blov', expected a cause or an actor/issue; did you mean 'blow'?" in str(
        refused.value
    )


def test_from_a_date_on_only_what_lies_ahead_is_asked() -> None:
    since = START + timedelta(days=6)
    assert told(chained(), since=since)[:2] == [
        ("echo", "cause", ("echo",), ()),
        ("late", "cause", ("late",), ()),
    ]
    held = next(row for row in rows(chained(), since=since) if row.id == "us/use").scenario.holds
    assert held[0].begins is not None
    assert held[0].begins.first == datetime(2024, 1, 7, tzinfo=UTC)


def test_the_variants_of_a_case_are_rows_all_or_those_named() -> None:
    case = load("may-2024")
    assert len([row for row in rows(case) if row.kind == "variant"]) >= 14
    named = [row for row in rows(case, ["no-request"]) if row.kind == "variant"]
    assert [row.id for row in named] == ["no-request"]
    assert named[0].variant is not None
    with pytest.raises(ScenarioError, match="did you mean 'no-request'"):
        rows(case, ["no-requests"])
