"""A comparison's opening in words, its pictures in words, how it was made, what it cannot tell."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison
from sim.report import dates
from sim.report.comparison_words import (
    change,
    finding,
    percent,
    places,
    quantity_words,
    tipping_sentence,
)
from sim.report.pages.comparison_tables import of
from sim.report.words import NBSP, listed, stopped

TOLD = 2  # variants told in full at the opening
MOST = 4  # named in a picture's words

CANNOT = (
    "It changes the causes of a model, not of the world: a difference says what the file's assumptions imply.",
    ("The Monte Carlo interval says only how many runs were made. The other one says what the file itself "
    "leaves open in its numbers; what the model leaves out is in neither."),
    ("A difference is over all worlds, most of which are not the one that happened. “tabletop "
    "counterfactual” asks the same of the record."),
    ("An average of nothing is not nothing: some pairs may move one way and some the other. The pair-by-pair "
    "picture tells the two apart."),
    ("But-for shares depend on how the noise of two worlds is paired, and the difference does not: the "
    "difference comes first."),
    "Nobody in it bargains, learns, or answers to opinion at home, and there is no battlefield.",
)  # fmt: skip


def strength(each: Compared, quantity: str) -> float:
    """By how much a variant moves the headline."""
    effect = of(each, quantity)
    return abs(effect.difference) if effect is not None else 0.0


def ranked(found: Comparison, quantity: str) -> tuple[Compared, ...]:
    """The variants, those that move the headline most first."""
    return tuple(sorted(found.variants, key=lambda each: -strength(each, quantity)))


def opening(found: Comparison, quantity: str) -> tuple[str, ...]:
    """The finding with its uncertainty: the variants that move the headline most, then the others."""
    lines = [_before(found, quantity)]
    lines += [
        f"{finding(found, each)} {tipping_sentence(found, each)}".strip()
        for each in found.variants[:TOLD]
    ]
    lines.append(_rest(found.variants[TOLD:], quantity))
    return tuple(stopped(line) for line in lines if line)


def _before(found: Comparison, quantity: str) -> str:
    """How things stand in the baseline."""
    effect = next((got for each in found.variants if (got := of(each, quantity))), None)
    if effect is None:
        return ""
    name = quantity_words(found.scenario, quantity)
    if effect.quantity.unit == "share":
        return f"“{name}”: so in {percent(effect.baseline)}{NBSP}% of the baseline’s runs."
    return f"“{name}”: {places(effect, effect.baseline)} on average in the baseline."


def _rest(rest: Sequence[Compared], quantity: str) -> str:
    """What the other variants do to it, in one sentence."""
    effects = [effect for each in rest if (effect := of(each, quantity)) is not None]
    moved = [effect for effect in effects if effect.difference]
    if not effects:
        return ""
    if not moved:
        return (
            "The others leave it as it is" if len(effects) > 1 else "The other leaves it as it is"
        )
    low, high = min(moved, key=_by), max(moved, key=_by)
    unit = {"share": "points", "days": "days", "levels": "levels"}[low.quantity.unit]
    if len(effects) == 1:
        return f"The other variant moves it by {change(low)} {unit}"
    return f"The other {len(effects)} variants move it by {change(low)} to {change(high)} {unit}"


def _by(effect: Effect) -> float:
    return effect.difference


# --- pictures in words -------------------------------------------------------------------------


def forest(effects: Sequence[tuple[Compared, Effect | None]]) -> str:
    """The greatest differences, and what is identical."""
    told = [
        (each, effect) for each, effect in effects if effect is not None and not effect.identical
    ]
    told.sort(key=lambda pair: -abs(pair[1].difference))
    same = [each.world.title for each, effect in effects if effect is not None and effect.identical]
    parts = [f"{each.world.title} {change(effect)}" for each, effect in told[:MOST]]
    lines = [f"Greatest differences: {'; '.join(parts)}." if parts else "No variant moves it."]
    if same:
        lines.append(f"Identical in every run: {listed(same)}.")
    return " ".join(lines)


# --- how it was made ---------------------------------------------------------------------------


def made(found: Comparison) -> Iterator[tuple[str, str]]:
    """Labels and texts."""
    asked, scenario = found.question, found.scenario
    yield (
        "Scenario",
        f"{scenario.scenario}, {dates.span(scenario.start, scenario.date(found.until))}",
    )
    yield "Command", command(found)
    yield "Runs", f"{asked.runs:,} of each world, paired by replication, seed {asked.seed}"
    yield "Engine", "compiled" if found.engine == "batch" else "SimPy"
    if asked.sets:
        told = f"{asked.sets:,} sets drawn from the file, {asked.chances:,} runs under each; chance taken out"
        yield "Intervals over parameters", told
    yield "Monte Carlo intervals", _level(found)
    if asked.trials:
        yield "Tipping points", f"{asked.trials:,} runs at each trial, all under the same draws"
    if found.compared:
        told = f"{len(found.compared)} runs of every world made again on SimPy, the same to the last bit"
        yield "Compared", told
    for world in found.worlds:
        if world.failures:
            yield "Failed", f"{world.title}: {len(world.failures):,} runs, whose pairs are left out"
    for each in found.variants:
        if each.missing:
            yield "Not compared", f"{each.world.title} has no outcome {listed(list(each.missing))}"
    for world in found.worlds:
        yield f"Digest of {world.name}", world.digest


def _level(found: Comparison) -> str:
    count = len(found.variants)
    if found.question.simultaneous:
        return f"{100 * found.level:.4g} % each, so that those of all {count} variants hold together at 95 %"
    return "95 %, each by itself"


def command(found: Comparison) -> str:
    """The command line that makes it again."""
    asked = found.question
    words = ["tabletop", "compare", asked.scenario.scenario]
    words += ["--variants", ",".join(each.name for each in asked.variants)]
    words += ["--runs", str(asked.runs), "--seed", str(asked.seed)]
    if asked.until is not None:
        words += ["--until", f"{asked.until:%Y-%m-%d}"]
    if asked.outcome:
        words += ["--outcome", asked.outcome]
    return shlex.join(words)
