"""The tables of a comparison: effects with both intervals, timing, but-for shares, tipping points."""

from __future__ import annotations

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.experiment.compare.intervals import Interval
from sim.experiment.compare.tipping import Tip
from sim.experiment.summary import Share
from sim.report.comparison import factor
from sim.report.comparison_words import (
    by_percent,
    change,
    days_effect,
    parameter_words,
    percent,
    places,
    quantity_words,
    span,
)
from sim.report.pages.parts import Group, Table, table
from sim.report.words import NBSP

SAME = "identical in every run"
NOT = "not compared"
FEW = "fewer than 20 pairs differ: do not rely on the interval"


def of(each: Compared, quantity: str) -> Effect | None:
    """A variant's effect on a quantity; None where it has none."""
    return next((one for one in each.outcomes if one.quantity.id == quantity), None)


def headlines(found: Comparison) -> list[str]:
    """The quantities that the headline outcome gives: itself, or each rung of its ladder."""
    name = found.question.headline.id
    effects = next((got for each in found.variants if (got := each.effects(name))), ())
    return [each.quantity.id for each in effects]


# --- the effect --------------------------------------------------------------------------------


def effects(found: Comparison, quantity: str) -> Table:
    """A line for each variant: before, after, the difference and its two intervals."""
    unit = next((e.quantity.unit for v in found.variants if (e := of(v, quantity))), "share")
    mark = {"share": ", %", "days": ", days", "levels": ""}[unit]
    columns = (
        "Variant", f"Before{mark}", f"After{mark}", "Difference", "Monte Carlo interval",
        "Interval over parameters", "Gain of pairing",
    )  # fmt: skip
    lines = [_effect(each, of(each, quantity)) for each in found.variants]
    return table(quantity_words(found.scenario, quantity), columns, lines)


def _effect(each: Compared, effect: Effect | None) -> tuple[str, ...]:
    if effect is None:
        return each.world.title, NOT, "", "", "", "", ""
    sides = _side(effect, effect.baseline_share), _side(effect, effect.variant_share, after=True)
    return (each.world.title, *sides, *_difference(effect), gain(effect))


def gain(effect: Effect) -> str:
    """How much pairing gained, on one line."""
    return " ".join(factor(effect).split("\n"))


def _difference(effect: Effect) -> tuple[str, str, str]:
    if effect.identical:
        return SAME, "", ""
    between = span(effect, effect.parameters.interval) if effect.parameters else "not asked"
    told = f"{span(effect, effect.monte_carlo)}{f' ({FEW})' if effect.few else ''}"
    return f"{change(effect)}{_unit(effect)}", told, between


def _unit(effect: Effect) -> str:
    return {"share": " points", "days": " days", "levels": ""}[effect.quantity.unit]


def _side(effect: Effect, share: Share | None, *, after: bool = False) -> str:
    if share is None:
        return places(effect, effect.variant if after else effect.baseline)
    return shown(share)


def shown(share: Share) -> str:
    """A share with its Wilson interval, in per cent."""
    if not share.runs:
        return "none"
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"


def days(found: Comparison, quantity: str) -> Table | None:
    """Days at or above the rung that the headline outcome is about; None where it is about none."""
    known = [(each, days_effect(found, each, quantity)) for each in found.variants]
    if not any(effect for _, effect in known):
        return None
    columns = (
        "Variant",
        "Before",
        "After",
        "Difference",
        "Monte Carlo interval",
        "Interval over parameters",
    )
    lines = [
        (each.world.title, NOT, *[""] * 4)
        if effect is None
        else (
            each.world.title, places(effect, effect.baseline), places(effect, effect.variant),
            *_difference(effect),
        )
        for each, effect in known
    ]  # fmt: skip
    return table("Days at or above the rung by the end, on average", columns, lines)


def timing(found: Comparison, quantity: str) -> Table | None:
    """Pairs by when it is first reached in the variant; None where it has no date."""
    if not any(e.timing for v in found.variants if (e := of(v, quantity))):
        return None
    columns = (
        "Variant",
        "Sooner",
        "Same time",
        "Later",
        "Only in the baseline",
        "Only in the variant",
        "In neither",
    )
    lines = []
    for each in found.variants:
        effect = of(each, quantity)
        when = effect.timing if effect is not None else None
        if when is None:
            lines.append((each.world.title, NOT, *[""] * 5))
            continue
        counts = (when.sooner, when.same, when.later, when.never_now, when.only_now, when.never)
        shares = (f"{by_percent(count, when.total)}{NBSP}%" for count in counts)
        lines.append((each.world.title, *shares))
    return table("Pairs of runs by when it is first reached in the variant", columns, lines)


# --- but for -----------------------------------------------------------------------------------


