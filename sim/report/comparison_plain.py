"""Comparisons as plain data, for JSON: names instead of indices, no infinities."""

from __future__ import annotations

from dataclasses import asdict
from math import isinf
from typing import Any

from sim.experiment.compare.effects import ButFor, Effect
from sim.experiment.compare.found import Compared, Comparison, World
from sim.experiment.compare.tables import sorted_effects
from sim.experiment.summary import Share

Plain = dict[str, Any]


def plain(found: Comparison) -> Plain:
    """Everything that a comparison found but the replications themselves."""
    asked = found.question
    return {
        "scenario": found.scenario.scenario,
        "seed": asked.seed,
        "runs": asked.runs,
        "outcome": asked.headline.id,
        "parameter_sets": asked.sets,
        "runs_for_each_set": asked.chances,
        "level": found.level,
        "comparisons": len(asked.variants),
        "limits": list(found.scenario.limits),
        "baseline": _world(found.baseline),
        "variants": [_compared(each) for each in found.variants],
    }


def _world(world: World) -> Plain:
    return {
        "name": world.name,
        "title": world.title,
        "changes": world.changes,
        "digest": world.digest,
        "failed": [asdict(failure) for failure in world.failures],
        "tipping": None if world.tipping is None else asdict(world.tipping),
    }


def _compared(each: Compared) -> Plain:
    return {
        **_world(each.world),
        "pairs": each.pairs,
        "identical": each.identical,
        "missing": list(each.missing),
        "effects": [{"sort": sort, **_effect(effect)} for sort, effect in sorted_effects(each)],
    }


def _effect(effect: Effect) -> Plain:
    told: Plain = {
        "quantity": effect.quantity.id,
        "unit": effect.quantity.unit,
        "baseline": effect.baseline,
        "variant": effect.variant,
        "difference": effect.difference,
        "monte_carlo": asdict(effect.monte_carlo),
        "parameters": None if effect.parameters is None else asdict(effect.parameters),
        "factor": None if isinf(effect.factor) else effect.factor,
        "most_factor": None if isinf(effect.most) else effect.most,
        "identical": effect.identical,
    }
    if effect.pairs is not None and effect.but_for is not None:
        told["pairs"] = asdict(effect.pairs)
        told["few_pairs_differ"] = effect.few
        told["but_for"] = _but_for(effect.but_for)
    if effect.timing is not None:
        told["timing"] = asdict(effect.timing)
    return told


def _but_for(told: ButFor) -> Plain:
    shares = {
        name: _share(getattr(told, name))
        for name in ("necessity", "sufficiency", "both_ways", "brought")
    }
    return {**shares, "bounds": asdict(told.bounds)}


def _share(share: Share) -> Plain:
    return {**asdict(share), "value": share.value}
