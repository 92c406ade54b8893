"""Comparisons in the terminal: what each variant changes, as tables."""

from __future__ import annotations

from math import isinf

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison, World
from sim.experiment.compare.intervals import Interval
from sim.experiment.compare.tipping import Tip
from sim.experiment.summary import Share
from sim.report.comparison_words import (
    by_percent,
    centre,
    change,
    days_effect,
    parameter_brief,
    percent,
    places,
    quantity_words,
    span,
)
from sim.report.words import NBSP

SAME = "identical in every run"
SHORT = 16  # characters of a column of names, at least
MUCH = 10.0  # times: a gain of pairing that nobody asks to be larger
WIDE = 26  # characters of a column of words
BUT_FOR = (
    "Necessity: of the runs in which it is so before, those in which it no longer is. Sufficiency: of the "
    "runs in which it is not so after, those in which it was before. Brought: of the runs in which it is "
    "not so before, those in which it is after. But-for shares hold under this model's noise: they depend "
    "on how the noise of the two worlds is paired (here by what is drawn), and the effect does not. In "
    "round brackets 95 % Wilson intervals, in square brackets what any pairing allows (Tian and Pearl 2000)."
)


def table_of(found: Comparison) -> RenderableType:
    """The headline outcome (on a ladder: each of its rungs), a row for each variant."""
    ids = [
        each.quantity.id
        for each in _first(found)
        if any(seen(_effect(one, each.quantity.id)) for one in found.variants)
    ]
    ids = ids or [found.question.headline.id]
    return Group(*(_by_variant(found, each) for each in ids))


def legend(found: Comparison) -> str:
    """How the table is to be read."""
    asked = found.question
    count = len(asked.variants)
    told = (
        "Differences are after minus before, in points of per cent or in days. In round brackets the 95 % "
        "Monte Carlo interval of the paired difference, which shrinks with runs"
    )
    if asked.simultaneous:
        told = told.replace("95 %", f"{100 * found.level:.4g} %")
        told += f" (widened so that those of all {count} variants hold together at 95 %)"
    elif count > 1:
        told += f" ({count} comparisons, each by itself; --simultaneous widens them)"
    if asked.sets:
        told += (
            f". In square brackets where the effect would lie if the parameters were known (95 % of "
            f"{asked.sets} sets drawn from the file, chance taken out), which does not"
        )
    told += (
        ". Days held: at or above the rung. Paired gain: how many times more runs independent seeds "
        "would need, of the most that any pairing could give where that is little. Pairs within a minute count "
        "as the same time; a run that never gets there stays in every share."
    )
    if asked.trials:
        told += (
            " Tips: where the centre of one assumption would have to lie, all else as it is, and how many "
            "of its own standard deviations (sd) away that is."
        )
    return told


def _first(found: Comparison) -> tuple[Effect, ...]:
    """The effects of the first variant that has the headline outcome."""
    name = found.question.headline.id
    return next((effects for each in found.variants if (effects := each.effects(name))), ())


def _by_variant(found: Comparison, quantity: str) -> RenderableType:
    timed = any(_timed(each, quantity) for each in found.variants)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 0))
    table.add_column("variant", min_width=SHORT, max_width=WIDE, overflow="fold")
    table.add_column("share, %\nbefore→after", justify="right", no_wrap=True)
    table.add_column("difference (Monte Carlo)\n[parameters]", justify="right", no_wrap=True)
    if timed:
        table.add_column("days held\n(same intervals)", justify="right", no_wrap=True)
        table.add_column("sooner/\nsame/later\nlost/gained", justify="right", no_wrap=True)
    table.add_column("paired\ngain", justify="right", no_wrap=True)
    tips = any(each.world.tipping is not None for each in found.variants)
    if tips:
        table.add_column("tips at one half if", min_width=SHORT)
    for each in found.variants:
        cells = _row(found, each, quantity, timed=timed)
        table.add_row(*cells, *([_tip(found, each.world)] if tips else []))
    return Group(Text(f"\n{quantity_words(found.scenario, quantity)}", style="bold"), table)


def _row(found: Comparison, each: Compared, quantity: str, *, timed: bool) -> list[RenderableType]:
    effect = _effect(each, quantity)
    if effect is None:
        return [each.name, "no such outcome here" if each.missing else "no pair came to an end"]
    cells: list[RenderableType] = [each.name, levels(effect), difference(effect)]
    if timed:
        days = days_effect(found, each, quantity)
        cells += ["" if days is None else difference(days), _timing(effect)]
    return [*cells, factor(effect)]


