"""The folder of a comparison: whole or absent, and the same again from what it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sim.experiment.compare import store
from sim.experiment.compare.found import Comparison, Question
from sim.experiment.compare.tables import MEANINGS, TABLES, tables
from sim.experiment.ensemble import Workers
from sim.scenario.problems import ScenarioError
from tests.experiment.compare.asking import asked, busier, without
from tests.worlds import START, dated

ONE = Workers(1)


@pytest.fixture
def question() -> Question:
    """A question with everything in it, and little of each."""
    more = busier(dated("blow-2", 9.0))
    return asked(without("war"), more, runs=40, seed=3, sets=3, chances=4, trials=20)


def manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return told


def test_everything_is_there(tmp_path: Path, question: Question) -> None:
    found = store.run(question, tmp_path / "kept", workers=ONE)
    names = {path.name for path in (tmp_path / "kept").iterdir()}
    assert names == {
        "manifest.json", "scenario.json", "columns.json", "variants",
        *(f"{name}.parquet" for name in TABLES),
    }  # fmt: skip
    told = manifest(tmp_path / "kept")
    assert (told["kind"], told["variants"], told["seed"], told["runs"]) == (
        "comparison", ["v0", "v1"], 3, 40,
    )  # fmt: skip
    assert told["digests"]["baseline"] == found.baseline.digest
    for name in TABLES:
        kept = pl.read_parquet(tmp_path / "kept" / f"{name}.parquet")
        assert kept.columns == list(MEANINGS[name])
        assert kept.equals(tables(found)[name])
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_outcomes_are_kept_as_they_were(tmp_path: Path, question: Question) -> None:
    found = store.run(question, tmp_path / "kept", workers=ONE)
    kept = pl.read_parquet(tmp_path / "kept" / "outcomes.parquet")
    assert kept.height == 3 * 40 * len(found.scenario.outcomes)
    of = kept.filter(pl.col("variant") == "v1", pl.col("outcome") == "us-partly")
    days = of.sort("replication")["days"].fill_null(float("inf")).to_list()
    assert days == found.variants[1].world.outcomes["us-partly"].tolist()
    ends = kept.filter(pl.col("variant") == "baseline", pl.col("outcome") == "us-end")
    ladder = [rung.id for rung in found.scenario.issue("use").rungs]
    values = found.baseline.outcomes["us-end"].astype(int).tolist()
    assert ends.sort("replication")["rung"].to_list() == [ladder[each] for each in values]


def test_the_same_again_from_what_is_there(tmp_path: Path, question: Question) -> None:
    store.run(question, tmp_path / "kept", workers=ONE)
    again, told = store.again(tmp_path / "kept")
    assert again.variants[0].scenario == question.variants[0].scenario
    assert [each.name for each in again.variants] == ["v0", "v1"]
    store.run(again, tmp_path / "again", workers=ONE)
    assert manifest(tmp_path / "again")["results_digest"] == told["results_digest"]
    assert store.again(tmp_path / "kept" / "manifest.json")[0] == again


def test_a_question_cut_short_and_told_together_is_read_back(tmp_path: Path) -> None:
    until = START.replace(month=2)
    short = asked(without("war"), runs=10, until=until, outcome="us-first", simultaneous=True)
    store.run(short, tmp_path / "kept", workers=ONE)
    again, _ = store.again(tmp_path / "kept")
    assert (again.until, again.outcome, again.simultaneous) == (until, "us-first", True)


def test_a_folder_that_cannot_be_finished_is_absent(tmp_path: Path, question: Question) -> None:
    def full(draft: Path, _: Comparison) -> None:
        raise OSError(28, "No space left on device", str(draft))

    with pytest.raises(OSError, match="No space"):
        store.run(question, tmp_path / "kept", workers=ONE, finish=full)
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_stays_where_the_new_one_fails(tmp_path: Path, question: Question) -> None:
    store.run(question, tmp_path / "kept", workers=ONE)
    before = manifest(tmp_path / "kept")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.run(question, tmp_path / "kept", workers=ONE, finish=stopped)
    assert manifest(tmp_path / "kept") == before


def spoil_scenario(folder: Path) -> None:
    told = json.loads((folder / "scenario.json").read_text())
    (folder / "scenario.json").write_text(json.dumps(told | {"title": "Another"}))


def spoil_variant(folder: Path) -> None:
    told = json.loads((folder / "variants" / "v0.json").read_text())
    told["scenario"]["title"] = "Another"
    (folder / "variants" / "v0.json").write_text(json.dumps(told))


def lose_variant(folder: Path) -> None:
    (folder / "variants" / "v1.json").unlink()


def lose_key(folder: Path) -> None:
    told = manifest(folder)
    del told["parameter_sets"]
    (folder / "manifest.json").write_text(json.dumps(told))


def no_scenario(folder: Path) -> None:
    (folder / "scenario.json").write_text("[]")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_scenario, "its hash differs"),
        (spoil_variant, "its hash differs"),
        (lose_variant, "cannot be read"),
        (lose_key, "does not say how it was made"),
        (no_scenario, "holds no scenario"),
    ],
)
def test_a_spoilt_folder_is_refused_in_a_sentence(
    tmp_path: Path, question: Question, spoil: Callable[[Path], None], words: str
) -> None:
    store.run(question, tmp_path / "kept", workers=ONE)
    spoil(tmp_path / "kept")
    with pytest.raises(ScenarioError, match=words):
        store.again(tmp_path / "kept")


def test_csv_beside_the_tables(tmp_path: Path, question: Question) -> None:
    store.run(question, tmp_path / "kept", workers=ONE)
    store.write_csv(tmp_path / "kept")
    effects = pl.read_csv(tmp_path / "kept" / "effects.csv")
    assert effects.columns == list(MEANINGS["effects"])
