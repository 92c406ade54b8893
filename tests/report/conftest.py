"""The shipped case once for all tests of a worker: replayed, and run beside its record."""

from __future__ import annotations

import pytest

from sim.engine.des import run
from sim.engine.noise import Noise
from sim.experiment.replay import Replay, replay
from sim.model.lower import lower
from sim.report.history import History, of_replay, of_run
from sim.scenario.files.load import Case, load


@pytest.fixture(scope="session")
def case() -> Case:
    return load("may-2024")


@pytest.fixture(scope="session")
def followed(case: Case) -> Replay:
    return replay(case, draws=5)


@pytest.fixture(scope="session")
def replayed(followed: Replay) -> History:
    return of_replay(followed)


@pytest.fixture(scope="session")
def ran(case: Case) -> History:
    program = lower(case.scenario)
    return of_run(case.scenario, run(program, Noise(program, 0, 0)), case.record)
