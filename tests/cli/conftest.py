"""Every command runs in an empty folder, on a page of 120 columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import tabletop
from tests.scenario.small import RECORD, SCENARIO, VARIANT, edited


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder; runs go to `results` below it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def small(here: Path) -> Path:
    """A small scenario with its record and a variant, in a folder."""
    folder = here / "small"
    (folder / "variants").mkdir(parents=True)
    text = edited(SCENARIO, "scenario: small\n", "scenario: small\nrecord: record.yaml\n")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "record.yaml").write_text(RECORD, encoding="utf-8")
    (folder / "variants" / "no-offensive.yaml").write_text(VARIANT, encoding="utf-8")
    return folder


@pytest.fixture
def bare(here: Path) -> Path:
    """A scenario without record, weapons and variants: what `tabletop new` writes."""
    assert tabletop("new", "bare").code == 0
    return here / "bare"
