"""Comparisons in words: numbers that claim no more than they say, names, findings."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from math import inf

import numpy as np
import pytest
from rich.console import Console

import sim
from sim.experiment.compare.compare import compare
from sim.experiment.compare.effects import Effect, Effects, both
from sim.experiment.compare.found import Comparison
from sim.experiment.compare.intervals import Interval
from sim.experiment.compare.measures import Measured
from sim.experiment.compare.parameters import Between
from sim.experiment.compare.quantities import Quantity, Way
from sim.experiment.ensemble import Workers
from sim.report.comparison import but_for_table, factor, legend, table_of
from sim.report.comparison_full import in_full
from sim.report.comparison_plain import plain
from sim.report.comparison_words import (
    by_percent,
    change,
    finding,
    parameter_brief,
    parameter_words,
    percent,
    span,
    tipping_sentence,
)
from tests.experiment.compare.asking import asked, told, without
from tests.experiment.many import everything


def effect(was: list[float], now: list[float]) -> Effect:
    """The effect on whether something is reached."""
    before, after = (Measured({"it": np.array(times)}, (), "") for times in (was, now))
    quantity = Quantity("us-partly", "share", Way("reached", "it"))
    return Effects(both(before, after, len(was)), None, 0, 0.95).of(quantity)


@pytest.fixture(scope="module")
def found() -> Comparison:
    """The busy world without its war, and as it is."""
    return told(without("war"), everything(), runs=60, sets=4, chances=5, trials=30)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0.0"), (0.0001, "<0.1"), (0.5, "50.0"), (0.99999, ">99.9"), (1.0, "100.0")],
)
def test_a_share_claims_neither_none_nor_all_where_it_is_neither(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (1, "<1"), (400, "40"), (999, ">99"), (1000, "100")]
)
def test_a_count_as_a_whole_per_cent(count: int, words: str) -> None:
    assert by_percent(count, 1000) == words


def test_signs_are_true_and_nothing_is_minus_nothing() -> None:
    fewer = effect([1.0, 2.0, 3.0, inf], [1.0, inf, inf, inf])
    assert change(fewer) == "−50.0"
    assert change(replace(fewer, difference=0.25)) == "+25.0"
    assert change(replace(fewer, difference=-0.0001)) == "0.0"
    assert span(fewer, Interval(-0.2, 0.1)) == "−20.0 to +10.0"


def test_parameters_in_words() -> None:
    scenario = sim.load("may-2024").scenario
    words = {
        "united-states/use.standing": ("United States: standing", "US: standing"),
        "united-states/use/kharkiv.weight": (
            "United States: weight of “kharkiv”", "US: weight of kharkiv",
        ),
        "france/use.resistance.first": (
            "France: resistance to “launch sites only”", "France: resistance first",
        ),
        "nato/advocacy.resistance.steps.0": (
            "NATO: step of resistance to “welcomes the lifting of limits”", "NATO: resistance steps 0",
        ),
        "first-strike.after": ("first strike: after", "first-strike.after"),
    }  # fmt: skip
    for name, (long, short) in words.items():
        assert parameter_words(scenario, name) == long
        assert parameter_brief(scenario, name) == short


def test_a_finding_gives_both_intervals_apart(found: Comparison) -> None:
    sentence = finding(found, found.variants[0])
    assert "of runs instead of" in sentence
    assert "by 60 pairs" in sentence
    assert "If the parameters were known" in sentence or "could not be told" in sentence
    assert finding(found, found.variants[1]) == "v1: everything is identical in every run."


def test_a_sign_that_is_not_settled_is_told() -> None:
    unsure = effect([1.0, 2.0, inf, inf, 5.0], [1.0, inf, 3.0, 4.0, 6.0])
    spread = Between(Interval(-0.1, 0.3), 0.1, 0.5)
    found = told(without("war"), runs=5)
    one = replace(found.variants[0], outcomes=(replace(unsure, parameters=spread),))
    sentence = finding(found, one)
    assert "its sign is not settled" in sentence
    assert "its direction depends on them" in sentence
    assert "Only 3 pairs differ" in sentence


def test_what_cannot_be_compared_is_told() -> None:
    found = told(without("war"), runs=5)
    gone = replace(found.variants[0], outcomes=(), missing=("us-partly",))
    assert "the variant has no such outcome" in finding(found, gone)


def test_the_tipping_point_is_told_or_that_there_is_none(found: Comparison) -> None:
    sentence = tipping_sentence(found, found.variants[0])
    assert "one half" in sentence


def test_the_gain_stands_beside_what_was_possible() -> None:
    turned = effect([1.0] * 9 + [inf], [inf] * 9 + [inf])
    assert factor(turned).startswith("1.0×\nof 1.0×")
    assert factor(effect([1.0, inf], [1.0, inf])) == "∞"


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_every_table_can_be_printed(found: Comparison, width: int) -> None:
    page = Console(width=width, record=True, file=StringIO())
    for each in (table_of(found), but_for_table(found), in_full(found, found.variants[0])):
        assert each is not None
        page.print(each)
    page.print(legend(found))
    assert "NaN" not in page.export_text()


@pytest.mark.parametrize("outcome", ["us-first", "uk-days", "us-end", "ru-highest", "apart"])
def test_any_outcome_can_lead(outcome: str) -> None:
    found = compare(asked(without("war"), runs=20, outcome=outcome, trials=10), workers=Workers(1))
    assert found.question.headline.id == outcome
    page = Console(width=120, record=True, file=StringIO())
    page.print(table_of(found))
    assert "v0" in page.export_text()
    assert finding(found, found.variants[0])


def test_plain_data_has_no_infinities(found: Comparison) -> None:
    json.dumps(plain(found), allow_nan=False)
