"""The pictures of the headline: its curves, its differences, days pair by pair, when it is reached."""

from __future__ import annotations

import numpy as np

from sim.experiment.columns import Floats
from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.report.charts.comparison import headline_chart
from sim.report.charts.differences import Pairs, differences_chart, split
from sim.report.charts.effects import Forest, Spot, forest_chart
from sim.report.charts.palette import OKABE_ITO, STANDING_GREY
from sim.report.charts.shares import share
from sim.report.charts.stacks import Bar, Kind, Stacks, stacks_chart
from sim.report.comparison_words import change, days_effect, quantity_words, span
from sim.report.pages import comparison_tables as tables
from sim.report.pages import comparison_words as words
from sim.report.pages.page import Picture
from sim.report.pages.parts import Album, Shown, Table, table

KINDS = (
    Kind("only in the baseline", OKABE_ITO[4]),
    Kind("later", OKABE_ITO[1]),
    Kind("at the same time", STANDING_GREY),
    Kind("sooner", OKABE_ITO[5]),
    Kind("only in the variant", OKABE_ITO[0]),
    Kind("in neither", "#EFEFEF"),
)


def curves(found: Comparison, album: Album, quantity: str) -> Picture | None:
    """How the share grows by date; None where the headline has no date."""
    if not any(curve.of == quantity for each in found.variants for curve in each.curves):
        return None
    name = quantity_words(found.scenario, quantity)
    ends = [
        f"{each.world.title} {share(float(each.curve(quantity).variant[-1]))}"
        for each in found.variants[: words.MOST]
        if any(curve.of == quantity for curve in each.curves)
    ]
    first = next(c for each in found.variants for c in each.curves if c.of == quantity)
    told = f"By the end: baseline {share(float(first.baseline[-1]))}; {'; '.join(ends)}."
    return album.add("curves", f"By each date: {name}", told, headline_chart(found, quantity))


# --- differences -------------------------------------------------------------------------------


def forests(found: Comparison, album: Album, quantity: str) -> list[Shown]:
    """The difference of the headline, and of the days at or above its rung."""
    known = [(each, tables.of(each, quantity)) for each in found.variants]
    name = quantity_words(found.scenario, quantity)
    shown = [_forest(found, album, "difference", name, known, tables.effects(found, quantity))]
    held = [(each, days_effect(found, each, quantity)) for each in found.variants]
    told = tables.days(found, quantity)
    if told is not None:
        title = "days at or above the rung, by the end"
        shown.append(_forest(found, album, "days", title, held, told))
    return shown


def _forest(  # noqa: PLR0913, PLR0917 (what a picture is made of)
    found: Comparison,
    album: Album,
    stem: str,
    name: str,
    known: list[tuple[Compared, Effect | None]],
    told: Table,
) -> Shown:
    unit = next((effect.quantity.unit for _, effect in known if effect is not None), "share")
    per, mark = (100.0, "points") if unit == "share" else (1.0, "days" if unit == "days" else "")
    title = f"What each variant changes: {name}"
    forest = Forest(
        title,
        (f"{found.scenario.title}. Variant minus baseline, {found.question.runs:,} paired runs.",),
        [("", [each.world.title for each, _ in known])],
        tuple(_spot(each, effect) for each, effect in known),
        per,
        mark,
        "less in the variant",
        "more in the variant",
    )
    chart = forest_chart(forest)
    return Shown(album.add(stem, title, words.forest(known), chart), told)


def _spot(each: Compared, effect: Effect | None) -> Spot:
    if effect is None:
        return Spot(None, note=tables.NOT)
    if effect.identical:
        return Spot(
            0.0, note=tables.SAME, told=(("Variant", each.world.title), ("Difference", tables.SAME))
        )
    between = effect.parameters.interval if effect.parameters is not None else None
    told = [("Variant", each.world.title), ("Difference", change(effect))]
    told.append(("Monte Carlo (95 %)", span(effect, effect.monte_carlo)))
    told += [("Parameters", span(effect, between))] if between is not None else []
    return Spot(
        effect.difference,
        (effect.monte_carlo.low, effect.monte_carlo.high),
        (between.low, between.high) if between is not None else None,
        f"{change(effect)}{' (few pairs)' if effect.few else ''}",
        tuple(told),
    )


# --- pair by pair ------------------------------------------------------------------------------


def in_pairs(found: Comparison, album: Album, quantity: str) -> Shown | None:
    """How the days differ pair by pair; None where the headline has no date."""
    outcome = next((each for each in found.scenario.outcomes if each.id == quantity), None)
    if outcome is None or outcome.first_reaches is None:
        return None
    known = [Pairs(each.world.title, _days(found, each, quantity)) for each in found.variants]
    name = quantity_words(found.scenario, quantity)
    title = f"Pair by pair, from “{name}” to the end: days more or fewer"
    lines = (
        (
            f"{found.scenario.title}. One run of each world under the same draws is a pair. Days from first "
            "reaching it to the end, 0 where it is never reached."
        ),
        "Pairs that are the same to the minute are not drawn; bars are as high in every row.",
    )
    rows = [
        (each.name, split(each.days)) for each in known if each.days is not None and each.days.size
    ]
    told = table(
        "Pairs of runs by what becomes of the days from first reaching it to the end",
        ("Variant", "Fewer", "The same", "More"),
        [(name, share(s.less), share(s.same), share(s.more)) for name, s in rows],
    )
    moved = sorted(rows, key=lambda row: row[1].same)[: words.MOST]
    said = "; ".join(
        f"{name}: fewer in {share(s.less)} of pairs, the same in {share(s.same)}, more in {share(s.more)}"
        for name, s in moved
    )
    chart = differences_chart(known, title, lines, found.until)
    return Shown(album.add("pairs", title, f"{said}.", chart), told)


def _days(found: Comparison, each: Compared, quantity: str) -> Floats | None:
    """Days from first reaching it to the end, variant minus baseline, over pairs that came to an end."""
    before, after = found.baseline.outcomes.get(quantity), each.world.outcomes.get(quantity)
    if before is None or after is None:
        return None
    whole = ~(np.isnan(before) | np.isnan(after))
    held = [found.until - np.minimum(times[whole], found.until) for times in (before, after)]
    days: Floats = held[1] - held[0]
    return days


def timing(found: Comparison, album: Album, quantity: str) -> Shown | None:
    """When it is first reached: sooner, later, never; None where the headline has no date."""
    told = tables.timing(found, quantity)
    if told is None:
        return None
    name = quantity_words(found.scenario, quantity)
    title = f"When it comes in the variant: {name}"
    bars = []
    for each in found.variants:
        effect = tables.of(each, quantity)
        when = effect.timing if effect is not None else None
        if when is None or not when.total:
            bars.append(Bar((0.0,) * len(KINDS), tables.NOT))
            continue
        counts = (when.never_now, when.later, when.same, when.sooner, when.only_now, when.never)
        bars.append(Bar(tuple(count / when.total for count in counts)))
    stacks = Stacks(
        title,
        (
            (
                f"{found.scenario.title}. Shares of {found.question.runs:,} pairs of runs. Times within a "
                "minute are the same."
            ),
        ),
        KINDS,
        [("", [each.world.title for each in found.variants])],
        tuple(bars),
    )
    said = "For each variant the pairs of runs in which it comes sooner, at the same time, later, or never."
    return Shown(album.add("timing", title, said, stacks_chart(stacks)), told)
