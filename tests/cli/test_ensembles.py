"""Many runs in a folder: made, made again, extended, listed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import polars as pl
import pytest

import sim.report.pages.ensemble
from sim.experiment import executors
from sim.experiment.chunks import Chunk, Task, run_chunk
from sim.experiment.columns import Columns
from sim.experiment.digests import tables_digest
from tests.cli.program import Done, tabletop

TABLES = ["events", "failures", "outcomes", "positions"]
Write = Callable[..., object]


def quick(folder: Path, *_: object, **__: object) -> None:
    """A report in a moment."""
    (folder / "report.html").write_text("<title>A report</title>", encoding="utf-8")


def full(folder: Path, *_: object, **__: object) -> None:
    """Half a report, and then the disk is full."""
    (folder / "figures").mkdir()
    raise OSError(28, "No space left on device", str(folder / "figures"))


@pytest.fixture(autouse=True)
def writer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Write], None]:
    """Puts a writer of reports in place of the real one; a quick one from the start."""
    real = sim.report.pages.ensemble.write_ensemble

    def put(act: Write) -> None:
        stand_in = create_autospec(real, side_effect=act)
        monkeypatch.setattr("sim.report.pages.ensemble.write_ensemble", stand_in)

    put(quick)
    return put


def runs(*arguments: str | Path, count: int = 12) -> Done:
    return tabletop("run", "tanks-2023", "--runs", str(count), "--engine", "des", *arguments)


def manifest(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def test_a_folder_holds_the_tables_and_how_they_were_made(here: Path) -> None:
    done = runs("--seed", "4", "--out", "kept")
    assert done.code == 0
    assert "Wrote kept/report.html and the tables beside it." in done.words
    names = {path.name for path in (here / "kept").iterdir()}
    assert names >= {f"{table}.parquet" for table in TABLES}
    assert names >= {"manifest.json", "scenario.json", "columns.json", "report.html"}
    told = manifest(here / "kept")
    assert (told["kind"], told["scenario"], told["seed"], told["runs"]) == (
        "ensemble", "tanks-2023", 4, 12,
    )  # fmt: skip
    assert [path.name for path in here.iterdir()] == ["kept"]


def test_the_same_again_has_the_same_digest(here: Path) -> None:
    runs("--out", "kept")
    done = tabletop("rerun", "kept", "--out", "again", "--engine", "des", "--json")
    assert done.code == 0
    assert done.json["same"] is True
    assert done.json["before"] == done.json["after"] == manifest(here / "again")["results_digest"]
    by_file = tabletop("rerun", "kept/manifest.json", "--engine", "des")
    assert by_file.code == 0
    assert "the same results" in by_file.words


def test_other_results_than_the_manifest_says_are_told(here: Path) -> None:
    """Tables and manifest agree with one another, and the code makes others."""
    runs("--out", "kept")
    alter(here / "kept")
    digest = tables_digest(here / "kept")
    told = manifest(here / "kept") | {"results_digest": digest, "python": "2.7", "sources": "old"}
    (here / "kept" / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    done = tabletop("rerun", "kept", "--out", "again", "--engine", "des")
    assert done.code == 1
    assert "other results" in done.words
    assert "python: was 2.7" in done.words
    assert "sources: was old" in done.words


def alter(folder: Path) -> None:
    """Change numbers in a table behind the manifest's back."""
    path = folder / "outcomes.parquet"
    pl.read_parquet(path).with_columns(pl.col("days") + 1.0).write_parquet(path)


def test_altered_tables_are_found_before_anything_is_run(here: Path) -> None:
    runs("--out", "kept")
    whole = tabletop("rerun", "kept", "--check")
    assert whole.code == 0
    digest = manifest(here / "kept")["results_digest"]
    assert whole.words == f"The tables in kept are those that its manifest describes: {digest}"
    assert tabletop("rerun", "kept", "--check", "--json").json == {"whole": True, "digest": digest}
    assert [path.name for path in here.iterdir()] == ["kept"]
    alter(here / "kept")
    told = "the tables in kept are not those that its manifest describes"
    for options in (["--check"], ["--engine", "des"]):
        done = tabletop("rerun", "kept", *options)
        assert (done.code, done.out) == (1, "")
        assert told in done.err
    checked = tabletop("rerun", "kept", "--check", "--json")
    assert (checked.code, checked.json) == (1, {"whole": False, "fault": told})
    assert [path.name for path in here.iterdir()] == ["kept"]


def test_a_rerun_never_replaces_the_evidence(here: Path) -> None:
    runs("--out", "kept")
    made = manifest(here / "kept")
    for out in ("kept", "./kept", here / "kept"):
        done = tabletop("rerun", "kept", "--out", out, "--engine", "des", "--restart")
        assert done.code == 2
        assert "is the folder that is checked; a rerun needs another" in done.err
    assert manifest(here / "kept") == made


