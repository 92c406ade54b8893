"""The but-for table in words: exact sentences, cells that claim neither 0 nor 100, signs explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from rich.console import Console

from sim.experiment.counterfactual.ask import counterfactual
from sim.experiment.counterfactual.cells import Cell
from sim.experiment.counterfactual.found import Counterfactual
from sim.experiment.summary import wilson
from sim.report import butfor, butfor_table
from tests.experiment.counterfactual.cases import chained, followers
from tests.worlds import START


@pytest.fixture(scope="module")
def hung() -> Counterfactual:
    """A move that hung on a blow and what came of it."""
    return counterfactual(chained(), worlds=200)


def with_cells(found: Counterfactual, **shares: tuple[int, int]) -> Counterfactual:
    """With other counts of worlds in the headline's cells."""
    cells = dict(found.cells)
    for row, (count, runs) in shares.items():
        cell = replace(cells[row]["us-moves"], changed=wilson(count, runs), later=0.25)
        cells[row] = {**cells[row], "us-moves": cell}
    return replace(found, cells=cells)


def test_what_an_outcome_hung_on_most_is_told_with_its_uncertainty(hung: Counterfactual) -> None:
    told = butfor.sentences(with_cells(hung, **{"blow+": (150, 200), "blow": (150, 200)}))
    assert told[0] == (
        "Given what happened, and by this model's account, “us-moves” hung most on “blow, and what came "
        "of it”: take that away, and it fails to happen in 75\xa0% of the worlds that fit the record (95 %: "
        "69\xa0% to 80\xa0%)."
    )
    assert told[1] == "No other actor has a decision on record."
    assert told[2].startswith("This is a statement about the model and its hand-set numbers")
    assert "effective draws where they are fewest" in told[2]
    assert told[2].endswith("it makes no forecast.")


def test_every_world_and_no_world_are_said_so(hung: Counterfactual) -> None:
    every = butfor.sentences(with_cells(hung, **{"blow+": (200, 200)}))[0]
    assert (
        "in every one of the 200 worlds that fit the record (95 %: 98\xa0% to over 99\xa0%)"
        in every
    )
    none = with_cells(hung, **dict.fromkeys(("blow+", "blow", "echo"), (0, 200)))
    assert butfor.sentences(none)[0] == (
        "Given what happened, and by this model's account, “us-moves” hung on no single cause of the "
        "file: take away any one, and it still happens in every one of the 200 worlds that fit the "
        "record (95 %: 98\xa0% to over 99\xa0%)."
    )


def test_the_actor_it_hung_on_is_told_with_the_date() -> None:
    found = with_cells(counterfactual(followers(), worlds=100), **{"uk/use": (60, 100)})
    assert butfor.sentences(found)[1] == (
        "Of the other actors' decisions it hung most on this one: if uk had stayed put, it fails to "
        "happen in 60\xa0% of worlds and comes more than a day later in 25\xa0%."
    )


def test_from_a_date_on_it_is_told_how_often_it_happens_at_all() -> None:
    found = counterfactual(chained(), since=START + timedelta(days=10), worlds=200)
    happens = round(100 * butfor.happening(found, butfor.headline(found)))
    assert butfor.sentences(found)[0].startswith(
        "Following the record to 11 January 2024, and chance from there on, “us-moves” happens in "
        f"{happens}\xa0% of worlds, and hung"
    )


@pytest.mark.parametrize(
    ("count", "construction", "shown"),
    [
        (0, "", "0"),
        (1, "", "<1"),
        (5, "", "<1"),
        (6, "", "1"),
        (500, "", "50"),
        (994, "", "99"),
        (995, "", ">99"),
        (1000, "", "all"),
        (0, "stands", "(0)"),
        (1000, "fails", "(all)"),
    ],
)
def test_a_cell_claims_neither_0_nor_100_where_it_is_neither(
    count: int, construction: str, shown: str
) -> None:
    cell = Cell("row", "outcome", wilson(count, 1000), construction=construction)
    assert butfor_table.shown(cell) == shown


def test_the_table_has_a_row_a_change_in_groups(hung: Counterfactual) -> None:
    console = Console(width=100, record=True, file=None, quiet=True)
    with console.capture():
        console.print(butfor_table.table(hung))
    groups = [title for title, _ in butfor.groups(hung)]
    assert groups == ["Without a cause", "With an actor held still"]
    assert [each.row.id for _, rows in butfor.groups(hung) for each in rows] == [
        "blow+", "blow", "echo", "war", "late", "us/use",
    ]  # fmt: skip


def test_columns_are_explained_and_how_it_was_made_is_told(hung: Counterfactual) -> None:
    assert butfor_table.legend(hung) == [
        "us-moves: us-moves (happened)",
        "us-wholly: us-wholly (did not happen on record: the share in which it would)",
        "uk-first: uk-first (did not happen on record: the share in which it would)",
        "us-end: us-end (on record: partly)",
    ]
    told = butfor_table.made(hung)
    assert told[0].startswith("200 worlds, seed 0; effective draws: us/use ")
    assert (
        told[1] == "Without a change every world is the record again, to within 0.001 milliseconds."
    )
    assert told[2] == "16 worlds ran on SimPy too, and agreed to the last bit."


def days(number: int) -> datetime:
    return START + timedelta(days=number)


def test_what_had_happened_by_the_date_is_said_to_be_over() -> None:
    told = butfor.sentences(counterfactual(chained(), since=days(20), worlds=60))
    assert told[0] == (
        "Following the record to 21 January 2024, and chance from there on, “us-moves” had happened "
        "already: nothing that lies ahead can turn it."
    )
    assert len(told) == 2


def test_what_happens_in_no_world_hung_on_nothing() -> None:
    found = counterfactual(chained(), since=days(10), worlds=60)
    never = {**found.null.values, "us-moves": np.full(60, np.inf)}
    told = butfor.sentences(replace(found, null=replace(found.null, values=never)))
    assert told[0].endswith("“us-moves” happens in no world, so there is nothing that it hung on.")
    assert len(told) == 2


def test_a_move_of_background_is_said_to_have_no_cause(hung: Counterfactual) -> None:
    idle = with_cells(hung, **dict.fromkeys(("blow+", "blow", "echo"), (0, 200)))
    assert "background" not in butfor.sentences(idle)[0]
    told = butfor.sentences(replace(idle, background={"us/use": 0.9}))[0]
    assert told.endswith(
        "But 90\xa0% of the work behind it was background, which stands for reasons outside the scenario: "
        "the model has no cause for it, and every but-for question about it answers no."
    )


def test_a_file_without_causes_is_told_so() -> None:
    told = butfor.sentences(counterfactual(followers(), worlds=60))[0]
    assert told.endswith("“us-moves” hung on no cause: none is in the file.")
