"""The tables of a counterfactual, tidy; their columns are described in MEANINGS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.abduction.script import parameters_of
from sim.experiment.counterfactual.found import Answered, Counterfactual
from sim.experiment.counterfactual.posterior import Posterior
from sim.model.quantile import FIXED, bounded_variate

if TYPE_CHECKING:
    import polars as pl

_CHANGE = "id of the change; empty for the worlds without one, which are the record"

MEANINGS: dict[str, dict[str, str]] = {
    "butfor": {
        "change": "id of the change: cause (with + at its end: and what came of it), actor/issue, variant",
        "kind": "cause, alone (a cause without what came of it), decisions, together or variant",
        "title": "the change in words",
        "outcome": "id of the outcome",
        "happened": "whether the outcome happened on record",
        "worlds": "worlds in which the answer without the change is the record's",
        "turned": "worlds among them in which the change turns the answer",
        "necessity": "turned / worlds: the probability of necessity where the outcome happened",
        "low": "lower end of its 95 % interval, which counts on the effective draws",
        "high": "upper end of its 95 % interval",
        "never": "share of worlds in which a date never comes; 0 for outcomes without a date",
        "later": "share of worlds in which it comes more than a day later",
        "same": "share of worlds in which it comes within a day of its date",
        "sooner": "share of worlds in which it comes more than a day sooner",
        "construction": "'fails' or 'stands' where the answer depends on no number; else empty",
        "suffices": "probability of sufficiency; empty where no world lacked both",
        "suffices_low": "lower end of its 95 % interval",
        "suffices_high": "upper end of its 95 % interval",
        "suffices_worlds": "worlds in which neither the cause nor the outcome came about",
    },
    "outcomes": {
        "change": _CHANGE,
        "world": "number of the world, from 0; replication of the seed under its known draws",
        "outcome": "id of the outcome",
        "value": "days of a first_reaches (empty: not by the end) or days held; 1 or 0 of a before; "
        "index of a rung, from 0, of an at_end or highest; 0 to 1 of a spread",
    },
    "fan": {
        "change": _CHANGE,
        "stance": "`actor/issue`",
        "day": "days from the scenario's start (UTC)",
        "rung": "id of the rung",
        "share": "share of worlds that stand on it then; of acts, whose sharpest act so far it is",
    },
    "numbers": {
        "parameter": "name of a number given as a distribution, with its stance",
        "prior_low": "5 % quantile before the record",
        "prior_middle": "median before the record",
        "prior_high": "95 % quantile before the record",
        "low": "5 % quantile given the record",
        "middle": "median given the record",
        "high": "95 % quantile given the record",
    },
}
TABLES = tuple(MEANINGS)
QUANTILES = (0.05, 0.5, 0.95)


def tables(found: Counterfactual) -> dict[str, pl.DataFrame]:
    """All tables, by name."""
    import polars as pl

    return {
        "butfor": pl.DataFrame(list(_cells(found)), infer_schema_length=None),
        "outcomes": pl.concat([_outcomes(each) for each in (found.null, *found.answers)]),
        "fan": pl.concat([_fan(found, each) for each in (found.null, *found.answers)]),
        "numbers": pl.DataFrame(
            list(_numbers(found.posterior)), schema=_schema("numbers"), orient="row"
        ),
    }


_NUMBERS = {
    "suffices": float,
    "suffices_low": float,
    "suffices_high": float,
    "suffices_worlds": int,
}


def _schema(table: str) -> dict[str, Any]:
    return {name: str if name == "parameter" else float for name in MEANINGS[table]}


def _cells(found: Counterfactual) -> Iterator[dict[str, Any]]:
    for answer in found.answers:
        for column in found.columns:
            cell = found.cells[answer.row.id].get(column.outcome.id)
            if cell is None:
                continue
            suffices = cell.suffices
            yield {
                "change": answer.row.id,
                "kind": answer.row.kind,
                "title": answer.row.title,
                "outcome": column.outcome.id,
                "happened": column.happened,
                "worlds": cell.changed.runs,
                "turned": cell.changed.count,
                "necessity": cell.changed.value,
                "low": cell.changed.low,
                "high": cell.changed.high,
                "never": cell.never,
                "later": cell.later,
                "same": cell.same,
                "sooner": cell.sooner,
                "construction": cell.construction,
                "suffices": None if suffices is None else suffices.value,
                "suffices_low": None if suffices is None else suffices.low,
                "suffices_high": None if suffices is None else suffices.high,
                "suffices_worlds": None if suffices is None else suffices.runs,
            }


def _outcomes(answer: Answered) -> pl.DataFrame:
    import polars as pl

    return pl.concat(
        [
            pl.DataFrame(
                {
                    "change": [answer.row.id] * values.size,
                    "world": np.arange(values.size),
                    "outcome": [name] * values.size,
                    "value": pl.Series(values).replace(np.inf, None),
                }
            )
            for name, values in answer.values.items()
        ]
        or [pl.DataFrame(schema={"change": str, "world": int, "outcome": str, "value": float})]
    )


def _fan(found: Counterfactual, answer: Answered) -> pl.DataFrame:
    import polars as pl

    frames = []
    names = found.program.stances.name
    for stance, shares in answer.fan.shares.items():
        ladder = found.program.ladder(names.index(stance)) if stance in names else ()
        rungs = ladder or tuple(str(rung) for rung in range(shares.shape[1]))
        days, count = len(answer.fan.days), len(rungs)
        frames.append(
            pl.DataFrame(
                {
                    "change": [answer.row.id] * (days * count),
                    "stance": [stance] * (days * count),
                    "day": np.repeat(np.array(answer.fan.days), count),
                    "rung": list(rungs) * days,
                    "share": shares.ravel(),
                }
            )
        )
    return pl.concat(frames)


def _numbers(posterior: Posterior) -> Iterator[tuple[str | float, ...]]:
    """Each stance's numbers before and after the record."""
    table = posterior.program.parameters
    for s, population in enumerate(posterior.populations):
        rows = population.u[posterior.chosen[:, s]]
        for column, index in enumerate(parameters_of(posterior.program, s)[0]):
            if table.shape[index] == FIXED:
                continue
            after = np.quantile(rows[:, column], QUANTILES)
            told = [_value(posterior, index, float(u)) for u in (*QUANTILES, *after)]
            yield table.name[index], *told


def _value(posterior: Posterior, index: int, u: float) -> float:
    t = posterior.program.parameters
    return bounded_variate(
        t.shape[index], t.a[index], t.b[index], t.c[index], t.low_p[index], t.high_p[index],
        t.low[index], t.high[index], u,
    )  # fmt: skip
