"""Replications that failed, told once beside the shares: how many, and what each share could have been."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from sim.experiment.ensemble import Ensemble, Workers, ensemble
from sim.experiment.summary import had_all_ended, wilson
from sim.report.many import failed
from sim.report.notebook import Run
from sim.report.pages.ensemble import ensemble_page
from tests.experiment.many import everything, feud

RUNS = 120


@pytest.fixture(scope="module")
def found() -> Ensemble:
    """Of which some ran away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.model.lower.MOST_EVENTS", 300)
        return ensemble(feud(), RUNS, engine="des", workers=Workers(1))


def test_the_bounds_are_those_of_every_way_to_end() -> None:
    """Whatever the failed runs would have done, the share of all lies between, and both ends occur."""
    for count, lost in ((0, 3), (5, 3), (7, 1)):
        shares = [(count + more) / (7 + lost) for more in range(lost + 1)]
        assert had_all_ended(wilson(count, 7), lost) == (min(shares), max(shares))


def test_one_sentence_says_how_many_and_what_the_share_could_be(found: Ensemble) -> None:
    share, lost = found.summary[0].share, len(found.failures)
    assert share is not None
    assert 0 < lost < RUNS
    assert failed(found, found.summary) == (
        f"{lost} of {RUNS} replications failed and are part of no share; had they ended, it would be "
        f"at least and at most, in %: ru-strikes {100 * share.count / RUNS:.1f} to "
        f"{100 * (share.count + lost) / RUNS:.1f}."
    )


def test_page_and_notebook_say_it_once(found: Ensemble) -> None:
    told = failed(found, found.summary)
    page = ensemble_page(found, [])
    assert page.count(told) == 1
    assert page.index(told) < page.index('<table class="stacked" aria-labelledby="shares">')
    assert _run(found)._repr_html_().count(told) == 1


def test_where_none_failed_nothing_is_said() -> None:
    whole = ensemble(everything(), 5, engine="des", workers=Workers(1))
    assert failed(whole, whole.summary) == ""
    assert not re.search("replications failed|<strong>Failed", ensemble_page(whole, []))
    assert "failed" not in _run(whole)._repr_html_()


def _run(found: Ensemble) -> Run:
    return Run(**{each.name: getattr(found, each.name) for each in fields(found)})
