"""The report of a comparison: what each variant changes, with both intervals, on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.experiment.compare.found import Comparison
from sim.report.comparison_words import quantity_words
from sim.report.pages import comparison_tables as tables
from sim.report.pages import comparison_words as words
from sim.report.pages import effects
from sim.report.pages.changes import Fold, fold
from sim.report.pages.page import NO_LIMITS
from sim.report.pages.parts import Album, write_page
from sim.report.pages.variants_seen import variants_seen
from sim.report.write import Say


def write_comparison(draft: Path, found: Comparison, say: Say = lambda _: None) -> list[Path]:
    """Write `report.html` and `figures/` into a run folder; returns the files written."""
    album = Album(draft, say)
    scenario, asked = found.scenario, found.question
    ids = tables.headlines(found) or [asked.headline.id]
    quantity = _leading(found, ids)
    found = replace(found, variants=words.ranked(found, quantity))
    curves = effects.curves(found, album, quantity)
    forests = effects.forests(found, album, quantity)
    timing = effects.timing(found, album, quantity)
    pairs = effects.in_pairs(found, album, quantity)
    chooser = variants_seen(found, album)
    shown = [each.picture for each in (*forests, timing, pairs) if each is not None]
    count = len(found.variants)
    return write_page(
        draft, "comparison.html.j2", album, say,
        title=scenario.title,
        kind="what changes if one thing changes",
        subtitle=(
            f"What changes if one thing changes: the baseline and {count} variant{'s' * (count != 1)}, "
            f"{asked.runs:,} paired runs of each"
        ),
        question=scenario.question,
        finding=words.opening(found, quantity),
        outcome=quantity_words(scenario, quantity),
        limits=scenario.limits or (NO_LIMITS,),
        cannot=words.CANNOT,
        folds=_folds(found),
        curves=curves,
        forests=forests,
        rungs=[tables.effects(found, each) for each in ids if each != quantity],
        timing=timing,
        pairs=pairs,
        counts=tables.pairs(found, quantity),
        but_for=tables.but_for(found, quantity),
        chooser=chooser,
        tipping=tables.tipping(found),
        made=list(words.made(found)),
        drawn=[*([curves] if curves else []), *shown, *(chooser.drawn if chooser else [])],
    )  # fmt: skip


def _leading(found: Comparison, ids: list[str]) -> str:
    """Of a ladder's rungs the one that is moved most; else the headline itself."""
    return max(ids, key=lambda each: sum(words.strength(v, each) for v in found.variants))


def _folds(found: Comparison) -> list[Fold]:
    return [
        fold(each.world.variant, each.world.changes)
        if each.world.variant is not None
        else Fold(each.world.title, each.name, tuple(each.world.changes.splitlines()), ())
        for each in found.variants
    ]
