"""What would have happened: closed forms, what is so by construction, the null law, dates, both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import exp

import numpy as np
import pytest

from sim.experiment.counterfactual import counterfactual as room
from sim.experiment.counterfactual.ask import counterfactual
from sim.experiment.counterfactual.found import Counterfactual
from sim.experiment.counterfactual.null import NullDiffers, null_error
from sim.scenario.files.load import load
from sim.scenario.problems import ScenarioError
from tests.experiment.counterfactual.cases import (
    BACKGROUND,
    DAYS,
    OUTCOMES,
    UK_AT,
    US_AT,
    chained,
    followers,
)
from tests.experiment.records import decision, entry, recorded, stage
from tests.worlds import START, actor, dated, hears, stance, world

WORLDS = 2000


def cell(found: Counterfactual, row: str, outcome: str) -> float:
    return found.cells[row][outcome].changed.value


def test_the_probability_of_necessity_of_two_actors_is_its_closed_form() -> None:
    """The work of a day-20 move at 0.01 a day, then at speed v, is 0.1 + 10 v; alone it does 0.6.

    So it hung on London where v > 0.05. Given the record, v has the density v exp(-10 v), up to a
    constant, between 0.01 and 0.51.
    """
    since = US_AT - UK_AT

    def mass(low: float, high: float) -> float:
        def rest(v: float) -> float:
            return (v / since + 1 / since**2) * exp(-since * v)

        return rest(low) - rest(high)

    least = (BACKGROUND * DAYS - BACKGROUND * UK_AT) / since
    fastest = BACKGROUND + 0.5
    expected = mass(least, fastest) / mass(BACKGROUND, fastest)
    found = counterfactual(followers(), worlds=WORLDS)
    share = found.cells["uk/use"]["us-moves"].changed
    assert share.value == pytest.approx(expected, abs=0.025)
    assert share.low < expected < share.high
    assert cell(found, "uk/use", "us-end") == share.value


@pytest.mark.parametrize(("weight", "hung"), [(0.05, 0.0), (0.07, 0.0), (0.09, 1.0), (0.8, 1.0)])
def test_with_fixed_numbers_an_answer_is_certain(weight: float, hung: float) -> None:
    found = counterfactual(followers(weight), worlds=100)
    assert cell(found, "uk/use", "us-moves") == hung


def test_what_depends_on_no_number_says_so() -> None:
    found = counterfactual(chained(), worlds=100)
    told = {
        (row, outcome): each.construction
        for row, cells in found.cells.items()
        for outcome, each in cells.items()
        if each.construction
    }
    assert told["war", "us-moves"] == "stands"  # nobody who matters hears it
    assert told["late", "us-moves"] == "stands"  # it came after
    assert told["us/use", "us-moves"] == "fails"
    assert told["us/use", "us-end"] == "fails"
    assert ("blow+", "us-moves") not in told
    for (row, outcome), word in told.items():
        assert cell(found, row, outcome) == (1.0 if word == "fails" else 0.0)


def test_more_that_pushed_is_more_that_it_hung_on() -> None:
    found = counterfactual(chained(), worlds=500)
    both, one = cell(found, "blow+", "us-moves"), cell(found, "echo", "us-moves")
    assert 0.0 < one < both < 1.0


def test_the_record_teaches_of_numbers_what_it_must() -> None:
    """Moving ten days after London is late for most weights: v exp(-10 v) is greatest at v = 0.1."""
    numbers = counterfactual(followers(), worlds=500).table("numbers")
    weight = numbers.filter(numbers["parameter"].str.ends_with(".weight"))
    row = weight.row(0, named=True)
    assert row["prior_middle"] == pytest.approx(0.5, abs=1e-9)
    assert row["middle"] == pytest.approx(0.305, abs=0.03)
    assert row["middle"] < row["high"] < row["prior_high"]


@pytest.mark.parametrize("name", ["may-2024", "tanks-2023"])
@pytest.mark.parametrize("seed", [0, 7])
def test_without_a_change_every_world_is_the_record(name: str, seed: int) -> None:
    found = counterfactual(load(name), variants=[], worlds=100, seed=seed)
    assert found.null_error < 1.0  # milliseconds
    for column in found.columns:
        values = found.null.values[column.outcome.id]
        assert (column.yes(values) == column.happened).all()


def test_a_world_that_is_not_the_record_stops_everything() -> None:
    found = counterfactual(followers(), worlds=50)
    asking = room._Asking(found.asked, found.engine, found.known, found.known)
    _, events = asking.answer(found.null.row, found.program)
    assert null_error(found.posterior, events) < 1.0
    late = replace(events, time=events.time + 1e-6 * (np.arange(events.time.size) == 40))
    assert null_error(found.posterior, late) == pytest.approx(86.4, rel=0.01)
    wrong = events.after.copy()
    wrong[40] = 2
    with pytest.raises(NullDiffers, match="world 20 without a change is not the record"):
        null_error(found.posterior, replace(events, after=wrong))


def test_both_engines_give_the_same_answers() -> None:
    one = counterfactual(chained(), worlds=60, engine="des")
    other = counterfactual(chained(), worlds=60)
    assert one.cells == other.cells
    for name in one.null.values:
        assert np.array_equal(one.null.values[name], other.null.values[name])
    assert (one.engine, other.engine) == ("des", "batch")
    assert len(other.compared) == 16


def test_the_seed_decides_and_nothing_else() -> None:
    one, same = (counterfactual(chained(), worlds=60, seed=3) for _ in range(2))
    assert one.cells == same.cells
    assert counterfactual(chained(), worlds=60, seed=4).cells != one.cells


# --- from a date on -------------------------------------------------------------------------------


def test_from_a_date_on_the_past_is_the_record_and_the_rest_is_free() -> None:
    found = counterfactual(chained(), since=START + timedelta(days=10), worlds=400)
    values = found.null.values["us-moves"]
    assert values.min() > 10.0
    assert 0.2 < np.isfinite(values).mean() < 1.0
    assert len(np.unique(values[np.isfinite(values)])) > 50
    assert "blow" not in found.cells  # it lies before
    share = found.cells["late"]["us-moves"]
    assert share.construction == ""


@pytest.mark.parametrize(("cut", "steps"), [(10, 2), (14, 1)])
def test_a_stage_on_record_after_the_date_had_not_ended_by_then(cut: int, steps: int) -> None:
    """Two steps at 0.2 a day, the first on record on day 12: of those to do, none is done by the cut."""
    steady = stance(
        standing=1.0,
        background=0.1,
        resistance=(900.0, 1.0),
        stages=[{"id": "agreed"}, {"id": "announced"}],
    )
    case = recorded(
        actor("us", steady),
        entries=(stage("agreed", 12.0, "us", "agreed"), decision("moves", 20.0, "us", "partly")),
        days=30,
        outcomes=OUTCOMES[:1],
    )
    found = counterfactual(case, since=START + timedelta(days=cut), worlds=3000)
    done = 0.2 * (30 - cut)  # the work of the days that are left
    expected = 1.0 - exp(-done) * (1.0 + done if steps == 2 else 1.0)
    share = float(np.isfinite(found.null.values["us-moves"]).mean())
    assert share == pytest.approx(expected, abs=0.025)


def test_what_acts_after_the_outcome_in_one_draw_of_the_dates_only_is_not_so_by_construction() -> (
    None
):
    """A blow of the first fortnight and a move of the second week, in this order, but in no sure gap."""
    hearing = stance(standing=0.4, background=0.02, reactions=[hears("blow", 1.0)])
    blow = {**dated("blow", 0.0), "on": "2024-01-02..2024-01-15"}
    case = recorded(
        actor("us", hearing),
        entries=(
            entry("told-blow", "cause", "2024-01-02..2024-01-15", cause="blow"),
            decision("moves", "2024-01-08..2024-01-16", "us", "partly"),
        ),
        causes=(blow,),
        outcomes=OUTCOMES[:1],
    )
    for seed in range(4):
        found = counterfactual(case, worlds=60, seed=seed)
        cell = found.cells["blow"]["us-moves"]
        assert cell.construction == ""
        assert cell.changed.value > 0.0


def test_what_would_change_the_past_is_left_out_with_the_reason() -> None:
    found = counterfactual(load("may-2024"), since="2024-05-15", worlds=50)
    left = {each.row.id: each.reason for each in found.left}
    assert left["no-kharkiv"] == "acts before 15 May 2024"
    assert "nato-silent" not in left


def test_a_date_outside_and_a_case_without_a_record_are_refused() -> None:
    with pytest.raises(ScenarioError, match="expected a date from 2024-01-02"):
        counterfactual(chained(), since=START)
    from sim.scenario.files.load import Case

    bare = Case(world(actor("us", stance())), None, load("may-2024").folder, (), ())
    with pytest.raises(ScenarioError, match="has no record to condition on; 'tabletop compare'"):
        counterfactual(bare)
