"""Labels keep apart: text in lines, places beside dots, names at levels, flags on stems."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.report.charts import layout
from sim.report.charts.bands import label_in
from sim.report.charts.flags import GAP, MOST_LANES, Flag, Hung, hung
from sim.report.charts.layout import Box

SIZE = 11.0
places = st.floats(0.0, 600.0)


def test_text_is_as_wide_as_its_letters() -> None:
    assert layout.width("iW", 10) == pytest.approx((222 + 944) * 10 / 1000)
    assert layout.width("", 10) == 0.0
    assert layout.width("bold", 10, bold=True) > layout.width("bold", 10)


def test_lines_fit_and_lose_no_word() -> None:
    text = "The Russian border zone facing Kharkiv"
    lines = layout.wrapped(text, 70, 10)
    assert " ".join(lines) == text
    assert all(layout.width(line, 10) <= 70 for line in lines)


def test_a_word_wider_than_the_room_stays_whole() -> None:
    assert layout.wrapped("an unbreakableword here", 20, 10) == ["an", "unbreakableword", "here"]
    assert layout.wrapped("", 20, 10) == [""]


def test_what_is_cut_says_so() -> None:
    cut = layout.shortened("military targets, long range included", 100, 11)
    assert cut.endswith("…")
    assert layout.width(cut, 11) <= 100
    assert layout.shortened("short", 100, 11) == "short"


@given(st.lists(places, min_size=1, max_size=12).map(sorted))
def test_places_stand_apart_in_order_and_within_bounds(wanted: list[float]) -> None:
    found = layout.apart(wanted, 14.0, 0.0, 600.0)
    assert all(b - a >= 14.0 - 1e-6 for a, b in pairwise(found))
    assert found[0] >= 0.0
    assert found[-1] <= 600.0 + 1e-6


def test_places_that_are_apart_stay() -> None:
    assert layout.apart([10.0, 50.0, 90.0], 14.0, 0.0, 100.0) == pytest.approx([10.0, 50.0, 90.0])


def test_places_without_room_stand_closer() -> None:
    assert layout.apart([5.0, 5.0, 5.0], 14.0, 0.0, 10.0) == pytest.approx([0.0, 5.0, 10.0])


def test_a_label_takes_the_first_free_place() -> None:
    options = layout.around(100.0, 50.0, 30.0, 11.0, 8.0)
    bounds = Box(0.0, 0.0, 400.0, 100.0)
    left = layout.first_free(options, [], bounds)
    assert left is not None
    assert left.right == 92.0
    other = layout.first_free(options, [left], bounds)
    assert other is not None
    assert not other.meets(left)
    assert layout.first_free(options, [bounds], bounds) is None


flags = st.lists(
    st.tuples(places, st.text("abcdefghij ", max_size=40)).map(
        lambda each: Flag(each[0], "12 May", each[1])
    ),
    max_size=25,
)


@settings(deadline=None)
@given(flags)
def test_no_flag_covers_another_or_a_stem(drawn: list[Flag]) -> None:
    shown = [each for each in hung(drawn, SIZE) if each.label]
    for one, other in combinations(shown, 2):  # in order of x
        if one.lane == other.lane:
            assert _right(one) <= other.flag.x + 1e-9
        if other.lane >= one.lane and other.flag.x > one.flag.x:
            assert _right(one) <= other.flag.x + 1e-9, "a stem would cross the label"
    assert all(each.lane < MOST_LANES for each in shown)


def _right(each: Hung) -> float:
    return each.flag.x + layout.width(each.label, SIZE, bold=True) + GAP / 2


def test_crowded_flags_keep_their_dates() -> None:
    crowd = [Flag(10.0 * n, "12 May", "threat that names means or targets") for n in range(6)]
    assert all("12 May" in each.label for each in hung(crowd, SIZE))


def test_a_band_is_named_where_it_has_room() -> None:
    edges = [(float(x), 20.0, 20.0 + x / 4) for x in range(0, 200, 4)]  # widens to the right
    label = label_in(edges, [("1 name", SIZE)], [], 200.0)
    assert label is not None
    assert label.left > 40.0  # not where it is thin
    assert label_in(edges, [("1 name", SIZE)], [Box(0, 0, 200, 100)], 200.0) is None
    thin = [(x, 20.0, 25.0) for x, _, _ in edges]
    assert label_in(thin, [("1 name", SIZE), ("1", SIZE)], [], 200.0) is None
