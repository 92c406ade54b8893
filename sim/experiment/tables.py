"""The tables of a run folder, tidy: one row an event, a position taken, an outcome of a replication.

Columns are described in MEANINGS, with their units; the same words go into the run folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.trace import CAUSE, DATE, ENDS, KINDS, RELEASE
from sim.experiment.columns import Columns, Ints
from sim.experiment.outcomes import Found, outcomes
from sim.model.program import NONE, Program
from sim.scenario.language.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

MEANINGS: dict[str, dict[str, str]] = {
    "events": {
        "replication": "number of the replication, from 0",
        "time": "days from the scenario's start (UTC)",
        "kind": "cause, ends, stage, decision, force, date, hold or release",
        "subject": "id of the cause, `actor/issue` of the stance, or name of the gate",
        "from": "rung held before; empty for cause, ends and date",
        "to": "rung taken; of a stage the rung settled, if settled; of a hold or release the rung held; "
        "empty for cause, ends and date",
        "stage": "stage that ended; empty elsewhere",
        "background": "share (0 to 1) of a decision's work that was background; empty elsewhere",
    },
    "positions": {
        "replication": "number of the replication, from 0",
        "time": "days from the scenario's start (UTC); 0 for where a stance starts",
        "stance": "`actor/issue`",
        "rung": "rung taken, and held until the next row of the stance (an act is held no time)",
        "level": "level of the rung, 0 to 1",
    },
    "outcomes": {
        "replication": "number of the replication, from 0",
        "outcome": "id of the outcome",
        "days": "days from the start at which a rung is first reached, or days held; empty: not by the end",
        "yes": "whether one standing was reached before another; empty elsewhere",
        "rung": "rung at the end, or the highest; empty elsewhere",
        "distance": "difference of levels at the end, 0 to 1; empty elsewhere",
    },
    "failures": {
        "replication": "number of the replication",
        "reason": "why it came to nothing; it has no rows in the other tables",
    },
}


@dataclass(frozen=True)
class Tables:
    """Makes tables from columns, for one scenario."""

    scenario: Scenario
    program: Program
    until: float

    def of(self, columns: Columns) -> dict[str, pl.DataFrame]:
        """All tables of a chunk, by name."""
        import polars as pl

        found = outcomes(self.scenario, self.program, columns, self.until)
        return {
            "events": self._events(columns),
            "positions": self._positions(columns),
            "outcomes": self._outcomes(columns, found),
            "failures": pl.DataFrame(
                {
                    "replication": [each.replication for each in columns.failures],
                    "reason": [each.reason for each in columns.failures],
                },
                schema={"replication": pl.Int64, "reason": pl.String},
            ),
        }

    def _events(self, columns: Columns) -> pl.DataFrame:
        import polars as pl

        program = self.program
        causes, stances = list(program.causes.name), list(program.stances.name)
        subjects = [*causes, *stances, *program.gates.name]
        offset = np.full(columns.kind.size, len(causes))
        offset[(columns.kind == CAUSE) | (columns.kind == ENDS)] = 0
        offset[columns.kind == DATE] = len(causes) + len(stances)
        stages, stage = self._stages(columns)
        kinds = self._kinds()
        share = pl.Series("background", columns.share)
        decided = pl.Series(columns.kind == list(KINDS)[kinds.index("decision")])
        return pl.DataFrame(
            {
                "replication": columns.replication,
                "time": columns.time,
                "kind": _named(columns.kind - 1, kinds),
                "subject": _named(offset + columns.subject, subjects),
                "from": self._rungs(columns, columns.before),
                "to": self._rungs(columns, columns.after),
                "stage": _named(stage, stages),
                "background": share.zip_with(decided, pl.Series([None], dtype=pl.Float64)),
            }
        )

    def _kinds(self) -> list[str]:
        """The kinds of events; `release`, the last, only where a hold ends.

        A table's digest covers the names that a column may have: those of scenarios without it, and
        so of all that was run before there were releases, stay as they were.
        """
        releases = any(until != NONE for until in self.program.interventions.held_until)
        return [kind for n, kind in KINDS.items() if releases or n != RELEASE]

    def _stages(self, columns: Columns) -> tuple[list[str], Ints]:
        table = self.program.stances
        names = sorted({stage for stages in table.stages for stage in stages})
        most = max(table.steps)
        lookup = np.full((len(table.name), most), NONE, dtype=np.int64)
        for s, steps in enumerate(table.stage):
            for step, stage in enumerate(steps):
                lookup[s, step] = names.index(table.stages[s][stage])
        found = np.full(columns.step.size, NONE, dtype=np.int64)
        ended = columns.step >= 0
        found[ended] = lookup[columns.subject[ended], columns.step[ended]]
        return names, found

    def _ladders(self) -> tuple[list[str], Ints]:
        """All rung ids once, in the order of issues and ladders, and where each stance's are among them."""
        names = list(dict.fromkeys(chain.from_iterable(self.program.ladders)))
        most = max(len(ladder) for ladder in self.program.ladders)
        lookup = np.full((len(self.program.stances.name), most), NONE, dtype=np.int64)
        for s in range(lookup.shape[0]):
            for r, rung in enumerate(self.program.ladder(s)):
                lookup[s, r] = names.index(rung)
        return names, lookup

    def _rungs(self, columns: Columns, rungs: Ints) -> pl.Series:
        names, lookup = self._ladders()
        found = np.full(rungs.size, NONE, dtype=np.int64)
        meant = rungs >= 0
        found[meant] = lookup[columns.subject[meant], rungs[meant]]
        return _named(found, names)

    def _positions(self, columns: Columns) -> pl.DataFrame:
        import polars as pl

        moves, table, finished = columns.moves, self.program.stances, columns.finished
        count = len(table.name)
        replication = np.concatenate([np.repeat(finished, count), moves.replication])
        stance = np.concatenate([np.tile(np.arange(count), finished.size), moves.subject])
        rung = np.concatenate([np.tile(np.array(table.start), finished.size), moves.after])
        time = np.concatenate([np.zeros(finished.size * count), moves.time])
        order = np.lexsort((time, stance, replication))
        replication, stance, rung, time = (
            each[order] for each in (replication, stance, rung, time)
        )
        names, lookup = self._ladders()
        level = np.zeros(lookup.shape)
        for s, levels in enumerate(table.level):
            level[s, : len(levels)] = levels
        return pl.DataFrame(
            {
                "replication": replication,
                "time": time,
                "stance": _named(stance, list(table.name)),
                "rung": _named(lookup[stance, rung], names),
                "level": level[stance, rung],
            }
        )

    def _outcomes(self, columns: Columns, found: tuple[Found, ...]) -> pl.DataFrame:
        import polars as pl

        finished = columns.finished
        names = [each.outcome.id for each in found]
        rungs, _ = self._ladders()
        empty = pl.Series([None] * finished.size, dtype=pl.Float64)
        frames = []
        for number, each in enumerate(found):
            values = pl.Series(each.values)
            measure, on = each.outcome.measure, each.outcome.at_end or each.outcome.highest
            days = measure in {"first_reaches", "days_at_or_above"}
            ladder = [rung.id for rung in self.scenario.issue(on.issue).rungs] if on else []
            codes = np.array([rungs.index(rung) for rung in ladder] or [NONE], dtype=np.int64)
            chosen = codes[each.values.astype(np.int64)] if on else np.full(finished.size, NONE)
            frames.append(
                pl.DataFrame(
                    {
                        "replication": finished,
                        "outcome": _named(np.full(finished.size, number), names),
                        "days": values.replace(np.inf, None) if days else empty,
                        "yes": values == 1.0 if measure == "before" else empty.cast(pl.Boolean),
                        "rung": _named(chosen, rungs),
                        "distance": values if measure == "spread" else empty,
                    }
                )
            )
        whole = pl.concat(frames) if frames else self._no_outcomes(rungs)
        return whole.sort("replication", maintain_order=True)

    def _no_outcomes(self, rungs: list[str]) -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame(
            schema={
                "replication": pl.Int64, "outcome": pl.Enum([]), "days": pl.Float64,
                "yes": pl.Boolean, "rung": pl.Enum(rungs), "distance": pl.Float64,
            }
        )  # fmt: skip


def _named(codes: Ints, names: list[str]) -> pl.Series:
    """Codes as an Enum of names; NONE becomes empty."""
    import polars as pl

    meant = pl.Series(codes >= 0)
    physical = pl.Series(np.where(codes >= 0, codes, 0)).cast(pl.UInt32)
    found = (
        physical.cat.to(pl.Enum(names))
        if names
        else pl.Series([None] * codes.size, dtype=pl.Enum([]))
    )
    return found.zip_with(meant, pl.Series([None], dtype=found.dtype))
