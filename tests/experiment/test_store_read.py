"""A run folder read again: by itself, by its manifest; refused in words where it is spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sim.experiment import store
from sim.experiment.store import Request, again, read_manifest, run
from sim.scenario.problems import ScenarioError
from tests.experiment.many import everything, manifest
from tests.experiment.stopping import ONE, REQUEST


def test_a_folder_is_read_again_by_itself_or_its_manifest(target: Path) -> None:
    asked = Request(REQUEST.scenario, 10, 3, REQUEST.scenario.start + timedelta(days=20), "other")
    run(asked, target, workers=ONE)
    for where in (target, target / "manifest.json"):
        request, told = again(where)
        assert request == asked
        assert told == manifest(target)


def change(folder: Path, **values: object) -> None:
    """Set or remove (None) what a manifest says."""
    told = {**manifest(folder), **values}
    kept = {name: value for name, value in told.items() if name not in values or value is not None}
    (folder / "manifest.json").write_text(json.dumps(kept))


def store_other(folder: Path) -> None:
    (folder / "scenario.json").write_text(store.resolved(everything(days=61)))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "not the manifest of a run"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "not the manifest of a run"),
        (lambda folder: change(folder, kind="run"), "is of a run, and only an ensemble"),
        (lambda folder: change(folder, kind=5), r"kind: .*found 5"),
        (lambda folder: change(folder, kind=None), r"kind: Field required"),
        (lambda folder: change(folder, options=[1]), r"options: .*found \[1\]"),
        (lambda folder: change(folder, runs=None), r"runs: Field required"),
        (lambda folder: change(folder, runs="many"), r"runs: .*found 'many'"),
        (lambda folder: change(folder, runs=-3), r"runs: .*found -3"),
        (lambda folder: change(folder, runs=2.5), r"runs: .*found 2.5"),
        (lambda folder: change(folder, seed=-1), r"seed: .*found -1"),
        (lambda folder: change(folder, seed=2**70), r"seed: .*found 1180591620717411303424"),
        (lambda folder: change(folder, until="never"), r"until: .*found 'never'"),
        (lambda folder: change(folder, until="2030-01-01T00:00:00Z"), "outside the scenario"),
        (lambda folder: change(folder, results_digest=None), r"results_digest: Field required"),
        (lambda folder: change(folder, program="npm 9"), r"program: "),
        (lambda folder: (folder / "manifest.json").write_bytes(b"\xff"), "no text in UTF-8"),
        (lambda folder: (folder / "scenario.json").write_bytes(b"\xff"), "no text in UTF-8"),
        (lambda folder: (folder / "scenario.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "scenario.json").write_text("{}"), "is no scenario"),
        (store_other, "its hash differs"),
    ],
)
def test_a_spoilt_folder_is_refused_in_words(
    target: Path, spoil: Callable[[Path], object], message: str
) -> None:
    run(Request(REQUEST.scenario, 5), target, workers=ONE)
    spoil(target)
    with pytest.raises(ScenarioError, match=message):
        again(target)


def test_a_manifest_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_manifest(tmp_path / "nowhere")
