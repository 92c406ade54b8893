"""Where the facts of a day stand: in order, distinct, inside their windows, the same every time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.files import library
from sim.scenario.files.load import load
from sim.scenario.language.record import Entry, Record
from sim.scenario.language.scenario import Scenario
from sim.scenario.placing import Placed, place, seated
from sim.scenario.problems import ScenarioError
from tests.scenario.small import case, edited, problems

SECOND = 1 / 86_400
SCENARIO: Scenario = case().scenario


def context(name: str, on: str, **more: str) -> Entry:
    fields = {"mark": "context", "summary": "x", "cites": ["wsj"], "confidence": "low"}
    return Entry.model_validate({"id": name, "on": on, **fields, **more})


def stage(name: str, on: str, sort: str, **more: str) -> Entry:
    return context(name, on, mark="stage", actor="us", issue="use", stage=sort, **more)


def placed(*entries: Entry) -> dict[str, str]:
    """The clock time of each entry, with the day where it is not the thirteenth."""
    record = Record(record="small", entries=entries)
    found = place(SCENARIO, record)
    assert [each.time for each in found] == sorted(each.time for each in found)
    return {each.entry.id: shown(each) for each in found}


def shown(each: Placed) -> str:
    instant = SCENARIO.date(each.time)
    return f"{instant:%H:%M:%S}" if instant.day == 13 else f"{instant:%d %H:%M:%S}"


def refusal(*entries: Entry) -> str:
    with pytest.raises(ScenarioError) as caught:
        place(SCENARIO, Record(record="small", entries=entries))
    return str(caught.value)


DAY = "2024-05-13"


def test_the_entries_of_a_day_are_spread_evenly_in_file_order() -> None:
    found = placed(context("a", DAY), context("b", DAY), context("c", DAY))
    assert found == {"a": "06:00:00", "b": "12:00:00", "c": "18:00:00"}


def test_a_time_is_kept_and_the_others_keep_their_side_of_it() -> None:
    found = placed(
        context("a", DAY), context("b", DAY, time="06:00"), context("c", DAY), context("d", DAY)
    )
    assert found == {"a": "03:00:00", "b": "06:00:00", "c": "12:00:00", "d": "18:00:00"}


def test_times_against_the_file_order_win() -> None:
    found = placed(
        context("a", DAY, time="18:00"), context("b", DAY, time="06:00"), context("c", DAY)
    )
    assert found == {"b": "06:00:00", "a": "18:00:00", "c": "21:00:00"}


def test_an_exact_instant_is_kept() -> None:
    found = placed(context("a", f"{DAY}T23:30"), context("b", DAY))
    assert found == {"a": "23:30:00", "b": "23:45:00"}


def test_after_moves_an_entry_only_if_it_stands_too_early() -> None:
    late = placed(context("a", DAY, after="c"), context("b", DAY), context("c", DAY))
    assert late == {"b": "12:00:00", "c": "18:00:00", "a": "18:00:01"}
    early = placed(context("a", DAY), context("b", DAY), context("c", DAY, after="a"))
    assert early == {"a": "06:00:00", "b": "12:00:00", "c": "18:00:00"}


def test_several_after_the_same_stand_a_second_apart() -> None:
    found = placed(
        context("a", DAY, after="c"), context("b", DAY, after="c"), context("c", DAY, time="20:00")
    )
    assert found == {"c": "20:00:00", "a": "21:20:00", "b": "22:40:00"}


def test_a_range_stands_on_its_best_day_or_its_middle_one() -> None:
    assert placed(context("a", "2024-05-11..2024-05-15")) == {"a": "12:00:00"}
    assert placed(context("a", "2024-05-13..2024-05-14")) == {"a": "12:00:00"}
    best = context("a", "2024-05-01..2024-05-30", best="2024-05-13")
    assert placed(best) == {"a": "12:00:00"}
    exact = context("a", "2024-05-01..2024-05-30", best="2024-05-13T01:00")
    assert placed(exact) == {"a": "01:00:00"}


def test_the_window_is_that_of_the_entry_or_its_instant() -> None:
    entries = (
        context("range", "2024-05-11..2024-05-15"),
        context("day", DAY),
        context("time", DAY, time="12:30"),
        context("best", "2024-05-13..2024-05-15", best=DAY, time="14:30"),
    )
    found = {
        each.entry.id: (each.low, each.high)
        for each in place(SCENARIO, Record(record="small", entries=entries))
    }
    assert found["range"] == (10.0, 15.0)
    assert found["day"] == (12.0, 13.0)
    assert found["time"] == (12 + 12.5 / 24, 12 + 12.5 / 24)
    assert found["best"] == (12.0, 15.0)  # the day is a guess, so the instant is no fact


def test_stages_keep_their_order_where_their_ranges_would_not() -> None:
    found = placed(
        stage("a", "2024-05-11..2024-05-17", "advised"), stage("b", "2024-05-13", "signed")
    )
    assert found == {"a": "08:00:00", "b": "16:00:00"}


def test_starts_and_what_lies_outside_have_no_place() -> None:
    entries = (
        context("before", "2024-04-30"),
        context("over", "2024-05-31..2024-06-01"),
        context("after", "2024-06-01"),
        context("start", DAY, mark="start", actor="us", issue="use", rung="border"),
        context("in", DAY),
    )
    assert placed(*entries) == {"in": "12:00:00"}


def test_an_after_that_points_outside_asks_nothing() -> None:
    assert placed(context("b", "2024-04-30"), context("a", DAY, after="b")) == {"a": "12:00:00"}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            (context("a", DAY, time="12:00"), context("b", f"{DAY}T12:00")),
            "small: entries/b: stands at the same instant as 'a'",
        ),
        (
            (context("a", DAY, after="b"), context("b", DAY, after="a")),
            "small: entries/a: 'after' goes in a circle",
        ),
        (
            (context("a", DAY, after="b"), context("b", "2024-05-14")),
            "small: entries/a: cannot stand after 'b' within its own dates",
        ),
        (
            (context("a", DAY, time="10:00", after="b"), context("b", DAY, time="11:00")),
            "small: entries/a: cannot stand after 'b' within its own dates",
        ),
        (
            (context("a", DAY, time="23:59:59"), context("b", DAY, after="a")),
            "small: entries/b: no instant is left for it in its day",
        ),
    ],
)
def test_what_cannot_be_placed(entries: tuple[Entry, ...], message: str) -> None:
    assert refusal(*entries) == message


def test_placing_is_the_same_every_time() -> None:
    found = case()
    assert found.record is not None
    assert place(found.scenario, found.record) == place(found.scenario, found.record)


@pytest.mark.parametrize("name", sorted(library.shipped()))
def test_the_shipped_records_keep_their_windows_and_their_distance(name: str) -> None:
    found = load(name)
    assert found.record is not None
    seats = place(found.scenario, found.record)
    for each in seats:
        assert each.low <= each.time < each.high or each.low == each.time == each.high
    for one, other in pairwise(seats):
        assert other.time - one.time > 0.999 * SECOND


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """A few days of entries, some pinned, some ordered, in file order by day."""
    days = sorted(draw(st.lists(st.integers(10, 13), min_size=1, max_size=12)))
    found: list[Entry] = []
    for number, day in enumerate(days):
        more: dict[str, str] = {}
        last = day + draw(st.integers(0, 2))
        on = f"2024-05-{day}" if last == day else f"2024-05-{day}..2024-05-{last}"
        if last == day and draw(st.booleans()):
            clock = draw(st.sampled_from(["00:00", "09:00", "12:00", "12:00:01", "23:59:59"]))
            more["time"] = clock
        if number and draw(st.booleans()):
            more["after"] = f"e{draw(st.integers(0, number - 1))}"
        found.append(context(f"e{number}", on, **more))
    return tuple(found)


@settings(deadline=None)
@given(entries())
def test_what_can_be_placed_is_distinct_in_order_and_within_its_window(
    entries: tuple[Entry, ...],
) -> None:
    found, wrong = seated(SCENARIO, Record(record="small", entries=entries))
    if wrong:
        return
    at = {each.entry.id: each.time for each in found}
    assert len(at) == len(entries)
    for one, other in pairwise(found):
        assert other.time - one.time > 0.999 * SECOND
    for each in found:
        assert each.low <= each.time < each.high or each.low == each.time == each.high
        if each.entry.after:
            assert at[each.entry.after] < each.time


def test_a_file_whose_entries_share_an_instant_is_refused_with_its_line() -> None:
    from tests.scenario.small import RECORD
    from tests.scenario.small import SCENARIO as TEXT

    text = edited(
        RECORD, "on: 2024-05-20\n    mark: decision", "on: 2024-05-20T18:30\n    mark: decision"
    )
    assert problems(TEXT, text) == [
        "record.yaml:68:11: entries/ru-warns/time: stands at the same instant as 'us-allows'"
    ]
