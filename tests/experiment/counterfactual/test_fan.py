"""Fans: the shares of worlds by rung and day, against a count world by world."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns
from sim.experiment.counterfactual.fan import fan
from sim.model.program import Program
from tests.worlds import busy

WORLDS = 60
PROGRAM = busy()
EVENTS = run_chunk(Task(PROGRAM, 0, "des"), Chunk(0, WORLDS))


def by_hand(program: Program, events: Columns, stance: int, day: float) -> list[float]:
    """Where each world stands on a day: walk through its moves."""
    counts = [0] * program.stances.rungs[stance]
    for world in range(WORLDS):
        held = program.stances.start[stance]
        rows = zip(
            events.replication, events.kind, events.subject, events.time, events.after, strict=True
        )
        for replication, kind, subject, time, after in rows:
            if replication == world and kind in {4, 5} and subject == stance and time <= day:
                held = max(held, after) if program.stances.acts[stance] else after
        counts[held] += 1
    return [count / WORLDS for count in counts]


@pytest.mark.parametrize("stance", range(3))
def test_the_fan_is_a_count_of_worlds_by_rung_and_day(stance: int) -> None:
    found = fan(PROGRAM, EVENTS, PROGRAM.horizon)
    shares = found.shares[PROGRAM.stances.name[stance]]
    assert shares.shape == (61, PROGRAM.stances.rungs[stance])
    for day in (0, 7, 23, 41, 60):
        assert shares[day].tolist() == pytest.approx(by_hand(PROGRAM, EVENTS, stance, day))
    assert np.allclose(shares.sum(axis=1), 1.0)


def test_a_world_that_moves_is_seen_to_move() -> None:
    shares = fan(PROGRAM, EVENTS, PROGRAM.horizon).shares["us/use"]
    assert shares[0, 0] == 1.0
    assert shares[-1, 0] < 1.0
