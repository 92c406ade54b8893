"""The page of a counterfactual: what it shows is what was found, and what it cannot tell is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.experiment.counterfactual.ask import counterfactual
from sim.experiment.counterfactual.found import Counterfactual
from sim.report import butfor
from sim.report.charts.butfor import butfor_chart
from sim.report.charts.fan import fan_chart, recorded
from sim.report.charts.fates import fates_chart
from sim.report.charts.shares import between, share
from sim.report.pages.butfor_words import command
from sim.report.pages.counterfactual import write_counterfactual
from sim.report.pages.fans import telling, words_of
from sim.scenario.files.load import Case
from tests.experiment.counterfactual.cases import chained, followers
from tests.experiment.records import decision
from tests.experiment.records import recorded as case_of
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
from tests.worlds import actor, dated, hears, stance

WORLDS = 60


def report_of(folder: Path, found: Counterfactual) -> Written:
    return written(folder, lambda draft: write_counterfactual(draft, found))


@pytest.fixture(scope="module")
def found() -> Counterfactual:
    return counterfactual(chained(), worlds=WORLDS)


@pytest.fixture(scope="module")
def report(found: Counterfactual, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return report_of(tmp_path_factory.mktemp("counterfactual"), found)


def test_it_stands_alone_and_tells_who_does_not_see(report: Written) -> None:
    check_alone(report)
    check_told(report)
    check_tables_follow(report)
    check_pictures(report)
    assert {"but-for", "dates", "fan-1"} <= report.stems


def test_specifications_are_valid(found: Counterfactual) -> None:
    butfor_chart(found).to_dict(validate=True)
    fates_chart(found).to_dict(validate=True)
    fan_chart(found, found.answers, "All").to_dict(validate=True)


def test_the_opening_is_the_finding_and_the_limits_are_there(
    found: Counterfactual, report: Written
) -> None:
    for sentence in butfor.sentences(found):
        assert " ".join(sentence.split()) in report.words
    assert "What a counterfactual cannot tell" in report.words
    assert "makes no forecast" in report.words


def test_numbers_on_the_page_are_those_found(found: Counterfactual, report: Written) -> None:
    lines = rows(report)
    for answer in found.answers:
        for cell in found.cells[answer.row.id].values():
            cells = " ".join(lines[answer.row.title])
            if not cell.construction and cell.changed.runs:
                assert share(cell.changed.value).replace("\u00a0", " ") in cells


def test_cells_by_construction_are_marked(found: Counterfactual, report: Written) -> None:
    lines = rows(report)
    title = next(each.row.title for each in found.answers if each.row.id == "us/use")
    assert "100 %, by construction" in lines[title]
    assert any("by construction" in cell for cell in lines["late"])
    assert 'class="number construction"' in report.html


def test_every_change_can_be_chosen_and_has_its_table(
    found: Counterfactual, report: Written
) -> None:
    options = [each["value"] for each in report.page.of("option")]
    assert sorted(options, key=int) == [str(n) for n in range(len(found.answers))]
    chosen = [
        a["data-choice"] for tag, a in report.page.tags if "data-choice" in a and tag == "div"
    ]
    assert sorted(chosen, key=int) == sorted(options, key=int)
    selected = [each for each in report.page.of("option") if "selected" in each]
    assert len(selected) == 1


def test_the_recorded_line_starts_where_the_record_does_and_ends_with_the_run(
    found: Counterfactual,
) -> None:
    line = recorded(found, found.program.stances.name.index("us/use"))
    assert line[0] == (0.0, 0)
    assert line[-1] == (found.horizon, 1)
    assert len(line) == 3


def test_the_most_telling_changes_differ_from_one_another(found: Counterfactual) -> None:
    told = telling(found)
    assert 1 <= len(told) <= 4
    assert len({each.row.id for each in told}) == len(told)
    held = next(each for each in found.answers if each.row.id == "us/use")
    assert "us, on record at “partly”, ends at “never” in 100\u00a0%." in words_of(found, held)


def test_it_says_how_it_was_made(found: Counterfactual, report: Written) -> None:
    assert command(found) in report.words
    assert command(found) == f"tabletop counterfactual tiny --worlds {WORLDS} --seed 0"
    assert "every world is the record again" in report.words
    assert f"dates {found.posterior.effective_dates:,.0f}" in report.words


def test_from_a_date_it_says_so(tmp_path: Path) -> None:
    found = counterfactual(followers(), worlds=WORLDS, since="2024-01-15")
    report = report_of(tmp_path, found)
    assert "up to 15 January 2024" in report.words
    assert "--from 2024-01-15" in report.words


def test_a_case_without_rows_or_dates_has_a_page(tmp_path: Path, found: Counterfactual) -> None:
    report = report_of(tmp_path, replace(found, answers=(), cells={}, left=()))
    assert "fan-1" not in report.stems
    assert "dates" not in report.stems


def evil() -> Case:
    """A case whose every name is hostile."""
    us = actor("us", stance(standing=0.6, background=0.01, reactions=[hears("blow", 1.0)]))
    outcome = {"actor": "us", "issue": "use", "rung": "partly"}
    return case_of(
        {**us, "name": EVIL},
        entries=(decision("us-moves", 12.0, "us", "partly"),),
        causes=({**dated("blow", 5.0), "name": EVIL},),
        outcomes=[{"id": "us-moves", "name": EVIL, "first_reaches": outcome}],
        title=EVIL,
        question=EVIL,
        limits=[EVIL],
    )


def test_hostile_names_are_text(tmp_path: Path) -> None:
    report = report_of(tmp_path, counterfactual(evil(), worlds=50))
    check_escaped(report)
    check_alone(report)


def test_intervals_have_their_unit_once_and_never_claim_nothing_or_all() -> None:
    told = [between(*ends) for ends in ((0.0, 0.018), (0.74, 0.92), (0.98, 0.9999), (0.001, 0.03))]
    assert [each.replace("\u00a0", " ") for each in told] == [
        "0 to 2 %", "74 to 92 %", "98 % to over 99 %", "under 1 % to 3 %",
    ]  # fmt: skip
