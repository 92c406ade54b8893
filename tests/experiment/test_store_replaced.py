"""What is there is not lost: by other requests, other code, altered tables, damaged chunks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from sim.experiment import sources
from sim.experiment.chunks import Chunk
from sim.experiment.opened import Differs, working_folder
from sim.experiment.store import Request, run
from tests.experiment.many import digest, everything, manifest
from tests.experiment.stopping import ONE, REQUEST, RUNS, Stopped, stop_after, stopped


def test_a_stopped_run_is_not_cut_short_unseen(target: Path) -> None:
    """More replications are there than are asked for: none is thrown away but where that is said."""
    kept = stopped(REQUEST, target, 8)
    fewer = Request(REQUEST.scenario, 22)
    with pytest.raises(
        Differs, match=r"up to number 40 of an interrupted run are there, more than 22"
    ):
        run(fewer, target, workers=ONE, chunk=5, resume=True)
    assert set(working_folder(target).done()) == kept
    run(fewer, target, workers=ONE, chunk=5, restart=True)
    assert manifest(target)["runs"] == 22


def test_a_finished_run_is_not_shrunk_by_what_was_to_extend_it(target: Path) -> None:
    """Finished, its extension interrupted, then fewer asked for: found by an attack, 20,000 became 5,000."""
    run(Request(REQUEST.scenario, 20), target, workers=ONE, chunk=5)
    first = digest(target)
    kept = stopped(REQUEST, target, 2, resume=True)
    for fewer in (5, 20, 29):
        with pytest.raises(Differs, match=r"are there, more than|has 20 runs already"):
            run(Request(REQUEST.scenario, fewer), target, workers=ONE, chunk=5, resume=True)
        assert digest(target) == first
        assert set(working_folder(target).done()) == kept


def test_what_was_made_from_something_else_is_not_extended(target: Path) -> None:
    run(REQUEST, target, workers=ONE)
    before = digest(target)
    for other in (
        Request(REQUEST.scenario, RUNS + 5, seed=1),
        Request(everything(days=61), RUNS + 5),
        Request(REQUEST.scenario, RUNS + 5, until=REQUEST.scenario.start + timedelta(days=20)),
    ):
        for resume in (True, False):
            with pytest.raises(Differs, match=r"made from another .*--restart to replace it"):
                run(other, target, workers=ONE, resume=resume)
    for resume in (True, False):
        with pytest.raises(Differs, match="has 60 runs already, more than 40"):
            run(Request(REQUEST.scenario, 40), target, workers=ONE, resume=resume)
    assert digest(target) == before
    assert [path.name for path in target.parent.iterdir()] == ["run"]


def test_forgetting_resume_loses_nothing(target: Path, ran: list[Chunk]) -> None:
    kept = stopped(REQUEST, target, 3)
    with pytest.raises(Differs, match=r"15 runs of an interrupted run are there.*add --resume"):
        run(REQUEST, target, workers=ONE, chunk=5)
    assert set(working_folder(target).done()) == kept
    ran.clear()
    run(REQUEST, target, workers=ONE, chunk=5, restart=True)
    assert ran == [Chunk(n, 5) for n in range(0, RUNS, 5)]


def test_a_restart_that_is_stopped_is_gone_on_with(target: Path) -> None:
    """It was said that the finished run may be replaced; that need not be said twice."""
    run(REQUEST, target, workers=ONE)
    other = Request(REQUEST.scenario, 20, seed=3)
    with pytest.raises(Stopped):
        run(other, target, workers=ONE, chunk=5, restart=True, progress=stop_after(2))
    run(other, target, workers=ONE, chunk=5, resume=True)
    assert (manifest(target)["runs"], manifest(target)["seed"]) == (20, 3)


def test_the_same_request_and_a_larger_one_replace_a_finished_run(target: Path) -> None:
    run(Request(REQUEST.scenario, 20), target, workers=ONE)
    first = digest(target)
    run(Request(REQUEST.scenario, 20), target, workers=ONE)
    assert digest(target) == first
    run(Request(REQUEST.scenario, 25), target, workers=ONE)
    assert manifest(target)["runs"] == 25


# --- other code, altered tables, damaged chunks ------------------------------------------------------


def test_chunks_of_other_code_are_not_gone_on_with(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is the same, the source is not."""
    kept = stopped(REQUEST, target, 3)
    run(Request(REQUEST.scenario, 10), target.with_name("whole"), workers=ONE)
    monkeypatch.setattr(sources, "digest", lambda: "0" * 16)
    told = "another version of the program's code"
    with pytest.raises(Differs, match=told):
        run(REQUEST, target, workers=ONE, resume=True)
    assert set(working_folder(target).done()) == kept
    with pytest.raises(Differs, match=told):
        run(REQUEST, target.with_name("whole"), workers=ONE, resume=True)


def alter(folder: Path) -> None:
    """Change one number in a table, as if it had been so from the beginning."""
    path = folder / "outcomes.parquet"
    table = pl.read_parquet(path)
    table.with_columns(pl.col("days") + 1.0).write_parquet(path)


def spoil(folder: Path) -> None:
    """Cut a table off in the middle."""
    path = folder / "events.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (alter, "the tables in .* are not those that its manifest describes; --restart"),
        (spoil, r"events\.parquet in .* cannot be read"),
        (lambda folder: (folder / "failures.parquet").unlink(), r"failures\.parquet in .* cannot"),
    ],
)
def test_altered_tables_are_not_taken_over(
    target: Path, damage: Callable[[Path], None], told: str
) -> None:
    run(Request(REQUEST.scenario, 20), target, workers=ONE)
    damage(target)
    with pytest.raises(Differs, match=told):
        run(REQUEST, target, workers=ONE, resume=True)
    assert manifest(target)["runs"] == 20
    assert [path.name for path in target.parent.iterdir()] == ["run"]


def test_a_damaged_chunk_is_named_and_run_again(
    expected: str, target: Path, ran: list[Chunk]
) -> None:
    stopped(REQUEST, target, 4)
    path = working_folder(target).path("positions", Chunk(5, 5))
    path.write_bytes(path.read_bytes()[:-100] + b"0" * 100)
    ran.clear()
    said: list[str] = []
    run(REQUEST, target, workers=ONE, chunk=5, resume=True, say=said.append)
    assert said == [f"{path} is damaged or gone; its replications are run again"]
    assert Chunk(5, 5) in ran
    assert Chunk(10, 5) not in ran
    assert digest(target) == expected


def test_a_damaged_table_that_was_taken_over_is_taken_over_again(
    expected: str, target: Path, ran: list[Chunk]
) -> None:
    run(Request(REQUEST.scenario, 20), target, workers=ONE, chunk=5)
    stopped(REQUEST, target, 2, resume=True)
    path = working_folder(target).path("outcomes", Chunk(0, 20))
    path.write_bytes(b"PAR1")
    ran.clear()
    run(REQUEST, target, workers=ONE, chunk=5, resume=True)
    assert ran == [Chunk(n, 5) for n in range(30, RUNS, 5)]
    assert digest(target) == expected