def test_what_would_be_lost_is_kept_until_restart_is_said(here: Path) -> None:
    runs("--out", "kept")
    made = manifest(here / "kept")
    for more, count, told in (
        (["--seed", "1"], 12, "made from another seed: choose another --out, or --restart"),
        ([], 5, "has 12 runs already, more than 5"),
        (["--resume"], 5, "has 12 runs already, more than 5"),
    ):
        done = runs("--out", "kept", *more, count=count)
        assert (done.code, done.out) == (1, "")
        assert told in done.err
        assert manifest(here / "kept") == made
    assert runs("--out", "kept", "--restart", count=5).code == 0
    assert manifest(here / "kept")["runs"] == 5
    both = runs("--out", "kept", "--restart", "--resume")
    assert (both.code, both.out) == (2, "")
    assert "--restart: begins anew, and --resume goes on: choose one" in both.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--runs", "9", "--no-report", "--out", "x"], "--out: has no use beside --no-report"),
        (["--runs", "9", "--no-report", "--csv"], "--csv: has no use beside --no-report"),
        (["--runs", "9", "--no-report", "--resume"], "--resume: has no use beside --no-report"),
        (["--runs", "9", "--no-report", "--restart"], "--restart: has no use beside --no-report"),
        (["--no-report", "--out", "x"], "--out: has no use beside --no-report"),
        (["--until-halfwidth", "0.1"], "needs --runs N, the most runs that it may take"),
        (["--runs", "9", "--dask", "tcp://x:1", "--workers", "3"], "--workers: has no use beside"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    here: Path, options: list[str], told: str
) -> None:
    done = tabletop("run", "tanks-2023", *options)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert list(here.iterdir()) == []


