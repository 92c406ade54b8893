"""The page of a comparison: what it shows is what was found, with its two intervals kept apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.compare.compare import compare
from sim.experiment.compare.found import Changed, Comparison, Question
from sim.experiment.ensemble import Workers
from sim.report.charts.comparison import headline_chart, panels_chart, quantities
from sim.report.charts.differences import split
from sim.report.charts.order import order_chart
from sim.report.charts.shares import points, share
from sim.report.charts.span import around_nothing
from sim.report.charts.standing import ends_chart
from sim.report.comparison_words import change, percent, span
from sim.report.pages.comparison import write_comparison
from sim.report.pages.comparison_words import command
from tests.experiment.compare.asking import told, without
from tests.experiment.many import everything
from tests.report.small import EVIL
from tests.report.whole import (
    Written,
    check_alone,
    check_escaped,
    check_pictures,
    check_tables_follow,
    check_told,
    rows,
    written,
)
from tests.worlds import actor, dated, hears, stance, world


def report_of(folder: Path, found: Comparison) -> Written:
    return written(folder, lambda draft: write_comparison(draft, found))


@pytest.fixture(scope="module")
def found() -> Comparison:
    cause = everything().causes[0].id
    return told(without(cause), everything(), runs=120, sets=8, chances=5, trials=40)


@pytest.fixture(scope="module")
def report(found: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return report_of(tmp_path_factory.mktemp("comparison"), found)


def test_it_stands_alone_and_tells_who_does_not_see(report: Written) -> None:
    check_alone(report)
    check_told(report)
    check_tables_follow(report)
    check_pictures(report)
    assert {"difference", "ends-v0", "order-v0"} <= report.stems


def test_specifications_are_valid(found: Comparison) -> None:
    variants = list(found.variants)
    for chart in (panels_chart, order_chart, ends_chart):
        chart(found, variants, "A title").to_dict(validate=True)
    headline_chart(found, quantities(found)[0]).to_dict(validate=True)


def test_both_intervals_stand_in_columns_of_their_own(found: Comparison, report: Written) -> None:
    headline = found.question.headline.id
    effect = found.variant("v0").effects(headline)[0]
    assert effect.parameters is not None
    cells = rows(report)["v0"]
    at = cells.index(span(effect, effect.monte_carlo))
    assert cells[at - 1].startswith(change(effect))
    assert cells[at + 1] == span(effect, effect.parameters.interval)
    assert any(cell.startswith(percent(effect.variant)) for cell in cells)


def test_there_are_no_p_values(report: Written) -> None:
    assert "p-value" not in report.words.lower()
    assert "significan" not in report.words.lower()


def test_a_variant_that_changes_nothing_says_so(found: Comparison, report: Written) -> None:
    assert found.variant("v1").identical
    assert "identical in every run" in rows(report)["v1"]
    assert "Identical in every run: v1." in report.words


def test_few_pairs_are_warned_of(found: Comparison, report: Written) -> None:
    few = [effect for each in found.variants for effect in each.outcomes if effect.few]
    assert bool(few) == ("fewer than 20 pairs differ" in report.words)


def test_but_for_shares_stand_after_the_effect(report: Written) -> None:
    effect, after = report.html.index('id="effect"'), report.html.index('id="but-for"')
    assert effect < after
    assert "whatever the pairing" in report.words


def test_every_variant_can_be_chosen(found: Comparison, report: Written) -> None:
    options = [each["value"] for each in report.page.of("option")]
    assert options == [str(n) for n in range(len(found.variants))]


def test_it_says_how_it_was_made(found: Comparison, report: Written) -> None:
    assert command(found) in report.words
    assert found.baseline.digest in report.words
    assert "What a comparison cannot tell" in report.words


def test_pairs_that_all_failed_are_not_compared(tmp_path: Path, found: Comparison) -> None:
    first = found.variants[0]
    empty = replace(
        first, pairs=0, outcomes=(), rungs=(), ends=(), acts=(), asked=(), permitted=(), curves=(), order=None,
    )  # fmt: skip
    report = report_of(tmp_path, replace(found, variants=(empty,)))
    assert "not compared" in report.words


def hostile() -> Question:
    """A world and a variant whose every name is hostile."""
    outcome = {"id": "moves", "name": EVIL}
    mover = actor("one", stance(standing=0.5, tempo=5.0, reactions=[hears("shock", 2.0)]))
    shock = {**dated("shock", 5.0), "name": EVIL}
    reached = {"first_reaches": {"actor": "one", "issue": "use", "rung": "partly"}}
    more = {"title": EVIL, "question": EVIL, "limits": [EVIL], "outcomes": [{**outcome, **reached}]}
    before = world({**mover, "name": EVIL}, causes=(shock,), **more)  # type: ignore[arg-type]
    after = world({**mover, "name": EVIL}, causes=({**shock, **dated("shock", 40.0)},), **more)  # type: ignore[arg-type]
    return Question(before, (Changed("later", after, EVIL),), 60, sets=0, trials=0)


def test_hostile_names_are_text(tmp_path: Path) -> None:
    report = report_of(tmp_path, compare(hostile(), workers=Workers(1)))
    check_escaped(report)
    check_alone(report)
    assert "not asked" in report.words  # no interval over parameters


# --- the parts ---------------------------------------------------------------------------------


def test_pairs_are_split_to_the_minute() -> None:
    found = split(np.array([-3.0, 0.0, 1 / 3000, 2.0]))
    assert (found.less, found.same, found.more) == (0.25, 0.5, 0.25)


def test_whole_numbers_never_claim_nothing_or_all_where_it_is_not_so() -> None:
    told = [points(value) for value in (0.0, 0.005, -0.001, 0.126, -0.998)]
    assert told == ["0", "under +1", "under −1", "+13", "over −99"]
    told = [share(value).replace("\u00a0", " ") for value in (0.0, 0.005, 0.42, 0.9951, 1.0)]
    assert told == ["0 %", "under 1 %", "42 %", "over 99 %", "100 %"]


def test_a_span_holds_nothing_and_has_round_marks() -> None:
    span_ = around_nothing([-0.84, -0.2], 100.0, 600.0, least=0.02)
    assert span_.low < -0.84 < 0.0 < span_.high
    assert pytest.approx(0.0) in span_.marks
    assert span_.x(span_.low) == 100.0
    assert span_.x(5.0) == 700.0
