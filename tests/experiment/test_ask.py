"""What is asked for in Python: an option that cannot be one is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

import sim
from sim.experiment import engines


def asked(**options: Any) -> sim.Run:  # noqa: ANN401
    return sim.run("tanks-2023", **{"runs": 3, "engine": "des", **options})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"runs": 0}, "runs: found 0, expected 1 or more"),
        ({"runs": -3}, "runs: found -3, expected 1 or more"),
        ({"runs": 2.5}, "runs: found 2.5, expected a whole number"),
        ({"runs": "10"}, "runs: found '10', expected a whole number"),
        ({"seed": -1}, "seed: found -1, expected 0 to"),
        ({"seed": 2**64}, "seed: found 18446744073709551616, expected 0 to"),
        ({"engine": "foo"}, "engine: found 'foo', expected 'batch'"),
        ({"workers": 0}, "workers: found 0, expected 1 or more"),
        ({"until": "never"}, "until: found 'never', expected a date such as"),
        ({"until": "2031-01-01"}, "until: found 2031-01-01, expected 2022-12-15 to 2023-02-28"),
        ({"until": datetime(2023, 1, 9)}, "has no time zone"),  # noqa: DTZ001 (what is refused)
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        asked(**options)


@pytest.mark.parametrize("options", [{"seed": -1}, {"replication": -1}, {"until": "never"}])
def test_so_it_is_for_one_run(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(options))}: found"):
        sim.trace("tanks-2023", **options)


def test_a_bare_scenario_has_no_variants() -> None:
    scenario = sim.load("may-2024").scenario
    for call in (sim.run, sim.trace):
        with pytest.raises(ValueError, match="a Scenario by itself has no variants; give the Case"):
            call(scenario, variant="no-allies")


def test_a_number_of_numpy_is_a_number() -> None:
    assert asked(runs=np.int64(2), seed=np.uint64(7)).runs == 2


@pytest.mark.parametrize("until", ["2023-01-20", datetime(2023, 1, 21, tzinfo=UTC)])
def test_runs_may_end_early(until: str | datetime) -> None:
    run = asked(until=until)
    assert run.program.horizon == 37.0
    assert sim.trace("tanks-2023", until=until).until == 37.0


@pytest.mark.parametrize("value", ["1", "yes"])
def test_the_compiled_engine_is_refused_where_compilation_is_off(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", value)
    assert engines.default_engine() == "des"
    with pytest.raises(ValueError, match="engine 'batch': NUMBA_DISABLE_JIT is set"):
        asked(engine="batch")
    assert asked(engine=None).engine == "des"


def test_so_it_is_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert engines.default_engine() == "des"
    with pytest.raises(ValueError, match=r"engine 'batch': the compiled engine needs Numba"):
        asked(engine="batch")


@pytest.mark.parametrize("value", ["", "0"])
def test_compilation_is_on_where_the_variable_says_so(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", value)
    assert (engines.why_not_compiled() == "") is (find_spec("numba") is not None)
