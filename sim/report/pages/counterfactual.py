"""The report of a counterfactual: what hung on what, given what happened, on one page."""

from __future__ import annotations

from pathlib import Path

from sim.experiment.counterfactual.found import Counterfactual
from sim.report import butfor, dates
from sim.report.charts.butfor import butfor_chart
from sim.report.charts.fates import fates_chart, has_dates
from sim.report.pages import butfor_tables, butfor_words
from sim.report.pages.changes import Fold, fold
from sim.report.pages.fans import fans
from sim.report.pages.page import NO_LIMITS
from sim.report.pages.parts import Album, Shown, write_page
from sim.report.write import Say


def write_counterfactual(
    draft: Path, found: Counterfactual, say: Say = lambda _: None
) -> list[Path]:
    """Write `report.html` and `figures/` into a run folder; returns the files written."""
    album = Album(draft, say)
    scenario = found.case.scenario
    chooser = fans(found, album)
    heat = album.add(
        "but-for", "On what each outcome hung", butfor_words.heat(found), butfor_chart(found)
    )
    dated = _dated(found, album)
    lead = butfor.headline(found)
    return write_page(
        draft, "counterfactual.html.j2", album, say,
        title=scenario.title,
        kind="what would have happened, given what did",
        subtitle=_subtitle(found),
        question=scenario.question,
        finding=butfor.sentences(found),
        limits=scenario.limits or (NO_LIMITS,),
        cannot=butfor_words.CANNOT,
        outcome=butfor.name(lead),
        on_record=dates.day(scenario.date(lead.when)) if lead.when is not None else "",
        heat=heat,
        necessity=butfor_tables.necessity(found),
        fates=dated,
        chooser=chooser,
        sufficiency=butfor_tables.sufficiency(found),
        changed=butfor_tables.changed(found),
        folds=_folds(found),
        made=butfor_words.made(found),
        drawn=[heat, *([dated.picture] if dated else []), *(chooser.drawn if chooser else [])],
    )  # fmt: skip


def _dated(found: Counterfactual, album: Album) -> Shown | None:
    """What becomes of the date; None where the headline outcome has none on record."""
    if not has_dates(found):
        return None
    title = f"What becomes of the date of “{butfor.name(butfor.headline(found))}”"
    drawn = album.add("dates", title, butfor_words.fates(found), fates_chart(found))
    return Shown(drawn, butfor_tables.fates(found))


def _folds(found: Counterfactual) -> list[Fold]:
    return [fold(each.row.variant) for each in found.answers if each.row.variant is not None]


def _subtitle(found: Counterfactual) -> str:
    told = f"What would have happened, given what did: {found.posterior.worlds:,} worlds that fit the record"
    if found.asked.since is None:
        return told
    return f"{told} up to {dates.day(found.asked.since)}"
