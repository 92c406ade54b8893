"""What a stance felt by its script against the SimPy engine, and the weighing compiled against itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engine.abduction import many
from sim.engine.abduction.many import Determined
from sim.engine.abduction.script import Script, parameters_of, scripts
from sim.engine.des import Runaway, run
from sim.engine.noise import Noise
from sim.engine.trace import DECISION, FORCE, RELEASE, Decided, Trace
from sim.experiment.counterfactual.shared import Shared, shared
from sim.model import keys
from sim.model.keys import DOWN, UP, WORK
from sim.model.lower import lower
from sim.model.philox import pack, uniform
from sim.model.program import Program
from sim.scenario.files.load import load
from tests.engine.worlds_made import Made, made
from tests.experiment.counterfactual.worlds import ALL, Told, as_known, is_apart, record
from tests.worlds import busy

SEED = 5  # of the runs that are recorded
LONGEST = 400  # events of a record: those that go on and on say no more
MADE = settings(
    max_examples=120,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Recorded:
    """A run, its record, and what each stance has of it at the run's own numbers."""

    program: Program
    trace: Trace
    shared: Shared
    scripts: tuple[Script, ...]
    replication: int

    def numbers(self, stance: int) -> np.ndarray:
        """The uniforms behind a stance's numbers in the run."""
        own, code = parameters_of(self.program, stance)[0], pack(keys.PARAMETER, 0, 0, 0, 0)
        words = [self.program.parameters.word[index] for index in own]
        return np.array([uniform(SEED, self.replication, word, code) for word in words])


def recorded(program: Program, replication: int, told: Told = ALL) -> Recorded | None:
    """A run with its record; None where no record could hold it."""
    built = as_known(program, replication, SEED)
    try:
        trace = run(built, Noise(built, SEED, replication), split=False)
    except Runaway:
        return None
    story = record(trace, told)
    if not is_apart(built, story) or len(story) > LONGEST:
        return None
    found = shared(built, story, SEED, replication, built.horizon)
    each = scripts(built, found.given, found.values, found.moments, built.horizon)
    return Recorded(built, trace, found, each, replication)


def spare(one: Script, draws: int, number: int = 0) -> np.ndarray:
    return np.random.default_rng(number).random((draws, many.spares_of(one)))


def is_plain(program: Program, stance: int, one: Script) -> bool:
    """Whether the work is known whatever the ends of steps: no gate is shut, or every end is on record."""
    return not one.shut.any() or all(program.stances.ends_stage[stance])


def work_of(found: tuple[Determined, ...], rung: int, direction: int, visit: int) -> float:
    key = (WORK, rung, direction, visit)
    return sum(e.value for e in found if (e.purpose, e.rung, e.direction, e.visit) == key)


def decided(trace: Trace, stance: int, one: Script) -> Iterator[tuple[int, int, int, Decided]]:
    """A stance's decisions with the rung left, the direction and the visit."""
    visits: Counter[int] = Counter()
    moves = [
        e for e in trace.events if e.subject == stance and e.kind in {DECISION, FORCE, RELEASE}
    ]
    for event in moves:
        if event.decided is not None:
            direction = UP if event.after > event.before else DOWN
            yield event.before, direction, visits[event.before], event.decided
        visits[0 if one.acts and event.kind != RELEASE else event.after] += 1


def check(found: Recorded) -> int:
    """The run is possible at its own numbers, and the work found is what its clocks did."""
    again = run(
        found.program, Noise(found.program, SEED, found.replication), given=found.shared.given
    )
    count = 0
    for stance, one in enumerate(found.scripts):
        u = found.numbers(stance)
        assert np.isfinite(many.weights(one, u[None], spare(one, 1))[0])
        if not is_plain(found.program, stance, one):
            continue
        noise = many.determined(one, u, spare(one, 1)[0])
        free = decided(found.trace, stance, one)
        for (rung, way, visit, ran), (*_, told) in zip(
            free, decided(again, stance, one), strict=True
        ):
            assert told.work == pytest.approx(ran.work, rel=1e-6, abs=1e-6)
            assert work_of(noise, rung, way, visit) == pytest.approx(told.work, rel=1e-9)
            opposite = work_of(noise, rung, DOWN if way == UP else UP, visit)
            assert opposite == pytest.approx(told.opposite, rel=1e-9, abs=1e-12)
            count += 1
    return count


@pytest.mark.parametrize("name", ["may-2024", "tanks-2023"])
def test_a_stance_feels_along_its_script_what_the_engine_feels(name: str) -> None:
    program = lower(load(name).scenario)
    found = [recorded(program, n) for n in range(10)]
    assert sum(check(each) for each in found if each is not None) > 30


def test_so_it_does_where_everything_happens() -> None:
    found = [recorded(busy(), n) for n in range(30)]
    assert sum(check(each) for each in found if each is not None) > 60


@seed(20240531)
@MADE
@given(made())
def test_so_it_does_in_made_scenarios(example: Made) -> None:
    found = recorded(example.program(), 0)
    if found is not None:
        check(found)


def same_bits(found: Recorded, monkeypatch: pytest.MonkeyPatch) -> int:
    count = 0
    for stance, one in enumerate(found.scripts):
        u = np.random.default_rng(stance).random((4, many.numbers_of(one)))
        u[0] = found.numbers(stance)
        aux = spare(one, 4, stance)
        fast = many.weights(one, u, aux), many.determined(one, u[0], aux[0])
        with monkeypatch.context() as patched:
            patched.setattr(many, "find_spec", lambda _: None)
            slow = many.weights(one, u, aux), many.determined(one, u[0], aux[0])
        assert fast[0].tobytes() == slow[0].tobytes()
        assert fast[1] == slow[1]
        count += int(np.isfinite(fast[0]).sum())
    return count


def test_the_compiled_weighing_has_the_bits_of_the_plain_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = [busy(), *(lower(load(name).scenario) for name in ("may-2024", "tanks-2023"))]
    found = [recorded(each, n, Told(0.3, seed=n)) for each in programs for n in range(6)]
    assert sum(same_bits(each, monkeypatch) for each in found if each is not None) > 150


@seed(20240601)
@MADE
@given(made())
def test_so_it_has_in_made_scenarios(example: Made) -> None:
    found = recorded(example.program(), 1, Told(0.3, seed=1))
    if found is not None:
        with pytest.MonkeyPatch.context() as patched:
            same_bits(found, patched)