def plain_table() -> Table:
    """A table as the pages of a comparison have them."""
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def _effect(each: Compared, quantity: str) -> Effect | None:
    return next((one for one in each.outcomes if one.quantity.id == quantity), None)


def seen(effect: Effect | None) -> bool:
    """Whether it is ever so in either world: rungs that nobody stands on are not worth a table."""
    return effect is not None and (effect.baseline != 0.0 or effect.variant != 0.0)


def _timed(each: Compared, quantity: str) -> bool:
    effect = _effect(each, quantity)
    return effect is not None and effect.timing is not None


def levels(effect: Effect) -> str:
    """A quantity in both worlds."""
    if effect.quantity.unit == "share":
        return f"{percent(effect.baseline)} → {percent(effect.variant)}"
    return f"{places(effect, effect.baseline)} → {places(effect, effect.variant)}"


def difference(effect: Effect) -> Text:
    """A difference with its two intervals, kept apart."""
    if effect.identical:
        return Text(SAME, style="dim")
    told = Text(f"{change(effect)} ({_interval(effect, effect.monte_carlo)})")
    if effect.parameters is not None:
        told.append(f"\n[{_interval(effect, effect.parameters.interval)}]", style="dim")
    return told


def _interval(effect: Effect, interval: Interval) -> str:
    return span(effect, interval)


def _timing(effect: Effect) -> str:
    """Shares of all pairs by when."""
    timing = effect.timing
    if timing is None:
        return ""
    first = "/".join(
        by_percent(each, timing.total) for each in (timing.sooner, timing.same, timing.later)
    )
    then = "/".join(by_percent(each, timing.total) for each in (timing.never_now, timing.only_now))
    return f"{first}\n{then}"


def factor(effect: Effect) -> str:
    """How many times pairing lowers the variance of a difference, of what any pairing could."""
    if isinf(effect.factor):
        return "∞"
    most = f"\nof {effect.most:.1f}×" if effect.most < MUCH else ""
    return f"{effect.factor:.1f}×{most}"


def _tip(found: Comparison, world: World) -> str:
    """The least that an assumption would have to move."""
    if world.tipping is None:
        return ""
    least = world.tipping.least
    return "none within 4 sd" if least is None else tip_words(found, least)


def tip_words(found: Comparison, tip: Tip) -> str:
    """Where a parameter would have to lie."""
    assert tip.to is not None
    assert tip.sds is not None
    now, to = (centre(value, tip.unit).replace("days", "d") for value in (tip.centre, tip.to))
    now = now.removesuffix(f"{NBSP}d")
    moved = f"{now}→{to} ({tip.sds:+.1f}{NBSP}sd)"
    return f"{parameter_brief(found.scenario, tip.parameter)}\n{moved.replace('-', '−')}"


# --- but for -----------------------------------------------------------------------------------


def but_for_table(found: Comparison) -> RenderableType | None:
    """But-for shares of the headline outcome, after the effects; None where it is no yes or no."""
    rows = [
        (each, effect)
        for each in found.variants
        for effect in each.effects(found.question.headline.id)
        if effect.but_for is not None and effect.quantity.id == found.question.headline.id
    ]
    if not rows:
        return None
    table = plain_table()
    table.add_column("variant", min_width=SHORT, max_width=WIDE, overflow="fold")
    table.add_column("pairs: in both\nonly before", justify="right", no_wrap=True)
    table.add_column("only after\nin neither", justify="right", no_wrap=True)
    for heading in ("necessity, %\n[bounds]", "sufficiency, %\n[bounds]", "brought, %"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each, effect in rows:
        told, counts = effect.but_for, effect.pairs
        assert told is not None
        assert counts is not None
        table.add_row(
            each.name,
            f"{counts.both:,}\n{counts.only_baseline:,}",
            f"{counts.only_variant:,}\n{counts.neither:,}",
            _bounded(told.necessity, told.bounds.necessity),
            _bounded(told.sufficiency, told.bounds.sufficiency),
            _share(told.brought),
        )
    return table


def _share(share: Share) -> str:
    if not share.runs:
        return "none"
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"


def _bounded(share: Share, bounds: Interval) -> str:
    if not share.runs:
        return "none"
    return f"{_share(share)}\n[{percent(bounds.low)} to {percent(bounds.high)}]"


# --- one variant in full -----------------------------------------------------------------------