def test_a_cluster_needs_its_extra(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiment.cluster.find_spec", lambda _: None)
    done = runs("--dask", "tcp://10.0.0.5:8786")
    assert (done.code, done.out) == (2, "")
    assert "--dask: needs dask.distributed: pip install 'tabletop-sim[dask]'" in done.err


@pytest.fixture
def least(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at intervals from 10 replications on."""
    monkeypatch.setattr("sim.experiment.narrowing.LEAST", 10)


@pytest.mark.parametrize("kept", [["--no-report"], ["--out", "kept"]])
def test_a_goal_is_kept_with_and_without_a_folder(here: Path, least: None, kept: list[str]) -> None:
    done = runs("--until-halfwidth", "0.2", *kept, count=100)
    assert done.code == 0
    assert "22 runs from the causes alone" in done.words
    assert done.err == ""
    shutil.rmtree("kept", ignore_errors=True)
    missed = runs("--until-halfwidth", "0.01", *kept, count=30)
    assert missed.code == 0
    assert (
        "not the 0.01 asked for: 30 runs, the most that --runs allows, are too few." in missed.err
    )


def test_a_goal_for_shares_needs_shares(bare: Path) -> None:
    path = bare / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    head, _ = text.split("\noutcomes:", 1)
    path.write_text(
        head + "\noutcomes:\n  - id: apart\n    spread: {issue: arms}\n", encoding="utf-8"
    )
    done = tabletop("run", bare, "--runs", "50", "--until-halfwidth", "0.1")
    assert (done.code, done.out) == (2, "")
    assert "--until-halfwidth: no outcome of the scenario is a share of runs" in done.err


# --- stopped ----------------------------------------------------------------------------------------


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_stopped_says_what_is_kept(here: Path, writer: Callable[[Write], None]) -> None:
    writer(stop)
    done = runs("--out", "kept")
    assert (done.code, done.out) == (1, "")
    assert done.err.split("\n")[-2] == (
        "Stopped. 12 finished runs are kept; the same command with --resume goes on."
    )
    again = runs("--out", "kept")
    assert again.code == 1
    assert "12 runs of an interrupted run are there" in again.err
    anew = runs("--out", "kept", "--restart")
    assert "with --resume in place of --restart goes on" in anew.err


@pytest.mark.parametrize(
    ("where", "options", "told"),
    [
        (
            "sim.experiment.executors.run_chunk",
            ["--no-report"],
            "Nothing is kept with --no-report.",
        ),
        ("sim.experiment.executors.run_chunk", [], "No chunk of runs was finished"),
        (
            "sim.cli.ensembles.compile_engine",
            ["--engine", "batch"],
            "No chunk of runs was finished",
        ),
        ("sim.cli.running.load", [], "Nothing was run yet."),
    ],
)
def test_stopped_early_says_that_nothing_is_kept(
    here: Path, monkeypatch: pytest.MonkeyPatch, where: str, options: list[str], told: str
) -> None:
    monkeypatch.setattr(where, stop)
    done = runs(*options)
    assert (done.code, done.out) == (1, "")
    assert f"Stopped. {told}" in done.err
    assert not list(here.glob("**/.*"))


def test_a_rerun_that_is_stopped_is_gone_on_with(
    here: Path, writer: Callable[[Write], None]
) -> None:
    runs("--out", "kept")
    writer(stop)
    done = tabletop("rerun", "kept", "--engine", "des")
    assert done.code == 1
    assert "Stopped. 12 finished runs are kept; the same command with --resume goes on." in done.err
    writer(quick)
    done = tabletop("rerun", "kept", "--engine", "des", "--resume")
    assert (done.code, "the same results" in done.words) == (0, True)


def test_a_rerun_takes_nothing_from_a_finished_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs("--out", "kept")
    assert tabletop("rerun", "kept", "--engine", "des").code == 0
    ran: list[object] = []

    def noted(task: Task, chunk: Chunk) -> Columns:
        ran.append(chunk)
        return run_chunk(task, chunk)

    monkeypatch.setattr(executors, "run_chunk", noted)
    assert tabletop("rerun", "kept", "--engine", "des", "--resume").code == 0
    assert ran == [Chunk(0, 12)]


def test_more_runs_go_on_from_fewer(here: Path) -> None:
    runs("--out", "kept")
    assert runs("--out", "kept", "--resume", count=20).code == 0
    runs("--out", "whole", count=20)
    extended, whole = manifest(here / "kept"), manifest(here / "whole")
    assert extended["runs"] == 20
    assert extended["results_digest"] == whole["results_digest"]


def test_tables_are_written_as_csv_when_asked_for(here: Path) -> None:
    assert runs("--out", "kept", "--csv").code == 0
    lines = (here / "kept" / "outcomes.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "replication,outcome,days,yes,rung,distance"
    assert len(lines) == 1 + 12 * 5


def test_a_report_that_cannot_be_written_leaves_no_run_folder(
    here: Path, writer: Callable[[Write], None]
) -> None:
    writer(full)
    done = runs("--out", "kept")
    assert done.code == 1
    assert "No space left on device" in done.err
    assert not (here / "kept").exists()
    writer(quick)
    assert runs("--out", "kept", "--resume").code == 0
    assert manifest(here / "kept")["runs"] == 12


def test_nothing_of_mine_is_replaced(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = runs("--out", "mine")
    assert (done.code, done.out) == (2, "")
    assert "mine: is there already and is no run folder" in done.err
    assert (here / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_what_was_kept_is_listed(here: Path) -> None:
    assert tabletop("results").words == "No runs below results."
    runs("--out", "results/tanks/one")
    runs("--seed", "5", "--out", "results/two")
    (here / "results" / "other").mkdir()
    (here / "results" / "other" / "manifest.json").write_text('{"name": "a web page"}')
    (here / "results" / ".two-draft").mkdir()
    made = (here / "results" / "two" / "manifest.json").read_bytes()
    (here / "results" / ".two-draft" / "manifest.json").write_bytes(made)
    for number, foreign in enumerate((b"\xff", b"{", b"[]", b'{"kind": 5, "options": [1]}')):
        (here / "results" / f"odd{number}").mkdir()
        (here / "results" / f"odd{number}" / "manifest.json").write_bytes(foreign)
    rows = tabletop("results", "--json").json
    assert [(row["folder"], row["runs"], row["seed"]) for row in rows] == [
        ("tanks/one", 12, 0),
        ("two", 12, 5),
    ]
    page = tabletop("results").words
    assert "tanks/one tanks-2023 ensemble 12 0" in page


def test_a_report_is_opened_by_its_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    runs("--out", "results/two")
    assert tabletop("results", "--open", "two").code == 0
    assert opened == [(here / "results" / "two" / "report.html").resolve().as_uri()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "tanks-2023", "--runs", "9", "--engine", "steam"],
         "--engine: found 'steam', expected 'batch' or 'des'"),
        (["rerun", "absent"], "absent: cannot be read: No such file or directory"),
        (["rerun", "single"], "is of a run, and only an ensemble (many runs) will do"),
        (["rerun", "web"], "is not the manifest of a run folder"),
        (["results", "--open", "tow"], "--open: found 'tow'; did you mean 'two'?"),
    ],
)  # fmt: skip
def test_wrong_input_is_told(here: Path, arguments: list[str], told: str) -> None:
    single = {"kind": "run", "program": "tabletop-sim 0", "scenario": "x", "made": "then"}
    for name, text in (("single", json.dumps(single)), ("web", '{"name": "a web page"}')):
        (here / name).mkdir()
        (here / name / "manifest.json").write_text(text, encoding="utf-8")
    if "--open" in arguments:
        runs("--out", "results/two")
    done = tabletop(*arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_where_compilation_is_off_it_runs_on_simpy_and_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    done = tabletop("run", "tanks-2023", "--runs", "12", "--out", "kept")
    assert done.code == 0
    assert done.err.startswith("Running on SimPy: NUMBA_DISABLE_JIT is set")
    assert manifest(here / "kept")["engine"] == "des"
    refused = tabletop("run", "tanks-2023", "--runs", "12", "--engine", "batch", "--restart")
    assert refused.code == 2
    assert "--engine: NUMBA_DISABLE_JIT is set" in refused.err
