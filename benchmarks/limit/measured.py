"""The compiled engine against the same loop in C: first the same bits, then how much longer it takes."""

from __future__ import annotations

import numpy as np

from benchmarks import timing, worlds
from benchmarks.limit.native import Native
from benchmarks.results import Row
from sim.engine import batch
from sim.model.program import Program

GOAL = 1.5
SAME = 10_000  # replications compared bit for bit
TIMED = {"may-2024": 3_000, "tanks-2023": 8_000, "twenty actors": 200}  # replications in a round
TABLES = ("events", "reals", "felt", "felt_reals", "lengths", "stopped")


class NotTheSame(Exception):  # noqa: N818 (a verdict on the two engines)
    """The two loops do not agree: their times may not be compared."""


def rows(rounds: int) -> list[Row]:
    """A row for each world that is timed; all are compared. Raises NotTheSame."""
    programs = worlds.compared()
    for name, program in programs.items():
        compare(name, program)
    return [_row(name, programs[name], rounds) for name in TIMED]


def compare(name: str, program: Program) -> None:
    """Compare every event and every pressure moved, with nothing allowed between them."""
    ours = batch.simulate(program, 0, 0, SAME, keep=True)
    limit = Native(program).simulate(0, 0, SAME, keep=True)
    for table in TABLES:
        if not np.array_equal(getattr(ours, table), getattr(limit, table)):
            raise NotTheSame(f"{name}: {table} of {SAME:,} replications")


def _row(name: str, program: Program, rounds: int) -> Row:
    native, arrays, count = Native(program), batch.world(program), TIMED[name]
    taken = timing.in_turn(
        {
            "numba": (lambda: batch.simulate(program, 0, 0, count, arrays=arrays), count),
            "c": (lambda: native.time(0, 0, count), count),
        },
        rounds,
    )
    slow, fast = taken["numba"], taken["c"]
    return Row(
        "against the limit", name, "compiled engine", "C",
        timing.ratio(slow, fast), timing.paired(slow, fast), GOAL,
    )  # fmt: skip