def pairs(found: Comparison, quantity: str) -> Table | None:
    """The 2x2 table of pairs of every variant; None where the headline is no yes or no."""
    columns = (
        "Variant",
        "In both",
        "Only before",
        "Only after",
        "In neither",
        "How far to rely on it",
    )
    lines = [
        (
            each.world.title,
            *(f"{n:,}" for n in (p.both, p.only_baseline, p.only_variant, p.neither)),
            FEW if effect.few else f"{p.discordant:,} pairs differ" if p.discordant else "no pair differs",
        )
        for each in found.variants
        if (effect := of(each, quantity)) is not None and (p := effect.pairs) is not None
    ]  # fmt: skip
    return (
        table("Pairs of runs, one under the same draws in each world", columns, lines)
        if lines
        else None
    )


def but_for(found: Comparison, quantity: str) -> Table | None:
    """But-for shares with their bounds, in per cent."""
    columns = (
        "Variant", "Necessity: lost, of those that had it", "whatever the pairing",
        "Sufficiency: had it, of those now without", "whatever the pairing ",
        "Brought: gained, of those that had not",
    )  # fmt: skip
    lines = [
        (
            each.world.title, shown(told.necessity), _bounds(told.necessity, told.bounds.necessity),
            shown(told.sufficiency), _bounds(told.sufficiency, told.bounds.sufficiency),
            shown(told.brought),
        )
        for each in found.variants
        if (effect := of(each, quantity)) is not None and (told := effect.but_for) is not None
    ]  # fmt: skip
    return table("But-for shares, in per cent of runs", columns, lines) if lines else None


def _bounds(share: Share, bounds: Interval) -> str:
    return f"{percent(bounds.low)} to {percent(bounds.high)}" if share.runs else ""


# --- tipping -----------------------------------------------------------------------------------


def tipping(found: Comparison) -> Table | None:
    """How far each main assumption would have to move, by world; None where it was not asked."""
    groups = tuple(
        Group(
            f"{world.title if world.variant else 'Baseline'}: {percent(world.tipping.share)} % of runs",
            tuple(_tip(found, tip) for tip in world.tipping.tips),
        )
        for world in found.worlds
        if world.tipping is not None and world.tipping.tips
    )
    if not groups:
        return None
    columns = (
        "Assumption",
        "In the file",
        "Would have to lie at",
        "That is",
        "Correlation with the outcome",
    )
    name = found.question.headline.name or found.question.headline.id
    return Table(f"Where “{name}” would cross one half", columns, groups)


def _tip(found: Comparison, tip: Tip) -> tuple[str, ...]:
    unit = " days" if tip.unit == "days" else ""
    name = parameter_words(found.scenario, tip.parameter)
    weight = f"{tip.correlation:+.2f}".replace("-", "−")
    centre = f"{tip.centre:.2g}{unit}".replace("-", "−")
    if tip.to is None or tip.sds is None:
        return name, centre, "nowhere within four standard deviations", "", weight
    told = f"{tip.to:.2g}{unit}".replace("-", "−")
    away = f"{tip.sds:+.1f} standard deviations away".replace("-", "−")
    return name, centre, told, away, weight


# --- one variant in full -----------------------------------------------------------------------


def _line(name: str, effect: Effect) -> tuple[str, ...]:
    was, now = places(effect, effect.baseline), places(effect, effect.variant)
    mark = {"share": f"{NBSP}%", "days": " days", "levels": ""}[effect.quantity.unit]
    return name, f"{was}{mark}", f"{now}{mark}", *_difference(effect), gain(effect)


def outcomes(found: Comparison, each: Compared) -> Table:
    """Every outcome of one variant."""
    columns = (
        "Outcome", "Before", "After", "Difference", "Monte Carlo interval", "Interval over parameters",
        "Gain of pairing",
    )  # fmt: skip
    lines = [_line(quantity_words(found.scenario, e.quantity.id), e) for e in each.outcomes]
    return table(f"{each.world.title}: every outcome", columns, lines)


def asked(found: Comparison, each: Compared, names: dict[str, str]) -> Table:
    """What was asked of whom, against what was given by the end; `names` are those of stances' actors."""
    columns = ("Asked", "In full, %", "In part, %", "Nothing, %", "Who asks in the variant")
    lines = []
    for one in each.asked:
        issue = found.scenario.issue(one.stance.partition("/")[2])
        rung = issue.rungs[issue.index(one.rung)]
        shares = (_arrow(e) for e in (one.in_full, one.in_part, one.nothing))
        still = "as before" if one.still == one.causes else "fewer" if one.still else "nobody"
        lines.append((f"{names[one.stance]}: “{rung.name or rung.id}”", *shares, still))
    return table(f"{each.world.title}: asked against given, before → after", columns, lines)


def _arrow(effect: Effect) -> str:
    return f"{percent(effect.baseline)} → {percent(effect.variant)}"
