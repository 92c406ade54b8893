"""The committed reference results come out again, to the last bit."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

HOME = Path(__file__).parents[2] / "results" / "reference"


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_make", HOME / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    maker = _maker()
    return {name: maker.as_text(value) for name, value in maker.reference().items()}


@pytest.mark.parametrize("name", ["replay.json", "run.json", "ensemble.json"])
def test_the_reference_is_made_again(made: dict[str, str], name: str) -> None:
    committed = json.loads((HOME / "may-2024" / name).read_text())
    assert json.loads(made[name]) == committed
