"""The run folder: whole or absent, and nothing of the user's is replaced by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import create_autospec

import pytest

import sim.report.write
from sim.experiment.replay import replay
from sim.scenario.files.load import load
from tests.cli.program import Done, tabletop

Folder = Path
Write = Callable[..., object]

VERBS = {"replay": ("replay", "tanks-2023", "--draws", "2"), "run": ("run", "tanks-2023")}


def write(folder: Path, *_: object, **__: object) -> None:
    """A report in a moment."""
    (folder / "report.html").write_text("<title>A report</title>", encoding="utf-8")
    (folder / "figures").mkdir()


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Write], None]:
    """Puts another writer of reports in place; a quick one is there from the start.

    It takes the arguments of the real one and no others.
    """
    real = sim.report.write.write

    def put(act: Write) -> None:
        stand_in = create_autospec(real, side_effect=act)
        monkeypatch.setattr("sim.report.write.write", stand_in)

    put(write)
    return put


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- what is in it -----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_it_goes_where_it_is_told(writer: object, here: Path, verb: str) -> None:
    done = tabletop(*VERBS[verb], "--out", "deep/run")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\nWrote deep/run/report.html\n")
    assert names(here / "deep") == ["run"]
    assert names(here / "deep/run") == ["figures", "manifest.json", "report.html", "trace.json"]


def test_it_goes_to_results_unless_told(writer: object, here: Path) -> None:
    assert tabletop(*VERBS["replay"]).code == 0
    assert tabletop(*VERBS["run"], "--seed", "3").code == 0
    assert names(here / "results" / "tanks-2023") == ["replay-seed0", "run-seed3"]
    tabletop("run", "may-2024", "--variant", "no-request")
    assert names(here / "results" / "may-2024") == ["run-seed0-no-request"]


def test_the_manifest_says_how_it_was_made(writer: object, here: Path) -> None:
    tabletop("run", "may-2024", "--variant", "no-request", "--seed", "4", "--out", "run")
    manifest = json.loads((here / "run" / "manifest.json").read_text(encoding="utf-8"))
    told = json.loads((here / "run" / "trace.json").read_text(encoding="utf-8"))
    assert manifest["program"].startswith("tabletop-sim ")
    assert manifest["digest"] == told["digest"]
    assert manifest["scenario"] == told["scenario"] == "may-2024"
    assert (manifest["options"]["seed"], manifest["options"]["variant"]) == (4, "no-request")
    assert set(manifest["files"]) == {
        "may-2024/scenario.yaml", "may-2024/record.yaml", "variants/no-request.yaml",
    }  # fmt: skip
    assert {len(digest) for digest in manifest["files"].values()} == {64}


def test_the_trace_in_it_is_the_json_that_is_printed(writer: object, here: Path) -> None:
    done = tabletop(*VERBS["replay"], "--json", "--out", "run")
    assert json.loads((here / "run" / "trace.json").read_text(encoding="utf-8")) == done.json
    assert done.json["digest"] == replay(load("tanks-2023"), draws=0).trace.digest()


def test_without_a_report_there_is_no_folder(writer: object, here: Path) -> None:
    assert tabletop(*VERBS["run"], "--no-report").code == 0
    assert names(here) == []


# --- whole or absent ---------------------------------------------------------------------------


def full(folder: Path, *_: object, **__: object) -> None:
    """Half a report, and then the disk is full."""
    (folder / "figures").mkdir()
    raise OSError(28, "No space left on device", str(folder / "figures" / "pressure.png"))


def broken(folder: Path, *_: object, **__: object) -> None:
    """Half a report, and then a fault."""
    (folder / "report.html").write_text("<title>Half", encoding="utf-8")
    raise ZeroDivisionError("a fault of the report")


@pytest.mark.parametrize("verb", VERBS)
def test_a_report_that_cannot_be_written_leaves_nothing(
    writer: Callable[[Write], None], here: Path, verb: str
) -> None:
    writer(full)
    done = tabletop(*VERBS[verb], "--out", "deep/run")
    assert done.code == 1
    assert done.err.endswith(
        "figures/pressure.png: cannot be read or written (No space left on device)\n"
    )
    assert names(here / "deep") == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_fault_of_the_report_leaves_nothing(
    writer: Callable[[Write], None], here: Path, verb: str
) -> None:
    writer(broken)
    with pytest.raises(ZeroDivisionError):
        tabletop(*VERBS[verb], "--out", "deep/run")
    assert names(here / "deep") == []


@pytest.mark.parametrize("act", [full, broken])
def test_an_older_run_stays_if_the_new_one_fails(
    writer: Callable[[Write], None], here: Path, act: Write
) -> None:
    tabletop(*VERBS["run"], "--out", "run")
    before = (here / "run" / "manifest.json").read_bytes()
    writer(act)
    try:
        assert tabletop(*VERBS["run"], "--seed", "9", "--out", "run").code == 1
    except ZeroDivisionError:
        assert act is broken
    assert (here / "run" / "manifest.json").read_bytes() == before
    assert names(here) == ["run"]
    assert (here / "run" / "report.html").exists()


def test_an_older_run_stays_if_the_new_one_cannot_take_its_name(
    writer: object, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tabletop(*VERBS["run"], "--out", "run").code == 0
    before = (here / "run" / "manifest.json").read_bytes()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.startswith(".run-") and not self.name.endswith("-old"):
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    done = tabletop(*VERBS["run"], "--seed", "9", "--out", "run")
    assert (done.code, names(here)) == (1, ["run"])
    assert (here / "run" / "manifest.json").read_bytes() == before


# --- what it may replace -----------------------------------------------------------------------


def test_an_older_run_is_replaced_whole(writer: Callable[[Write], None], here: Path) -> None:
    assert tabletop(*VERBS["run"], "--out", "run").code == 0
    (here / "run" / "of-the-old-run").write_text("", encoding="utf-8")
    assert tabletop(*VERBS["run"], "--seed", "9", "--out", "run").code == 0
    assert names(here) == ["run"]
    assert "of-the-old-run" not in names(here / "run")
    told = json.loads((here / "run" / "trace.json").read_text(encoding="utf-8"))
    assert told["seed"] == 9


def test_an_empty_folder_is_filled(writer: object, here: Path) -> None:
    (here / "run").mkdir()
    assert tabletop(*VERBS["run"], "--out", "run").code == 0
    assert "manifest.json" in names(here / "run")


def a_folder_of_mine(here: Path) -> Path:
    (here / "mine").mkdir()
    (here / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    return here / "mine"


def a_file_of_mine(here: Path) -> Path:
    (here / "mine").write_text("years of work", encoding="utf-8")
    return here / "mine"


def the_manifest_of_another_program(here: Path) -> Path:
    folder = a_folder_of_mine(here)
    (folder / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "made", [a_folder_of_mine, a_file_of_mine, the_manifest_of_another_program]
)
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_else_is_replaced(
    writer: object, here: Path, verb: str, made: Callable[[Path], Path]
) -> None:
    mine = made(here)
    kept = {path: path.read_bytes() for path in [mine, *mine.rglob("*")] if path.is_file()}
    done: Done = tabletop(*VERBS[verb], "--out", "mine")
    assert (done.code, done.out) == (2, "")
    told = done.err.splitlines()[0]
    assert told == "mine: is there already and is no run folder; choose another with --out"
    assert {path: path.read_bytes() for path in kept} == kept
    assert names(here) == ["mine"]
