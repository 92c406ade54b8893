"""The small exercise, loaded once for all tests of a worker."""

from __future__ import annotations

import pytest

from sim.classroom.game import Game, game
from sim.scenario.exercise.load import Class, load_exercise
from tests.classroom.pack.small import small_exercise


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    return load_exercise(small_exercise(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session")
def small(loaded: Class) -> Game:
    return game(loaded, 0)


@pytest.fixture(scope="session")
def shipped_class() -> Class:
    return load_exercise("may-2024")


@pytest.fixture(scope="session")
def shipped(shipped_class: Class) -> Game:
    return game(shipped_class, 0)
