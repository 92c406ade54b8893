"""Many runs in a folder: made, made again, extended, listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

import sim.report.pages.ensemble
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
    runs("--out", "kept")
    told = manifest(here / "kept") | {"results_digest": "0" * 64, "python": "2.7"}
    (here / "kept" / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    done = tabletop("rerun", "kept", "--out", "again", "--engine", "des")
    assert done.code == 1
    assert "other results" in done.words
    assert "python: was 2.7" in done.words


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
        (["rerun", "single"], "is of a single run, and only ensembles are run again"),
        (["rerun", "web"], "is not the manifest of a run folder"),
        (["results", "--open", "tow"], "--open: found 'tow'; did you mean 'two'?"),
    ],
)  # fmt: skip
def test_wrong_input_is_told(here: Path, arguments: list[str], told: str) -> None:
    for name, text in (("single", '{"kind": "run"}'), ("web", '{"name": "a web page"}')):
        (here / name).mkdir()
        (here / name / "manifest.json").write_text(text, encoding="utf-8")
    if "--open" in arguments:
        runs("--out", "results/two")
    done = tabletop(*arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
