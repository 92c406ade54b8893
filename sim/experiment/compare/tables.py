"""The tables of a comparison, tidy; the same words about their columns go into the folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.compare.effects import Effect
from sim.experiment.compare.found import Compared, Comparison, World
from sim.experiment.compare.intervals import Interval
from sim.scenario.language.outcomes import Outcome

if TYPE_CHECKING:
    import polars as pl

_VARIANT = "name of the variant"
_MONTE_CARLO = "Monte Carlo interval of the difference (shrinks with runs)"
_PARAMETERS = "of where it would lie if the parameters were known (does not shrink with runs); empty: not asked"
MEANINGS: dict[str, dict[str, str]] = {
    "outcomes": {
        "variant": "`baseline`, or the name of the variant",
        "replication": "number of the replication, from 0; the same number has the same draws in every variant",
        "outcome": "id of the outcome",
        "days": "days from the start at which a rung is first reached, or days held; empty: not by the end",
        "yes": "whether one standing was reached before another; empty elsewhere",
        "rung": "rung at the end, or the highest; empty elsewhere",
        "distance": "difference of levels at the end, 0 to 1; empty elsewhere",
    },
    "effects": {
        "variant": _VARIANT,
        "sort": "outcome, rung, days, end, acts, asked, permits or order: what the quantity belongs to",
        "quantity": "what is compared: an outcome's id, with `=rung` on a ladder, or words made of ids",
        "unit": "share (of runs, 0 to 1), days, or levels (0 to 1)",
        "pairs": "replications that came to an end in both worlds",
        "baseline": "mean over pairs in the baseline",
        "changed": "mean over pairs in the variant",
        "difference": "changed minus baseline",
        "low": f"lower end, {_MONTE_CARLO}",
        "high": f"upper end, {_MONTE_CARLO}",
        "parameters_low": f"lower end (2.5 %) {_PARAMETERS}",
        "parameters_high": f"upper end (97.5 %) {_PARAMETERS}",
        "parameters_sd": "standard deviation over sets of parameters of the mean difference, chance taken out",
        "factor": "variance of the difference with independent seeds over that in pairs; inf: the same in all",
        "most": "the same for the best of all pairings of the two sets of runs",
        "identical": "whether what was measured is the same in every pair",
        "both": "pairs in which it is so in both worlds; empty: not a share",
        "only_baseline": "pairs in which it is so in the baseline only",
        "only_changed": "pairs in which it is so in the variant only",
        "neither": "pairs in which it is so in neither",
        "sooner": "pairs that reach it in both worlds, sooner in the variant; empty: not a date",
        "same": "pairs that reach it at the same time, to the minute",
        "later": "pairs that reach it later in the variant",
    },
    "curves": {
        "variant": _VARIANT,
        "quantity": "what is reached: an outcome's id, or `actor/issue>=rung`",
        "day": "days from the scenario's start",
        "baseline": "share of all pairs that have reached it in the baseline",
        "changed": "share of all pairs that have reached it in the variant",
        "low": f"lower end, {_MONTE_CARLO}",
        "high": f"upper end, {_MONTE_CARLO}",
    },
    "order": {
        "variant": _VARIANT,
        "first": "actor whose first move came first",
        "then": "actor whose first move came later, or never",
        "baseline": "share of pairs in the baseline",
        "changed": "share of pairs in the variant",
        "difference": "changed minus baseline",
        "low": f"lower end, {_MONTE_CARLO}",
        "high": f"upper end, {_MONTE_CARLO}",
        "parameters_low": f"lower end (2.5 %) {_PARAMETERS}",
        "parameters_high": f"upper end (97.5 %) {_PARAMETERS}",
    },
    "ladders": {
        "variant": _VARIANT,
        "stance": "`actor/issue`",
        "at": "end (where a position stands at the end) or highest (the sharpest act)",
        "baseline": "rung in the baseline",
        "changed": "rung in the variant",
        "pairs": "how many pairs",
    },
    "tipping": {
        "variant": "`baseline`, or the name of the variant",
        "outcome": "id of the outcome whose share would cross one half",
        "share": "its share of the trials' runs as the parameters are",
        "parameter": "name of the parameter",
        "unit": "days, or empty: it has none",
        "correlation": "of the parameter's draw with the outcome: by this the parameters were chosen",
        "centre": "where its distribution lies now",
        "to": "where it would have to lie; empty: no crossing within four standard deviations",
        "sds": "how far that is, in its own standard deviations (of its logarithm where moved by a factor)",
    },
    "failures": {
        "variant": "`baseline`, or the name of the variant",
        "replication": "number of the replication, left out with its pair",
        "reason": "why it came to nothing",
    },
}  # fmt: skip
TABLES = tuple(MEANINGS)


def tables(found: Comparison) -> dict[str, pl.DataFrame]:
    """All tables, by name."""
    return {
        "outcomes": _outcomes(found),
        "effects": _frame("effects", _effects(found)),
        "curves": _curves(found),
        "order": _frame("order", _order(found)),
        "ladders": _frame("ladders", _ladders(found)),
        "tipping": _frame("tipping", _tipping(found)),
        "failures": _frame(
            "failures",
            ((w.name, each.replication, each.reason) for w in found.worlds for each in w.failures),
        ),
    }


def sorted_effects(each: Compared) -> Iterator[tuple[str, Effect]]:
    """Every effect of a variant, with the sort of thing it belongs to."""
    yield from (("outcome", effect) for effect in each.outcomes)
    for rung in each.rungs:
        yield from (("rung", rung.reaches), ("days", rung.days))
    yield from (("end", effect) for ladder in each.ends for effect in ladder.effects)
    yield from (("acts", effect) for ladder in each.acts for effect in ladder.effects)
    for one in each.asked:
        yield from (("asked", effect) for effect in (one.in_full, one.in_part, one.nothing))
    yield from (("permits", cell.effect) for cell in each.permitted)
    cells = () if each.order is None else each.order.cells
    yield from (("order", cell) for row in cells for cell in row if cell is not None)


Row = tuple[object, ...]


def _effects(found: Comparison) -> Iterator[Row]:
    for each in found.variants:
        for sort, effect in sorted_effects(each):
            between, table, timing = effect.parameters, effect.pairs, effect.timing
            yield (
                each.name, sort, effect.quantity.id, effect.quantity.unit, effect.runs,
                effect.baseline, effect.variant, effect.difference,
                *_ends(effect.monte_carlo), *_ends(between.interval if between else None),
                between.sd if between else None, effect.factor, effect.most,
                effect.identical,
                *((None,) * 4 if table is None else
                  (table.both, table.only_baseline, table.only_variant, table.neither)),
                *((None,) * 3 if timing is None else (timing.sooner, timing.same, timing.later)),
            )  # fmt: skip


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)


def _order(found: Comparison) -> Iterator[Row]:
    for each in found.variants:
        if each.order is None:
            continue
        for first, row in zip(each.order.actors, each.order.cells, strict=True):
            for then, cell in zip(each.order.actors, row, strict=True):
                if cell is not None:
                    between = cell.parameters.interval if cell.parameters else None
                    yield (
                        each.name, first, then, cell.baseline, cell.variant, cell.difference,
                        *_ends(cell.monte_carlo), *_ends(between),
                    )  # fmt: skip


def _ladders(found: Comparison) -> Iterator[Row]:
    for each in found.variants:
        for at, ladders in (("end", each.ends), ("highest", each.acts)):
            for ladder in ladders:
                for i, was in enumerate(ladder.rungs):
                    for j, now in enumerate(ladder.rungs):
                        yield each.name, ladder.stance, at, was, now, int(ladder.joint[i, j])


def _tipping(found: Comparison) -> Iterator[Row]:
    for world in found.worlds:
        if world.tipping is not None:
            for tip in world.tipping.tips:
                yield (
                    world.name, world.tipping.outcome, world.tipping.share, tip.parameter, tip.unit,
                    tip.correlation, tip.centre, tip.to, tip.sds,
                )  # fmt: skip


_TYPES = {
    "pairs": "Int64", "replication": "Int64", "both": "Int64", "only_baseline": "Int64",
    "only_changed": "Int64", "neither": "Int64", "sooner": "Int64", "same": "Int64",
    "later": "Int64", "identical": "Boolean",
}  # fmt: skip
_NAMES = {
    "variant", "sort", "quantity", "unit", "first", "then", "stance", "at", "outcome", "parameter", "reason",
}  # fmt: skip


def _frame(name: str, rows: Iterator[Row]) -> pl.DataFrame:
    """Rows as a table with the columns of MEANINGS."""
    import polars as pl

    schema = {}
    for column in MEANINGS[name]:
        words = column in _NAMES or (name == "ladders" and column in {"baseline", "changed"})
        schema[column] = pl.String() if words else getattr(pl, _TYPES.get(column, "Float64"))()
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _curves(found: Comparison) -> pl.DataFrame:
    import polars as pl

    empty = _frame("curves", iter(()))
    frames = [
        pl.DataFrame(
            {
                "variant": [each.name] * curve.days.size,
                "quantity": [curve.of] * curve.days.size,
                "day": curve.days.astype(np.float64),
                "baseline": curve.baseline,
                "changed": curve.variant,
                "low": curve.low,
                "high": curve.high,
            }
        )
        for each in found.variants
        for curve in each.curves
    ]
    return pl.concat([empty, *frames])


def _outcomes(found: Comparison) -> pl.DataFrame:
    """Every outcome of every replication of every world, as in the tables of a run."""
    import polars as pl

    names = pl.Enum([world.name for world in found.worlds])
    ids = pl.Enum([outcome.id for outcome in found.scenario.outcomes])
    ladders = [rung.id for issue in found.scenario.issues for rung in issue.rungs]
    rungs = pl.Enum(list(dict.fromkeys(ladders)))
    return pl.concat(
        _values(found, world, outcome, (names, ids, rungs))
        for world in found.worlds
        for outcome in found.scenario.outcomes
        if outcome.id in world.outcomes
    )


def _values(
    found: Comparison, world: World, outcome: Outcome, enums: tuple[pl.Enum, pl.Enum, pl.Enum]
) -> pl.DataFrame:
    import polars as pl

    values = world.outcomes[outcome.id]
    replication = np.flatnonzero(~np.isnan(values))
    kept = pl.Series(values[replication])
    measure, on = outcome.measure, outcome.at_end or outcome.highest
    names, ids, rungs = enums
    nothing = pl.Series([None]).cast(pl.Float64).new_from_index(0, replication.size)
    days = measure in {"first_reaches", "days_at_or_above"}
    ladder = [] if on is None else [rung.id for rung in found.scenario.issue(on.issue).rungs]
    rung = nothing.cast(pl.String)
    if on is not None:
        rung = pl.Series(np.array(ladder)[values[replication].astype(np.int64)])
    return pl.DataFrame(
        {
            "variant": pl.Series([world.name], dtype=names).new_from_index(0, replication.size),
            "replication": replication,
            "outcome": pl.Series([outcome.id], dtype=ids).new_from_index(0, replication.size),
            "days": kept.replace(np.inf, None) if days else nothing,
            "yes": kept == 1.0 if measure == "before" else nothing.cast(pl.Boolean),
            "rung": rung.cast(rungs),
            "distance": kept if measure == "spread" else nothing,
        }
    )
