"""Draws that are known take the place of the generator's, in either engine, and nothing else changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engine.des import Runaway, run
from sim.engine.known import Key, Known, known
from sim.engine.noise import Noise
from sim.experiment.canary import compare
from sim.model import keys
from sim.model.lower import lower
from sim.model.philox import pack
from sim.model.program import Program
from sim.scenario.files.load import load
from tests.engine.worlds_made import Made, made

SHIPPED = ("may-2024", "tanks-2023")
COUNT = 4


@dataclass(frozen=True)
class Listening(Noise):
    """Noise that notes every draw it is asked for, in the terms of Known."""

    noted: dict[Key, float] = field(default_factory=dict)

    def work(self, stance: int, rung: int, direction: int, visit: int, step: int) -> float:
        found = super().work(stance, rung, direction, visit, step)
        word = self.program.stances.word[stance]
        self.noted[word, pack(keys.WORK, rung, direction, step, visit)] = found
        return found

    def _uniform(
        self,
        word: int,
        purpose: int,
        rung: int = 0,
        direction: int = 0,
        *,
        step: int = 0,
        visit: int = 0,
    ) -> float:
        found = super()._uniform(word, purpose, rung, direction, step=step, visit=visit)
        if purpose not in {keys.WORK, keys.BEGINS, keys.ENDS}:
            self.noted[word, pack(purpose, rung, direction, step, visit)] = found
        return found


def middles(program: Program) -> dict[Key, float]:
    """Every date in the middle of its window."""
    table = program.moments
    windows = zip(table.word, table.purpose, table.low, table.high, strict=True)
    return {
        (word, pack(purpose, 0, 0, 0, 0)): 0.5 * (high - low)
        for word, purpose, low, high in windows
    }


def draws_of(program: Program, replication: int) -> dict[Key, float]:
    """Every draw that a replication asked for, its dates in the middle of their windows."""
    noise = Listening(program, 0, replication, middles(program))
    run(program, noise, split=False)
    return noise.noted | middles(program)


def told(program: Program, noise: Noise) -> list[tuple[float, int, int, int, int]]:
    return [
        (round(e.time, 9), e.kind, e.subject, e.before, e.after)
        for e in run(program, noise, split=False).events
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_replication_told_all_that_another_drew_is_that_other(name: str) -> None:
    program = lower(load(name).scenario)
    for replication in range(20):
        one = told(program, Noise(program, 0, replication, middles(program)))
        drawn = draws_of(program, replication)
        assert told(program, Noise(program, 99, 12345, drawn)) == one
        assert told(program, Noise(program, 99, 12345, middles(program))) != one


def _elsewhere(program: Program, count: int) -> Known:
    """What other replications drew, with every other key left out."""
    drawn = [draws_of(program, 1000 + number) for number in range(count)]
    return known([dict(sorted(world.items())[::2]) for world in drawn])


@pytest.mark.parametrize("name", SHIPPED)
def test_both_engines_know_the_same(name: str) -> None:
    program = lower(load(name).scenario)
    drawn = _elsewhere(program, 40)
    for replication in range(40):
        assert compare(program, 0, replication, known=drawn) == ""


@seed(20240530)
@settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(made())
def test_both_engines_know_the_same_in_made_scenarios(example: Made) -> None:
    program = example.program()
    try:
        drawn = _elsewhere(program, COUNT)
    except Runaway:
        return
    for replication in range(COUNT):
        assert compare(program, 0, replication, known=drawn) == ""


def test_known_draws_may_be_shared_by_replications() -> None:
    found = known([{(1, 2): 0.5}, {(3, 4): 0.25, (3, 1): 0.75}], each=2)
    assert found.rows.tolist() == [[0, 1], [0, 1], [1, 3], [1, 3]]
    assert found.of(3) == {(3, 1): 0.75, (3, 4): 0.25}
    assert [row.tolist()[:2] for row in found.draws[1:]] == [(3, 1), (3, 4)]
